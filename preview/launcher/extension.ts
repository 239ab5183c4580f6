/** An extension on disk: builds it with Raycast's own tool, and knows where its commands lie then. */
import { execFile } from "node:child_process";
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import * as api from "../api";
import type { CommandExport } from "../command/command";
import { loadBuilt } from "../command/load";
import { readManifest, type Manifest, type ToolDefinition } from "../host/manifest";

export interface Extension {
  folder: string;
  manifest: Manifest;
}

/** An extension by its folder. Throws when there is no manifest. */
export function readExtension(folder: string): Extension {
  return { folder, manifest: readManifest(folder) };
}

const output = "dist";
const stamp = "built";
const lockTimeoutMs = 120_000;

/**
 * Builds an extension into its `dist` unless that is newer than everything it is made of. Several processes may ask at
 * once: one builds, the others wait. Throws with the tool's output when the build fails.
 * @param onBuild called when it takes some seconds
 */
export async function buildExtension({ folder }: Extension, onBuild?: () => void): Promise<void> {
  if (isFresh(folder)) return;
  onBuild?.();
  await withLock(folder, async () => {
    if (!isFresh(folder)) await runBuild(folder);
  });
}

/**
 * Builds it anew in any case, so that nobody who asks later has to. Throws with the tool's output when the build fails.
 * @returns the tool's output
 */
export function rebuildExtension({ folder }: Extension): Promise<string> {
  return withLock(folder, () => runBuild(folder));
}

/** Where a built command lies. */
export function builtPath({ folder }: Extension, name: string): string {
  return join(folder, output, `${name}.js`);
}

/** A fresh instance of a built command, for this process. */
export function loadCommand(extension: Extension, name: string): CommandExport {
  return loadBuilt<{ default: CommandExport }>(builtPath(extension, name), api, createRequire(__filename)).default;
}

/** Where a built tool lies. */
export function builtToolPath({ folder }: Extension, name: string): string {
  return join(folder, output, "tools", `${name}.js`);
}

/** A tool of a built extension, with what the build found out about its input. Throws when there is none of that name. */
export function toolOf({ folder, manifest }: Extension, name: string): ToolDefinition {
  const { tools = [] } = manifest.tools ? readManifest(join(folder, output)) : {};
  const tool = tools.find((each) => each.name === name);
  if (tool) return tool;
  throw new Error(`No tool "${name}". There is: ${tools.map((each) => each.name).join(", ") || "no tool"}.`);
}

function runBuild(folder: string): Promise<string> {
  const tool = createRequire(__filename).resolve("@raycast/api/bin/run.js");
  const startedAt = new Date();
  return new Promise((resolve, reject) => {
    execFile(
      process.execPath,
      [tool, "build", "-e", "dist", "-o", output],
      { cwd: folder },
      (error, stdout, stderr) => {
        const said = `${stdout}${stderr}`.trim();
        if (error) return reject(new Error(`The extension could not be built.\n${said}`));
        writeFileSync(join(folder, output, stamp), startedAt.toISOString());
        resolve(said);
      },
    );
  });
}

function isFresh(folder: string): boolean {
  const file = join(folder, output, stamp);
  if (!existsSync(file)) return false;
  const builtAt = Date.parse(readFileSync(file, "utf8"));
  const sources = ["package.json", "tsconfig.json", "src", "assets"].map((name) => join(folder, name));
  return sources.every((path) => !existsSync(path) || newest(path) < builtAt);
}

/** The latest change of a file, or of anything in a folder, in ms. */
function newest(path: string): number {
  const { mtimeMs } = lstatSync(path);
  if (!statSync(path).isDirectory()) return mtimeMs;
  return Math.max(mtimeMs, ...readdirSync(path).map((name) => newest(join(path, name))));
}

async function withLock<Result>(folder: string, work: () => Promise<Result>): Promise<Result> {
  const lock = join(folder, `${output}.lock`);
  await acquire(lock);
  try {
    return await work();
  } finally {
    rmdirSync(lock);
  }
}

/** Makes the lock's folder; waits while another process has it, and takes over one that was left behind. */
async function acquire(lock: string): Promise<void> {
  for (;;) {
    try {
      mkdirSync(lock);
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
    const made = statSync(lock, { throwIfNoEntry: false })?.mtimeMs;
    if (made !== undefined && Date.now() - made > lockTimeoutMs) rmdirSync(lock);
    await sleep(100);
  }
}
