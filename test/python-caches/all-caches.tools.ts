/** A machine with pip, uv, Poetry, PDM and conda's packages: one list, whose total is the files', and what a removal frees was said. */
import { execFile, execFileSync } from "node:child_process";
import { existsSync, lstatSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Session } from "../../preview";
import { formatBytes } from "../../src/interface/shared/format";
import SearchPipCache from "../../src/search-pip-cache";
import { accessories, isolate, list, open, pipCacheIn, row, rows, sections, titles } from "../commands/open";
import { buildSdist, buildWheel } from "../support/distributions";
import { startIndex } from "../support/index-server";
import { install, newPip } from "../support/pip";
import { itUnless, notLinux } from "../support/unless";
import { installed, python, type Installed } from "./installed-tool";
import { condaFile, condaTools, linkedConda } from "./linked-conda";

const pip = newPip();
const [uv, poetry, conda] = [installed("uv"), installed("poetry"), installed(...condaTools)];
// The newest cannot lock with the newest of what it depends on.
const pdm = installed("pdm<2.26", "hishel<1", "unearth<0.18");
const tools = pip ? [uv, poetry, pdm, conda].find(({ reason }) => reason !== undefined)?.reason : "there is no pip";
// Elsewhere environments may have clones, so that sizes are upper bounds.
const missing = notLinux ?? tools;

/** Bytes of all files and links below folders, each file once, and of these what has a name elsewhere. */
function walked(folders: string[]): { bytes: number; shared: number } {
  const files = new Map<string, { size: number; links: number; names: number }>();
  const visit = (folder: string) => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) {
        visit(path);
        continue;
      }
      const { dev, ino, size, nlink } = lstatSync(path);
      const names = (files.get(`${dev}:${ino}`)?.names ?? 0) + 1;
      files.set(`${dev}:${ino}`, { size, links: nlink, names });
    }
  };
  folders.filter((folder) => existsSync(folder)).forEach(visit);
  const sum = (some: { size: number }[]) => some.reduce((all, { size }) => all + size, 0);
  const all = [...files.values()];
  return { bytes: sum(all), shared: sum(all.filter(({ links, names }) => names < links)) };
}

/** Of a list the bytes of all rows, as each says them beside its size. */
const bytesOf = (session: Session): number =>
  rows(session).reduce((sum, { values }) => sum + Number((values as { bytes?: number } | undefined)?.bytes), 0);

const project = (source: string) =>
  `[project]\nname = "app"\nversion = "1.0"\nrequires-python = ">=3.9"\ndependencies = ["alpha==1.0", "beta==2.0"]\n${source}`;

