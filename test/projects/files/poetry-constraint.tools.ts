/** Poetry's words for versions, held against Poetry's own code. */
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import fc from "fast-check";
import { poetrySpecifiers } from "../../../src/projects/files/poetry-constraint";
import { temporaryDirectory } from "../../support/temporary";

const number = fc.constantFrom(0, 0, 1, 2, 3, 10);
const release = fc.array(number, { minLength: 1, maxLength: 4 }).map((numbers) => numbers.join("."));
const version = fc
  .tuple(
    fc.constantFrom("", "", "", "", "v", "1!"),
    release,
    fc.constantFrom("", "", "", "", "a1", "b2", "rc1", ".dev1", "a1.dev2", "-beta.1", ".post1", "-1"),
  )
  .map((parts) => parts.join(""));
const clause = fc.oneof(
  {
    weight: 8,
    arbitrary: fc
      .tuple(
        fc.constantFrom("^", "~", "~=", ">=", "<", "<=", ">", "==", "!=", "=", "", "<>", "==="),
        fc.constantFrom("", "", " "),
        version,
      )
      .map((parts) => parts.join("")),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(fc.constantFrom("", "==", "!="), release, fc.constantFrom(".*", ".*.*"))
      .map((parts) => parts.join("")),
  },
  { weight: 1, arbitrary: fc.constantFrom("*", "x", "*.*", "1.x", ">=1.*", "1 - 2") },
);
const constraint = fc
  .tuple(
    clause,
    fc.array(fc.tuple(fc.constantFrom(", ", ",", " ", " , ", "||", " || ", "|"), clause), { maxLength: 2 }),
    fc.constantFrom("", "", "", ",", " "),
  )
  .map(([first, others, end]) => first + others.flat().join("") + end);

const asking = `
import json, sys
from poetry.core.constraints.version import parse_constraint, Version
from packaging.specifiers import SpecifierSet
from packaging.version import Version as Plain
constraints, ours, texts = json.load(sys.stdin)
versions = []
for text in texts:
    try:
        versions.append((Version.parse(text), Plain(text)))
    except Exception:
        pass
different, compared = [], 0
for constraint, alternatives in zip(constraints, ours):
    try:
        poetry = parse_constraint(constraint)
    except Exception:
        poetry = None
    if poetry is None or alternatives is None:
        if poetry is not alternatives:
            different.append([constraint, alternatives, str(poetry)])
        continue
    compared += 1
    sets = [SpecifierSet(one) for one in alternatives]
    for version, plain in versions:
        if poetry.allows(version) != any(one.contains(plain, prereleases=True) for one in sets):
            different.append([constraint, alternatives, str(version)])
            break
json.dump([different, compared], sys.stdout)
`;

it("admits what Poetry admits", () => {
  const folder = temporaryDirectory();
  execFileSync("python3", ["-m", "venv", folder]);
  const python = join(folder, "bin", "python");
  execFileSync(python, ["-m", "pip", "install", "-q", "poetry-core", "packaging"], { stdio: "ignore" });
  const constraints = fc.sample(constraint, { numRuns: 20_000, seed: 1 });
  // To Poetry "!=1, <2" leaves out 1.post1 too, which "!=1" alone does not.
  const versions = fc.sample(version, { numRuns: 300, seed: 2 }).filter((one) => !/post|-1$/.test(one));
  const input = JSON.stringify([constraints, constraints.map((one) => poetrySpecifiers(one) ?? null), versions]);
  const output = execFileSync(python, ["-c", asking], { input, maxBuffer: 1e8 }).toString();
  const [different, compared] = JSON.parse(output) as [unknown[], number];
  expect(different).toEqual([]);
  expect(compared).toBeGreaterThan(10_000);
});
