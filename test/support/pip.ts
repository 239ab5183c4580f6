/**
 * The real pips of this machine, run so that nothing of the machine's configuration reaches them and nothing they do
 * reaches the machine.
 */

import { execFileSync, spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, realpathSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import type { Index } from "./index-server";
import { runServed } from "./pip-server";
import { temporaryDirectory } from "./temporary";
import { itUnless } from "./unless";

/** A pip that can be run. */
export interface Pip {
  /** Path of the Python that has it. */
  python: string;
  /** As pip says it: `23.2.1`. */
  version: string;
  /** Of the Python: `3.11`. */
  pythonVersion: string;
}

/** Every pip found through the Pythons on PATH and in the usual places, each once, oldest first. */
export function findPips(): Pip[] {
  found ??= toldPips() ?? askPips();
  return found;
}

/** What was found before all tests. */
function toldPips(): Pip[] | undefined {
  const { TEST_PIPS } = process.env;
  return TEST_PIPS === undefined ? undefined : (JSON.parse(TEST_PIPS) as Pip[]);
}

function askPips(): Pip[] {
  const pips = pythons().flatMap(describePip);
  return pips.sort((a, b) => compareVersions(a.version, b.version));
}

let found: Pip[] | undefined;

/** Of several pips of one version the first: whatever Python has it, its code is the same. */
export function onePerVersion(pips: Pip[]): Pip[] {
  return pips.filter(({ version }, index) => pips.findIndex((other) => other.version === version) === index);
}

/** A pip that writes the old layout, `http`, also over plain http: 21.3 to 23.2. */
export function oldPip(): Pip | undefined {
  return findPips().findLast(({ version }) => atLeast(version, "21.3") && !atLeast(version, "23.3"));
}

/** A pip that writes `http-v2`: 23.3 or newer. */
export function newPip(): Pip | undefined {
  return findPips().findLast(({ version }) => atLeast(version, "23.3"));
}

/** Whether it fetches a wheel's metadata by itself, from an index that offers it as PEP 714 has it. */
export const asksForMetadata = ({ version }: Pip): boolean => atLeast(version, "23.2");

/** Whether a version is another or newer, by its numbers. */
export function atLeast(version: string, other: string): boolean {
  return compareVersions(version, other) >= 0;
}

/**
 * `describe` for each layout with the pip that writes it; where the machine has none, the block is skipped and its
 * title says so.
 */
export function describeWithPips(title: string, block: (pip: Pip, layout: "http" | "http-v2") => void): void {
  const kinds = [
    { layout: "http", pip: oldPip(), need: "21.3 to 23.2" },
    { layout: "http-v2", pip: newPip(), need: "23.3 or newer" },
  ] as const;
  for (const { layout, pip, need } of kinds) {
    if (pip) describe(`${title} (pip ${pip.version}, ${layout})`, () => block(pip, layout));
    else itUnless(`there is no pip ${need} on this machine`, `${title} (${layout})`, () => {});
  }
}

export interface RunOptions {
  cacheDirectory: string;
  /** Adds `--index-url` and what else is needed to trust it. */
  index?: Index;
  /** Home of the run. Default: a new temporary directory. */
  home?: string;
  env?: Record<string, string>;
  /** Ends pip when aborted. */
  signal?: AbortSignal;
  /** Python's own module arguments, of a process of its own. Default: pip, by whatever process is there for it. */
  command?: string[];
}

/** How a run ended. */
export interface Run {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** pip tells each index which rustc and which distribution the machine has, and starts ten programs to find out. */
const withoutPrograms = process.platform === "win32" ? {} : { PATH: "/nonexistent" };

/** Runs pip to its end, whatever that is. */
export function runPip(pip: Pip, args: string[], options: RunOptions): Promise<Run> {
  const home = options.home ?? temporaryDirectory();
  const scratch = join(home, "tmp");
  mkdirSync(scratch, { recursive: true });
  const trust = options.index ? indexArguments(options.index) : [];
  const env = {
    ...isolatedEnvironment(home),
    ...withoutPrograms,
    TMPDIR: scratch,
    PIP_CACHE_DIR: options.cacheDirectory,
    ...options.env,
  };
  const { signal, command } = options;
  if (!command && canBeServed(pip)) {
    return runServed(pip.python, { args: [...args, ...trust], cwd: home, env, signal });
  }
  const child = spawn(pip.python, [...(command ?? ["-m", "pip"]), ...args, ...trust], {
    cwd: home,
    env,
    stdio: ["ignore", "pipe", "pipe"],
    signal,
  });
  const output = { stdout: "", stderr: "" };
  child.stdout.setEncoding("utf8").on("data", (text: string) => (output.stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (output.stderr += text));
  return new Promise((resolve, reject) => {
    child.on("error", (error) => (error.name === "AbortError" ? undefined : reject(error)));
    child.on("close", (code) => resolve({ code, ...output }));
  });
}

/** Those whose modules are called as `pip-server.ts` knows them. */
const canBeServed = ({ version }: Pip) => process.platform !== "win32" && atLeast(version, "21.3");

/** `pip install` of requirements into a new temporary directory; throws with pip's words when it fails. */
export async function install(pip: Pip, requirements: string[], options: RunOptions): Promise<Run> {
  const target = temporaryDirectory();
  return succeed(await runPip(pip, ["install", "--target", target, ...requirements], options));
}

/** `pip download` of requirements into a new temporary directory; throws with pip's words when it fails. */
export async function download(pip: Pip, requirements: string[], options: RunOptions): Promise<Run> {
  const target = temporaryDirectory();
  return succeed(await runPip(pip, ["download", "--dest", target, ...requirements], options));
}

/** The run itself when it succeeded; throws with all that pip said when it did not. */
export function succeed(run: Run): Run {
  if (run.code !== 0) throw new Error(`pip ended with ${run.code}:\n${run.stdout}\n${run.stderr}`);
  return run;
}

/**
 * An environment in which a program sees only temporary directories: no `PIP_*` of the machine, no configuration file,
 * no home, no proxy.
 */
export function isolatedEnvironment(home: string): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^(PIP_|XDG_|PYTHON|VIRTUAL_ENV|REQUESTS_|CURL_|SSL_)|_proxy$/i.test(name),
  );
  return {
    ...Object.fromEntries(inherited),
    HOME: home,
    USERPROFILE: home,
    LOCALAPPDATA: join(home, "AppData", "Local"),
    APPDATA: join(home, "AppData", "Roaming"),
    XDG_CACHE_HOME: join(home, ".cache"),
    XDG_CONFIG_HOME: join(home, ".config"),
    XDG_DATA_HOME: join(home, ".local", "share"),
    XDG_CONFIG_DIRS: join(home, "xdg"),
    PIP_CONFIG_FILE: process.platform === "win32" ? "nul" : "/dev/null",
    PIP_DISABLE_PIP_VERSION_CHECK: "1",
    PIP_NO_INPUT: "1",
    PYTHONWARNINGS: "ignore",
    PYTHONDONTWRITEBYTECODE: "1",
  };
}

/** A virtual environment with the pip of its base: made in a moment. */
export function makeEnvironment({ python }: Pip, directory: string): string {
  const options = { env: { ...process.env, PATH: "/usr/bin:/bin" } };
  execFileSync(python, ["-m", "venv", "--without-pip", "--system-site-packages", directory], options);
  return directory;
}

function indexArguments({ url, host, certificate }: Index): string[] {
  return ["--index-url", url, ...(certificate ? ["--cert", certificate] : ["--trusted-host", host])];
}

function pythons(): string[] {
  const pyenv = join(process.env.PYENV_ROOT ?? join(homedir(), ".pyenv"), "versions");
  const ofPyenv = existsSync(pyenv) ? readdirSync(pyenv).map((name) => join(pyenv, name, "bin")) : [];
  const usual = ["/opt/homebrew/bin", "/usr/local/bin", "/usr/bin"];
  const directories = [...ofPyenv, ...(process.env.PATH ?? "").split(delimiter), ...usual];
  const paths = directories.filter(existsSync).flatMap((directory) =>
    readdirSync(directory)
      .filter((name) => /^python(\d(\.\d+)?)?(\.exe)?$/.test(name))
      .map((name) => join(directory, name)),
  );
  // A shim is a script that only chooses one of the others.
  const real = paths.filter((path) => existsSync(path) && !path.includes(`${join(".pyenv", "shims")}`));
  return [...new Map(real.map((path) => [realpathSync(path), path])).values()];
}

function describePip(python: string): Pip[] {
  const ask = "import pip, sys; print('%s %d.%d' % ((pip.__version__,) + sys.version_info[:2]))";
  const environment = isolatedEnvironment(tmpdir());
  const { stdout } = spawnSync(python, ["-c", ask], { encoding: "utf8", env: environment, timeout: 30_000 });
  const [, version, pythonVersion] = /^(\d\S*) (\d+\.\d+)$/m.exec(stdout ?? "") ?? [];
  return version && pythonVersion ? [{ python, version, pythonVersion }] : [];
}

function compareVersions(a: string, b: string): number {
  const numbers = (version: string) => version.split(".").map((part) => parseInt(part, 10) || 0);
  const [first, second] = [numbers(a), numbers(b)];
  for (let at = 0; at < Math.max(first.length, second.length); at++) {
    const difference = (first[at] ?? 0) - (second[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
