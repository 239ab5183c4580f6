import { isNeeded, neededByNobodyElse, neededSelection, onlyNeededBy } from "../../src/projects/needed";
import { cachedOf, environmentOf, fileOf, keyOf, needsFor, neededIn, projectOf } from "../support/sources";

/** Cached, with metadata that requires nothing. */
const plain = { requires: [] };

describe("what is installed", () => {
  it("is needed in that version, however it is spelt, and in no other", () => {
    const cached = cachedOf({ "numpy==1.0.0": {}, "numpy==1.24": {}, "torch==2.4.0": {}, "torch==2.4.0+cu121": {} });
    const needs = needsFor([environmentOf("/e", { "numpy==1.0": [], "torch==2.4.0+cu121": [] })], cached);
    expect(neededIn(needs)).toEqual(["numpy==1.0.0 installed", "torch==2.4.0+cu121 installed"]);
    expect(needs.packages.get(keyOf("numpy"))?.versions.get("1.0.0")).toEqual([
      { source: 0, how: "installed", file: 0 },
    ]);
    expect(needs.sources[0]?.files[0]).toBe("/e/numpy-1.0.dist-info");
  });

  it("counts when something else than pip installed it, and what it lacks does not", () => {
    const environment = environmentOf("/e", { "scipy==1.0": ["numpy"] });
    for (const one of environment.installed) one.installer = "conda";
    expect(neededIn(needsFor([environment], cachedOf({ "scipy==1.0": plain, "numpy==2.0": plain })))).toEqual([
      "scipy==1.0 installed",
    ]);
  });

  it("is told of what is no version by PEP 440, too", () => {
    const needs = needsFor(
      [environmentOf("/e", { "pytz==2004d": [] })],
      cachedOf({ "pytz==2004D": {}, "pytz==2004": {} }),
    );
    expect(neededIn(needs)).toEqual(["pytz==2004D installed"]);
  });

  it("is no reason to keep other versions, but one to keep pages", () => {
    const needs = needsFor([environmentOf("/e", { "numpy==2.0": [] })], cachedOf({ "numpy==1.0": {} }));
    expect(neededIn(needs)).toEqual([]);
    expect(isNeeded(needs, keyOf("numpy"), undefined)).toBe(true);
    expect(isNeeded(needs, keyOf("numpy"), "1.0")).toBe(false);
  });
});

