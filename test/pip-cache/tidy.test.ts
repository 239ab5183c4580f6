/** What goes by a policy: told of entries one by one, held against what the planner says of rows. */
import fc from "fast-check";
import { runToEnd } from "../../src/files/tasks";
import { isPackage, packageKey, type RowKey } from "../../src/packaging/row-key";
import { newestFirst } from "../../src/packaging/versions";
import { entrySize, rowKey, specialRows, type Entry, type Identity } from "../../src/pip-cache/entry";
import { Rows } from "../../src/pip-cache/rows/rows";
import { selectionTest } from "../../src/pip-cache/selection";
import { tidySteps, type Protects, type Tidying, type TidyPolicy } from "../../src/pip-cache/tidy/tidy";

const root = "/cache/http-v2";
const NOW = Date.UTC(2026, 10, 28);
const DAY = 86_400_000;

interface Thing {
  identity: Identity;
  size?: number;
  /** Last used. */
  daysAgo?: number;
  isDamaged?: boolean;
  /** Of a file that several things have a name of. */
  inode?: number;
  /** Names that it has elsewhere. */
  elsewhere?: number;
}

let inodes = 1_000_000;

function entriesOf(things: readonly Thing[]): Entry[] {
  const names = new Map<number, number>();
  for (const { inode } of things) if (inode !== undefined) names.set(inode, (names.get(inode) ?? 0) + 1);
  return things.map(({ identity, size = 10, daysAgo = 1, isDamaged, inode, elsewhere = 0 }, at): Entry => {
    const mtimeMs = NOW - daysAgo * DAY;
    const links = (inode === undefined ? 1 : (names.get(inode) ?? 1)) + elsewhere;
    // Names of one file have its size and its time.
    const [own, time] = inode === undefined ? [size, mtimeMs] : [inode * 7, NOW - inode * DAY];
    const file = { path: `0/1/2/3/4/${at}`, size: own, mtimeMs: time, changedMs: time, device: 1, links };
    const damage = isDamaged ? { damage: "short" as const } : {};
    return { layout: "http-v2", files: [{ ...file, inode: inode ?? inodes++ }], identity, ...damage };
  });
}

function rowsOf(entries: readonly Entry[]): Rows {
  const rows = new Rows();
  for (const entry of entries) rows.add(rowKey(entry), entry, root);
  return rows;
}

/** What a policy does to things, and which of them go by the selection that it comes to. */
function tidy(
  things: readonly Thing[],
  policy: TidyPolicy,
  protects?: Protects,
): Tidying & { gone: Entry[]; left: Entry[] } {
  const entries = entriesOf(things);
  const tidying = runToEnd(tidySteps(rowsOf(entries), policy, { protects, now: NOW }));
  const goes = selectionTest(tidying.selection, root, NOW);
  return { ...tidying, gone: entries.filter(goes), left: entries.filter((entry) => !goes(entry)) };
}

const wheel = (name: string, version: string, more: Omit<Thing, "identity"> = {}): Thing => ({
  identity: { kind: "wheel", name, version },
  ...more,
});
const page = (name: string, more: Omit<Thing, "identity"> = {}): Thing => ({
  identity: { kind: "index page", name },
  ...more,
});
const named = (entries: readonly Entry[]): string[] =>
  entries.map(({ identity: { name, version, kind } }) => (name ? `${name} ${version ?? "page"}` : kind)).sort();

