/** What goes by its path: conda's packages that no environment has, and Poetry's files. */
import { execFileSync } from "node:child_process";
import fs, { chmodSync, existsSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Machine } from "../../src/files/machine";
import { planPackages, removePackages } from "../../src/python-caches/remove-with-tool";
import { emptyMachine } from "../developer-caches/lay-out";
import { until } from "../support/in-time";
import { afterwards } from "../support/temporary";
import { filesBelow, sumOfSizes } from "../support/tree";
import { layOutFiles, type Laid } from "./lay-out-files";
import { requestOf } from "./removal-request";

// What else runs on the machine is not asked: one of these tools may.
jest.mock("../../src/files/processes", () => ({
  ...jest.requireActual<object>("../../src/files/processes"),
  listProcesses: () => Promise.resolve([]),
}));

const build = "six-1.16.0-pyhd3eb1b0_1";
const other = "six-1.17.0-pyhd8ed1ab_0";

/** As conda lays them out: unpacked packages, archives, and in environments links to the first. */
const packages: Record<string, Laid> = {
  [`${build}/info/index.json`]: 300,
  [`${build}/info/repodata_record.json`]: 200,
  [`${build}/lib/python3.12/site-packages/six.py`]: 30_000,
  [`${build}.conda`]: 18_000,
  [`${other}/info/index.json`]: 310,
  [`${other}/lib/python3.12/site-packages/six.py`]: 31_000,
  [`${other}.tar.bz2`]: 19_000,
  "python-3.12.4-h5148396_1/info/index.json": 5_000,
  "cache/497deca9.json": 900,
  urls: 80,
};

interface LaidOutConda {
  machine: Machine;
  pkgs: string;
}

function layOutConda(more: Record<string, Laid> = {}): LaidOutConda {
  const machine = emptyMachine("linux");
  const base = join(machine.home, "miniconda3");
  layOutFiles(join(base, "pkgs"), packages);
  layOutFiles(base, { "conda-meta/python-3.12.4-h5148396_1.json": "{}", ...more });
  return { machine, pkgs: join(base, "pkgs") };
}

const six = (machine: Machine) => requestOf(machine, ["conda.packages"], ["six"]);

const whole = 300 + 200 + 30_000 + 18_000 + 310 + 31_000 + 19_000;

describe("a package of conda", () => {
  it("that no environment has goes as a whole, and nothing else", async () => {
    const { machine, pkgs } = layOutConda();
    const request = await six(machine);
    expect(await planPackages(request, machine)).toMatchObject({ bytes: whole, commands: [] });
    expect(await removePackages(request, machine)).toMatchObject({
      failures: [],
      left: [],
      reclaimed: whole,
      files: 7,
      runs: [],
    });
    expect(filesBelow(pkgs).sort()).toEqual([
      "cache/497deca9.json",
      "python-3.12.4-h5148396_1/info/index.json",
      "urls",
    ]);
  });

  it.each([1, 2])("to which %i environments have links stays unpacked, its archive goes", async (count) => {
    const links = Object.fromEntries(
      ["one", "two"]
        .slice(0, count)
        .map((name): [string, Laid] => [
          `envs/${name}/lib/python3.12/site-packages/six.py`,
          { sameAs: `pkgs/${build}/lib/python3.12/site-packages/six.py` },
        ]),
    );
    const { machine, pkgs } = layOutConda(links);
    const request = await six(machine);
    expect(request.packages?.[0]).toMatchObject({ shared: 30_000 });
    expect(await planPackages(request, machine)).toMatchObject({ bytes: whole - 30_500 });
    expect(await removePackages(request, machine)).toMatchObject({
      failures: [],
      reclaimed: whole - 30_500,
      left: [{ name: "six", bytes: 30_500 }],
    });
    expect(filesBelow(join(pkgs, build))).toHaveLength(3);
    expect(existsSync(join(pkgs, other))).toBe(false);
  });

  it.each([
    [
      "beside it",
      (machine: Machine) => ({ [join(machine.home, "miniconda3/envs/copied/conda-meta", `${build}.json`)]: "{}" }),
    ],
    ["in the base", (machine: Machine) => ({ [join(machine.home, "miniconda3/conda-meta", `${build}.json`)]: "{}" })],
    [
      "anywhere that conda notes",
      (machine: Machine) => ({
        [join(machine.home, ".conda/environments.txt")]: `${machine.home}/project/env\n`,
        [join(machine.home, "project/env/conda-meta", `${build}.json`)]: "{}",
      }),
    ],
  ])("of which an environment %s has copies stays unpacked", async (_, files) => {
    const { machine, pkgs } = layOutConda();
    layOutFiles("/", files(machine));
    expect(await removePackages(await six(machine), machine)).toMatchObject({
      failures: [],
      left: [{ name: "six", bytes: 30_500 }],
    });
    expect(filesBelow(join(pkgs, build))).toHaveLength(3);
  });

  it("of which nothing can go is refused, with the reason", async () => {
    const { machine, pkgs } = layOutConda();
    const python = await requestOf(machine, ["conda.packages"], ["python"]);
    const { refused } = await planPackages(python, machine);
    expect(refused).toContain("environments have that package");
    expect((await removePackages(python, machine)).refused).toBe(refused);
    expect(existsSync(join(pkgs, "python-3.12.4-h5148396_1/info/index.json"))).toBe(true);
  });

  it("stays where it cannot be read which environments there are", async () => {
    const { machine, pkgs } = layOutConda();
    // No file, but a folder.
    layOutFiles(machine.home, { ".conda/environments.txt/x": 1 });
    const request = await six(machine);
    await expect(planPackages(request, machine)).rejects.toThrow("EISDIR");
    const removed = await removePackages(request, machine);
    expect(removed).toMatchObject({ failures: [{ path: pkgs }], reclaimed: 0 });
    expect(filesBelow(pkgs)).toHaveLength(Object.keys(packages).length);
  });
});

