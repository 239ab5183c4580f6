import { parseConfiguration, parsing, type Setting } from "../../src/pip/configuration-parser";

const settings = (text: string, python?: string) =>
  parseConfiguration(Buffer.from(text), { python }).settings.map(({ section, key, value }: Setting) => [
    section,
    key,
    value,
  ]);

function faultOf(text: string | Buffer, python?: string): unknown {
  try {
    parseConfiguration(Buffer.from(text), { python });
  } catch (error) {
    return error;
  }
  return undefined;
}

it("takes values literally: quotes, what looks like a comment, percent signs and variables", () => {
  expect(settings('[global]\ncache-dir = "/a b" # here; or $HOME/%(x)s\n')).toEqual([
    ["global", "cache-dir", '"/a b" # here; or $HOME/%(x)s'],
  ]);
});

it("knows the spellings of a key, and both separators", () => {
  expect(settings("[global]\nCACHE_DIR: /a\n--no-cache-dir=1\n")).toEqual([
    ["global", "cache-dir", "/a"],
    ["global", "no-cache-dir", "1"],
  ]);
});

it("goes on with a value on indented lines, and tells which lines it stands on", () => {
  const text = "[global]\ncache-dir = /a\n# between\n\n  /b\ntimeout = 1\n";
  const { settings: found } = parseConfiguration(Buffer.from(text));
  expect(found[0]).toMatchObject({ value: "/a\n\n/b", line: 2, lines: [2, 5] });
  expect(found[1]).toMatchObject({ value: "1", line: 6, lines: [6] });
});

it.each([
  ["byte order mark", "\ufeff[global]\n", 1],
  ["text before a section", "# fine\ncache-dir = /a\n", 2],
  ["duplicate section", "[global]\n[install]\n[global]\n", 3],
  ["duplicate key", "[global]\ncache-dir = /a\nCache-Dir = /b\n", 3],
  ["not a setting", "[global]\ncache-dir\n", 2],
  ["encoding", Buffer.from("[global]\n# caf\xe9", "latin1"), 2],
])("refuses a file with the fault “%s”, and names the line", (fault, text, line) => {
  expect(faultOf(text)).toMatchObject({ fault, line });
});

it("takes two spellings of a key for one key twice from pip 26.3 on, and for two keys before", () => {
  const text = Buffer.from("[global]\nno-cache-dir = 1\nno_cache_dir = 1\n");
  expect(() => parseConfiguration(text, { pip: "26.3" })).toThrow("Line 3 sets “no-cache-dir” a second time.");
  expect(parseConfiguration(text, { pip: "26.2.1" }).settings).toHaveLength(2);
});

it("reads as Python 2 did: duplicates replace, ` ;` begins a comment, no encoding is checked", () => {
  expect(settings('[global]\ncache-dir = /a\ncache-dir = /b ; note\n[global]\ntimeout = ""\n', "2.7.18")).toEqual([
    ["global", "cache-dir", "/b"],
    ["global", "timeout", ""],
  ]);
  expect(faultOf(Buffer.from("[global]\n# caf\xe9", "latin1"), "2.7.18")).toBeUndefined();
});

it("ends a section's name at the first bracket before Python 3.10, at the last since", () => {
  expect(settings("[a] [b]\nx = 1", "3.9.1")[0][0]).toBe("a");
  expect(settings("[a] [b]\nx = 1", "3.10.0")[0][0]).toBe("a] [b");
});

describe("a file of a megabyte", () => {
  it("may be one value with very much space in it", () => {
    const space = " ".repeat(990_000);
    expect(settings(`[global]\ncache-dir = a${space}b${space}\n`)).toEqual([["global", "cache-dir", `a${space}b`]]);
  });

  it("may have very many sections, settings and lines of a value", () => {
    const sections = Array.from({ length: 40_000 }, (_, at) => `[section-${at}]\n`).join("");
    expect(parseConfiguration(Buffer.from(sections)).sections).toHaveLength(40_000);
    expect([...parsing(Buffer.from(sections))]).toHaveLength(40_000);
    expect(faultOf(`${sections}[section-3]\n`)).toMatchObject({ fault: "duplicate section", line: 40_001 });
    const lines = `[global]\ncache-dir =${"\n é".repeat(200_000)}\n`;
    expect(parseConfiguration(Buffer.from(lines)).settings[0]?.lines).toHaveLength(200_001);
  });
});