describe("what goes by a budget", () => {
  const things = [
    wheel("old", "1.0", { size: 100, daysAgo: 90 }),
    wheel("old", "1.10", { size: 100, daysAgo: 100 }),
    wheel("old", "1.9", { size: 100, daysAgo: 100 }),
    wheel("old", "2004d", { size: 100, daysAgo: 100 }),
    page("old", { size: 5, daysAgo: 90 }),
    wheel("new", "1.0", { size: 300, daysAgo: 2 }),
    page("new", { size: 5, daysAgo: 2 }),
  ];

  it("is nothing where it is held", () => {
    expect(tidy(things, { budgetBytes: 710 })).toMatchObject({ items: [], before: 710, after: 710, gone: [] });
  });

  it("is what was not used for longest, its oldest versions first, and no more than is needed", () => {
    const { gone, after, items } = tidy(things, { budgetBytes: 500 });
    expect(named(gone)).toEqual(["old 1.0", "old 1.9", "old 2004d"]);
    expect(after).toBe(410);
    expect(items).toMatchObject([
      { name: "old", why: "budget", versions: ["2004d", "1.0", "1.9"], isWhole: false, entries: 3, bytes: 300 },
    ]);
  });

  it("is an index page with the last version of its package", () => {
    const { gone, items, after } = tidy(things, { budgetBytes: 400 });
    expect(named(gone)).toEqual(["old 1.0", "old 1.10", "old 1.9", "old 2004d", "old page"]);
    expect(items).toMatchObject([{ isWhole: true, entries: 5, bytes: 405 }]);
    expect(after).toBe(305);
  });

  it("is the largest of those that were used at the same time", () => {
    const same = [wheel("a", "1", { size: 10 }), wheel("b", "1", { size: 30 }), wheel("c", "1", { size: 20 })];
    expect(named(tidy(same, { budgetBytes: 45 }).gone)).toEqual(["b 1"]);
    expect(named(tidy(same, { budgetBytes: 15 }).gone)).toEqual(["b 1", "c 1"]);
    const sameDay = [wheel("a", "1", { size: 10, daysAgo: 1.2 }), wheel("b", "1", { size: 30, daysAgo: 1.1 })];
    expect(named(tidy(sameDay, { budgetBytes: 20 }).gone)).toEqual(["b 1"]);
  });

  it("is what has no name, too, when its turn comes, but never what pip did not write", () => {
    const others: Thing[] = [
      { identity: { kind: "other", reason: "zip" }, size: 50, daysAgo: 50 },
      { identity: { kind: "foreign" }, size: 1000, daysAgo: 900 },
      wheel("a", "1", { size: 20 }),
    ];
    const tidied = tidy(others, { budgetBytes: 20 });
    expect(named(tidied.gone)).toEqual(["other"]);
    expect(tidied).toMatchObject({ before: 70, after: 20 });
    expect(named(tidy(others, { budgetBytes: 0 }).left)).toEqual(["foreign"]);
  });

  it("says in numbers what stands in its way", () => {
    const protects: Protects = (key, version) =>
      key === packageKey("pip", "old") && version === "1.0"
        ? "kept"
        : key === packageKey("pip", "new")
          ? "needed"
          : undefined;
    const tidied = tidy(
      [...things, { identity: { kind: "temporary" }, size: 7, daysAgo: 0 }],
      { budgetBytes: 200 },
      protects,
    );
    expect(named(tidied.left)).toEqual(["new 1.0", "new page", "old 1.0", "old page", "temporary"]);
    expect(tidied).toMatchObject({ after: 417, inTheWay: { kept: 105, needed: 305, writing: 7 } });
  });

  it("counts a file with several names until the last one goes", () => {
    const linked = [
      wheel("a", "1", { inode: 3 }),
      wheel("b", "1", { inode: 3 }),
      wheel("c", "1", { inode: 2, elsewhere: 1 }),
    ];
    const tidied = tidy(linked, { budgetBytes: 0 }, (key) => (key === packageKey("pip", "b") ? "kept" : undefined));
    expect(tidied).toMatchObject({ before: 35, after: 21, bytes: 35, shared: 35, inTheWay: { kept: 21 } });
  });
});

