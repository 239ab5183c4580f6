/** A year of installs and tidyings under a budget, on files as pip writes them. */
import { randomOf } from "../../bench/random";
import { runToEnd } from "../../src/files/tasks";
import { plan } from "../../src/pip-cache/remove/plan";
import { remove } from "../../src/pip-cache/remove/remove";
import { scan } from "../../src/pip-cache/scan/scan";
import { tidySteps, type Protects } from "../../src/pip-cache/tidy/tidy";
import { cachesAt } from "../support/caches";
import { buildWheel } from "../support/distributions";
import { cacheFile, cachePage, type Cache } from "../support/package-entries";
import { linkTo } from "../support/pages";
import { rowOf } from "../support/rows";
import { temporaryDirectory } from "../support/temporary";
import { filesBelow, sumOfSizes } from "../support/tree";

const WEEKS = 52;
const WEEK_MS = 7 * 86_400_000;
const BUDGET = 400_000;

it.each([1, 2, 3])(
  "ends each week within the budget, and keeps what is kept and what was just used (seed %d)",
  async (seed) => {
    const random = randomOf(seed);
    const directory = temporaryDirectory();
    const cache: Cache = { directory, layout: "http-v2" };
    const began = Date.now() - WEEKS * WEEK_MS;
    const keptFiles: string[] = [];
    const protects: Protects = (key, version) =>
      key === rowOf("kept") || (key === rowOf("pinned") && version === "1.0") ? "kept" : undefined;
    const lastWeek = new Map<string, number>();
    let gone = 0;

    for (let week = 0; week < WEEKS; week++) {
      const mtime = new Date(began + week * WEEK_MS);
      const install = (name: string, version: string, size: number): string[] => {
        const wheel = buildWheel({ name, version, size });
        lastWeek.set(name, week);
        const page = cachePage(cache, name, [linkTo(wheel, "https://files.example.org/a")], { mtime, date: mtime });
        return [...cacheFile(cache, wheel, { mtime, date: mtime }).files, ...page.files];
      };
      if (week === 0) keptFiles.push(...install("kept", "1.0", 50_000), ...install("pinned", "1.0", 20_000));
      if (week === 20) install("pinned", "1.1", 20_000);
      const justUsed = install(`p${random.between(0, 12)}`, `${week}.0`, random.between(5_000, 60_000));

      const now = mtime.valueOf() + 1000;
      const caches = cachesAt(directory);
      const { rows } = await scan(caches[0]);
      const before = sumOfSizes(directory);
      const tidying = runToEnd(tidySteps(rows, { budgetBytes: BUDGET }, { protects, now }));
      expect(tidying.before).toBe(before);
      const removal = await remove(await plan(caches, tidying.selection), { activity: "idle" });
      gone += removal.bytes;
      expect(removal).toMatchObject({ failures: [], bytes: tidying.bytes, entries: tidying.entries });
      expect(sumOfSizes(directory)).toBe(tidying.after);
      expect(tidying.after).toBeLessThanOrEqual(BUDGET);
      if (before <= BUDGET) expect(removal.entries).toBe(0);

      const files = new Set(filesBelow(directory).map((path) => path.replaceAll("\\", "/")));
      expect([...keptFiles, ...justUsed].filter((path) => !files.has(path))).toEqual([]);
      // Whatever went was not used later than what is there as a whole.
      const left = (await scan(caches[0])).rows;
      const names = new Set(left.keys());
      const oldest = Math.min(
        ...[...lastWeek].flatMap(([name, at]) => (names.has(rowOf(name)) && !/^(kept|pinned)$/.test(name) ? at : [])),
      );
      for (const [name, at] of lastWeek) if (!names.has(rowOf(name))) expect(at).toBeLessThanOrEqual(oldest);
    }
    expect(gone).toBeGreaterThan(BUDGET);
  },
);
