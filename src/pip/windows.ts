/**
 * The Pythons that Windows itself knows of: those in the registry (PEP 514) and those the launcher lists. Both are asked
 * at absolute paths, each with a time limit; one that does not answer knows of none.
 */
import { win32 } from "node:path";
import { startProgram } from "../files/programs";
import { variable, type Machine } from "../files/machine";

const TIMEOUT_MS = 5_000;

/** Paths of interpreters, each perhaps more than once. */
export async function windowsPythons(machine: Machine, signal?: AbortSignal): Promise<string[]> {
  const system = variable(machine, "SystemRoot");
  const local = variable(machine, "LOCALAPPDATA");
  if (!system) return [];
  const reg = `${system}/System32/reg.exe`;
  const launchers = [`${system}/py.exe`, `${local}/Programs/Python/Launcher/py.exe`];
  const keys = ["HKCU\\Software\\Python", "HKLM\\Software\\Python"];
  const queries = keys.flatMap((key) =>
    ["/reg:64", "/reg:32"].map((view) => run(reg, ["query", key, "/s", view], signal)),
  );
  const lists = launchers.map((launcher) => run(launcher, ["-0p"], signal));
  const [registry, launched] = await Promise.all([Promise.all(queries), Promise.all(lists)]);
  return [...registry.flatMap(parseRegistry), ...launched.flatMap(parseLauncher)];
}

/** What the program prints, also when it then fails (a key that does not exist); "" where it does not run. */
async function run(file: string, args: string[], signal?: AbortSignal): Promise<string> {
  const { stdout } = await startProgram(file, args, {
    env: process.env,
    signal,
    timeoutMs: TIMEOUT_MS,
  });
  return stdout;
}

/**
 * Interpreters in the output of `reg query … /s`. Old Pythons have only the folder, as the key's default value, whose
 * name is translated but always stands in parentheses.
 */
export function parseRegistry(output: string): string[] {
  const found = new Map<string, string>();
  let key = "";
  for (const line of output.split(/\r?\n/)) {
    if (/^HKEY_/.test(line)) key = line.trim();
    const [, name, value] = /^\s+(\S.*?)\s+REG_(?:EXPAND_)?SZ\s+(\S.*?)\s*$/.exec(line) ?? [];
    if (value === undefined || !/\\InstallPath$/i.test(key)) continue;
    if (name === "ExecutablePath") found.set(key, value);
    else if (/^\(.*\)$/.test(name) && !found.has(key)) found.set(key, win32.join(value, "python.exe"));
  }
  return [...found.values()];
}

/** Interpreters in the output of `py -0p`, whose lines are ` -V:3.12 *   C:\…\python.exe`, in old ones ` -3.8-64  …`. */
export function parseLauncher(output: string): string[] {
  return output.split(/\r?\n/).flatMap((line) => {
    const path = /^\s*-\S+\s+(?:\*\s+)?(\S.*\.exe)\s*\*?\s*$/i.exec(line)?.[1];
    return path === undefined ? [] : [path];
  });
}
