/** What a real pip cached, exported: another pip installs it without an index, and nothing in the cache has changed. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { exportFiles } from "../../src/pip-cache/export/export";
import { requirementsName, requirementsText, writeRequirements } from "../../src/pip-cache/export/requirements-text";
import { cachesAt } from "../support/caches";
import { buildSdist, buildWheel } from "../support/distributions";
import { startIndex } from "../support/index-server";
import { atLeast, install, runPip, succeed, type Pip } from "../support/pip";
import { temporaryDirectory } from "../support/temporary";
import { hashTree } from "../support/tree";

const alpha = buildWheel({ name: "alpha", version: "1.1", requires: ["Beta.Pkg>=2"], size: 30_000 });
const beta = buildWheel({ name: "Beta.Pkg", version: "2.0", build: "7", size: 20_000 });
const gamma = buildSdist({ name: "gamma", version: "0.3" });

/** @param pips that install what the first of them has cached */
export function installsWhatIsExported(pip: Pip, pips: readonly Pip[] = [pip]): void {
  it("is installed without an index, by its hashes too, and the cache is what it was", async () => {
    // Before 21.3 pip keeps only what comes by https.
    const index = await startIndex([{ files: [alpha] }, { files: [beta] }, { files: [gamma] }], {
      tls: !atLeast(pip.version, "21.3"),
    });
    const cache = join(temporaryDirectory(), "cache");
    await install(pip, ["alpha", "gamma"], { cacheDirectory: cache, index });
    const before = hashTree(cache);
    const folder = temporaryDirectory();
    const { files, left, failures } = await exportFiles(cachesAt(cache), {}, folder, {
      threads: 0,
      indexUrls: [index.url],
    });
    expect({ left, failures }).toEqual({ left: [], failures: [] });
    const built = files.filter(({ name, fileName }) => name === "gamma" && fileName.endsWith(".whl"));
    expect(built).toHaveLength(1);
    const found = files.filter((file) => !built.includes(file));
    expect(found.map(({ fileName, sha256, heldAgainst }) => [fileName, sha256, heldAgainst])).toEqual(
      [alpha, beta, gamma].map(({ fileName, sha256 }) => [fileName, sha256, "index"]),
    );
    for (const { fileName, content } of [alpha, beta, gamma]) {
      expect(readFileSync(join(folder, fileName)).equals(content)).toBe(true);
    }
    expect(readdirSync(folder).sort()).toEqual(files.map(({ fileName }) => fileName).sort());
    expect(hashTree(cache)).toEqual(before);

    expect(writeRequirements(folder, files)).toBe(true);
    expect(readFileSync(join(folder, requirementsName), "utf8")).toBe(requirementsText(files));
    for (const other of pips) {
      for (const wanted of [
        ["alpha", "gamma"],
        ["--require-hashes", "-r", join(folder, requirementsName)],
      ]) {
        const target = temporaryDirectory();
        const offline = ["--no-index", "--find-links", folder, "--no-cache-dir", "--target", target];
        succeed(await runPip(other, ["install", ...offline, ...wanted], { cacheDirectory: temporaryDirectory() }));
        expect(readdirSync(target)).toEqual(expect.arrayContaining(["alpha.py", "beta_pkg.py", "gamma.py"]));
        expect(readdirSync(target).filter((name) => /^(beta|gamma).*\.dist-info$/i.test(name))).toHaveLength(2);
      }
    }
  });
}
