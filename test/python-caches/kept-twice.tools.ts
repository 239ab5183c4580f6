/** Real tools fill their caches from one index, as pip does: what is kept twice is held against the disk. */
import { execFile, execFileSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { promisify } from "node:util";
import type { PackagesMessage } from "../../src/python-caches/collect-packages";
import type { Duplicate } from "../../src/python-caches/duplicates/find-duplicates";
import { readDuplicates } from "../../src/python-caches/duplicates/read-duplicates";
import { cachesAt } from "../support/caches";
import { buildSdist, buildWheel } from "../support/distributions";
import { startIndex } from "../support/index-server";
import { install, newPip } from "../support/pip";
import { temporaryDirectory } from "../support/temporary";
import { sumOfSizes } from "../support/tree";
import { itUnless } from "../support/unless";
import { installed, python, type Installed } from "./installed-tool";

const pip = newPip();
const [uv, poetry] = [installed("uv"), installed("poetry")];
// The newest cannot lock with the newest of what it depends on.
const pdm = installed("pdm<2.26", "hishel<1", "unearth<0.18");
const missing = pip ? (uv.reason ?? poetry.reason ?? pdm.reason) : "there is no pip";

/** The index is of this process, which would not answer while it waits. */
async function run({ home, programs }: Installed, program: string, args: string[], env: Record<string, string>) {
  await promisify(execFile)(join(programs, program), args, {
    cwd: home,
    env: { ...process.env, HOME: home, XDG_CACHE_HOME: "", XDG_CONFIG_HOME: "", VIRTUAL_ENV: "", ...env },
    timeout: 300_000,
  });
}

const project = (source: string) =>
  `[project]\nname = "app"\nversion = "1.0"\nrequires-python = ">=3.9"\ndependencies = ["alpha==1.0", "beta==2.0"]\n${source}`;

itUnless(
  missing,
  "one wheel with pip, uv, Poetry and PDM is found in all of them, and what goes with each was said",
  async () => {
    const alpha = buildWheel({ name: "alpha", version: "1.0", size: 50_000, files: { "alpha/more.py": "x = 1\n" } });
    const beta = buildSdist({ name: "beta", version: "2.0" });
    const index = await startIndex([{ files: [alpha] }, { files: [beta] }]);
    const caches = temporaryDirectory();
    const at = (name: string) => join(caches, name);

    await install(pip!, ["alpha==1.0", "beta==2.0"], { cacheDirectory: at("pip"), index });
    const environment = join(uv.home, "env");
    execFileSync(python, ["-m", "venv", "--without-pip", environment]);
    const ofUv = ["pip", "install", "--default-index", index.url, "--no-build-isolation", "alpha==1.0"];
    await run(uv, "uv", ofUv, { UV_CACHE_DIR: at("uv"), VIRTUAL_ENV: environment });
    const ofPoetry = `[tool.poetry]\npackage-mode = false\n[[tool.poetry.source]]\nname = "own"\nurl = "${index.url}"\npriority = "primary"\n`;
    writeFileSync(join(poetry.home, "pyproject.toml"), project(ofPoetry));
    const inPoetry = { POETRY_CACHE_DIR: at("poetry"), POETRY_VIRTUALENVS_PATH: join(poetry.home, "envs") };
    await run(poetry, "poetry", ["lock", "-n"], inPoetry);
    await run(poetry, "poetry", ["install", "-n", "--no-root"], inPoetry);
    const ofPdm = `[[tool.pdm.source]]\nname = "pypi"\nurl = "${index.url}"\nverify_ssl = false\n`;
    writeFileSync(join(pdm.home, "pyproject.toml"), project(ofPdm));
    const inPdm = { PDM_CACHE_DIR: at("pdm"), PDM_CHECK_UPDATE: "false" };
    await run(pdm, "pdm", ["config", "install.cache", "true"], inPdm);
    await run(pdm, "pdm", ["install", "--no-self"], inPdm);

    const root = (target: string, path: string) => ({ target, root: at(path), folder: basename(path), kept: [] });
    const tools: PackagesMessage[] = [
      { tool: "uv", roots: [root("uv.cache", "uv")] },
      { tool: "poetry", roots: [root("poetry.artifacts", "poetry/artifacts")] },
      { tool: "pdm", roots: [root("pdm.packages", "pdm/packages")] },
    ];
    const find = () => readDuplicates({ names: ["alpha", "beta"], caches: cachesAt(at("pip")), tools });
    const order = ({ name, sha256 = "none" }: Duplicate) => `${name} ${Number(sha256 === "none")}`;
    const found = (await find()).sort((one, other) => (order(one) < order(other) ? -1 : 1));
    expect(found.map(({ name, version, sha256 }) => [name, version, sha256])).toEqual([
      ["alpha", "1.0", alpha.sha256],
      ["beta", "2.0", beta.sha256],
      // What Poetry built of it, and what PDM built and has unpacked: files of one RECORD, and no archives to compare.
      ["beta", "2.0", undefined],
    ]);
    const [ofAlpha, ofBeta, built] = found;
    expect(built?.holdings.map(({ tool }) => tool).sort()).toEqual(["pdm", "poetry"]);
    expect(ofAlpha?.holdings.map(({ tool }) => tool).sort()).toEqual(["pdm", "pip", "poetry", "uv"]);
    expect(ofBeta?.holdings.map(({ tool }) => tool).sort()).toEqual(["pip", "poetry"]);
    for (const { tool, bytes, comesBack, copies } of ofAlpha?.holdings ?? []) {
      const [copy, ...others] = copies;
      expect([tool, others]).toEqual([tool, []]);
      expect([tool, copy?.isUnpacked]).toEqual([tool, tool === "uv" || tool === "pdm"]);
      if (copy?.isUnpacked) expect([tool, bytes]).toEqual([tool, sumOfSizes(copy.path)]);
      // uv and PDM have linked theirs into environments.
      if (process.platform === "linux") expect([tool, comesBack < bytes]).toEqual([tool, copy?.isUnpacked]);
    }

    // Without the environment all of uv's comes back, and that is what goes with it.
    rmSync(environment, { recursive: true });
    const [before] = (await find()).filter(({ name }) => name === "alpha");
    const own = before?.holdings.find(({ tool }) => tool === "uv");
    expect(own).toMatchObject({ comesBack: own?.bytes });
    const size = sumOfSizes(at("uv/archive-v0"));
    mkdirSync(environment);
    await run(uv, "uv", ["cache", "clean", "alpha"], { UV_CACHE_DIR: at("uv") });
    expect(size - sumOfSizes(at("uv/archive-v0"))).toBe(own?.comesBack);
    const [after] = (await find()).filter(({ name }) => name === "alpha");
    expect(after?.holdings.map(({ tool }) => tool).sort()).toEqual(["pdm", "pip", "poetry"]);
  },
);
