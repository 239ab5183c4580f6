/** Lays out machines and caches in temporary directories, as the tools themselves lay them out. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { catalogue } from "../../src/developer-caches/catalogue/catalogue";
import type { Target, Tool } from "../../src/developer-caches/tool";
import { nameMatcher } from "../../src/files/patterns";
import type { Machine, Platform } from "../../src/files/machine";
import { documentedHere } from "../support/documented-paths";
import { namelessShell } from "../support/pretend-program";
import { afterwards, temporaryDirectory } from "../support/temporary";

export const platforms: Platform[] = ["darwin", "win32", "linux"];

/** Wine makes no links: there caches have none in them. */
const canLink = !process.env.TEST_UNDER_WINE;

const homes: Record<Platform, string> = { darwin: "Users/ada", win32: "Users/ada", linux: "home/ada" };

/** A machine in a temporary directory with nothing on it but a home directory and what lies outside it. */
export function emptyMachine(platform: Platform, env: NodeJS.ProcessEnv = {}): Machine & { root: string } {
  const root = temporaryDirectory();
  const home = join(root, homes[platform]);
  write(join(home, "Documents/thesis.txt"), "years of work");
  write(join(root, "elsewhere/victim/letter.txt"), "not a cache");
  const windows = {
    USERPROFILE: home,
    LOCALAPPDATA: `${home}\\AppData\\Local`,
    APPDATA: `${home}\\AppData\\Roaming`,
  };
  return { platform, home, root, env: { USER: "ada", ...(platform === "win32" ? windows : {}), ...env } };
}

/** Where a documented path lies on such a machine. */
export function onMachine({ home, root }: Machine, path: string): string {
  return path.startsWith("/") ? join(root ?? "", path) : join(home, path);
}

export function toolOf(targetId: string): Tool {
  const tool = catalogue.find(({ targets }) => targets.some(({ id }) => id === targetId));
  if (!tool) throw new Error(`${targetId} is not in the catalogue`);
  return tool;
}

export function targetOf(targetId: string): Target {
  return toolOf(targetId).targets.find(({ id }) => id === targetId) as Target;
}

/** A name that a pattern of the catalogue stands for. */
export function sample(pattern: string): string {
  return pattern
    .replace(/\[([^\]])[^\]]*\]/g, "$1")
    .replaceAll("*", "x")
    .replaceAll("?", "x");
}

export interface LaidOut {
  /** Files below the directory that clearing it removes, links among them. */
  cache: string[];
  /** Files below the directory that stay. */
  kept: string[];
}

/** Fills a target's directory: what the tool puts there, what must stay, and links that lead out of it. */
export function layOut(targetId: string, directory: string): LaidOut {
  const tool = toolOf(targetId);
  const target = targetOf(targetId);
  const files: LaidOut = { cache: [], kept: [] };
  const add = (list: string[], path: string) => {
    write(join(directory, path), `${targetId} ${path}`);
    if (!list.includes(path)) list.push(path);
  };
  mkdirSync(directory, { recursive: true });
  for (const name of target.keepRule ? [] : (target.holds ?? ["first", "second"]).map(sample)) {
    const isFile = /\.[a-z]/i.test(name.slice(1)) && !target.proof?.[0].includes("/");
    if (isFile) add(files.cache, name);
    else ["data.bin", "deep/er/data.bin"].forEach((below) => add(files.cache, `${name}/${below}`));
  }
  if (target.holds) add(files.kept, "somebody-elses/notes.txt");
  if (target.proof) {
    const held = target.holds?.map(nameMatcher);
    addProof(target, (path) => {
      const [first] = path.split("/");
      if (first === "..") write(join(directory, path), targetId);
      else add(held?.every((matches) => !matches(first)) ? files.kept : files.cache, path);
    });
  }
  for (const path of target.keep?.paths ?? []) add(files.kept, `${sample(path)}/precious.txt`);
  for (const path of neverBelow(tool, target)) add(files.kept, `${path}/precious.txt`);
  if (target.keepRule) addMaven((path, text) => write(join(directory, path), text), files);
  const first = dirname(files.cache.find((path) => path.includes("/")) ?? files.cache[0]);
  for (const [name, goal] of canLink
    ? [
        ["link-to-directory", "victim"],
        ["link-to-file", "victim/letter.txt"],
      ]
    : []) {
    const path = first === "." ? sample((target.holds ?? ["*"])[0]).replace("x", name) : `${first}/${name}`;
    symlinkSync(join(elsewhere(directory), goal), join(directory, path));
    files.cache.push(path);
  }
  return { cache: files.cache.sort(), kept: files.kept.sort() };
}

