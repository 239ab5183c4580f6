/**
 * One real tool: installed into a temporary directory, made to fill its cache in a temporary home, its cache cleared as
 * a person would, and used again. What could not be installed is skipped by name, with the reason.
 */
import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { clearTargets } from "../../../src/developer-caches/clear";
import type { Machine } from "../../../src/files/machine";
import { measureTarget } from "../../../src/developer-caches/measure-tool";
import { resolveTools } from "../../../src/developer-caches/resolve";
import { temporaryDirectory } from "../../support/temporary";
import { hashTree, type Tree } from "../../support/tree";
import { itUnless } from "../../support/unless";
import { toolOf } from "../lay-out";

export interface Workshop {
  /** Where the tool is installed. */
  tools: string;
  home: string;
  env: NodeJS.ProcessEnv;
  /** Runs a program in a directory below the home directory. */
  run: (directory: string, program: string, ...args: string[]) => string;
  write: (path: string, text: string) => void;
}

export interface Scenario {
  /** Installs the tool; what it returns goes before the PATH. It throws when the tool cannot be had. */
  install?: (workshop: Workshop) => string[];
  env?: (workshop: Workshop) => NodeJS.ProcessEnv;
  /** Makes the tool fill its caches; done again after clearing. */
  fill: (workshop: Workshop, time: number) => void;
  /** The targets to clear, and what comes of them. */
  targets: Record<string, "empty" | "smaller">;
  /** The tool's commands that must have run. */
  commands?: string[];
  /** Parts of the home directory that a tool may change at any time. */
  restless?: RegExp;
  /** What else must hold after clearing. */
  check?: (workshop: Workshop) => void;
}

const hostEnvironment = [
  "SSL_CERT_FILE",
  "NODE_EXTRA_CA_CERTS",
  "PIP_CERT",
  "REQUESTS_CA_BUNDLE",
  "JAVA_HOME",
  "PIP_INDEX_URL",
];

export function scenario(name: string, part: Scenario): void {
  const tools = temporaryDirectory();
  const home = temporaryDirectory();
  const env: NodeJS.ProcessEnv = { PATH: process.env.PATH, HOME: home, LANG: "C.UTF-8" };
  for (const key of [...hostEnvironment, ...Object.keys(process.env).filter((one) => /proxy$/i.test(one))]) {
    if (process.env[key] !== undefined) env[key] = process.env[key];
  }
  const run: Workshop["run"] = (directory, program, ...args) => {
    mkdirSync(join(home, directory), { recursive: true });
    const options = { cwd: join(home, directory), env, timeout: 300_000, maxBuffer: 1 << 26 };
    return execFileSync(program, args, { ...options, stdio: ["ignore", "pipe", "pipe"] }).toString();
  };
  const write: Workshop["write"] = (path, text) => {
    mkdirSync(dirname(join(home, path)), { recursive: true });
    writeFileSync(join(home, path), text);
  };
  const workshop: Workshop = { tools, home, env, run, write };
  const reason = prepare(workshop, part);

  itUnless(reason, `${name}: clears its cache, loses nothing else and works again`, async () => {
    const machine: Machine = { platform: "linux", home, env };
    const found = () => resolveTools([toolOf(Object.keys(part.targets)[0])], machine);
    const chosen = found().filter(({ target }) => target.id in part.targets);
    expect(new Set(chosen.map(({ target }) => target.id))).toEqual(new Set(Object.keys(part.targets)));
    const before = outside(hashTree(home), home, chosen, part.restless);
    const sizes = await Promise.all(chosen.map((one) => measureTarget(one, machine)));
    const result = await clearTargets(chosen, machine, { evenIfInUse: true });

    expect(result.cleared.flatMap(({ failures }) => failures)).toEqual([]);
    expect(result.cleared.map(({ refused }) => refused)).toEqual(chosen.map(() => undefined));
    expect(outside(hashTree(home), home, chosen, part.restless)).toEqual(before);
    const ran = result.cleared.flatMap(({ runs }) => runs.map(({ command }) => command));
    for (const command of part.commands ?? []) expect(ran.some((one) => one.startsWith(command))).toBe(true);
    for (const [id, expected] of Object.entries(part.targets)) {
      const sum = (numbers: number[]) => numbers.reduce((one, other) => one + other, 0);
      const own = sizes.filter((_, index) => chosen[index].target.id === id);
      const bytes = sum(own.map((size) => size.bytes));
      const reclaimed = sum(result.cleared.filter(({ target }) => target.target.id === id).map((one) => one.reclaimed));
      if (expected === "empty") expect(reclaimed).toBe(sum(own.map((size) => size.bytes - size.shared)));
      if (expected === "smaller") expect(reclaimed).toBeGreaterThan(0);
      expect(bytes).toBeGreaterThan(0);
      console.log(`${id}: ${reclaimed} of ${bytes} bytes`);
    }
    part.check?.(workshop);
    part.fill(workshop, 2);
    const again = found().filter(({ target }) => part.targets[target.id] === "empty");
    for (const one of again) expect((await measureTarget(one, machine)).bytes).toBeGreaterThan(0);
  });
}

