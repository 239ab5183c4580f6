import fc from "fast-check";
import { rowKey, specialRows, type Damage, type Entry, type Identity, type Kind } from "../../src/pip-cache/entry";
import type { Layout } from "../../src/pip-cache/layouts";
import { Rows } from "../../src/pip-cache/rows/rows";
import {
  entryId,
  groupTest,
  selectionTest,
  selectsAll,
  selectsAllBut,
  selectsCache,
  selectsInBulk,
  selectsRowsOnly,
  type PartialSelection,
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
  releasesOf: [[rowOf("numpy"), ["1.0"]]],
  not: { rows: [rowOf("numpy")] },
  unversioned: true,
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

  it("is of all but something where it only leaves out, and ends with a moment", () => {
    for (const [part, value] of Object.entries(parts)) {
      const isOfAll = ["tools", "caches", "not", "until"].includes(part);
      expect([part, selectsAllBut({ [part]: value })]).toEqual([part, isOfAll]);
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
  odd: entry("i", { kind: "sdist", name: "odd", version: "2004d" }),
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
    ["what has no version", { rows: [rowOf("numpy")], unversioned: true }, ["page"]],
    ["nothing of no versions", { versionsOf: [] }, []],
    [
      "versions however they are spelt",
      { releasesOf: [["numpy", "1"] as const, ["six", "v1.0.0"] as const].map(([name, one]) => [rowOf(name), [one]]) },
      ["wheel", "short"],
    ],
    ["as they are spelt what is no version", { releasesOf: [[rowOf("odd"), ["2004d"]]] }, ["odd"]],
    ["not what is left out", { rows: [rowOf("numpy")], not: { versions: ["1.0"] } }, ["page", "built"]],
    ["all where nothing is left out", { not: { rows: [] } }, Object.keys(entries)],
    ["nothing where all is left out", { not: {} }, []],
    ["what is left out of what is left out", { not: { not: { rows: [rowOf("six")] } } }, ["short"]],
    [
      "none of several that are left out, whatever tells of them",
      { not: { any: [{ rows: [rowOf("numpy"), rowOf("odd")] }, { entries: ["/cache/d"] }, { until: now - 1 }] } },
      ["body", "version check"],
    ],
    ["kinds", { kinds: ["wheel", "sdist"] }, ["wheel", "short", "odd"]],
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

/** Those of which a group can tell. */
const { selection: generated } = fc.letrec<{ selection: PartialSelection }>((tie) => {
  const rows = fc.subarray([rowOf("numpy"), rowOf("six"), specialRows.temporary]);
  const ofVersions = fc.array(fc.tuple(fc.constantFrom(rowOf("numpy"), rowOf("six")), fc.subarray(["1.0", "1.0.0"])), {
    maxLength: 2,
  });
  const parts = {
    rows,
    versions: fc.subarray(["1.0", "1.0.0", "2.0"]),
    versionsOf: ofVersions,
    releasesOf: ofVersions,
    kinds: fc.subarray<Kind>(["wheel", "sdist", "temporary"]),
    layouts: fc.subarray<Layout>(["http-v2", "wheels"]),
    pythons: fc.subarray(["cp312", "any"]),
    damages: fc.subarray<Damage>(["short", "noHeader"]),
    damaged: fc.boolean(),
    leftovers: fc.boolean(),
    any: fc.array(tie("selection"), { maxLength: 2 }),
    not: tie("selection"),
  };
  return { selection: fc.record(parts, { requiredKeys: [] }).map((all) => pickSome(all)) };
});

/** No more parts than can hold together now and then. */
const pickSome = (all: PartialSelection): PartialSelection => Object.fromEntries(Object.entries(all).slice(-3));

const generatedEntries = fc.array(
  fc
    .record({
      name: fc.constantFrom("numpy", "six"),
      version: fc.constantFrom(undefined, "1.0", "1.0.0", "2.0"),
      kind: fc.constantFrom<Kind>("wheel", "sdist", "temporary", "temporary"),
      python: fc.constantFrom(undefined, "cp312", "any"),
      layout: fc.constantFrom<Layout>("http-v2", "wheels"),
      damage: fc.constantFrom<Damage | undefined>(undefined, "short", "noHeader"),
      ageMs: fc.constantFrom(0, 2 * 3_600_000),
    })
    .map(({ layout, damage, ageMs, name, version, python, kind }) =>
      kind === "temporary"
        ? entry("a", { kind }, { layout }, ageMs)
        : entry("a", { name, version, python, kind }, { layout, damage }, ageMs),
    ),
  { minLength: 1, maxLength: 12 },
);

it("of a group it is known what holds of each of its entries, and nothing only of temporaries old and new", () => {
  const seen = { yes: 0, no: 0, unknown: 0 };
  fc.assert(
    fc.property(generated, generatedEntries, (selection, all) => {
      const matches = selectionTest(selection, "/cache", now);
      const groupMatches = groupTest(selection, now)!;
      const rows = new Rows();
      for (const one of all) rows.add(rowKey(one), one, "/cache");
      for (const { key, groups } of rows) {
        for (const group of groups) {
          const alone = new Rows();
          const own = all.filter((one) => {
            const { kind, version, python } = one.identity;
            return (
              rowKey(one) === key &&
              [kind, version, python, one.layout, one.damage].join() ===
                [group.kind, group.version, group.python, group.layout, group.damage].join()
            );
          });
          for (const one of own) alone.add(key, one, "/cache");
          expect(alone.sums().entries).toBe(group.entries);
          const answer = groupMatches(key, group);
          const answers = new Set(own.map(matches));
          seen[answer === undefined ? "unknown" : answer ? "yes" : "no"]++;
          if (answer === undefined) expect([key, own.length > 1]).toEqual([specialRows.temporary, true]);
          else expect([...answers]).toEqual([answer]);
        }
      }
    }),
    { numRuns: 3000 },
  );
  expect(Object.values(seen).filter((count) => count < 20)).toEqual([]);
});

it.each<[string, PartialSelection]>([
  ["single entries", { entries: ["/cache/a"] }],
  ["when each came", { until: now }],
  ["an alternative of those", { any: [{ rows: [] }, { entries: [] }] }],
])("where %s are left out no group tells", (_what, not) => {
  expect(groupTest({ rows: [rowOf("numpy")], not })).toBeUndefined();
});

it("what is left out may name many: that is looked up, not gone through", () => {
  const many = Array.from({ length: 20_000 }, (_, at) => `package-${at}`);
  const not: PartialSelection = {
    any: [{ rows: many.map(rowOf) }, { releasesOf: many.map((name) => [rowOf(`${name}-x`), ["1.0", "2.0"]]) }],
  };
  let read = 0;
  const counted = new Proxy(not.any![0].rows!, { get: (rows, part) => (read++, Reflect.get(rows, part) as unknown) });
  const matches = selectionTest({ not: { any: [{ rows: counted }, not.any![1]] } }, "/cache");
  const made = read;
  const left = many.filter((name) => matches(entry("a", { kind: "wheel", name: `${name}-x`, version: "3.0" })));
  expect([left.length, read]).toEqual([many.length, made]);
  expect(matches(entry("a", { kind: "wheel", name: "package-7-x", version: "2.0.0" }))).toBe(false);
});

it("an entry is named by its first file and where that lies", () => {
  expect(entryId({ root: "/cache", files: [{ path: "a" }, { path: "a.body" }] })).toBe("/cache/a");
});
