/**
 * Reads a cache of which is known what was read the last time, from the file that keeps that to rows that are as right as
 * if everything had been read. Before: reads it whole and keeps that, as the list does; with `change`, a part of its
 * folders is changed afterwards as pip does, by renaming a file to the name of one that is there.
 */
import { copyFileSync, lstatSync, readFileSync, renameSync, utimesSync, writeFileSync } from "node:fs";
import { walkDirectories } from "../../src/files/walk";
import { packRows, unpackRows } from "../../src/pip-cache/rows/kept-rows";
import { prepareLooking } from "../../src/pip-cache/scan/changes";
import { scan } from "../../src/pip-cache/scan/scan";
import { cacheAt, indexUrl } from "./cache";
import { watchHeap } from "./heap";
import { observe, readTask } from "./observe";

interface Task {
  path: string;
  /** Where it is kept. */
  file: string;
  /** Read it whole and keep that, and change so much of its folders. */
  keep?: { change: number };
  heap?: boolean;
}

const { path, file, keep, heap } = readTask<Task>();
const watch = heap ? watchHeap() : undefined;

void observe(async () => {
  const cache = cacheAt(path);
  if (keep) {
    const { rows } = await scan(cache, { indexUrls: [indexUrl] });
    writeFileSync(file, await packRows(new Map([[cache.path, rows]]), 1));
    return { keptBytes: lstatSync(file).size, changed: change(`${path}/http-v2`, keep.change) };
  }
  const kept = readFileSync(file);
  prepareLooking(kept.length);
  const before = (await unpackRows(kept)).get(cache.path);
  if (before === undefined) throw new Error("Nothing is known of it.");
  const { rows, failures } = await scan(cache, { indexUrls: [indexUrl], before });
  const [failure] = failures;
  if (failure) throw new Error(failure.reason);
  const heapBytes = watch?.peak() ?? 0;
  return () => {
    const { entries, files, bytes } = rows.sums();
    return { entries, files, bytes, heapBytes };
  };
});

/** Replaces a file in so much of the folders, and returns in how many. */
function change(root: string, share: number): number {
  if (share === 0) return 0;
  const folders: string[] = [];
  let count = 0;
  for (const { path: folder, entries } of walkDirectories(root)) {
    count++;
    const [first] = entries.filter(({ type }) => type === "file");
    if (first) folders.push(`${root}/${folder}/${first.name}`);
  }
  const wanted = Math.round(count * share);
  for (let at = 0; at < wanted; at++) {
    const name = folders[Math.floor((at / wanted) * folders.length)];
    if (name === undefined) continue;
    const { atime, mtime } = lstatSync(name);
    copyFileSync(name, `${name}.new`);
    utimesSync(`${name}.new`, atime, mtime);
    renameSync(`${name}.new`, name);
  }
  return wanted;
}
