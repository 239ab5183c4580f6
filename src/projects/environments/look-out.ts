/** Into which folders is not looked, and where links lead, without looking there. */
import { lstatSync, readlinkSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { nativePath, platformPath } from "../../files/names";
import { realPath } from "../../files/presence";
import type { Machine } from "../../files/machine";
import { whyLeftOut, whyNotInBackground, type Mount } from "../../files/volumes";

export interface LookOut {
  machine: Machine;
  /** See `readMounts`. */
  mounts: Mount[];
  /** Nobody looks at it: folders for which macOS asks a person are left out. */
  isInBackground?: boolean;
}

const MAX_LINKS = 40;

/** Why a path is not looked at, in a sentence, by the path alone; undefined where it is. */
export function whyNotLookedAt(path: string, { machine, mounts, isInBackground }: LookOut): string | undefined {
  if (/^[\\/]{2}[^\\/?.]/.test(path)) return "It is on a network volume.";
  return whyLeftOut(path, machine, mounts) ?? (isInBackground ? whyNotInBackground(path, machine) : undefined);
}

/** Where a path leads; why it is not looked at; neither where nothing is there. */
export function lookedAt(path: string, lookOut: LookOut): { real?: string; why?: string } {
  let at = path;
  for (let links = 0; links < MAX_LINKS; links++) {
    const why = whyNotLookedAt(at, lookOut);
    if (why !== undefined) return { why };
    const target = linkTarget(at);
    if (target === undefined) break;
    at = target;
  }
  const real = realPath(path);
  if (real === undefined) return {};
  const why = whyNotLookedAt(real, lookOut);
  return why === undefined ? { real: platformPath(real) } : { why };
}

function linkTarget(path: string): string | undefined {
  try {
    const native = nativePath(path);
    return lstatSync(native).isSymbolicLink() ? resolve(dirname(path), readlinkSync(native, "utf8")) : undefined;
  } catch {
    return undefined;
  }
}
