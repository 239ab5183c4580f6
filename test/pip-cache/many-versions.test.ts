/** A package of very many versions: summed up and described without anything that grows with their square. */
import fc from "fast-check";
import { newestFirst, newestOf } from "../../src/packaging/versions";
import { packageKey } from "../../src/packaging/row-key";
import { runToEnd } from "../../src/files/tasks";
import { Rows } from "../../src/pip-cache/rows/rows";
import { sumGroups } from "../../src/pip-cache/rows/groups";
import { allGroups, MAX_VERSIONS, summarize, summarizing } from "../../src/pip-cache/rows/summary";
import type { Entry } from "../../src/pip-cache/entry";

const key = packageKey("pip", "versioned");

function entryOf(version: string, kind: "wheel" | "metadata" = "wheel"): Entry {
  const path = `0/1/2/3/4/${version}`;
  const file = { path, size: 10, mtimeMs: 5, changedMs: 5, inode: 1, device: 1, links: 1 };
  return { layout: "http-v2", files: [file], identity: { kind, name: "versioned", version } };
}

function rowsOf(count: number): Rows {
  const rows = new Rows();
  for (let at = 0; at < count; at++) rows.add(key, entryOf(`${at % 7}.${at}`), "/cache");
  return rows;
}

it("is one row with a group of each, whichever part they came in", () => {
  const [first, second] = [rowsOf(3000), rowsOf(4000)];
  first.addPart(second.toPart());
  expect(first.length).toBe(1);
  expect([...first.groupsAt(0)]).toHaveLength(4000);
  expect(first.sums(0)).toMatchObject({ entries: 7000, bytes: 70_000 });
  const kept = Rows.from(first.toPart());
  kept.add(key, entryOf("1.1"), "/cache");
  expect([...kept.groupsAt(0)]).toHaveLength(4000);
  expect(kept.without(second).sums(0)).toMatchObject({ entries: 3001, bytes: 30_010 });
});

it("knows no group of what was emptied, and makes it anew when something of it comes", () => {
  const nothing = { numbers: new Int32Array(0), cells: new Float64Array(0) };
  const rows = runToEnd(Rows.kept(rowsOf(50), nothing));
  rows.add(key, entryOf("1.1"), "/cache");
  expect(rows.withoutEmpty()).toBe(rows);
  rows.add(key, entryOf("2.2"), "/cache");
  expect(Array.from(rows.groupsAt(0), ({ version }) => version).sort()).toEqual(["1.1", "2.2"]);
});

it("is asked once what all of its versions have in common", () => {
  const asked: string[] = [];
  const rows = rowsOf(3000);
  rows.add(key, entryOf("1.1", "metadata"), "/cache");
  const wheels = rows.only(({ kind }) => asked.push(kind) > 0 && kind === "wheel");
  expect(asked.sort()).toEqual(["metadata", "wheel"]);
  expect([...wheels.groupsAt(0)]).toHaveLength(3000);
  // What is added to one of them is nothing to the other.
  wheels.add(key, entryOf("new"), "/cache");
  rows.add(key, entryOf("newer"), "/cache");
  expect(Array.from(wheels.groupsAt(0), ({ version }) => version)).not.toContain("newer");
  expect(Array.from(rows.groupsAt(0), ({ version }) => version)).not.toContain("new");
});

it("has what is left when some went, whatever the others are numbered by", () => {
  const entries = fc.array(
    fc.record({
      name: fc.constantFrom("a", "b"),
      version: fc.constantFrom("1", "2", "3"),
      kind: fc.constantFrom("wheel" as const, "metadata" as const),
      goes: fc.boolean(),
    }),
    { maxLength: 30 },
  );
  const summed = (all: { name: string; version: string; kind: "wheel" | "metadata" }[]) => {
    const rows = new Rows();
    for (const { name, version, kind } of all) rows.add(packageKey("pip", name), entryOf(version, kind), "/cache");
    return rows;
  };
  const groups = (rows: Rows) =>
    Array.from(rows, (row) =>
      row.groups.map(({ kind, version, files, bytes }) => [row.key, kind, version, files, bytes].join()),
    )
      .flat()
      .sort();
  fc.assert(
    fc.property(entries, (all) => {
      const rest = summed(all).without(summed(all.filter(({ goes }) => goes).reverse()));
      const expected = summed(all.filter(({ goes }) => !goes));
      expect(groups(rest)).toEqual(groups(expected));
      expect(rest.keys().sort()).toEqual(expected.keys().sort());
    }),
  );
});

it("is described by its newest versions, and by the sums of the others", () => {
  const rows = rowsOf(5000);
  const summary = summarize(rows.rowAt(0));
  expect(summary.versions).toEqual(
    newestFirst(Array.from({ length: 5000 }, (_, at) => `${at % 7}.${at}`)).slice(0, MAX_VERSIONS),
  );
  expect(summary).toMatchObject({ versionCount: 5000, entries: 5000, bytes: 50_000 });
  expect(summary.groups).toHaveLength(MAX_VERSIONS);
  expect(summary.older).toEqual([expect.objectContaining({ kind: "wheel", entries: 5000 - MAX_VERSIONS })]);
  expect(sumGroups(allGroups(summary))).toMatchObject({ entries: 5000, bytes: 50_000 });
});

it("gives the thread back after each version", () => {
  let count = 0;
  const steps = summarizing(rowsOf(2000).rowAt(0));
  for (let step = steps.next(); !step.done; step = steps.next()) count++;
  expect(count).toBeGreaterThanOrEqual(3 * 2000);
});

it("has the newest in the order of all", () => {
  const part = fc.constantFrom("0", "1", "2", "10", "rc1", "post2", "dev3", "x y", "1!2", "+local", "a");
  const version = fc.array(part, { minLength: 1, maxLength: 3 }).map((parts) => parts.join("."));
  fc.assert(
    fc.property(fc.uniqueArray(version, { maxLength: 40 }), fc.integer({ min: 1, max: 50 }), (versions, most) => {
      expect(runToEnd(newestOf(versions, most))).toEqual(newestFirst(versions).slice(0, most));
    }),
  );
});
