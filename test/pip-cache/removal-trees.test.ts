/** Whatever lies in pip's folders: for any selection exactly its files go, and the bytes are those that came back. */

import { mkdirSync } from "node:fs";
import { join, sep } from "node:path";
import * as fc from "fast-check";
import { encodeName } from "../../src/files/names";
import { kinds, specialRows } from "../../src/pip-cache/entry";
import { layoutNames } from "../../src/pip-cache/layouts";
import { plan, type Plan } from "../../src/pip-cache/remove/plan";
import { remove } from "../../src/pip-cache/remove/remove";
import { scan } from "../../src/pip-cache/scan/scan";
import type { Selection } from "../../src/pip-cache/selection";
import { generatedTree, layOut, renew, shown, snapshot, sumOfNames } from "../files/generated-trees";
import { cachesAt, afterAWhile } from "../support/caches";
import { builtWheel } from "../support/built-wheels";
import { buildWheel } from "../support/distributions";
import { cacheFile } from "../support/package-entries";
import { temporaryDirectory } from "../support/temporary";
import { compareTrees } from "../support/tree";
import { fewerUnderWine } from "../support/unless";
import { rowOf } from "../support/rows";

const alpha = buildWheel({ name: "alpha", version: "1.0" });
const beta = buildWheel({ name: "beta", version: "2.0" });

/** What lies as pip puts it, written here or generated. */
const ofPip = new RegExp(
  [
    String.raw`^cache/http(-v2)?/(.)/(.)/(.)/(.)/(.)/(?=\2\3\4\5\6)[0-9a-f]{56}((?<=^cache/http-v2.*)\.body|[a-z0-9_]{8}\.tmp)?$`,
    String.raw`^cache/wheels/[0-9a-f]{2}/[0-9a-f]{2}/[0-9a-f]{2}/[0-9a-f]{50}/[^/]*\.whl$`,
  ].join("|"),
);

const some = <Value>(values: readonly Value[]) => fc.subarray([...values], { minLength: 1 });
const part: fc.Arbitrary<Selection> = fc.oneof(
  fc.constant({}),
  fc.record({ kinds: some(kinds) }),
  fc.record({ layouts: some(layoutNames) }),
  fc.record({ rows: some([rowOf("alpha"), rowOf("beta"), ...Object.values(specialRows)]) }),
  fc.record({ versions: some(["1.0", "2.0"]) }),
  fc.constantFrom<Selection>({ damaged: true }, { leftovers: true }, { foreign: true }),
);
const selection = fc.oneof(
  { weight: 4, arbitrary: part },
  { weight: 1, arbitrary: fc.record({ any: fc.array(part, { minLength: 1, maxLength: 3 }) }) },
);

it.each([
  { threads: 0, numRuns: 25 },
  { threads: 2, numRuns: 5 },
])("with $threads threads", async ({ threads, numRuns }) => {
  const base = join(temporaryDirectory(), "base");
  const cache = join(base, "cache");
  const trees = fc.record({ http: generatedTree, "http-v2": generatedTree, wheels: generatedTree });
  const property = fc.asyncProperty(trees, selection, fc.boolean(), async (folders, selected, anyway) => {
    renew(base);
    for (const [layout, tree] of Object.entries(folders)) layOut(base, join(cache, layout), tree);
    for (const layout of ["http", "http-v2"] as const) {
      cacheFile({ directory: cache, layout }, alpha);
      cacheFile({ directory: cache, layout }, beta);
    }
    builtWheel(cache, beta);
    mkdirSync(join(cache, "selfcheck"));
    const before = snapshot(base);
    const bytes = sumOfNames(base);

    const caches = cachesAt(cache);
    const options = { threads, headStartMs: 0, now: afterAWhile() };
    const planned = await plan(caches, selected, options);
    const pathsOf = ({ folders: planning }: Plan) =>
      planning.flatMap(({ root, files }) =>
        Array.from(files, ({ path }) =>
          shown(encodeName(`${root.replaceAll(sep, "/")}/${path}`.slice(base.length + 1))),
        ),
      );
    const paths = pathsOf(planned);
    const { rows } = await scan(caches[0], options);
    const known = new Map([[caches[0].path, rows]]);
    const shorter = await plan(caches, selected, { ...options, known });
    expect(pathsOf(shorter).sort()).toEqual([...paths].sort());
    const { files: plannedFiles, bytes: plannedBytes, items, builtWheels, sweep } = planned;
    const { shared, waiting } = planned;
    expect(shorter).toMatchObject({
      files: plannedFiles,
      bytes: plannedBytes,
      shared,
      waiting,
      items,
      builtWheels,
      sweep,
    });
    const removal = await remove(planned, { activity: "idle", anyway, threads, headStartMs: 0 });

    const { gone, added, changed } = compareTrees(before, snapshot(base));
    const files = gone.filter((path) => before.get(path)?.type !== "directory");
    expect({ added, changed }).toEqual({ added: [], changed: [] });
    expect(files.filter((path) => !paths.includes(path))).toEqual([]);
    expect(removal.bytes).toBe(bytes - sumOfNames(base));
    expect(removal.files).toBe(files.length);
    expect(removal.files + removal.failures.length + (removal.kept?.files ?? 0)).toBe(planned.files);
    expect(paths).toHaveLength(planned.files);
    if (anyway) expect(removal.kept).toBeUndefined();
    if (removal.files === planned.files) expect(removal.bytes).toBe(planned.bytes - planned.shared);
    if (Object.keys(selected).length === 0) {
      expect(paths.sort()).toEqual(
        [...before].flatMap(([path, { type }]) => (type === "file" && ofPip.test(path) ? path : [])).sort(),
      );
    }
  });
  await fc.assert(property, { numRuns: fewerUnderWine(numRuns) });
});
