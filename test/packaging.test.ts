import { isPackage, packageIn, packageKey, specialIn, specialKey, toolIn } from "../src/packaging/row-key";
import { isWithin } from "../src/packaging/releases";
import { allButNewest } from "../src/packaging/versions";
import { runToEnd } from "../src/files/tasks";

it.each<[string | undefined, string, string | undefined, boolean]>([
  ["23.2.1", "6.0", "23.2", true],
  ["23.3", "6.0", "23.2", false],
  ["23.3b1", "6.0", "23.2", false],
  ["24", "6.0", "23.2", false],
  ["23.3", "23.3", undefined, true],
  ["23.2.1", "23.3", undefined, false],
  ["9.0.3", "23.3", undefined, false],
  ["26.10", "26.2", "26.10", true],
  // An unknown version counts as the newest.
  [undefined, "23.3", undefined, true],
  [undefined, "6.0", "23.2", false],
])("pip %s is of the releases from %s until %s: %s", (version, from, until, isOf) => {
  expect(isWithin(version, until === undefined ? { from } : { from, until })).toBe(isOf);
});

describe("the key of a row", () => {
  const special = specialKey("pip", "foreign");

  it("is one for all spellings of a package, and tells its tool, its name and that it is one", () => {
    const key = packageKey("pip", "Zope.Interface");
    expect(packageKey("pip", "zope_interface")).toBe(key);
    expect([toolIn(key), packageIn(key), isPackage(key), specialIn(key)]).toEqual([
      "pip",
      "zope-interface",
      true,
      undefined,
    ]);
  });

  it("of what belongs to no package is no package's, whatever that is called", () => {
    expect([toolIn(special), packageIn(special), isPackage(special), specialIn(special)]).toEqual([
      "pip",
      undefined,
      false,
      "foreign",
    ]);
    expect(packageKey("pip", "foreign")).not.toBe(special);
    expect(special < packageKey("pip", "0")).toBe(true);
  });
});

it.each<[string, string[], string[]]>([
  ["the older ones, by PEP 440", ["1.10", "1.9", "1.10rc1"], ["1.9", "1.10rc1"]],
  ["none of the newest release, however it is spelt or built", ["2.4", "2.4.0", "2.4.0+cpu", "2.4.0+cu121"], []],
  ["neither a pre-release nor the one before it", ["2.0rc1", "1.9", "1.8", "2.0.dev3"], ["1.8", "2.0.dev3"]],
  ["those of an older epoch", ["2024.1", "1!0.1"], ["2024.1"]],
  ["nothing that is no version", ["2004d", "1.0", "0.9", "latest"], ["0.9"]],
  ["nothing where none is a version", ["2004d", "2005a"], []],
  ["nothing of one", ["1.0"], []],
])("all but the newest are %s", (_what, versions, older) => {
  expect([...runToEnd(allButNewest(versions))]).toEqual(older);
  expect([...runToEnd(allButNewest([...versions].reverse()))].sort()).toEqual([...older].sort());
});
