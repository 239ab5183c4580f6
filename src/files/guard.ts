/**
 * What may never be the root of a removal, and what may never be a path below one. An allow-list decides elsewhere what
 * is a cache; this is the last gate, and it does not trust that decision.
 */
import { lstatSync, realpathSync } from "node:fs";
import { posix, win32 } from "node:path";
import { RefusedError } from "./failure";
import { accountHome, thisMachine, type Machine } from "./machine";
import { nativePath, parentOf, platformPath } from "./names";
import { folderIdentity, realPath } from "./presence";
import { sharedFolders, systemFolders, protectedPatterns } from "./protected-folders";

/**
 * Checks that a path can be the root of a removal: absolute, itself no link, and neither a volume, a system folder, a
 * home directory or one above it, nor a folder that many programs share. Homes are that of the machine and that of the
 * account, which variables cannot move.
 * @throws RefusedError
 */
export function assertRemovableRoot(root: string, machine: Machine = thisMachine()): void {
  const refuse = (why: string) => new RefusedError(root, why);
  const path = machine.platform === "win32" ? win32 : posix;
  if (root === "") throw refuse("the path is empty.");
  if (!path.isAbsolute(root)) throw refuse("the path is relative.");
  if (hasControlCharacter(root)) throw refuse("the path contains a control character.");
  const plain = withoutTrailingSeparator(path.normalize(root), path.sep);
  const names = plain.slice(path.parse(plain).root.length).split(path.sep).filter(Boolean);
  if (root.split(/[\\/]/).includes("..")) throw refuse("the path contains “..”.");
  if (machine.platform === "win32" && (/\\\\[?.]\\/.test(plain) || names.some((name) => /[. ]$|:/.test(name)))) {
    throw refuse("the path is not a plain one.");
  }
  if (names.length === 0) throw refuse("it is a volume.");
  if (names.length === 1) throw refuse("it lies directly on a volume.");
  for (const { pattern, why } of protectedPatterns(machine.platform)) if (pattern.test(plain)) throw refuse(why);

  const key = (folder: string) =>
    comparablePath(withoutTrailingSeparator(path.normalize(folder), path.sep), machine.platform);
  const rootKey = key(plain);
  const isOrHolds = (folder: string) => rootKey === key(folder) || isInside(key(folder), rootKey, path.sep);
  const homes = [...new Set([machine.home, accountHome() ?? machine.home])];
  if (withResolved(homes).some(isOrHolds)) throw refuse("it is the home directory or holds it.");
  for (const folder of withResolved(systemFolders(machine))) {
    if (isOrHolds(folder) || isInside(rootKey, key(folder), path.sep)) throw refuse("it belongs to the system.");
  }
  const shared = [...new Set(homes.flatMap((home) => sharedFolders({ ...machine, home })))];
  const realShared = shared.map(resolved);
  for (const folder of shared.flatMap((given, index) => [given, realShared[index] ?? given])) {
    if (rootKey === key(folder)) throw refuse("many programs share it.");
    if (isInside(key(folder), rootKey, path.sep)) throw refuse(`it holds ${folder}.`);
  }
  if (lstatSync(plain, { throwIfNoEntry: false })?.isSymbolicLink()) throw refuse("it is a link.");
  // By another spelling, a second mount or a firmlink a directory has another path, but it is the same one.
  const kept = new Set([...homes.map(resolved), ...realShared].flatMap((folder) => upTo(folder, path)));
  const identity = folderIdentity(plain);
  if (identity !== undefined && [...kept].some((folder) => folderIdentity(folder) === identity)) {
    throw refuse("it is the home directory, a folder that many programs share, or holds one.");
  }
}

/** A folder and all those above it. */
function upTo(folder: string, path: typeof posix): string[] {
  const above = path.dirname(folder);
  return above === folder ? [folder] : [folder, ...upTo(above, path)];
}

/**
 * Checks that a path is a plain one below a root, as the walker makes them: `a/b/c`.
 * @throws RefusedError
 */
export function assertPathBelow(path: string, platform: NodeJS.Platform = process.platform): void {
  // Any other control character is a name like another on POSIX, and no name at all on Windows.
  if (path.includes("\0")) throw new RefusedError(path, "the path contains a zero byte.");
  const isOther = platform === "win32" && /[:\\]/.test(path);
  if (isOther || /(?:^|\/)\.{0,2}(?:\/|$)/.test(path)) {
    throw new RefusedError(path, "the path is not a plain one.");
  }
}

/**
 * Checks that the way from a root to what lies at a path below it passes no link and stays on the root's volume, now.
 * @param root a real path, with `/`
 * @throws RefusedError when it does not; an error of `node:fs` when there is no such way
 */
export function assertStaysInside(root: string, path: string): void {
  assertNoLink(root, path);
  assertSameVolume(root, path, lstatSync(nativePath(root)).dev);
}

/** The half of `assertStaysInside` that no look at a file can spare. */
export function assertNoLink(root: string, path: string): void {
  const directory = directoryAt(root, path);
  const isCanonical =
    typeof directory === "string"
      ? realpathSync.native(directory) === platformPath(directory)
      : realpathSync.native(directory, "buffer").equals(directory);
  if (!isCanonical) throw new RefusedError(`${root}/${path}`, "a link leads out of the cache.");
}

/**
 * The other half, for what lies on another device than the root does: an overlay gives files of its lower layers one of
 * their own, so it is their directory that tells.
 */
export function assertSameVolume(root: string, path: string, device: number): void {
  if (lstatSync(directoryAt(root, path)).dev !== device) {
    throw new RefusedError(`${root}/${path}`, "another volume is mounted there.");
  }
}

function directoryAt(root: string, path: string): string | Buffer {
  const parent = parentOf(path);
  return nativePath(parent === "" ? root : `${root}/${parent}`);
}

/** Whether `path` lies below `folder`, compared by whole components. */
export function isInside(path: string, folder: string, separator: string): boolean {
  return path.startsWith(folder.endsWith(separator) ? folder : folder + separator);
}

export function hasControlCharacter(path: string): boolean {
  return [...path].some((character) => character < " " || character === "\u007f");
}

/**
 * A path as volumes compare it: those of macOS and Windows without regard to case, of macOS also without regard to how
 * accents are composed.
 */
export function comparablePath(path: string, platform: NodeJS.Platform): string {
  return platform === "linux" ? path : path.normalize("NFC").toLowerCase();
}

function withoutTrailingSeparator(path: string, separator: string): string {
  return path.endsWith(separator) ? path.slice(0, -1) : path;
}

function withResolved(paths: string[]): string[] {
  return paths.flatMap((path) => [path, resolved(path)]);
}

const resolved = (path: string): string => realPath(path) ?? path;
