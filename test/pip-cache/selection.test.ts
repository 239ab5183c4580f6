import type { Entry, Identity } from "../../src/pip-cache/entry";
import {
  entryId,
  selectionTest,
  selectsAll,
  selectsCache,
  selectsInBulk,
  selectsRowsOnly,
  type Selection,
} from "../../src/pip-cache/selection";
import { cachesAt } from "../support/caches";
import { temporaryDirectory } from "../support/temporary";
import { rowOf } from "../support/rows";
import { packageKey, type PackageTool } from "../../src/packaging/row-key";

const parts: Required<Selection> = {
  tools: ["pip"],
  caches: ["/cache"],
  rows: [rowOf("numpy")],
  versions: ["1.0"],
  versionsOf: [[rowOf("numpy"), ["1.0"]]],
  kinds: ["wheel"],
  layouts: ["wheels"],
  pythons: ["cp312"],
  entries: ["/cache/http/a"],
  damaged: true,
  damages: ["noHeader"],
  any: [{ rows: [rowOf("numpy")] }],
  leftovers: true,
  foreign: true,
  until: 1,
};

describe("a selection", () => {
  it("is of everything only where nothing narrows it but the tools and caches", () => {
    expect(selectsAll({})).toBe(true);
    for (const [part, value] of Object.entries(parts)) {
      expect([part, selectsAll({ [part]: value })]).toEqual([part, ["tools", "caches"].includes(part)]);
      expect(selectsAll({ [part]: undefined })).toBe(true);
    }
  });

  it("is of whole rows only where nothing narrows it but tools, caches and rows", () => {
    expect(selectsRowsOnly({ rows: [rowOf("numpy")] })).toBe(true);
    expect(selectsRowsOnly({ rows: [rowOf("numpy")], caches: ["/cache"] })).toBe(true);
    for (const [part, value] of Object.entries(parts)) {
      const isWhole = ["tools", "caches", "rows"].includes(part);
      expect([part, selectsRowsOnly({ rows: [rowOf("numpy")], [part]: value })]).toEqual([part, isWhole]);
    }
  });
});

it.each<[string, Selection, boolean]>([
  ["a row", { rows: [rowOf("numpy")] }, false],
  ["an entry", { entries: ["/cache/a"] }, false],
  ["an entry, of several rows", { entries: ["/cache/a"], rows: [rowOf("numpy"), rowOf("six")] }, false],
  ["several rows", { rows: [rowOf("numpy"), rowOf("six")] }, true],
  ["several entries", { entries: ["/cache/a", "/cache/b"] }, true],
  ["no rows at all", { rows: [] }, true],
  ["everything", {}, true],
])("of a selection of %s it is known whether it means what nobody named", (_what, selection, isInBulk) => {
  expect(selectsInBulk(selection)).toBe(isInBulk);
});

const now = Date.parse("2026-01-02T03:04:05Z");

const entry = (path: string, identity: Identity, rest: Partial<Entry> = {}, ageMs = 0): Entry => ({
  layout: "http-v2",
  files: [{ path, size: 1, mtimeMs: now - ageMs, changedMs: now - ageMs, inode: 1, device: 1, links: 1 }],
  identity,
  ...rest,
});

const entries: Record<string, Entry> = {
  wheel: entry("a", { kind: "wheel", name: "NumPy", version: "1.0", python: "cp312" }, {}, 2 * 3_600_000),
  page: entry("b", { kind: "index page", name: "numpy" }),
  built: entry("c", { kind: "built wheel", name: "numpy", version: "2.0", python: "any" }, { layout: "wheels" }),
  short: entry("d", { kind: "sdist", name: "six", version: "1.0" }, { damage: "short" }),
  body: entry("e", { kind: "other" }, { damage: "noHeader" }),
  "version check": entry("f", { kind: "other" }, { layout: "selfcheck" }),
  "old temporary": entry("g", { kind: "temporary" }, {}, 3_600_001),
  "new temporary": entry("h", { kind: "temporary" }, {}, 3_600_000),
};

describe("a selection means", () => {
  it.each<[string, Selection, string[]]>([
    ["everything where it says nothing", {}, Object.keys(entries)],
    ["a package, however the file spells it", { rows: [rowOf("numpy")] }, ["wheel", "page", "built"]],
    ["no package of another tool", { rows: [packageKey("conda" as PackageTool, "numpy")] }, []],
    ["versions", { versions: ["1.0"] }, ["wheel", "short"]],
    ["versions of one package, which another has too", { versionsOf: [[rowOf("numpy"), ["1.0"]]] }, ["wheel"]],
    [
      "versions of several packages",
      { versionsOf: [["numpy", "2.0"] as const, ["six", "1.0"] as const].map(([name, one]) => [rowOf(name), [one]]) },
      ["built", "short"],
    ],
    ["nothing of no versions", { versionsOf: [] }, []],
    ["kinds", { kinds: ["wheel", "sdist"] }, ["wheel", "short"]],
    ["layouts", { layouts: ["wheels", "selfcheck"] }, ["built", "version check"]],
    ["Pythons", { pythons: ["cp312"] }, ["wheel"]],
    ["single entries, of this root", { entries: ["/cache/a", "/elsewhere/b"] }, ["wheel"]],
    ["what is damaged", { damaged: true }, ["short", "body"]],
    ["damages", { damages: ["short"] }, ["short"]],
    ["what is no newer than something", { until: now - 3_600_000 }, ["wheel", "old temporary", "new temporary"]],
    ["what nobody reads", { leftovers: true }, ["body", "version check", "old temporary"]],
    ["what all parts mean", { rows: [rowOf("numpy")], versions: ["1.0"] }, ["wheel"]],
    ["what any of several means", { any: [{ rows: [rowOf("six")] }, { kinds: ["index page"] }] }, ["page", "short"]],
    ["nothing where a list is empty", { rows: [] }, []],
    ["nothing where there is none of several", { any: [] }, []],
    ["no less for a part that is off", { damaged: false, leftovers: false, rows: undefined }, Object.keys(entries)],
  ])("%s", (_, selection, meant) => {
    const matches = selectionTest(selection, "/cache", now);
    expect(Object.keys(entries).filter((name) => matches(entries[name]))).toEqual(meant);
  });

  it("the caches it names, or all", () => {
    const [cache, other] = cachesAt(temporaryDirectory(), temporaryDirectory());
    expect(selectsCache({}, cache)).toBe(true);
    expect(selectsCache({ caches: [other.path, cache.path] }, cache)).toBe(true);
    expect(selectsCache({ caches: [other.path] }, cache)).toBe(false);
    expect(selectsCache({ caches: [] }, cache)).toBe(false);
  });

  it("the caches of the tools it names, or of all", () => {
    const [cache] = cachesAt(temporaryDirectory());
    expect(selectsCache({ tools: ["pip"] }, cache)).toBe(true);
    expect(selectsCache({ tools: ["conda" as PackageTool] }, cache)).toBe(false);
    expect(selectsCache({ tools: ["pip"], caches: [] }, cache)).toBe(false);
  });
});

it("an entry is named by its first file and where that lies", () => {
  expect(entryId({ root: "/cache", files: [{ path: "a" }, { path: "a.body" }] })).toBe("/cache/a");
});
