/** Metadata as nobody writes it, by the hundred, against what Python's `importlib.metadata` makes of it. */
import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { thisMachine } from "../../../src/files/machine";
import { runToEnd } from "../../../src/files/tasks";
import { readDistributions, type FoundDistributions } from "../../../src/projects/environments/distributions";
import { atLeast, findPips } from "../../support/pip";
import { temporaryDirectory } from "../../support/temporary";
import { itUnless } from "../../support/unless";

/** Which has read both ways alike since 3.11. */
const python = findPips().findLast(({ pythonVersion }) => atLeast(pythonVersion, "3.11"))?.python;

const word = fc.constantFrom("alpha", "beta>=1", "gamma[x,y]", 'delta ; python_version<"3"', "é @ file:///x;y", "");
const newline = fc.constantFrom("\n", "\n", "\r\n");
const headerLine = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .tuple(fc.constantFrom("Requires-Dist:", "requires-dist: ", "REQUIRES-DIST:\t "), word)
      .map((both) => both.join("")),
  },
  { weight: 2, arbitrary: word.map((text) => `  ${text}`) },
  { weight: 2, arbitrary: word.map((text) => `Summary: ${text}`) },
  {
    weight: 1,
    arbitrary: fc.constantFrom("X", "Requires-Dist : spaced", "no header", " ", ":", "Name: other", "Version: 9"),
  },
  { weight: 1, arbitrary: fc.constant("") },
);
const sectionLine = fc.oneof(
  { weight: 4, arbitrary: word },
  {
    weight: 2,
    arbitrary: fc.constantFrom("[x]", "[x:python_version<'3']", "[:python_version<'3']", "[]", "[x:]", "  [y]  "),
  },
  { weight: 1, arbitrary: fc.constantFrom("# remark", "#no", "   ", "a\u2028b", "[open") },
);
const lines = (line: fc.Arbitrary<string>) =>
  fc
    .tuple(fc.array(line, { maxLength: 8, size: "max" }), newline)
    .map(([all, end]) => all.map((one) => one + end).join(""));

const sorted = (all: { name: string }[]) => all.sort((one, other) => (one.name < other.name ? -1 : 1));

itUnless(python ? undefined : "there is no Python 3.11 on this machine", "is read as Python reads it", () => {
  const folder = temporaryDirectory();
  const count = 1_500;
  const cases = fc.sample(fc.record({ headers: lines(headerLine), sections: lines(sectionLine) }), {
    numRuns: count,
    seed: 7,
  });
  const start = (at: number) => `Metadata-Version: 2.1\nName: Case.${at}\nVersion: 1.${at}\nSummary: x\n`;
  for (const [at, { headers, sections }] of cases.entries()) {
    const isEgg = at % 2 === 0;
    const info = join(folder, `Case.${at}-1.${at}.${isEgg ? "egg-info" : "dist-info"}`);
    mkdirSync(info);
    writeFileSync(join(info, isEgg ? "PKG-INFO" : "METADATA"), start(at) + (isEgg && at % 4 === 0 ? "" : headers));
    if (isEgg) writeFileSync(join(info, "requires.txt"), sections);
  }
  const found: FoundDistributions = { installed: [], failures: [] };
  runToEnd(readDistributions(folder, found, { machine: thisMachine(), mounts: [] }));
  const ours = found.installed.map(({ name, version, requires }) => ({ name, version, requires }));
  const said = execFileSync(python!, [join(__dirname, "describe.py"), folder], {
    encoding: "utf8",
    maxBuffer: 1 << 26,
  });
  // Its reader passes comments of requires.txt on as requirements, which its tools then refuse.
  const theirs = (JSON.parse(said) as typeof ours).map(({ name, version, requires }) => ({
    name,
    version,
    requires: requires.filter((text) => !text.startsWith("#")),
  }));
  expect(found.failures).toEqual([]);
  expect(theirs).toHaveLength(count);
  expect(sorted(ours)).toEqual(sorted(theirs));
});
