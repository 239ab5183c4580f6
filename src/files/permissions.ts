/**
 * What to do where removing is not allowed: lift what is read-only and ours for as long as it takes, and say whose it is
 * where it is somebody else's.
 */
import { chmodSync, lstatSync, type Stats } from "node:fs";
import { codeOf, failureOf, isNotPermitted, type Failure } from "./failure";
import { nativePath, parentOf } from "./names";

/** Makes directories (on Windows: files) writable that are ours, and puts back what was changed. */
export class Permissions {
  readonly #lifted = new Map<string, number>();

  /**
   * Whether removing it may succeed now that something was changed. On POSIX it is the directory it is in that must be
   * writable, on Windows a file itself.
   */
  liftFor(path: string, type: "file" | "directory"): boolean {
    if (process.platform !== "win32") return this.#lift(parentOf(path), 0o300);
    return type === "file" && this.#lift(path, 0o200);
  }

  /** Gives everything that is still there the mode it had. */
  restore(): void {
    for (const [path, mode] of this.#lifted) {
      try {
        chmodSync(nativePath(path), mode);
      } catch {
        // It is gone.
      }
    }
  }

  #lift(path: string, needed: number): boolean {
    try {
      const { mode, uid } = lstatSync(nativePath(path));
      const isOurs = process.geteuid === undefined || uid === process.geteuid();
      if (!isOurs || (mode & needed) === needed) return false;
      chmodSync(nativePath(path), (mode & 0o7777) | needed);
      this.#lifted.set(path, mode & 0o7777);
      return true;
    } catch {
      return false;
    }
  }
}

/** A failure of a file operation below a root, with whose the file or a folder is where that is why. */
export function failureBelow(root: string, path: string, error: unknown): Failure {
  return (isNotPermitted(error) ? ownerFailure(root, path, error) : undefined) ?? failureOf(path, error);
}

/** Why something is not permitted, if it or a folder above it, up to the root, is somebody else's. */
export function ownerFailure(root: string, path: string, error: unknown): Failure | undefined {
  const me = process.geteuid?.() ?? 0;
  if (me === 0) return undefined;
  for (let place = path; place.length >= root.length; place = parentOf(place)) {
    const owner = statsOf(place)?.uid;
    if (owner === undefined || owner === me) continue;
    const code = codeOf(error) ?? "EACCES";
    const who = owner === 0 ? "root" : `user ${owner}`;
    if (place === path && isShared(parentOf(path), me)) {
      const why = "and in a shared folder (sticky bit) only its owner may remove it: ask that person.";
      return { path, code, reason: `It belongs to ${who}, ${why}` };
    }
    const what = place === path ? "It" : place === parentOf(path) ? "Its folder" : "A folder above it";
    return { path, code, reason: `${what} belongs to ${who}.`, owner };
  }
  return undefined;
}

/** Whether it is a folder of somebody else in which only owners may remove. */
function isShared(folder: string, me: number): boolean {
  const stats = statsOf(folder);
  return stats !== undefined && (stats.mode & 0o1000) !== 0 && stats.uid !== me;
}

function statsOf(path: string): Stats | undefined {
  try {
    return lstatSync(nativePath(path));
  } catch {
    return undefined;
  }
}
