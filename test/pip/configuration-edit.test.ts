import fc from "fast-check";
import { UnsafeEditError, withCachingOff, withoutCachingSwitch } from "../../src/pip/configuration-edit";
import { parseConfiguration } from "../../src/pip/configuration-parser";

const off = (text: string, encoding: "utf-8" | "single byte" = "utf-8") =>
  withCachingOff(Buffer.from(text, "latin1"), { encoding }).toString("latin1");
const on = (text: string, encoding: "utf-8" | "single byte" = "utf-8") =>
  withoutCachingSwitch(Buffer.from(text, "latin1"), { encoding }).toString("latin1");

describe("turning caching off in a file", () => {
  it.each([
    ["an empty file", "", "[global]\nno-cache-dir = true\n"],
    ["comments only", "# mine", "# mine\n\n[global]\nno-cache-dir = true\n"],
    ["other sections", "[install]\na = 1\n", "[install]\na = 1\n\n[global]\nno-cache-dir = true\n"],
    ["an empty section", "[global]\n[install]\n", "[global]\nno-cache-dir = true\n[install]\n"],
    ["settings", "[global]\na = 1\n  more\n# end\n[x]\n", "[global]\na = 1\n  more\nno-cache-dir = true\n# end\n[x]\n"],
    ["Windows line ends", "[global]\r\na = 1\r\n", "[global]\r\na = 1\r\nno-cache-dir = true\r\n"],
    ["no end of the last line", "[global]\na = 1", "[global]\na = 1\nno-cache-dir = true"],
    [
      "indented settings",
      "[global]\n  a = 1\n  [install]\n",
      "[global]\n  a = 1\n  no-cache-dir = true\n  [install]\n",
    ],
    ["an indented header next", "[global]\n  [install]\n", "[global]\n  no-cache-dir = true\n  [install]\n"],
    ["an empty value", "[global]\nno_cache_dir =\n", "[global]\nno_cache_dir = true\n"],
    [
      "one in another section",
      "[install]\nno-cache-dir = 1\n",
      "[install]\nno-cache-dir = 1\n\n[global]\nno-cache-dir = true\n",
    ],
    ["another section without an end", "[x]\na = 1", "[x]\na = 1\n\n[global]\nno-cache-dir = true\n"],
    ["settings of another section after it", "[global]\n[x]\na = 1\n", "[global]\nno-cache-dir = true\n[x]\na = 1\n"],
    [
      "indents of which none will do",
      "    [global]\na = 1\n  more\n  # end\n",
      "    [global]\na = 1\n  more\nno-cache-dir = true\n  # end\n",
    ],
    [
      "[DEFAULT], which counts in it already",
      "[DEFAULT]\na = 1\n[x]\n[global]\n",
      "[DEFAULT]\na = 1\n[x]\n[global]\nno-cache-dir = true\n",
    ],
    ["a value that begins like one", "[global]\nno-cache-dir=offline", "[global]\nno-cache-dir= true"],
    ["a value that ends like one", "[global]\nno-cache-dir=\tmoon\n", "[global]\nno-cache-dir=\ttrue\n"],
    ["a value that is none", "[global]\nno-cache-dir: maybe\n  not\nb = 2\n", "[global]\nno-cache-dir: true\nb = 2\n"],
  ])("with %s", (_, before, after) => {
    expect(off(before)).toBe(after);
  });

  it.each(["true", "false", "0"])("changes nothing where it is off with the value %s", (value) => {
    const text = `[global]\n# off\nNo_Cache_Dir = ${value}\n`;
    expect(off(text)).toBe(text);
  });

  it("keeps bytes that are no UTF-8 where they can be read", () => {
    expect(off("[global]\n# caf\xe9\n", "single byte")).toBe("[global]\nno-cache-dir = true\n# caf\xe9\n");
    expect(() => off("[global]\n# caf\xe9\n")).toThrow("Line 2 is not UTF-8.");
  });

  it("refuses where a new section would give [DEFAULT] a new meaning", () => {
    expect(() => off("[DEFAULT]\ncache-dir = /x\n[install]\na = 1\n")).toThrow(UnsafeEditError);
  });
});

