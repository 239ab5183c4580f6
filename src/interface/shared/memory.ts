/** What was read last of all caches: what a list shows right after its first rows, and what the next reading builds on. */
import { environment } from "@raycast/api";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { keepFile, keptFileAt } from "../../files/kept-file";
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
  return (await recallRowsOf(isRead)).rows;
}

/** The same, and when they began to be found out, ms since 1970; 0 where nothing is remembered. */
export async function recallRowsOf(isRead = false): Promise<{ rows: RowsByCache; at: number }> {
  try {
    const kept = await readFile(file());
    if (isRead) prepareLooking(kept.length);
    const at = keptAt(kept) ?? 0;
    return { rows: await unpackRows(kept), at };
  } catch {
    return { rows: new Map(), at: 0 };
  }
}

let storing: Promise<unknown> = Promise.resolve();

export interface RememberedAt {
  /** When they began to be found out, or something was taken out of them; ms since 1970. */
  at: number;
  /** What they build on was found out then: what was remembered later is not in them, and is not replaced. */
  since?: number;
}

/**
 * Resolves when they are stored, or cannot be. What is to be remembered last is stored last.
 * @returns false where something else is remembered that was found out later; undefined where they cannot be stored
 */
export function rememberRows(caches: RowsByCache, { at, since = at }: RememberedAt): Promise<boolean | undefined> {
  const stored = storing.then(async () => {
    try {
      // Packing takes longer than all else.
      if ((keptFileAt(file()) ?? since) > since) return false;
      return await keepFile(file(), await packRows(caches, at), { at, since });
    } catch {
      // They will be read again.
      return undefined;
    }
  });
  storing = stored;
  return stored;
}
