/** Free space of volumes, to hold against what was reclaimed: snapshots and clones keep blocks that files no longer name. */
import { lstatSync } from "node:fs";
import { statfs } from "node:fs/promises";
import { dirname } from "node:path";

/** Free bytes of each volume the paths are on, by one path on it. */
export async function freeSpaces(paths: string[]): Promise<Map<string, number>> {
  const volumes = new Set<number>();
  const spaces = new Map<string, number>();
  for (const path of paths) {
    const volume = volumeOf(path);
    if (volume === undefined || volumes.has(volume)) continue;
    volumes.add(volume);
    const free = await freeSpace(path);
    if (free !== undefined) spaces.set(path, free);
  }
  return spaces;
}

/** Bytes that became free on these volumes since; less than nothing when others wrote more. */
export async function freedSince(spaces: Map<string, number>): Promise<number> {
  let freed = 0;
  for (const [path, before] of spaces) {
    const now = await freeSpace(path);
    freed += (now ?? before) - before;
  }
  return freed;
}

/** Whatever else is written meanwhile takes free space, too: less than that says nothing. bytes */
const NOTABLE = 50_000_000;

/**
 * How much of what was removed is not free on its volumes: a snapshot holds it, a clone, or a program that has it open.
 * @param allocated what was removed, bytes on the disk
 * @returns bytes; undefined where it is little, or less than half
 */
export async function unfreedSince(spaces: Map<string, number>, allocated: number): Promise<number | undefined> {
  if (allocated < NOTABLE) return undefined;
  const unfreed = allocated - Math.max(0, await freedSince(spaces));
  return unfreed >= Math.max(NOTABLE, allocated / 2) ? unfreed : undefined;
}

function volumeOf(path: string): number | undefined {
  try {
    return lstatSync(path).dev;
  } catch {
    return undefined;
  }
}

/** Bytes that this user may still write on the volume of a path. Some tools remove the directory of their cache, too. */
async function freeSpace(path: string): Promise<number | undefined> {
  try {
    const { bavail, bsize } = await statfs(path);
    return bavail * bsize;
  } catch (error) {
    const isGone = (error as NodeJS.ErrnoException).code === "ENOENT";
    return isGone && dirname(path) !== path ? freeSpace(dirname(path)) : undefined;
  }
}
