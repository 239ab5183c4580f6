/**
 * What a person runs to own a cache that is somebody else's, mostly after a “sudo” too many. It is offered only for what
 * is all cache and lies in the home directory: to change the owner of anything else would be a harm of its own.
 */
import { lstatSync, realpathSync } from "node:fs";
import { sep } from "node:path";
import type { Failure } from "./failure";
import { assertRemovableRoot, hasControlCharacter, isInside } from "./guard";
import { thisMachine } from "./machine";
import { nativePath } from "./names";

/**
 * The command for a folder, quoted for a shell; undefined where none can be given: on Windows, outside the home
 * directory, for what many programs share, for a name with control characters.
 * @param folder all of it is cache
 */
export function ownershipCommand(folder: string): string | undefined {
  return isOurPlace(folder) ? `sudo chown -R "$(id -un)" ${quoted(folder)}` : undefined;
}

/**
 * Failures with what to run, where that helps.
 * @param command of `ownershipCommand`, for what somebody else owns
 */
export function withCommands(failures: Failure[], command: string | undefined): Failure[] {
  return failures.map((failure) => {
    if (failure.command !== undefined) return failure;
    const mine = failure.owner === undefined ? accessCommand(failure) : command;
    if (mine === undefined) return failure;
    return { ...failure, command: mine, reason: `${failure.reason} To change that, run: ${mine}` };
  });
}

/** For a folder or file of ours whose mode keeps ourselves out. */
function accessCommand({ path, code }: Failure): string | undefined {
  if (code !== "EACCES" || process.platform === "win32") return undefined;
  try {
    const stats = lstatSync(nativePath(path));
    const needed = stats.isDirectory() ? 0o700 : 0o600;
    const isClosed = stats.uid === process.geteuid?.() && (stats.mode & needed) !== needed;
    return isClosed && isShown(path) ? `chmod u+rwX ${quoted(path)}` : undefined;
  } catch {
    return undefined;
  }
}

function isOurPlace(path: string): boolean {
  if (process.platform === "win32") return false;
  try {
    assertRemovableRoot(path);
    return isShown(path) && isInside(realpathSync.native(path), realpathSync.native(thisMachine().home), sep);
  } catch {
    return false;
  }
}

/** Whether a path can be typed as it is shown. */
function isShown(path: string): boolean {
  return typeof nativePath(path) === "string" && !hasControlCharacter(path);
}

const quoted = (path: string): string => `'${path.replaceAll("'", "'\\''")}'`;
