/**
 * Looks which of the folders that were read the last time are as they were: nothing came into those or went, so that what
 * was read in them still holds. It does as little as can be for each, since there are two for each entry of a cache.
 */
import { lstatSync } from "node:fs";
import { nativePath } from "../../files/names";
import type { TaskContext } from "../../files/tasks";
import { changedAt } from "../../files/walk";
import { cellAt } from "../../files/typed-arrays";
import { digitsOf, FOLDERS, layoutOf, levelOf } from "../rows/bucket";
import { Found, isAsBefore, type KnownFolders } from "./known-folders";

export interface LookMessage {
  known: KnownFolders;
  /** By the number of a layout the real path of its folder; empty where there is none any more. */
  roots: string[];
  /** The place of the next folder that nobody has taken, shared by all threads. */
  next: Int32Array<SharedArrayBuffer>;
}

/** Folders between two pauses. */
const CHUNK = 200;
const quietly = { throwIfNoEntry: false } as const;
const digits = [..."0123456789abcdef"];
/** The last two folders of a path. */
const pairs = digits.flatMap((first) => digits.map((second) => `/${first}/${second}`));

/** Looks at folders until none is left, also where others have taken over; what it finds is in `known`. */
export function* lookAtFolders(
  { known, roots, next }: LookMessage,
  context: TaskContext,
): Generator<undefined, undefined> {
  const { numbers, found } = known;
  const pathOf = pathMaker(roots);
  for (let from; (from = Atomics.add(next, 0, CHUNK)) < numbers.length && !context.stopped();) {
    const to = Math.min(from + CHUNK, numbers.length);
    for (let place = from; place < to; place++) {
      const path = pathOf(cellAt(numbers, place));
      if (path !== undefined) found[place] = look(known, place, path);
    }
    yield undefined;
  }
  return undefined;
}

/** What cannot be looked at has changed: whoever reads it says why. */
function look(known: KnownFolders, place: number, path: string | Buffer): number {
  try {
    const stats = lstatSync(path, quietly);
    if (!stats?.isDirectory()) return Found.gone;
    return isAsBefore(known, place, changedAt(stats), stats.ino) ? Found.same : Found.changed;
  } catch {
    return Found.changed;
  }
}

/** Makes paths of numbers, which come in ascending order: most begin as the one before. */
function pathMaker(roots: string[]): (number: number) => string | Buffer | undefined {
  const isPlain = roots.every((root) => nativePath(root) === root);
  let [above, start] = [-1, ""];
  return (number) => {
    const [level, digitsBelow] = [levelOf(number), digitsOf(number)];
    const root = roots[layoutOf(number)];
    if (!root || level > FOLDERS) return undefined;
    if (level === 1) return nativePath(`${root}/${digits[digitsBelow]}`);
    const now = number - (digitsBelow & 0xff);
    if (now !== above) {
      [above, start] = [now, root];
      for (let shift = (level - 1) * 4; shift >= 8; shift -= 4) start += `/${digits[(digitsBelow >> shift) & 0xf]}`;
    }
    const path = start + cellAt(pairs, digitsBelow & 0xff);
    return isPlain ? path : nativePath(path);
  };
}
