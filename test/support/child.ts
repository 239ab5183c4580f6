/**
 * Runs the project's code in a process of its own: as an ordinary user, or to be killed.
 */

import { build } from "esbuild";
import { type ChildProcess, spawn } from "node:child_process";
import { chmodSync, existsSync } from "node:fs";
import { join } from "node:path";
import { temporaryDirectory } from "./temporary";
import { NOBODY, noNobody } from "./unless";

const project = join(__dirname, "../..");
const setpriv = ["/usr/bin/setpriv", "/bin/setpriv"].find((path) => existsSync(path));

/** Whether this process may do anything, so that permissions prove nothing in it. */
export const isRoot = process.geteuid?.() === 0;

/** Why nothing can be run as an ordinary user here; undefined when it can. */
export const noOrdinaryUser =
  process.platform === "win32"
    ? "Windows has other permissions"
    : isRoot && !setpriv
      ? "the suite runs as root, and there is no setpriv"
      : noNobody;

/**
 * Bundles TypeScript that imports from the project (`./src/…`) and exports nothing; returns the path of the script,
 * which any user may read.
 */
export async function compile(code: string): Promise<string> {
  const directory = temporaryDirectory();
  chmodSync(directory, 0o755);
  const outfile = join(directory, "script.cjs");
  await build({
    stdin: { contents: code, resolveDir: project, loader: "ts" },
    bundle: true,
    platform: "node",
    target: "node20",
    loader: { ".txt": "text" },
    outfile,
    logLevel: "silent",
  });
  return outfile;
}

export interface ScriptOptions {
  /** As a user who owns nothing, when this process is root; otherwise this process' own user is one. */
  asOrdinaryUser?: boolean;
  env?: NodeJS.ProcessEnv;
}

/** Starts a compiled script; its arguments arrive as JSON in `process.argv[2]`. */
export function startScript(script: string, argument: unknown, options: ScriptOptions = {}): ChildProcess {
  const command = [process.execPath, script, JSON.stringify(argument)];
  if (options.asOrdinaryUser && isRoot) {
    command.unshift(setpriv ?? "setpriv", `--reuid=${NOBODY}`, `--regid=${NOBODY}`, "--clear-groups");
  }
  return spawn(command[0], command.slice(1), { env: options.env ?? process.env, stdio: ["ignore", "pipe", "pipe"] });
}

/** Runs a compiled script to its end and returns the JSON it printed; throws with its words when it fails. */
export async function runScript<Answer>(script: string, argument: unknown, options?: ScriptOptions): Promise<Answer> {
  const child = startScript(script, argument, options);
  let stdout = "";
  let stderr = "";
  child.stdout?.setEncoding("utf8").on("data", (text: string) => (stdout += text));
  child.stderr?.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  const code = await new Promise((resolve) => child.on("close", resolve));
  if (code !== 0) throw new Error(`The script ended with ${String(code)}:\n${stdout}\n${stderr}`);
  return JSON.parse(stdout) as Answer;
}
