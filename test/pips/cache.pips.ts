import { join } from "node:path";
import { purgedOf } from "../../src/pip-cache/purged";
import { listEntries } from "../../src/pip-cache/scan/list";
import { scan } from "../../src/pip-cache/scan/scan";
import { cachesAt } from "../support/caches";
import { entryPath } from "../support/cache-writer";
import { buildSdist, buildWheel } from "../support/distributions";
import type { Index } from "../support/index-server";
import { atLeast, install, runPip, succeed } from "../support/pip";
import { temporaryDirectory } from "../support/temporary";
import { foreignTrees, reallyPurged } from "../support/purged";
import { filesBelow, sumOfSizes } from "../support/tree";
import { layoutOf, namesIn, pipMatrix, startIndexFor } from "./matrix";

const alpha = buildWheel({ name: "alpha", version: "1.0", size: 40_000 });
const source = buildSdist({ name: "sourceonly", version: "0.3" });

describe.each(pipMatrix())("pip $version on Python $pythonVersion", (pip) => {
  const layout = layoutOf(pip);
  let index: Index;
  let cacheDirectory: string;

  beforeAll(async () => {
    index = await startIndexFor(pip, [{ files: [alpha] }, { files: [source] }]);
  });

  beforeEach(async () => {
    cacheDirectory = temporaryDirectory();
    await install(pip, ["alpha", "sourceonly"], { cacheDirectory, index });
    index.takeRequests();
  });

  it(`keeps what it downloads in ${layout}, under the digest of its URL`, () => {
    const entries = filesBelow(cacheDirectory).filter((file) => file.startsWith("http") && !file.endsWith(".body"));
    const urls = [alpha, source].flatMap((file) => [index.fileUrl(file), index.pageUrl(file.name)]);
    // From 23.2 on pip reads the metadata file first.
    if (atLeast(pip.version, "23.2")) urls.push(`${index.fileUrl(alpha)}.metadata`);
    expect(entries).toEqual(urls.map((url) => entryPath(layout, url)).sort());
  });

  it("keeps the wheel it built, with its origin since 22.2", () => {
    const built = filesBelow(cacheDirectory).filter((file) => file.startsWith("wheels/"));
    const names = built.map((file) => file.split("/").at(-1)).sort();
    const wheel = "sourceonly-0.3-py3-none-any.whl";
    expect(names).toEqual(atLeast(pip.version, "22.2") ? ["origin.json", wheel] : [wheel]);
  });

  it("writes nothing that is foreign, whose purge takes of such just what is told before", async () => {
    const { rows } = await scan(cachesAt(cacheDirectory)[0]);
    expect(rows.sums().bytes).toBe(sumOfSizes(cacheDirectory));
    expect(await listEntries(cachesAt(cacheDirectory), { foreign: true })).toEqual([]);
    for (const { files } of foreignTrees) {
      expect(purgedOf(files, pip.version)).toEqual(await reallyPurged(pip, files));
    }
  });

  it("downloads no file again as long as the cache is there", async () => {
    await install(pip, ["alpha", "sourceonly"], { cacheDirectory, index });
    expect(index.takeRequests().filter(({ path }) => path.startsWith("/packages/"))).toEqual([]);
  });

  it("purges its own downloads and built wheels", async () => {
    succeed(await runPip(pip, ["cache", "purge"], { cacheDirectory }));
    const left = filesBelow(cacheDirectory).filter((file) => !file.endsWith("origin.json"));
    expect(left).toEqual([]);
    expect(namesIn(join(cacheDirectory, layout)).length > 0).toBe(!atLeast(pip.version, "26.2"));
  });
});
