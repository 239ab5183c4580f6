/** Real tools remove packages from what they keep: what came back is held against the disk, and environments go on. */
import { execFileSync, spawn } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Machine } from "../../src/files/machine";
import { measure } from "../../src/files/measure";
import { removePackages } from "../../src/python-caches/remove-with-tool";
import { until } from "../support/in-time";
import { afterwards } from "../support/temporary";
import { itUnless } from "../support/unless";
import { allocatedIn, installed, python, type Installed } from "./installed-tool";
import { layOutFiles } from "./lay-out-files";
import { condaBody, condaFile, condaTools, linkedConda } from "./linked-conda";
import { requestOf } from "./removal-request";

const machineOf = ({ home, programs }: Installed, env: NodeJS.ProcessEnv): Machine => ({
  platform: process.platform as Machine["platform"],
  home,
  env: { HOME: home, PATH: `${programs}:/usr/bin:/bin`, ...env },
});

const own = async (root: string): Promise<number> => {
  const { bytes, shared } = await measure(root);
  return bytes - shared;
};

describe.each(["0.1.45", "0.4.1", "0.4.2", "0.7.22", "0.8.19", "0.8.20", ""])("uv %s", (version) => {
  const tool = installed(version === "" ? "uv" : `uv==${version}`);
  const { reason, home, run } = tool;
  const native = /^0\.1\./.test(version) ? ["--native-tls"] : [];
  const leavesUnpacked = /^0\.(1\.|4\.1$)/.test(version);
  const root = join(home, "cache");
  const machine = machineOf(tool, { UV_CACHE_DIR: root });
  const install = (name: string, ...args: string[]) => {
    if (!existsSync(join(home, name))) execFileSync(python, ["-m", "venv", join(home, name)]);
    run("uv", ["pip", "install", ...native, ...args], { UV_CACHE_DIR: root, VIRTUAL_ENV: join(home, name) });
  };
  /** What uv itself says that its cache takes; where it can. */
  const saidSize = (): number | undefined =>
    version === ""
      ? Number(run("uv", ["cache", "size", "--preview-features", "cache-size"], { UV_CACHE_DIR: root }))
      : undefined;
  const imports = (name: string, module: string) => run(join(home, name, "bin/python"), ["-c", `import ${module}`]);

  itUnless(reason, "removes what was named, and what came back is what the disk got", async () => {
    install("one", "six==1.16.0", "attrs==25.3.0", "idna==3.10");
    install("two", "six==1.16.0");
    const [before, disk] = [await measure(root), await own(root)];
    const [said, allocated] = [saidSize(), allocatedIn(root)];
    const request = await requestOf(machine, ["uv.cache"], ["attrs"]);
    const attrs = request.packages?.[0];
    expect(attrs?.shared).toBeGreaterThan(50_000);
    const removed = await removePackages(request, machine);
    expect(removed).toMatchObject({ failures: [], stopped: false });
    expect(removed.refused).toBeUndefined();
    expect(removed.reclaimed).toBe(disk - (await own(root)));
    if (leavesUnpacked) {
      expect(removed).toMatchObject({ leftTo: "pruning", left: [{ name: "attrs" }], version });
      const pruned = await removePackages(await requestOf(machine, ["uv.cache"]), machine);
      expect(pruned).toMatchObject({ failures: [], left: [] });
    } else {
      expect(removed).toMatchObject({ left: [], shared: attrs?.shared });
      // All that was said to come back did, and all that was said to be linked did not.
      expect(removed.reclaimed).toBe((attrs?.bytes ?? 0) - (attrs?.shared ?? 0));
      expect(removed.files).toBe(attrs?.files);
    }
    expect(before.bytes - (await measure(root)).bytes).toBe(attrs?.bytes);
    // uv counts what environments have links to, too, by what is in the files, or by blocks, folders included.
    if (said !== undefined) {
      expect([attrs?.bytes, allocated - allocatedIn(root)]).toContain(said - (saidSize() ?? 0));
    }
    imports("one", "attrs, six, idna");
    imports("two", "six");

    // With links in two environments, in one, and in none.
    const shared: number[] = [];
    for (const gone of ["none", "two", "one"]) {
      execFileSync("rm", ["-rf", join(home, gone)]);
      shared.push((await requestOf(machine, ["uv.cache"], ["six"])).packages?.[0]?.shared ?? -1);
    }
    expect(shared[0]).toBeGreaterThan(30_000);
    expect(shared.slice(1)).toEqual([shared[0], 0]);
    const six = await requestOf(machine, ["uv.cache"], ["six", "idna"]);
    const sum = (six.packages ?? []).reduce((all, one) => all + one.bytes, 0);
    const full = await own(root);
    const rest = await removePackages(six, machine);
    let reclaimed = rest.reclaimed;
    if (leavesUnpacked) reclaimed += (await removePackages({ ...six, packages: undefined }, machine)).reclaimed;
    expect(reclaimed).toBe(sum);
    expect(full - (await own(root))).toBe(sum);
    install("three", "six==1.16.0");
    imports("three", "six");
  });

  itUnless(
    reason,
    "is not at odds with a uv that uses the cache: it waits, and can be stopped, or nothing is begun",
    async () => {
      install("busy", "setuptools==80.9.0", "six==1.16.0");
      const [started, go] = [join(home, "started"), join(home, "go")];
      layOutFiles(home, {
        "slow/setup.py":
          `import os, time\nopen(${JSON.stringify(started)}, "w").close()\n` +
          `while not os.path.exists(${JSON.stringify(go)}): time.sleep(0.02)\n` +
          'from setuptools import setup\nsetup(name="slow", version="1", py_modules=[])\n',
      });
      const busy = spawn(
        join(tool.programs, "uv"),
        ["pip", "install", ...native, "--no-build-isolation", join(home, "slow")],
        { env: { ...process.env, HOME: home, UV_CACHE_DIR: root, VIRTUAL_ENV: join(home, "busy") }, stdio: "ignore" },
      );
      const ended = new Promise((resolve) => busy.once("exit", resolve));
      // What builds for it ends by that alone.
      afterwards(() => (writeFileSync(go, ""), void busy.kill()));
      await until(() => existsSync(started));
      const request = await requestOf(machine, ["uv.cache"], ["six"]);
      const stop = new AbortController();
      const waiting: unknown[] = [];
      const removed = await removePackages(request, machine, {
        signal: stop.signal,
        onWaiting: (usage) => (waiting.push(usage), stop.abort()),
      });
      const waits = version === "" || version === "0.8.20";
      if (waits) {
        expect(waiting[0]).toMatchObject({ state: "busy", program: "uv" });
        expect(removed).toMatchObject({ stopped: true, reclaimed: 0, files: 0 });
      } else {
        expect(removed.refused).toMatch(/^uv is running \(process \d+\)\. Quit it and try again\.$/);
      }
      expect((await requestOf(machine, ["uv.cache"], ["six"])).packages).toEqual(request.packages);
      writeFileSync(go, "");
      await ended;
      expect(await removePackages(request, machine)).toMatchObject({ failures: [], stopped: false });
      imports("busy", "six");
    },
  );
});

