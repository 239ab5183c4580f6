/**
 * What may never be the root of a removal, and what may never be a path below one. An allow-list decides elsewhere what
 * is a cache; this is the last gate, and it does not trust that decision.
 */
import { lstatSync, realpathSync } from "node:fs";
import { homedir } from "node:os";
import { posix, win32 } from "node:path";
import { RefusedError } from "./failure";

interface Place {
  platform: NodeJS.Platform;
  home: string;
  env: NodeJS.ProcessEnv;
}

const here = (): Place => ({ platform: process.platform, home: homedir(), env: process.env });

/** Folders that many programs share: caches lie in them, they are none themselves. */
function sharedFolders({ platform, home, env }: Place): string[] {
  const path = platform === "win32" ? win32 : posix;
  const below = (...names: string[]) => path.join(home, ...names);
  const folders = [
    ...["Library", "Library/Caches", "Library/Application Support", "Library/Developer", "Library/Containers"],
    ...[".cache", ".config", ".local", ".local/share", ".local/state", "AppData", "AppData/Local", "AppData/LocalLow"],
    ...["AppData/Roaming", "Desktop", "Documents", "Downloads", "Movies", "Music", "Pictures", "Videos", "OneDrive"],
  ].map((name) => below(...name.split("/")));
  const variables = [
    "LOCALAPPDATA",
    "APPDATA",
    "USERPROFILE",
    "HOME",
    "XDG_CACHE_HOME",
    "XDG_CONFIG_HOME",
    "XDG_DATA_HOME",
  ];
  const system = ["SystemRoot", "ProgramFiles", "ProgramFiles(x86)", "ProgramData", "TEMP", "TMP", "TMPDIR"];
  for (const name of [...variables, ...system]) {
    const value = env[name];
    if (value && path.isAbsolute(value)) folders.push(path.normalize(value));
  }
  return folders.flatMap((folder) => [folder, resolved(folder)]);
}

/**
 * Checks that a path can be the root of a removal: absolute, itself no link, and neither a volume, a system folder, the
 * home directory or one above it, nor a folder that many programs share.
 * @throws RefusedError
 */
export function assertRemovableRoot(root: string, place: Place = here()): void {
  const path = place.platform === "win32" ? win32 : posix;
  if (root === "") throw new RefusedError(root, "the path is empty.");
  if (!path.isAbsolute(root)) throw new RefusedError(root, "the path is relative.");
  if (hasControlCharacter(root)) throw new RefusedError(root, "the path contains a control character.");
  if (root.split(/[\\/]/).includes("..")) throw new RefusedError(root, "the path contains “..”.");
  const plain = withoutTrailingSeparator(path.normalize(root), path.sep);
  const key = (folder: string) => keyOf(withoutTrailingSeparator(path.normalize(folder), path.sep), place.platform);
  const parts = plain.slice(path.parse(plain).root.length).split(path.sep).filter(Boolean);
  if (parts.length === 0) throw new RefusedError(root, "it is a volume.");
  if (parts.length === 1) throw new RefusedError(root, "it lies directly on a volume.");
  if (place.platform === "darwin" && parts[0] === "Volumes" && parts.length === 2) {
    throw new RefusedError(root, "it is a volume.");
  }
  for (const home of [place.home, resolved(place.home)]) {
    if (key(home) === key(plain) || isInside(key(home), key(plain), path.sep)) {
      throw new RefusedError(root, "it is the home directory or holds it.");
    }
  }
  for (const folder of sharedFolders(place)) {
    if (key(folder) === key(plain)) throw new RefusedError(root, "many programs share it.");
    if (isInside(key(folder), key(plain), path.sep)) throw new RefusedError(root, `it holds ${folder}.`);
  }
  if (lstatSync(plain, { throwIfNoEntry: false })?.isSymbolicLink()) throw new RefusedError(root, "it is a link.");
}

/**
 * Checks that a path is a plain one below a root, as the walker makes them: `a/b/c`.
 * @throws RefusedError
 */
export function assertPathBelow(path: string): void {
  if (path === "") throw new RefusedError(path, "the path is empty.");
  if (hasControlCharacter(path)) throw new RefusedError(path, "the path contains a control character.");
  if (path.startsWith("/") || (process.platform === "win32" && /^[a-z]:|\\/i.test(path))) {
    throw new RefusedError(path, "the path is absolute.");
  }
  for (const part of path.split("/")) {
    if (part === "" || part === "." || part === "..") throw new RefusedError(path, "the path is not a plain one.");
  }
}

/** Whether `path` lies below `folder`, compared by whole components. */
export function isInside(path: string, folder: string, separator: string): boolean {
  return path.startsWith(folder.endsWith(separator) ? folder : folder + separator);
}

function hasControlCharacter(path: string): boolean {
  for (let index = 0; index < path.length; index++) {
    const code = path.charCodeAt(index);
    if (code < 0x20 || code === 0x7f) return true;
  }
  return false;
}

/** macOS and Windows compare names without regard to case. */
function keyOf(path: string, platform: NodeJS.Platform): string {
  return platform === "linux" ? path : path.toLowerCase();
}

function withoutTrailingSeparator(path: string, separator: string): string {
  return path.length > 1 && path.endsWith(separator) ? path.slice(0, -1) : path;
}

function resolved(path: string): string {
  try {
    return realpathSync.native(path);
  } catch {
    return path;
  }
}
