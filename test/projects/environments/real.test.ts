/** Environments made by the machine's own Pythons, against what these say of them: `importlib.metadata` and `pip list`. */
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { thisMachine } from "../../../src/files/machine";
import { runToEnd } from "../../../src/files/tasks";
import { packageFolders } from "../../../src/pip/read-environment";
import { exists, realPath } from "../../../src/files/presence";
import { environmentAt } from "../../../src/projects/environments/environment-at";
import type { LookOut } from "../../../src/projects/environments/look-out";
import type { Environment, Installed } from "../../../src/projects/source";
import { buildSdist, buildWheel } from "../../support/distributions";
import { startIndex } from "../../support/index-server";
import { atLeast, findPips, isolatedEnvironment, runPip, succeed, type Pip } from "../../support/pip";
import { temporaryDirectory } from "../../support/temporary";
import { itUnless, noPip } from "../../support/unless";

const script = join(__dirname, "describe.py");
const lookOut: LookOut = { machine: thisMachine(), mounts: [] };
/** `importlib.metadata` came with 3.8, and says since 3.10 what this compares. */
const pips = findPips().filter(({ pythonVersion }) => atLeast(pythonVersion, "3.10"));
const packages = [
  buildWheel({
    name: "Beta.Pack",
    version: "1.0",
    requires: ['alpha>=1,<3; python_version >= "3"', "gamma[extra]==2.0"],
  }),
  buildWheel({ name: "alpha", version: "2.0+local.1", description: "Requires-Dist: no header\n\nName: nor this\n" }),
  buildWheel({ name: "gamma", version: "2.0", requires: ['delta_sdist ; extra == "extra"'] }),
  buildSdist({ name: "delta_sdist", version: "0.1" }),
];

function at(path: string): Environment {
  const environment = runToEnd(environmentAt(path, lookOut));
  if (environment === undefined) throw new Error(`There is no environment at ${path}`);
  return environment;
}

type Said = Pick<Installed, "name" | "version" | "requires"> & { installer: string | null };

const ours = ({ installed }: Environment): Said[] =>
  sorted(installed.map(({ name, version, requires, installer = null }) => ({ name, version, requires, installer })));

const sorted = (all: Said[]): Said[] =>
  all.sort((one, other) => (`${one.name} ${one.version}` < `${other.name} ${other.version}` ? -1 : 1));

function theirs(python: string, folders: string[]): Said[] {
  return sorted(JSON.parse(execFileSync(python, [script, ...folders], { encoding: "utf8" })) as Said[]);
}

const foldersOf = (prefix: string): string[] => [
  ...new Set(packageFolders(prefix).flatMap(({ folder }) => (exists(folder) ? (realPath(folder) ?? []) : []))),
];

async function makeEnvironment(pip: Pip): Promise<string> {
  const home = temporaryDirectory();
  const folder = join(home, "project", ".venv");
  const env = isolatedEnvironment(home);
  const python = join(folder, process.platform === "win32" ? "Scripts" : "bin", "python");
  const index = await startIndex(packages.map((file) => ({ files: [file] })));
  const options = { home, index, cacheDirectory: join(home, "cache") };
  if (atLeast(pip.version, "22.3")) {
    // The pip that venv would install, too; that venv compiles it takes longer than all the rest.
    execFileSync(pip.python, ["-m", "venv", "--without-pip", folder], { env });
    const ask =
      "import ensurepip, os, sysconfig as s; print(s.get_config_var('WHEEL_PKG_DIR') or os.path.join(ensurepip.__path__[0], '_bundled'))";
    const bundled = execFileSync(pip.python, ["-c", ask], { encoding: "utf8", env }).trim();
    const install = ["--python", python, "install", "--no-compile", "--find-links", bundled, "pip", "beta.pack"];
    succeed(await runPip(pip, install, options));
  } else {
    execFileSync(pip.python, ["-m", "venv", folder], { env });
    succeed(await runPip({ ...pip, python }, ["install", "beta.pack"], { ...options, command: ["-m", "pip"] }));
  }
  return folder;
}

for (const pip of pips) {
  describe(`of Python ${pip.pythonVersion}`, () => {
    it("an environment of venv holds what Python and pip say", async () => {
      const folder = await makeEnvironment(pip);
      const python = join(folder, "bin", "python");
      const environment = at(folder);
      expect(environment).toMatchObject({ tool: "venv", name: "project/.venv", path: folder, failures: [] });
      expect(environment.python).toMatch(new RegExp(`^${pip.pythonVersion.replace(".", "\\.")}\\.\\d+$`));
      expect(environment.implementation).toBe("cpython");
      expect(ours(environment)).toEqual(theirs(python, foldersOf(folder)));

      const listed = JSON.parse(
        execFileSync(python, ["-m", "pip", "list", "--format", "json"], {
          encoding: "utf8",
          env: isolatedEnvironment(folder),
        }),
      ) as { name: string; version: string }[];
      const named = listed.map(({ name, version }) => [name.toLowerCase().replace(/[-_.]+/g, "-"), version]);
      expect(environment.installed.map(({ name, version }) => [name, version]).sort()).toEqual(named.sort());
      expect(environment.installed).toEqual(
        expect.arrayContaining([
          expect.objectContaining({ name: "alpha", version: "2.0+local.1", installer: "pip", requires: [] }),
          expect.objectContaining({
            name: "beta-pack",
            requires: ['alpha>=1,<3; python_version >= "3"', "gamma[extra]==2.0"],
          }),
        ]),
      );
    });

    it("its own packages are what it says", () => {
      const prefix = execFileSync(pip.python, ["-c", "import sys; print(sys.prefix)"], { encoding: "utf8" }).trim();
      const environment = at(prefix);
      expect(environment.tool).toBe("Python");
      expect(environment.python).toMatch(new RegExp(`^${pip.pythonVersion.replace(".", "\\.")}`));
      expect(ours(environment)).toEqual(theirs(pip.python, foldersOf(prefix)));
    });
  });
}

itUnless(pips.length > 0 ? undefined : noPip, "there is a Python of 3.10 or newer to compare with", () => {
  expect(pips.every(({ pythonVersion }) => atLeast(pythonVersion, "3.10"))).toBe(true);
});