function addProof(target: Target, add: (path: string) => void): void {
  const path = sample(target.proof?.[0] ?? "");
  if (target.keepRule) return;
  if (/\.[a-z]/.test(path)) add(path);
  else add(`${path}/data.bin`);
}

function neverBelow(tool: Tool, target: Target): string[] {
  if (!target.paths.includes("")) return [];
  const never = tool.targets.filter(({ tier, place }) => tier === "never" && place === target.place);
  return never.flatMap(({ paths }) => paths.map(sample)).filter((path) => path !== "");
}

/** A repository in which Maven noted where each artifact came from, as it does. */
function addMaven(put: (path: string, text: string) => void, files: LaidOut): void {
  const downloaded = "org/apache/maven/plugins/maven-clean-plugin/3.2.0";
  const installed = "com/example/own/1.0";
  const copied = "com/example/copied/2.0";
  put(`${downloaded}/maven-clean-plugin-3.2.0.jar`, "jar");
  put(`${downloaded}/_remote.repositories`, "#NOTE\n#a date\nmaven-clean-plugin-3.2.0.jar>central=\n");
  put(`${installed}/own-1.0.jar`, "jar");
  put(`${installed}/_remote.repositories`, "#NOTE\nown-1.0.jar>=\n");
  put(`${dirname(installed)}/maven-metadata-local.xml`, "<metadata/>");
  put(`${copied}/copied-2.0.jar`, "jar");
  files.cache.push(`${downloaded}/maven-clean-plugin-3.2.0.jar`, `${downloaded}/_remote.repositories`);
  files.kept.push(`${installed}/own-1.0.jar`, `${installed}/_remote.repositories`);
  files.kept.push(`${dirname(installed)}/maven-metadata-local.xml`, `${copied}/copied-2.0.jar`);
}

/** The folder beside the home directories into which planted links lead. */
function elsewhere(directory: string): string {
  const parts = directory.split("/");
  const temporary = parts.findIndex((part) => part.startsWith("pip-cache-test-"));
  return [...parts.slice(0, temporary + 1), "elsewhere"].join("/");
}

export function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

/** Where something lies in a home directory on this platform, by where it lies on Linux. */
export const inHome = (home: string, path: string): string => join(home, documentedHere(path));

/** Writes files into a home directory: path as on Linux, and size. */
export function fillHome(home: string, files: [path: string, bytes: number][]): void {
  for (const [path, bytes] of files) write(inHome(home, path), "x".repeat(bytes));
}

/** A program that runs from a path until it is ended, at the latest with the test. */
export async function runFrom(path: string): Promise<{ pid: number; end: () => Promise<void> }> {
  write(path, "#!/bin/sh\nread line\n");
  chmodSync(path, 0o755);
  const running = spawn(path, { stdio: ["pipe", "ignore", "ignore"] });
  const ended = once(running, "exit");
  const end = async () => {
    running.stdin.end();
    await ended;
  };
  await once(running, "spawn");
  afterwards(end);
  return { pid: running.pid ?? 0, end };
}

/** A program on a machine that is a shell script, with the few commands it needs. */
export function install(machine: Machine, name: string, script: string): void {
  const path = join(machine.home, ".local/bin", name);
  write(path, `${namelessShell}\nPATH=/bin:/usr/bin\n${script}\n`);
  chmodSync(path, 0o755);
}