const project =
  '[project]\nname = "app"\nversion = "1.0"\nrequires-python = ">=3.9"\ndependencies = ["six==1.16.0", "docopt==0.6.2"]\n';

describe("Poetry", () => {
  const tool = installed("poetry");
  const { reason, home, run } = tool;

  itUnless(
    reason,
    "removes what an index said of a package, its files go by their paths, and environments go on",
    async () => {
      const cache = join(home, "poetry");
      const env = { POETRY_CACHE_DIR: cache };
      const machine = machineOf(tool, env);
      const index = run("python", ["-c", "from pip._internal.models.index import PyPI; print(PyPI.simple_url)"]).trim();
      const source = `[tool.poetry]\npackage-mode = false\n[[tool.poetry.source]]\nname = "index"\nurl = "${index}/"\npriority = "primary"\n`;
      writeFileSync(join(home, "pyproject.toml"), `${project}${source}`);
      run("poetry", ["env", "use", python], env);
      run("poetry", ["lock", "-n"], env);
      run("poetry", ["install", "-n", "--no-root"], env);
      const request = await requestOf(machine, ["poetry.cache", "poetry.artifacts"], ["six"]);
      const [six] = request.packages ?? [];
      expect(six?.versions.map(({ kind }) => kind)).toEqual(expect.arrayContaining(["wheel", "metadata"]));
      const before = (await measure(cache)).bytes;
      const removed = await removePackages(request, machine);
      expect(removed).toMatchObject({ failures: [], left: [], reclaimed: six?.bytes, files: six?.files });
      expect(removed.runs.map(({ command, outcome }) => [command, outcome])).toEqual([
        ["poetry cache clear index:six:1.16.0 --no-interaction", "succeeded"],
      ]);
      expect(before - (await measure(cache)).bytes).toBe(six?.bytes);
      run("poetry", ["run", "python", "-c", "import six, docopt"], env);
      // It is downloaded anew.
      run("poetry", ["env", "remove", "--all"], env);
      run("poetry", ["env", "use", python], env);
      run("poetry", ["install", "-n", "--no-root"], env);
      run("poetry", ["run", "python", "-c", "import six, docopt"], env);
    },
  );
});