describe("a package of Poetry", () => {
  it("goes by its paths where there is no Poetry to ask", async () => {
    const machine = emptyMachine("linux");
    const cache = join(machine.home, ".cache/pypoetry");
    layOutFiles(cache, {
      "artifacts/11/e9/4b/1f155708335621/six-1.16.0-py2.py3-none-any.whl": 11_000,
      "artifacts/21/e9/4b/1f155708335622/idna-3.10-py3-none-any.whl": 12_000,
      "cache/repositories/PyPI/ab/cd/ef/0123": '9999999999{"name": "six", "version": "1.16.0"}',
    });
    const request = await requestOf(machine, ["poetry.cache", "poetry.artifacts"], ["six"]);
    expect(await removePackages(request, machine)).toMatchObject({ failures: [], left: [], files: 2 });
    expect(filesBelow(cache)).toEqual(["artifacts/21/e9/4b/1f155708335622/idna-3.10-py3-none-any.whl"]);
  });
});

describe("what is stopped", () => {
  const version = (name: string, number: string) => `9999999999{"name": "${name}", "version": "${number}"}`;
  /** Poetry's files of six and of docopt, and what an index said of each. */
  const ofPoetry: Record<string, Laid> = {
    "artifacts/11/e9/4b/1f155708335621/six-1.16.0-py2.py3-none-any.whl": 11_000,
    "artifacts/21/e9/4b/1f155708335622/docopt-0.6.2-py3-none-any.whl": 12_000,
    "cache/repositories/PyPI/six/0": version("six", "1.16.0"),
    "cache/repositories/PyPI/docopt/0": version("docopt", "0.6.2"),
  };

  function poetry() {
    const machine = emptyMachine("linux");
    const cache = join(machine.home, ".cache/pypoetry");
    layOutFiles(cache, ofPoetry);
    // `cache clear PyPI:six:1.16.0`
    program(
      machine,
      "poetry",
      `cd "${cache}/cache/repositories"; name=\${3#*:}; rm -r PyPI/\${name%:*}; rmdir PyPI 2>/dev/null; true`,
    );
    const targets = ["poetry.cache", "poetry.artifacts"];
    return { machine, cache, request: () => requestOf(machine, targets, ["six", "docopt"]) };
  }

  function program(machine: Machine, name: string, script: string): void {
    const path = join(machine.home, ".local/bin", name);
    layOutFiles(machine.home, { [`.local/bin/${name}`]: `#!/bin/sh\nPATH=/bin:/usr/bin\n${script}\n` });
    chmodSync(path, 0o755);
    machine.env.PATH = dirname(path);
  }

  const log = { begin: () => {}, done: () => {}, starts: () => {}, started: () => {} };

  /** Stops when the second program is about to be started. */
  function stopAtSecond() {
    const stop = new AbortController();
    let count = 0;
    return { signal: stop.signal, log: { ...log, starts: () => void (++count === 2 && stop.abort()) } };
  }

  it("between two commands says what the first removed, and begins nothing more", async () => {
    const { machine, cache, request } = poetry();
    const asked = await request();
    const before = sumOfSizes(cache);
    const removed = await removePackages(asked, machine, stopAtSecond());
    expect(removed.runs.map(({ outcome }) => outcome)).toEqual(["succeeded", "stopped"]);
    expect(removed).toMatchObject({ stopped: true, failures: [], files: 1 });
    expect(removed.reclaimed).toBe(before - sumOfSizes(cache));
    expect(removed.left.map(({ name }) => name).sort()).toEqual(["docopt", "six"]);
    expect(filesBelow(cache)).toHaveLength(3);
  });

  it("while it is listed what goes by its path says what the commands removed", async () => {
    const { machine, cache, request } = poetry();
    const asked = await request();
    const stop = new AbortController();
    const read = fs.readdirSync;
    const reading = jest.spyOn(fs, "readdirSync").mockImplementation(((...args: Parameters<typeof read>) => {
      if (!existsSync(join(cache, "cache/repositories/PyPI"))) stop.abort();
      return read(...args);
    }) as typeof read);
    afterwards(() => reading.mockRestore());
    const before = sumOfSizes(cache);
    const removed = await removePackages(asked, machine, { signal: stop.signal });
    expect(removed.runs.map(({ outcome }) => outcome)).toEqual(["succeeded", "succeeded"]);
    expect(removed).toMatchObject({ stopped: true, files: 2, failures: [], reclaimed: before - sumOfSizes(cache) });
    expect(filesBelow(cache)).toHaveLength(2);
  });

  it("at its very end has not been stopped", async () => {
    const { machine, cache, request } = poetry();
    const stop = new AbortController();
    const asked = await request();
    const removed = await removePackages(asked, machine, {
      signal: stop.signal,
      log: { ...log, done: ({ files }) => void (files === 2 && stop.abort()) },
    });
    expect(filesBelow(cache)).toEqual([]);
    expect(removed).toMatchObject({ stopped: false, left: [], files: 4, failures: [] });
  });

  it("between packages leaves each whole or takes all of it, of what goes by its path", async () => {
    const machine = emptyMachine("linux");
    const pkgs = join(machine.home, "miniconda3/pkgs");
    const names = ["alpha", "beta", "gamma"];
    for (const name of names) {
      layOutFiles(pkgs, { [`${name}-1.0-0/info/index.json`]: 100, [`${name}-1.0-0/lib/${name}.py`]: 1_000 });
    }
    const stop = new AbortController();
    const removed = await removePackages(await requestOf(machine, ["conda.packages"], names), machine, {
      signal: stop.signal,
      log: { ...log, done: ({ files }) => void (files === 2 && stop.abort()) },
    });
    expect(removed).toMatchObject({ stopped: true, files: 2, reclaimed: 1_100, failures: [] });
    expect(removed.left.map(({ bytes }) => bytes)).toEqual([1_100, 1_100]);
    expect(filesBelow(pkgs)).toHaveLength(4);
  });

  it("in the midst of uv's command says which packages are gone, and which are not", async () => {
    const machine = emptyMachine("linux");
    const uv = join(machine.home, ".cache/uv");
    layOutFiles(uv, {
      "archive-v0/six-id/six-1.16.0.dist-info/METADATA": 1_000,
      "archive-v0/docopt-id/docopt-0.6.2.dist-info/METADATA": 2_000,
    });
    const never = join(machine.home, "never");
    execFileSync("mkfifo", [never]);
    // It gets as far as the first of the two.
    program(
      machine,
      "uv",
      `[ "$1" = --version ] && echo "uv 0.13.9" && exit\n` + `rm -r "${uv}/archive-v0/six-id"\nread line < "${never}"`,
    );
    const stop = new AbortController();
    const asked = await requestOf(machine, ["uv.cache"], ["six", "docopt"]);
    const removing = removePackages(asked, machine, { signal: stop.signal });
    await until(() => !existsSync(join(uv, "archive-v0/six-id")));
    stop.abort();
    expect(await removing).toMatchObject({
      stopped: true,
      reclaimed: 1_000,
      files: 1,
      left: [{ name: "docopt", bytes: 2_000 }],
      runs: [{ outcome: "stopped" }],
    });
  });
});