describe("what goes whatever the budget", () => {
  it("is what no package used for so many days has, but for what is kept", () => {
    const things = [
      wheel("old", "1", { daysAgo: 31 }),
      page("old", { daysAgo: 40 }),
      wheel("asked", "1", { daysAgo: 400 }),
      page("asked", { daysAgo: 1 }),
      wheel("part", "1", { daysAgo: 50 }),
      wheel("part", "2", { daysAgo: 50 }),
      page("part", { daysAgo: 50 }),
    ];
    const { gone, items } = tidy(things, { days: 30 }, (_, version) => (version === "2" ? "kept" : undefined));
    expect(named(gone)).toEqual(["old 1", "old page", "part 1"]);
    expect(items).toMatchObject([
      { name: "old", why: "unused", isWhole: true },
      { name: "part", why: "unused", isWhole: false, versions: ["1"] },
    ]);
  });

  it("is what is older than so many newest, of which a pre-release pushes none out", () => {
    const things = ["1.0", "2.0", "3.0", "3.0+cu121", "4.0rc1", "2004d"].map((version) => wheel("a", version));
    expect(named(tidy(things, { newestVersions: 1 }).gone)).toEqual(["a 1.0", "a 2.0"]);
    expect(named(tidy(things, { newestVersions: 2 }).gone)).toEqual(["a 1.0"]);
    expect(named(tidy(things, { newestVersions: 3 }).gone)).toEqual([]);
  });

  it("is what is damaged and not kept, and temporary files that nobody writes any more", () => {
    const things: Thing[] = [
      wheel("a", "1", { isDamaged: true }),
      wheel("a", "1"),
      wheel("a", "2", { isDamaged: true }),
      page("a", { isDamaged: true }),
      page("b", { isDamaged: true }),
      wheel("b", "1"),
      { identity: { kind: "temporary" }, daysAgo: 1 },
      { identity: { kind: "temporary" }, daysAgo: 0 },
    ];
    const { gone, items } = tidy(things, {}, (_, version) => (version === "2" ? "kept" : undefined));
    expect(named(gone)).toEqual(["a 1", "b page"]);
    expect(items.map(({ why }) => why)).toEqual(["damaged", "damaged"]);
    const alone = tidy(things.slice(6, 7), {});
    expect(named(alone.gone)).toEqual(["temporary"]);
    expect(alone.items).toMatchObject([{ why: "leftover", isWhole: true }]);
  });
});