describe("PDM", () => {
  // The newest cannot lock with the newest of what it depends on.
  const tool = installed("pdm<2.26", "hishel<1", "unearth<0.18");
  const { reason, home, run } = tool;

  itUnless(reason, "removes the wheels that it built of a package, and prunes what no project links to", async () => {
    const cache = join(home, "pdm");
    const env = { PDM_CACHE_DIR: cache, PDM_CHECK_UPDATE: "false" };
    const machine = machineOf(tool, env);
    writeFileSync(join(home, "pyproject.toml"), project);
    run("pdm", ["config", "install.cache", "true"], env);
    run("pdm", ["install", "--no-self"], env);
    const targets = ["pdm.cache", "pdm.packages"];
    const request = await requestOf(machine, targets, ["docopt"]);
    const built = request.packages?.[0]?.versions.find(({ kind }) => kind === "built wheel");
    const removed = await removePackages(request, machine);
    expect(removed.refused).toBeUndefined();
    expect(removed).toMatchObject({ failures: [], reclaimed: built?.bytes, left: [{ name: "docopt" }] });
    expect(built?.bytes).toBeGreaterThan(1_000);
    const six = await removePackages(await requestOf(machine, targets, ["six"]), machine);
    expect(six.refused).toMatch(/^PDM removes of one package only the wheels that it built\./);

    // What a project links to stays, what none does goes.
    const linked = await removePackages(await requestOf(machine, targets), machine);
    expect(linked).toMatchObject({ failures: [], reclaimed: 0 });
    run(join(home, ".venv/bin/python"), ["-c", "import six, docopt"]);
    run("pdm", ["remove", "--no-self", "docopt"], env);
    const unlinked = (await requestOf(machine, targets, ["docopt"])).packages?.[0];
    const pruned = await removePackages(await requestOf(machine, targets), machine);
    expect(pruned).toMatchObject({
      failures: [],
      reclaimed: unlinked?.versions.find(({ kind }) => kind === "unpacked package")?.bytes,
    });
    run(join(home, ".venv/bin/python"), ["-c", "import six"]);
  });
});

describe("conda's packages", () => {
  const tool = installed(...condaTools);
  const { reason, home } = tool;

  itUnless(reason, "stay while an environment has them, in two, in one, and go in none", async () => {
    const machine = machineOf(tool, {});
    const link = linkedConda(tool, join(home, "miniconda3"));
    link("one", "two");
    const pkgs = join(home, "miniconda3/pkgs");
    const envs = join(home, "miniconda3/envs");
    const six = () => requestOf(machine, ["conda.packages"], ["six"]);
    for (const gone of ["none", "two"]) {
      execFileSync("rm", ["-rf", join(envs, gone)]);
      const request = await six();
      expect(request.packages?.[0]?.shared).toBe(condaBody.length);
      const { refused } = await removePackages(request, machine);
      expect(refused).toContain("environments have that package");
      expect(readFileSync(join(envs, "one", condaFile), "utf8")).toBe(condaBody);
      expect(existsSync(join(pkgs, "six-1.16.0-pyh_1/info/index.json"))).toBe(true);
    }
    execFileSync("rm", ["-r", join(envs, "one")]);
    const [before, request] = [await own(pkgs), await six()];
    const [found] = request.packages ?? [];
    expect(found?.shared).toBe(0);
    const removed = await removePackages(request, machine);
    expect(removed).toMatchObject({ failures: [], left: [], reclaimed: found?.bytes, files: found?.files });
    expect(before - (await own(pkgs))).toBe(found?.bytes);
    // It is unpacked anew.
    link("three");
    expect(readFileSync(join(envs, "three", condaFile), "utf8")).toBe(condaBody);
  });
});
