/** What was read last of all caches: what a list shows right after its first rows, and what the next reading builds on. */
import { environment } from "@raycast/api";
import { open, readFile } from "node:fs/promises";
import { join } from "node:path";
import { keepFile } from "../../files/kept-file";
import { keptAt, packRows, unpackRows } from "../../pip-cache/rows/kept-rows";
import { prepareLooking } from "../../pip-cache/scan/changes";
import type { Rows } from "../../pip-cache/rows/rows";

/** Rows by the real path of their cache directory. */
export type RowsByCache = ReadonlyMap<string, Rows>;

const file = () => join(environment.supportPath, "rows.bin");

/**
 * The rows per cache directory as they were last seen; empty when nothing is remembered, or it is damaged.
 * @param isRead whether what has changed since is read next
 */
export async function recallRows(isRead = false): Promise<RowsByCache> {
  try {
    const kept = await readFile(file());
    if (isRead) prepareLooking(kept.length);
    return await unpackRows(kept);
  } catch {
    return new Map();
  }
}

let storing = Promise.resolve();

/**
 * Resolves when they are stored, or cannot be. What is to be remembered last is stored last.
 * @param at when they began to be found out, ms since 1970: what was found out later is not replaced
 */
export function rememberRows(caches: RowsByCache, at = Date.now()): Promise<void> {
  return (storing = storing.then(async () => {
    try {
      if (((await storedAt()) ?? at) <= at) await keepFile(file(), await packRows(caches, at));
    } catch {
      // They will be read again.
    }
  }));
}

async function storedAt(): Promise<number | undefined> {
  try {
    const stored = await open(file());
    try {
      const head = Buffer.alloc(64);
      const { bytesRead } = await stored.read(head);
      return keptAt(head.subarray(0, bytesRead));
    } finally {
      await stored.close();
    }
  } catch {
    return undefined;
  }
}