describe("what a project names", () => {
  const cached = cachedOf({
    "numpy==1.24": plain,
    "numpy==1.26": plain,
    "numpy==2.0": plain,
    "numpy==2.1rc1": plain,
    "app==1.0": { requires: ["numpy>=1.25,<2", 'rich; extra == "color"', 'colorama; sys_platform == "win32"'] },
    "rich==13.0": { requires: ["pygments"] },
    "pygments==2.0": { requires: ["rich"] },
    "colorama==0.4": plain,
  });

  it("is needed as a lock has it, and nothing that it requires is followed", () => {
    const lock = fileOf("/p/uv.lock", ["numpy==1.24", "app==1.0"], { isLock: true, format: "uv.lock" });
    const needs = needsFor([projectOf("/p", [fileOf("/p/pyproject.toml", ["numpy", "app"]), lock])], cached);
    expect(neededIn(needs)).toEqual(["app==1.0 locked", "numpy==1.24 locked"]);
    expect(needs.sources[0]?.files).toEqual(["/p/uv.lock"]);
  });

  it("is needed in its newest version, too, where a lock has one that is not admitted any more", () => {
    const lock = fileOf("/p/uv.lock", ["numpy==1.24"], { isLock: true });
    const named = fileOf("/p/pyproject.toml", [{ name: "numpy", specifiers: ">=1.25" }]);
    expect(neededIn(needsFor([projectOf("/p", [named, lock])], cached))).toEqual([
      "numpy==1.24 locked",
      "numpy==2.0 named",
    ]);
  });

  it("is needed as it is installed in the project's environment, if that is admitted", () => {
    const environment = environmentOf("/p/.venv", { "numpy==1.24": [] });
    const project = (specifiers?: string) =>
      projectOf("/p", [fileOf("/p/r.txt", [{ name: "numpy", specifiers }])], { environments: ["/p/.venv"] });
    expect(neededIn(needsFor([environment, project()], cached))).toEqual(["numpy==1.24 installed+named"]);
    expect(neededIn(needsFor([environment, project(">1.24")], cached))).toEqual([
      "numpy==1.24 installed",
      "numpy==2.0 named",
    ]);
  });

  it("is else needed in the newest version that is admitted, and followed with its extras", () => {
    const project = (extras: string[]) => projectOf("/p", [fileOf("/p/r.txt", [{ name: "app", extras }])]);
    expect(neededIn(needsFor([project([])], cached))).toEqual(["app==1.0 named", "numpy==1.26 required"]);
    const needs = needsFor([project(["color"])], cached);
    expect(neededIn(needs)).toEqual([
      "app==1.0 named",
      "numpy==1.26 required",
      "pygments==2.0 required",
      "rich==13.0 required",
    ]);
    expect(needs.packages.get(keyOf("pygments"))?.versions.get("2.0")).toEqual([
      { source: 0, how: "required", via: ["app", "rich"] },
    ]);
  });

  it("is narrowed by constraints, which need nothing themselves", () => {
    const constraints = fileOf("/p/c.txt", [
      { name: "numpy", specifiers: "<2", isConstraint: true },
      { name: "rich", isConstraint: true },
    ]);
    expect(neededIn(needsFor([projectOf("/p", [fileOf("/p/r.txt", ["numpy"]), constraints])], cached))).toEqual([
      "numpy==1.26 named",
    ]);
  });

  it("is what any of its files may take, together or apart", () => {
    const files = [">=1.24", "!=2.0", "<1.26"].map((specifiers, at) =>
      fileOf(`/p/${at}.txt`, [{ name: "numpy", specifiers }]),
    );
    expect(neededIn(needsFor([projectOf("/p", files)], cached))).toEqual([
      "numpy==1.24 named",
      "numpy==1.26 named",
      "numpy==2.0 named",
    ]);
  });

  it("is all that comes into question where its marker cannot be decided", () => {
    const named = [{ name: "numpy", specifiers: "<2", marker: "nobody_knows == 'x'" }, "numpy"];
    const needs = needsFor([projectOf("/p", [fileOf("/p/r.txt", named)])], cached);
    expect(neededIn(needs)).toEqual(["numpy==1.26 reachable", "numpy==2.0 named"]);
  });
});

describe("which Python", () => {
  const cached = cachedOf({
    "a==1.0": { requires: [], requiresPython: ">=3.6" },
    "a==2.0": { requires: [], requiresPython: ">=3.9" },
    "a==3.0": { requires: [], requiresPython: ">=3.13" },
    "b==1.0": { requires: [] },
    "b==2.0": { requires: [], pythons: ["cp38"] },
    "b==3.0": { requires: [], pythons: [] },
    "b==4.0": { requires: [], pythons: ["cp312"] },
  });
  const project = (requiresPython?: string) => projectOf("/p", [fileOf("/p/r.txt", ["a"], { requiresPython })]);

  it("decides which is the newest", () => {
    expect(neededIn(needsFor([project()], cached, ["3.12.1"]))).toEqual(["a==2.0 named"]);
    expect(neededIn(needsFor([project()], cached, ["3.8.1"]))).toEqual(["a==1.0 named"]);
  });

  it("makes all needed that one of several may take", () => {
    expect(neededIn(needsFor([project()], cached, ["3.8", "3.13"]))).toEqual([
      "a==1.0 reachable",
      "a==2.0 reachable",
      "a==3.0 reachable",
    ]);
  });

  it("makes all needed where nothing is known of it, and of what the project says what that leaves", () => {
    expect(neededIn(needsFor([project()], cached, []))).toEqual([
      "a==1.0 reachable",
      "a==2.0 reachable",
      "a==3.0 reachable",
    ]);
    expect(neededIn(needsFor([project(">=3.9,<3.11")], cached, []))).toEqual(["a==2.0 named"]);
    expect(neededIn(needsFor([project(">=3.13")], cached, ["3.8"]))).toEqual(["a==3.0 named"]);
  });

  it("lets what is for another one stand in for nothing", () => {
    const named = projectOf("/p", [fileOf("/p/r.txt", ["b"])]);
    expect(neededIn(needsFor([named], cached, ["3.12.1"]))).toEqual(["b==4.0 named"]);
    expect(neededIn(needsFor([named], cached, ["3.9.1"]))).toEqual([
      "b==1.0 reachable",
      "b==2.0 reachable",
      "b==3.0 reachable",
      "b==4.0 reachable",
    ]);
  });
});

