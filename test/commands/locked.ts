/** Caches that may not be read, in whole or in part. */
import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, realpathSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname } from "node:path";
import type { CommandExport, OpenOptions, Session } from "../../preview";
import { openOn } from "./open";
import { afterwards, temporaryDirectory } from "../support/temporary";
import { itOrSkip, NOBODY, noNobody } from "../support/unless";

/** Windows has no modes that keep somebody from reading. */
export const itWithModes = itOrSkip(process.platform === "win32" ? "Windows has no such modes" : noNobody);

/** Opens a command as somebody whom permissions mean something to, which they do not to the superuser. */
export async function openWithoutPermission(
  cache: string,
  locked: string | undefined,
  command: CommandExport,
  options: OpenOptions,
): Promise<Session> {
  const dataFolder = temporaryDirectory();
  if (process.geteuid?.() === 0) {
    // Never the directory that all programs of the machine share.
    const isOwn = dirname(cache) !== realpathSync(tmpdir());
    execFileSync("chown", ["-R", String(NOBODY), isOwn ? dirname(cache) : cache, dataFolder]);
    process.seteuid?.(NOBODY);
    afterwards(() => process.seteuid?.(0));
  }
  if (locked !== undefined) {
    chmodSync(locked, 0);
    afterwards(() => {
      if (existsSync(locked)) chmodSync(locked, 0o755);
    });
  }
  return openOn(cache, command, { ...options, dataFolder });
}

/** Does something as somebody whom permissions mean something to, and to whom a folder belongs, with one in it that is closed. */
export async function asSomebody<Value>(root: string, locked: string, work: () => Promise<Value>): Promise<Value> {
  const isSuperuser = process.geteuid?.() === 0;
  if (isSuperuser) execFileSync("chown", ["-R", String(NOBODY), root]);
  chmodSync(locked, 0);
  if (isSuperuser) process.seteuid?.(NOBODY);
  try {
    return await work();
  } finally {
    if (isSuperuser) process.seteuid?.(0);
    chmodSync(locked, 0o755);
  }
}