itUnless(
  missing,
  "shows one list, whose total is that of all files, and frees of each tool what was said",
  async () => {
    const alpha = buildWheel({ name: "alpha", version: "1.0", size: 50_000, files: { "alpha/more.py": "x = 1\n" } });
    const beta = buildSdist({ name: "beta", version: "2.0" });
    const index = await startIndex([{ files: [alpha] }, { files: [beta] }]);
    const programs = [uv, poetry, pdm].map((tool) => tool.programs).join(":");
    const home = isolate({ PATH: `${programs}:/usr/bin:/bin` });
    const run = async (
      { programs: from }: Installed,
      program: string,
      args: string[],
      env: Record<string, string> = {},
    ) => {
      await promisify(execFile)(join(from, program), args, {
        cwd: home,
        env: { ...process.env, ...env },
        timeout: 300_000,
      });
    };
    const environment = (name: string) => join(home, "environments", name);
    const works = (program: string, text: string) => execFileSync(program, ["-c", text]);

    await install(pip!, ["alpha==1.0", "beta==2.0"], { cacheDirectory: pipCacheIn(home), index });
    execFileSync(python, ["-m", "venv", "--without-pip", environment("uv")]);
    const ofUv = ["pip", "install", "--default-index", index.url, "--no-build-isolation", "alpha==1.0"];
    await run(uv, "uv", ofUv, { VIRTUAL_ENV: environment("uv") });
    const ofPoetry = `[tool.poetry]\npackage-mode = false\n[[tool.poetry.source]]\nname = "own"\nurl = "${index.url}"\npriority = "primary"\n`;
    writeFileSync(join(home, "pyproject.toml"), project(ofPoetry));
    const inPoetry = { POETRY_VIRTUALENVS_PATH: environment("poetry") };
    await run(poetry, "poetry", ["lock", "-n"], inPoetry);
    await run(poetry, "poetry", ["install", "-n", "--no-root"], inPoetry);
    mkdirSync(join(home, "pdm"));
    const ofPdm = `[[tool.pdm.source]]\nname = "pypi"\nurl = "${index.url}"\nverify_ssl = false\n`;
    writeFileSync(join(home, "pdm/pyproject.toml"), project(ofPdm));
    const inPdm = { PDM_CHECK_UPDATE: "false" };
    await run(pdm, "pdm", ["config", "install.cache", "true"], inPdm);
    await run(pdm, "pdm", ["install", "--no-self", "-p", join(home, "pdm")], inPdm);
    const link = linkedConda(conda, join(home, "miniconda3"));
    link("one");

    const folders = {
      pip: pipCacheIn(home),
      uv: join(home, ".cache/uv"),
      poetry: join(home, ".cache/pypoetry"),
      pdm: join(home, ".cache/pdm"),
      conda: join(home, "miniconda3/pkgs"),
    };
    const all = Object.values(folders);
    const session = await open(SearchPipCache, { name: "search-pip-cache" });
    await session.choose("tool:all");
    const total = walked(all);
    expect(bytesOf(session)).toBe(total.bytes);
    const [choice = ""] =
      list(session)
        .dropdown?.sections.find(({ title }) => title === "Packages Of")
        ?.items.map(({ title }) => title) ?? [];
    expect(choice).toBe(`All Python Caches (${formatBytes(total.bytes)})`);
    expect(sections(session)[0]?.subtitle).toContain(formatBytes(total.bytes));
    expect(titles(session)).toEqual(expect.arrayContaining(["alpha", "beta", "six"]));
    expect(row(session, "alpha").subtitle?.split(", ").sort()).toEqual(["PDM", "Poetry", "pip", "uv"]);
    for (const tool of ["uv", "poetry", "pdm", "conda"] as const) {
      await session.choose(`tool:${tool}`);
      expect([tool, bytesOf(session)]).toEqual([tool, walked([folders[tool]]).bytes]);
    }

    // One package of each; conda's goes once no environment has it.
    await session.choose("tool:all");
    const frees = async (tool: keyof typeof folders, name: string, act: () => Promise<unknown>) => {
      const before = walked(all);
      await act();
      await session.settled();
      const after = walked(all);
      const freed = before.bytes - before.shared - (after.bytes - after.shared);
      expect([tool, name, session.toast?.title]).toEqual([
        tool,
        name,
        expect.stringContaining(`(${formatBytes(freed)} Reclaimed)`),
      ]);
      expect([tool, name, freed > 0]).toEqual([tool, name, true]);
      return freed;
    };
    const removing = async (title: string) => {
      await session.press("ctrl+d", title);
      await session.answer(true);
    };
    for (const [tool, name] of [
      ["uv", "alpha"],
      ["poetry", "alpha"],
      ["pdm", "beta"],
    ] as const) {
      await session.choose(`tool:${tool}`);
      await frees(tool, name, () => removing(name));
    }
    works(join(environment("uv"), "bin/python"), "import alpha");
    works(join(home, "pdm/.venv/bin/python"), "import alpha, beta");
    await run(poetry, "poetry", ["run", "python", "-c", "import alpha, beta"], inPoetry);
    await session.choose("tool:conda");
    const shared = accessories(row(session, "six"));
    expect(shared.at(-1)).toBe(formatBytes(walked([folders.conda]).bytes));
    const archived = existsSync(join(folders.conda, "six-1.16.0-pyh_1.conda"));
    expect([archived, existsSync(join(home, "miniconda3/envs/one", condaFile))]).toEqual([false, true]);
    execFileSync("rm", ["-r", join(home, "miniconda3/envs/one")]);
    await frees("conda", "six", () => removing("six"));
    await session.choose("tool:pip");
    await frees("pip", "alpha", () => removing("alpha"));
    link("two");
    expect(existsSync(join(home, "miniconda3/envs/two", condaFile))).toBe(true);

    // What is left is one list whose total is the files', too.
    await session.choose("tool:all");
    await session.run("Refresh", "six");
    await session.settled();
    expect(bytesOf(session)).toBe(walked(all).bytes);
  },
);