describe("a chain that cannot be followed", () => {
  it("goes on with all that any cached version of it requires", () => {
    const cached = cachedOf({
      "app==1.0": { requires: ["old", 'odd; extra == "x"'] },
      "app==1.5": { requires: ["new>=2"] },
      "app==2.0": {},
      "old==1.0": { requires: ["deep"] },
      "odd==1.0": plain,
      "new==1.0": plain,
      "new==2.0": plain,
      "new==3.0": plain,
      "deep==1.0": plain,
      "other==1.0": plain,
    });
    const needs = needsFor([projectOf("/p", [fileOf("/p/r.txt", ["app"])])], cached);
    expect(neededIn(needs)).toEqual([
      "app==1.5 reachable",
      "app==2.0 reachable",
      "deep==1.0 reachable",
      "new==1.0 reachable",
      "new==2.0 reachable",
      "new==3.0 reachable",
      "odd==1.0 reachable",
      "old==1.0 reachable",
    ]);
    expect(needs.sources[0]?.notFollowed).toEqual([]);
  });

  it("makes all needed of what is named with clauses that cannot be read", () => {
    const named = projectOf("/p", [fileOf("/p/r.txt", [{ name: "a", specifiers: "~1.0" }])]);
    expect(neededIn(needsFor([named], cachedOf({ "a==1.0": plain, "a==2.0": plain })))).toEqual([
      "a==1.0 reachable",
      "a==2.0 reachable",
    ]);
  });

  it("comes to an end in circles", () => {
    const cached = cachedOf({
      "a==1.0": { requires: ["b[x]<3", "a[all]"] },
      "b==2.0": { requires: ["a>0.5", 'c; extra == "x"'] },
      "b==3.0": { requires: ["b<3"] },
      "c==1.0": { requires: ["b"] },
    });
    expect(neededIn(needsFor([projectOf("/p", [fileOf("/p/r.txt", ["a"])])], cached))).toEqual([
      "a==1.0 named",
      "b==2.0 required",
      "b==3.0 required",
      "c==1.0 required",
    ]);
  });

  it("is said where nothing tells", () => {
    const cached = cachedOf({ "sdist==1.0": {}, "numpy==1.0": {} });
    const needs = needsFor([projectOf("/p", [fileOf("/p/r.txt", ["sdist", "absent"])])], cached);
    expect(needs.sources[0]?.notFollowed).toEqual(["sdist", "absent"]);
  });
});

describe("what is asked of needs", () => {
  const cached = cachedOf({ "a==1.0": plain, "a==2.0": plain, "b==1.0": plain, "c==1.0": plain });
  const needs = needsFor(
    [
      environmentOf("/e", { "a==1.0": [], "b==1.0": [] }),
      projectOf("/p", [fileOf("/p/lock", ["a==1.0", "a==2.0"], { isLock: true })]),
    ],
    cached,
  );

  it("is needed by a kind of source, or by any", () => {
    expect(isNeeded(needs, keyOf("b"), "1.0", "project")).toBe(false);
    expect(isNeeded(needs, keyOf("b"), "1.0")).toBe(true);
    expect(isNeeded(needs, keyOf("c"), undefined)).toBe(false);
    expect(neededSelection(needs, "project")).toEqual({
      any: [{ rows: [keyOf("a")], unversioned: true }, { versionsOf: [[keyOf("a"), ["1.0", "2.0"]]] }],
    });
  });

  it("says what goes with a source, and what others need of it", () => {
    const found = onlyNeededBy(needs, ["/p"]);
    expect(found).toMatchObject([
      {
        key: keyOf("a"),
        others: [0],
        versions: [
          { version: "1.0", others: [0] },
          { version: "2.0", others: [], by: [{ source: 1, how: "locked" }] },
        ],
      },
    ]);
    expect(neededByNobodyElse(found)).toEqual({
      any: [{ rows: [], unversioned: true }, { versionsOf: [[keyOf("a"), ["2.0"]]] }],
    });
  });
});
