/**
 * Real pips of every generation, each in a virtual environment of its own, made once from the package index and kept
 * below the temporary directory. This is the only part of the tests that needs a network, so it has a script of its own.
 */

import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Index, type Project, startIndex } from "../support/index-server";
import { atLeast, findPips, type Pip } from "../support/pip";

/** A pip and the Pythons it runs on, the preferred first; without a version, the newest there is. */
interface Wanted {
  version?: string;
  pythons: string[];
}

const wanted: Wanted[] = [
  { version: "20.3.4", pythons: ["3.9", "3.8", "3.7", "3.6"] },
  { version: "21.3.1", pythons: ["3.9", "3.10", "3.8", "3.7", "3.6"] },
  { version: "22.3.1", pythons: ["3.10", "3.11", "3.9", "3.8", "3.7"] },
  { version: "23.2.1", pythons: ["3.11", "3.12", "3.10", "3.9", "3.8", "3.7"] },
  { version: "23.3.2", pythons: ["3.11", "3.12", "3.10", "3.9", "3.8", "3.7"] },
  { version: "24.3.1", pythons: ["3.12", "3.13", "3.11", "3.10", "3.9", "3.8"] },
  { version: "25.0.1", pythons: ["3.12", "3.13", "3.11", "3.10", "3.9", "3.8"] },
  { version: "25.3", pythons: ["3.13", "3.12", "3.11", "3.10", "3.9"] },
  { pythons: ["3.13", "3.12", "3.11", "3.10"] },
];

/** For as long the newest pip counts as the newest. */
const DAY_MS = 86_400_000;

const folder = join(tmpdir(), "pip-cache-test-pips");
const list = join(folder, "matrix.json");

/** The pips that `prepare` made, oldest first. */
export function pipMatrix(): Pip[] {
  return JSON.parse(readFileSync(list, "utf8")) as Pip[];
}

/** The layout that a pip keeps its downloads in. */
export function layoutOf(pip: Pip): "http" | "http-v2" {
  return atLeast(pip.version, "23.3") ? "http-v2" : "http";
}

/** An index that a pip caches the answers of: before 21.3 that is only https. */
export function startIndexFor(pip: Pip, projects: Project[]): Promise<Index> {
  return startIndex(projects, { tls: !atLeast(pip.version, "21.3") });
}

/** Makes the virtual environments that are missing. Jest calls it before the first test file. */
export default function prepare(): void {
  mkdirSync(folder, { recursive: true });
  const pips = wanted.flatMap(({ version, pythons }) => {
    const base = pythons.flatMap((number) => findPips().filter((pip) => pip.pythonVersion === number))[0];
    if (base) return [environment(base, version)];
    process.stderr.write(
      `\npip ${version ?? "newest"} is left out: no Python ${pythons.join(", ")} on this machine.\n`,
    );
    return [];
  });
  writeFileSync(list, JSON.stringify(pips));
}

function environment(base: Pip, version?: string): Pip {
  const directory = join(folder, `pip-${version ?? "newest"}-python-${base.pythonVersion}`);
  const python = join(directory, process.platform === "win32" ? "Scripts/python.exe" : "bin/python");
  const ready = join(directory, "ready");
  if (!existsSync(ready) || (version === undefined && Date.now() - statSync(ready).mtimeMs > DAY_MS)) {
    rmSync(directory, { recursive: true, force: true });
    execFileSync(base.python, ["-m", "venv", directory]);
    const requirement = version ? [`pip==${version}`] : ["--upgrade", "pip"];
    const install = ["-m", "pip", "install", "--no-cache-dir", "--disable-pip-version-check", ...requirement];
    execFileSync(python, install, { stdio: ["ignore", "ignore", "inherit"] });
    writeFileSync(ready, "");
  }
  const got = execFileSync(python, ["-c", "import pip; print(pip.__version__)"], { encoding: "utf8" }).trim();
  if (version && got !== version) throw new Error(`${directory} has pip ${got} instead of ${version}`);
  return { python, version: got, pythonVersion: base.pythonVersion };
}

/** Names in a directory; none when it does not exist. */
export function namesIn(directory: string): string[] {
  return existsSync(directory) ? readdirSync(directory) : [];
}
