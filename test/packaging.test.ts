import { isPackage, packageIn, packageKey, specialIn, specialKey, toolIn } from "../src/packaging/row-key";
import { isWithin } from "../src/packaging/releases";

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
