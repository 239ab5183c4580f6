/** How entries wait for a thread: by their packages, whatever their order was. */
import { sortByNumber } from "../../src/files/typed-arrays";
import { packageIn } from "../../src/packaging/row-key";
import { parseEntries, EntryLines } from "../../src/pip-cache/cost/entry-lines";
import { rowKey, type Entry } from "../../src/pip-cache/entry";
import { Rows } from "../../src/pip-cache/rows/rows";

const names = ["alpha", 'beta \n\t"', "gämma\udcff"];

function wheel(name: string, at: number): Entry {
  const file = { size: at, mtimeMs: at + 0.5, changedMs: at, inode: 2 ** 40 + at, device: 1, links: 1 };
  return {
    layout: "http-v2",
    files: [
      { ...file, path: `a/${at}` },
      { ...file, path: `a/${at}.body` },
    ],
    identity: { kind: "wheel", name, version: `1.${at}`, tags: ["py3-none-any"], python: "any" },
    ...(at % 3 === 0 && { damage: "short" as const }),
  };
}

it("entries come back by their packages, each as it was but for its tags", () => {
  const entries = Array.from({ length: 6000 }, (_, at) => wheel(names[at % 3] ?? "", at));
  const rows = new Rows();
  for (const entry of entries) rows.add(rowKey(entry), entry, "/cache/http-v2");
  const lines = new EntryLines(rows);
  for (const entry of entries) lines.push({ ...entry, cache: "/cache", root: "/cache/http-v2" });
  lines.push({ ...wheel("unknown", 1), cache: "/cache", root: "/cache/http-v2" });
  const found = [...lines.byRow()];
  expect(found.map(({ key, count }) => [packageIn(key), count])).toEqual(
    names.map((name) => [packageIn(rowKey(wheel(name, 0))), 2000]),
  );
  for (const [at, { lines: own }] of found.entries()) {
    const expected = entries.filter((_, index) => index % 3 === at);
    expect([...parseEntries(own)]).toEqual(
      expected.map(({ identity, ...entry }) => ({
        ...entry,
        identity: { ...identity, tags: undefined },
        root: "/cache/http-v2",
      })),
    );
  }
});

it("of nothing there is nothing", () => {
  expect([...new EntryLines(new Rows()).byRow()]).toEqual([]);
  expect([...parseEntries(new Uint8Array(0))]).toEqual([]);
});

it("items are sorted by their numbers, in their order", () => {
  const numbers = [2, 0, 2, 3, 0];
  const { starts, order } = sortByNumber(numbers.length, 5, (item) => numbers[item] ?? 0);
  expect([[...starts], [...order]]).toEqual([
    [0, 2, 2, 4, 5, 5],
    [1, 4, 0, 2, 3],
  ]);
});
