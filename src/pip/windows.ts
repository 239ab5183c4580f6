/**
 * The Pythons that Windows itself knows of: those in the registry (PEP 514) and those the launcher lists. Both are asked
 * at absolute paths, each with a time limit; one that does not answer knows of none.
 */
import { win32 } from "node:path";
import { withTemporaryFile } from "../files/own";
import { startProgram } from "../files/start-program";
import { readSmallFile } from "../files/small-file";
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
  const exports = keys.flatMap((key) => ["/reg:64", "/reg:32"].map((view) => exported(reg, key, view, signal)));
  const lists = launchers.map((launcher) => run(launcher, ["-0p"], signal));
  const [registry, launched] = await Promise.all([Promise.all(exports), Promise.all(lists)]);
  const expand = (path: string) => path.replace(/%([^%]+)%/g, (all, name: string) => variable(machine, name) ?? all);
  return [...registry.flatMap(parseRegistryFile).map(expand), ...launched.flatMap(parseLauncher)];
}

/** What the program prints, also when it then fails; "" where it does not run. */
async function run(file: string, args: string[], signal?: AbortSignal): Promise<string> {
  const { stdout } = await startProgram(file, args, {
    env: process.env,
    signal,
    timeoutMs: TIMEOUT_MS,
  });
  return stdout;
}

/**
 * A key of the registry as `reg export` writes it: into a file, in UTF-16, whatever the code page. What `reg query` prints
 * is in that of the console, which has not all letters of a person's name, and partly in the person's language.
 * @returns "" where there is no such key
 */
function exported(reg: string, key: string, view: string, signal?: AbortSignal): Promise<string> {
  return withTemporaryFile("python.reg", async (path) => {
    await run(reg, ["export", key, path, "/y", view], signal);
    try {
      return readSmallFile(path).bytes.toString("utf16le");
    } catch {
      return "";
    }
  });
}

/** Interpreters in the text of an exported key (PEP 514). Old Pythons have only the folder, as the key's default value. */
export function parseRegistryFile(text: string): string[] {
  const found = new Map<string, string>();
  let key = "";
  for (const line of text.replace(/\\\r?\n\s*/g, "").split(/\r?\n/)) {
    key = /^\[(HKEY_.*)\]$/.exec(line)?.[1] ?? key;
    const [, name, data] = /^(@|"ExecutablePath")=(.+)$/.exec(line) ?? [];
    const value = data && registryText(data);
    if (!value || !/\\InstallPath$/i.test(key)) continue;
    if (name !== "@") found.set(key, value);
    else if (!found.has(key)) found.set(key, win32.join(value, "python.exe"));
  }
  return [...found.values()];
}

/** `"C:\\Python"`, or with variables in it `hex(2):` and the bytes of its UTF-16; undefined for what is no text. */
function registryText(data: string): string | undefined {
  const plain = /^"(.*)"$/.exec(data)?.[1];
  if (plain !== undefined) return plain.replace(/\\(["\\])/g, "$1");
  const bytes = /^hex\(2\):([0-9a-f,]*)$/i.exec(data)?.[1]?.replaceAll(",", "");
  return bytes === undefined ? undefined : Buffer.from(bytes, "hex").toString("utf16le").replace(/\0.*$/s, "");
}

/** Interpreters in the output of `py -0p`, whose lines are ` -V:3.12 *   C:\…\python.exe`, in old ones ` -3.8-64  …`. */
export function parseLauncher(output: string): string[] {
  return output.split(/\r?\n/).flatMap((line) => {
    const path = /^\s*-\S+\s+(?:\*\s+)?(\S.*\.exe)\s*\*?\s*$/i.exec(line)?.[1];
    return path === undefined ? [] : [path];
  });
}
