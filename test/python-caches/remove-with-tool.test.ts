/** What goes by its path: conda's packages that no environment has, and Poetry's files. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Machine } from "../../src/files/machine";
import { planPackages, removePackages } from "../../src/python-caches/remove-with-tool";
import { emptyMachine } from "../developer-caches/lay-out";
import { filesBelow } from "../support/tree";
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
