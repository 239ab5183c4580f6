/** What a real pip leaves in its cache of an index that takes files back, and what is found hard to get back there. */
import { runToEnd } from "../../src/files/tasks";
import { packageIn } from "../../src/packaging/row-key";
import { readChangedCosts } from "../../src/pip-cache/cost/costs";
import { hardIn, type Circumstances, type HardFile } from "../../src/pip-cache/cost/hard";
import { remove } from "../../src/pip-cache/remove/remove";
import { plan } from "../../src/pip-cache/remove/plan";
import { scan } from "../../src/pip-cache/scan/scan";
import { cachesAt } from "../support/caches";
import type { PageFormat } from "../support/answers";
import { buildSdist, buildWheel } from "../support/distributions";
import { startIndex, type Index, type Project } from "../support/index-server";
import { describeWithPips, download, install } from "../support/pip";
import { rowOf } from "../support/rows";
import { temporaryDirectory } from "../support/temporary";

const files = ["1.0", "1.1", "2.0", "3.0"].map((version) => buildWheel({ name: "alpha", version }));
const source = buildSdist({ name: "gamma", version: "0.3" });

/** What is hard to get back, as `alpha 1.0`, with why. */
async function hardOf(cache: string, index: Index, here: Partial<Circumstances> = {}) {
  const caches = cachesAt(cache);
  const indexUrls = [index.url];
  const { rows } = await scan(caches[0], { threads: 0, indexUrls });
  const options = { known: new Map([[caches[0].path, rows]]), indexUrls, publicIndexes: indexUrls, threads: 0 };
  const hard = runToEnd(hardIn(await readChangedCosts(caches, undefined, options), { caches, ...here }));
  return Object.fromEntries(
    hard.map(({ key, version, reasons }: HardFile) => [`${packageIn(key)} ${version}`, reasons]),
  );
}

describeWithPips("what a real pip caches", (pip) => {
  it.each<PageFormat>(["json", "html"])(
    "is hard to get back where its index, which writes %s, has taken it back",
    async (format) => {
      const project: Project = { files, formats: [format] };
      const index = await startIndex([project]);
      const cacheDirectory = temporaryDirectory();
      for (const { version } of files) await download(pip, [`alpha==${version}`], { cacheDirectory, index });
      expect(
        await hardOf(cacheDirectory, index, { indexUrls: [index.url], pythons: [`${pip.pythonVersion}.0`] }),
      ).toEqual({});
      index.add({
        ...project,
        listed: ({ version }) =>
          version === "1.1"
            ? undefined
            : version === "1.0"
              ? { yanked: "it broke\u0007" }
              : version === "2.0"
                ? { requiresPython: "<3" }
                : {},
      });
      await download(pip, ["alpha==3.0"], { cacheDirectory, index });
      expect(
        await hardOf(cacheDirectory, index, { indexUrls: [index.url], pythons: [`${pip.pythonVersion}.0`] }),
      ).toEqual({
        "alpha 1.0": [{ why: "yanked", words: expect.stringMatching(/^it broke./) as string }],
        "alpha 1.1": [{ why: "unlisted", confirmedMs: expect.any(Number) as number }],
        "alpha 2.0": [{ why: "python", requiresPython: "<3" }],
      });
      // Whoever has another index configured now gets none of it from there.
      const gone = await hardOf(cacheDirectory, index, { indexUrls: ["https://other.example.org/simple"] });
      expect(gone["alpha 3.0"]).toEqual([{ why: "index", indexes: [index.url] }]);
      expect(Object.keys(gone)).toHaveLength(4);
    },
  );

  it("was built here, and its source is cached until that was removed", async () => {
    const index = await startIndex([{ files: [source] }]);
    const cacheDirectory = temporaryDirectory();
    await install(pip, ["gamma"], { cacheDirectory, index });
    expect(await hardOf(cacheDirectory, index)).toEqual({});
    await remove(await plan(cachesAt(cacheDirectory), { rows: [rowOf("gamma")], kinds: ["sdist"] }), {
      activity: "idle",
    });
    expect(await hardOf(cacheDirectory, index)).toEqual({ "gamma 0.3": [{ why: "source" }] });
  });

  it("was built from an address that no page lists", async () => {
    const index = await startIndex([{ files: [source] }]);
    const cacheDirectory = temporaryDirectory();
    await install(pip, [`gamma @ ${index.fileUrl(source)}`], { cacheDirectory, index });
    const hard = await hardOf(cacheDirectory, index);
    expect(hard["gamma 0.3"]).toMatchObject([{ why: "direct", from: { url: index.fileUrl(source) } }]);
  });
});