/** Installs the tool and fills its cache; what went wrong, if something did. */
function prepare(workshop: Workshop, { install, env, fill }: Scenario): string | undefined {
  try {
    const directories = install?.(workshop) ?? [];
    workshop.env.PATH = [...directories, workshop.env.PATH].join(delimiter);
    Object.assign(workshop.env, env?.(workshop));
    fill(workshop, 1);
    return undefined;
  } catch (error) {
    const { message, stderr, code, path } = error as NodeJS.ErrnoException & { stderr?: Buffer };
    if (code === "ENOENT" && path !== undefined) return `${path} is not installed`;
    const lines = `${message}\n${stderr?.toString() ?? ""}`.split("\n").map((line) => line.trim());
    const telling = lines.find(
      (line) => /error|not found|ENOENT|denied/i.test(line) && !line.startsWith("Command failed"),
    );
    return (telling ?? lines[0]).replaceAll(/[a-z]+:\/\/[^\s/]+/g, "the index").slice(0, 160);
  }
}

function outside(tree: Tree, home: string, targets: { root: string }[], restless = /^$/): [string, unknown][] {
  const roots = targets.map(({ root }) => root.slice(home.length + 1));
  return [...tree].filter(
    ([path, { type }]) =>
      type !== "directory" &&
      !restless.test(path) &&
      !roots.some((root) => path === root || path.startsWith(`${root}/`)),
  );
}

/** Packages of npm's index, installed into the workshop; their programs. */
export function npmInstall({ tools, home, env }: Workshop, ...packages: string[]): string[] {
  writeFileSync(join(tools, "package.json"), "{}");
  const cache = join(tools, "cache");
  const args = ["install", "--no-audit", "--no-fund", "--loglevel=error", `--cache=${cache}`, ...packages];
  execFileSync("npm", args, {
    cwd: tools,
    env: { ...env, HOME: home },
    stdio: ["ignore", "pipe", "pipe"],
    timeout: 300_000,
  });
  return [join(tools, "node_modules/.bin")];
}

/** Packages of pip's index, installed into a virtual environment of the workshop; its programs. */
export function pipInstall({ tools, env }: Workshop, ...packages: string[]): string[] {
  const options = { env, stdio: ["ignore", "pipe", "pipe"] as ["ignore", "pipe", "pipe"], timeout: 300_000 };
  execFileSync("python3", ["-m", "venv", join(tools, "venv")], options);
  const pip = join(tools, "venv/bin/pip");
  if (packages.length > 0) execFileSync(pip, ["install", "-q", "--no-cache-dir", ...packages], options);
  return [join(tools, "venv/bin")];
}