describe("removing the switch from a file", () => {
  it.each([
    [
      "every spelling in every section",
      "[global]\nno-cache-dir = 1\na = 1\n[install]\nNO_CACHE_DIR: 0\n",
      "[global]\na = 1\n[install]\n",
    ],
    ["a value over several lines", "[global]\nno-cache-dir =\n# why\n  true\nb = 2\n", "[global]\n# why\nb = 2\n"],
    ["the last line, without its end", "[global]\na = 1\nno-cache-dir = true", "[global]\na = 1"],
    ["the last lines but one", "[global]\nno-cache-dir = true\n\na = 1", "[global]\n\na = 1"],
    ["the last line, with its end and one before it", "[global]\n\nno-cache-dir = true\n", "[global]\n\n"],
    ["lone carriage returns", "[global]\rno-cache-dir=1\rb = 2\r", "[global]\rb = 2\r"],
  ])("with %s", (_, before, after) => {
    expect(on(before)).toBe(after);
  });

  it("leaves cache-dir and whatever else alone", () => {
    const text = "[global]\n; no-cache-dir = true\ncache-dir = /x\n\n\n[list]\nformat = columns\n";
    expect(on(text)).toBe(text);
  });
});

const line = fc.constantFrom(
  ...[
    "a = 1",
    "b: 2",
    "  c = 3",
    "    deeper",
    "# comment",
    "  ; indented comment",
    "",
    "\t",
    "url = https://files.example.org/#x",
  ],
);
const header = fc.constantFrom("[global]", "[install]", "  [list]", "[DEFAULT]", "[global] # trailing");
const file = fc
  .tuple(
    fc.array(fc.oneof({ weight: 4, arbitrary: line }, { weight: 1, arbitrary: header }), { maxLength: 12 }),
    fc.constantFrom("\n", "\r\n", "\r"),
    fc.boolean(),
  )
  .map(([lines, end, last]) => lines.join(end) + (last && lines.length > 0 ? end : ""));

it("adds the one setting and nothing else to any file that pip can read, and takes back just that", () => {
  let edited = 0;
  fc.assert(
    fc.property(file, (text) => {
      const bytes = Buffer.from(text);
      let before;
      try {
        before = parseConfiguration(bytes);
      } catch {
        return;
      }
      let changed: Buffer;
      try {
        changed = withCachingOff(bytes, {});
      } catch (error) {
        expect(error).toBeInstanceOf(UnsafeEditError);
        return;
      }
      edited++;
      const values = (from: Buffer) =>
        parseConfiguration(from).settings.map(({ section, key, value }) => `${section}.${key}=${value}`);
      expect(values(changed).sort()).toEqual([...values(bytes), "global.no-cache-dir=true"].sort());
      const back = withoutCachingSwitch(changed, {}).toString();
      if (before.sections.some(({ name }) => name === "global")) expect(back).toBe(text);
      else expect(back.startsWith(text)).toBe(true);
    }),
    { numRuns: 2000, seed: 7 },
  );
  expect(edited).toBeGreaterThan(200);
});

it("refuses a file whose lines are others for its reader than for an editor, whichever it would have taken", () => {
  // Python 2 does not end a line at a lone carriage return.
  const text = Buffer.from("[global]\nproxy = a\rtimeout = 5\nno-cache-dir = 1\nretries = 2\n");
  expect(() => withoutCachingSwitch(text, { python: "2.7", pip: "20.3" })).toThrow(UnsafeEditError);
  const before = { python: "2.7", pip: "20.3" };
  const present = Buffer.from("[global]\nproxy = a\rtimeout = 5\nno-cache-dir = maybe\nretries = 2\n");
  expect(() => withCachingOff(present, before)).toThrow(UnsafeEditError);
  expect(() => withCachingOff(Buffer.from("# a\r# b\n[global]\n"), before)).toThrow(UnsafeEditError);
  expect(withoutCachingSwitch(text, {}).toString()).toBe("[global]\nproxy = a\rtimeout = 5\nretries = 2\n");
});
