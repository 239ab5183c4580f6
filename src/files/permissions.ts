/**
 * What to do where removing is not allowed: lift what is read-only and ours for as long as it takes, and say whose it is
 * where it is somebody else's.
 */
import { chmodSync, lstatSync } from "node:fs";
import { ownedByOther, type Failure } from "./failure";
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

/** Why a file may not be removed, if it or a directory above it, up to the root, is somebody else's. */
export function foreignFailure(root: string, path: string): Failure | undefined {
  const me = process.geteuid?.() ?? 0;
  if (me === 0) return undefined;
  for (let place = path; place.length >= root.length; place = parentOf(place)) {
    const owner = ownerOf(place);
    if (owner === undefined || owner === me) continue;
    return ownedByOther(path, owner, `sudo chown -R "$(id -un)" '${root.replaceAll("'", "'\\''")}'`);
  }
  return undefined;
}

function ownerOf(path: string): number | undefined {
  try {
    return lstatSync(nativePath(path)).uid;
  } catch {
    return undefined;
  }
}