describe("of whatever there is", () => {
  const names = ["a", "b", "c", "d"];
  const versions = ["1.0", "1.1", "2.0", "2.0rc1", "2004d"];
  const amount = {
    size: fc.integer({ min: 0, max: 50 }),
    daysAgo: fc.integer({ min: 0, max: 6 }).map((days) => days * 10),
    isDamaged: fc.boolean().map((is) => is || undefined),
    inode: fc.option(fc.integer({ min: 1, max: 4 }), { nil: undefined, freq: 4 }),
    elsewhere: fc.constant(0),
  };
  const identity: fc.Arbitrary<Identity> = fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({
        kind: fc.constantFrom("wheel", "sdist"),
        name: fc.constantFrom(...names),
        version: fc.constantFrom(...versions),
      }),
    },
    { weight: 3, arbitrary: fc.record({ kind: fc.constant("index page"), name: fc.constantFrom(...names) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom("other", "foreign", "temporary") }) },
  ) as fc.Arbitrary<Identity>;
  const things = fc.array(fc.record({ identity, ...amount }), { maxLength: 25 });
  const policy = fc.record(
    {
      budgetBytes: fc.integer({ min: 0, max: 400 }),
      days: fc.integer({ min: 1, max: 60 }),
      newestVersions: fc.integer({ min: 1, max: 3 }),
    },
    { requiredKeys: [] },
  );
  const protectedOnes = fc.array(
    fc.tuple(
      fc.constantFrom(...names),
      fc.constantFrom(...versions, undefined),
      fc.constantFrom("kept" as const, "needed" as const),
    ),
    { maxLength: 4 },
  );

  /** A whole package, or one version of it. */
  const protectsOf =
    (marks: readonly [name: string, version: string | undefined, why: "kept" | "needed"][]): Protects =>
    (key, version) =>
      marks.find(([name, one]) => packageKey("pip", name) === key && (one === undefined || one === version))?.[2];

  const sizeOf = (entries: readonly Entry[]) => {
    const seen = new Map(entries.map((entry) => [entry.files[0].inode, entrySize(entry)]));
    return [...seen.values()].reduce((sum, size) => sum + size, 0);
  };
  const ofPip = (entries: readonly Entry[]) => entries.filter((entry) => rowKey(entry) !== specialRows.foreign);
  const lastUsed = (entries: readonly Entry[], key: RowKey) =>
    Math.max(...entries.filter((entry) => rowKey(entry) === key).map(({ files }) => files[0].mtimeMs));

  it("goes nothing kept, needed or foreign, and the sums are those of what goes", () => {
    fc.assert(
      fc.property(things, policy, protectedOnes, (all, wanted, marks) => {
        const protects = protectsOf(marks);
        const { gone, left, before, after, bytes, shared, entries, items } = tidy(all, wanted, protects);
        for (const entry of gone) {
          expect(rowKey(entry)).not.toBe(specialRows.foreign);
          expect(protects(rowKey(entry), entry.identity.version)).toBeUndefined();
        }
        expect(before).toBe(sizeOf(ofPip([...gone, ...left])));
        expect(after).toBe(sizeOf(ofPip(left)));
        expect(entries).toBe(gone.length);
        expect(bytes).toBe(sizeOf(gone));
        const stays = new Set(left.map(({ files }) => files[0].inode));
        expect(shared).toBe(sizeOf(gone.filter(({ files }) => stays.has(files[0].inode))));
        const sum = (of: "bytes" | "entries" | "shared") => items.reduce((total, item) => total + item[of], 0);
        expect([sum("bytes"), sum("entries"), sum("shared")]).toEqual([bytes, entries, shared]);
      }),
      { numRuns: 500 },
    );
  });

  it("goes nothing that is used, or new, but for a budget", () => {
    fc.assert(
      fc.property(things, policy, protectedOnes, (all, { days, newestVersions }, marks) => {
        const { gone, left } = tidy(all, { days, newestVersions }, protectsOf(marks));
        for (const entry of gone) {
          const key = rowKey(entry);
          if (entry.damage !== undefined || key === specialRows.temporary) continue;
          expect(isPackage(key)).toBe(true);
          const everything = [...gone, ...left];
          if (days !== undefined && lastUsed(everything, key) < NOW - days * DAY) continue;
          const own = everything.flatMap((one) => (rowKey(one) === key ? (one.identity.version ?? []) : []));
          const newest = newestFirst(new Set(own)).slice(0, newestVersions ?? Infinity);
          expect(newest).not.toContain(entry.identity.version);
          expect(entry.identity.version).toBeDefined();
        }
      }),
      { numRuns: 500 },
    );
  });

  it("goes by use, no more than the budget asks for, and all that may where that is not enough", () => {
    fc.assert(
      fc.property(things, fc.integer({ min: 0, max: 400 }), protectedOnes, (all, budgetBytes, marks) => {
        const protects = protectsOf(marks);
        const { gone, left, after, items, inTheWay } = tidy(all, { budgetBytes }, protects);
        const everything = [...gone, ...left];
        const isFree = (entry: Entry) => {
          const key = rowKey(entry);
          if ([specialRows.foreign, specialRows.temporary].includes(key) || protects(key, entry.identity.version))
            return false;
          const isWhole = everything.every((one) => rowKey(one) !== key || !protects(key, one.identity.version));
          return entry.identity.version !== undefined || isWhole;
        };
        const ofBudget = items.filter(({ why }) => why === "budget");
        const last = ofBudget.at(-1);
        for (const entry of left) {
          const key = rowKey(entry);
          if (!last || !isFree(entry) || key === last.key) continue;
          expect(lastUsed(everything, key)).toBeGreaterThanOrEqual(last.lastUsedMs);
        }
        if (last) {
          // Without the last step it would not be enough.
          const version = last.versions.at(-1);
          const step = gone.filter(
            (entry) =>
              rowKey(entry) === last.key &&
              (entry.identity.version === version || (last.isWhole && entry.identity.version === undefined)),
          );
          expect(sizeOf(ofPip([...left, ...step]))).toBeGreaterThan(budgetBytes);
        }
        if (after <= budgetBytes) expect(inTheWay).toBeUndefined();
        else {
          expect(left.filter(isFree)).toEqual([]);
          const { kept = 0, needed = 0, writing = 0 } = inTheWay ?? {};
          expect(kept + needed + writing).toBe(after);
        }
      }),
      { numRuns: 500 },
    );
  });
});

it("gives the thread back often, as many times more as there is more", () => {
  const stepsOf = (versions: number) => {
    const rows = new Rows();
    const things = Array.from({ length: versions }, (_, at) => wheel("versioned", `${at % 7}.${at}`, { daysAgo: 9 }));
    for (const entry of entriesOf(things)) rows.add(rowKey(entry), entry, root);
    const steps = tidySteps(rows, { budgetBytes: versions * 5 }, { now: NOW });
    for (let count = 0; ; count++) {
      const step = steps.next();
      if (!step.done) continue;
      expect(step.value).toMatchObject({ entries: versions / 2, after: versions * 5 });
      return count;
    }
  };
  const few = stepsOf(2000);
  expect(few).toBeGreaterThan(6 * 2000);
  expect(stepsOf(8000)).toBeLessThan(6 * few);
});
