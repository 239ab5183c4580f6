/**
 * Whether a program may be started: not where somebody else could have put another one in its place. What is found by a
 * table, on a `PATH` or through a link is only a path until the folders that lead to it have been looked at.
 */
import { lstatSync, readFileSync, readlinkSync, type Stats } from "node:fs";
import { posix, win32 } from "node:path";
import { failureOf, isNotFound } from "./failure";
import { thisMachine, variable, type Machine } from "./machine";

/** Why a program is not started. */
export interface Untrusted {
  /** The program, or the folder on the way to it, that is the reason. */
  path: string;
  /** A sentence. */
  reason: string;
}

/** A machine, who we are on it, and what lies where. */
export interface Surroundings extends Machine {
  /** Our user. */
  user: number;
  /** Groups that may write where we start programs. */
  groups: ReadonlySet<number>;
  lstat: (path: string) => Pick<Stats, "mode" | "uid" | "gid" | "isFile" | "isDirectory" | "isSymbolicLink">;
  readlink: (path: string) => string;
}

/** Links that may lead to one another on the way to a program, as many as Linux follows. */
const MAX_LINKS = 40;

/** What is to be trusted: a program, or a folder in which programs are looked for. */
export type TrustSubject = "program" | "folder";

/**
 * Why a program may not be started, or a folder not be searched for programs; undefined where it may, and where there is
 * none: then nobody else can put one there either.
 *
 * POSIX: it is named by an absolute path and is a regular file; it, every folder on the way to it and every link that is
 * followed belong to us or to root, and nobody else can write them. Groups of administrators and our own may, and on the
 * way anybody where the sticky bit keeps them from what is not theirs.
 * Windows: an absolute path on a local drive to a regular file, or to an alias of the Store. Whose folders are, and which
 * drives are mapped from elsewhere, Node does not tell there.
 */
export function whyUntrusted(
  path: string,
  what: TrustSubject = "program",
  surroundings: Surroundings = here(),
): Untrusted | undefined {
  return surroundings.platform === "win32" ? onWindows(path, what, surroundings) : onPosix(path, what, surroundings);
}

function onWindows(given: string, what: TrustSubject, surroundings: Surroundings): Untrusted | undefined {
  let path = given;
  try {
    for (let links = 0; links <= MAX_LINKS; links++) {
      if (!win32.isAbsolute(path)) return { path, reason: "Its path is not absolute." };
      // Neither another machine's nor one that the system reads in its own way, such as `\\?\UNC\…`.
      if (!/^[a-z]:[\\/]/i.test(path)) return { path, reason: "It is not on a local drive." };
      if (what === "program" && isStoreAlias(path, surroundings)) return undefined;
      const stats = surroundings.lstat(path);
      if (stats.isSymbolicLink()) path = win32.resolve(win32.dirname(path), surroundings.readlink(path));
      else if (isOf(stats, what)) return undefined;
      else return { path, reason: what === "program" ? NO_FILE : NO_FOLDER };
    }
    return { path: given, reason: IN_A_CIRCLE };
  } catch (error) {
    return isNotFound(error) ? undefined : { path, reason: failureOf(path, error).reason };
  }
}

const IN_A_CIRCLE = "Links lead round in a circle.";
const NO_FILE = "It is no file.";
const NO_FOLDER = "It is no folder.";

const isOf = (stats: Seen, what: TrustSubject): boolean => (what === "program" ? stats.isFile() : stats.isDirectory());

/** What the Store lays down for this user to start its programs: a file of no bytes that only the system can open. */
function isStoreAlias(path: string, machine: Machine): boolean {
  const local = variable(machine, "LOCALAPPDATA");
  if (!local) return false;
  const folder = `${win32.join(local, "Microsoft", "WindowsApps")}\\`.toLowerCase();
  return win32.normalize(path).toLowerCase().startsWith(folder);
}

function onPosix(given: string, what: TrustSubject, surroundings: Surroundings): Untrusted | undefined {
  if (!posix.isAbsolute(given)) return { path: given, reason: "Its path is not absolute." };
  const { lstat, readlink } = surroundings;
  const pending = given.split("/");
  let place = "/";
  let links = 0;
  try {
    for (let name = pending.shift(); name !== undefined; name = pending.shift()) {
      // `..` leads to a folder that was looked at: the one above, or the one above that in which a link lies.
      const path = posix.join(place, name);
      const stats = lstat(path);
      if (stats.isSymbolicLink()) {
        if (++links > MAX_LINKS) return { path, reason: IN_A_CIRCLE };
        // The mode of a link says nothing, but whose it is: the folder it lies in was looked at before.
        const foreign = isForeign(path, stats, surroundings);
        if (foreign) return foreign;
        const target = readlink(path);
        pending.unshift(...target.split("/"));
        if (posix.isAbsolute(target)) place = "/";
        continue;
      }
      const open = othersCanWrite(path, stats, pending.length > 0, surroundings);
      if (open) return open;
      if (pending.length === 0 && !isOf(stats, what)) return { path, reason: what === "program" ? NO_FILE : NO_FOLDER };
      place = path;
    }
    return undefined;
  } catch (error) {
    return isNotFound(error) ? undefined : { path: given, reason: failureOf(given, error).reason };
  }
}

type Seen = ReturnType<Surroundings["lstat"]>;

function isForeign(path: string, { uid }: Pick<Seen, "uid">, { user }: Surroundings): Untrusted | undefined {
  if (uid === 0 || uid === user) return undefined;
  return { path, reason: `It belongs to somebody else (user ${uid}).` };
}

function othersCanWrite(
  path: string,
  stats: Seen,
  isOnTheWay: boolean,
  surroundings: Surroundings,
): Untrusted | undefined {
  const foreign = isForeign(path, stats, surroundings);
  if (foreign) return foreign;
  // In such a folder others can add, but replace only what is theirs: no harm on the way to what is ours.
  const isSticky = isOnTheWay && (stats.mode & 0o1000) !== 0;
  const everybody = (stats.mode & 0o002) !== 0;
  const group = (stats.mode & 0o020) !== 0 && !surroundings.groups.has(stats.gid);
  if (isSticky || (!everybody && !group)) return undefined;
  return { path, reason: everybody ? "Everybody can change it." : `Others can change it (group ${stats.gid}).` };
}

function here(): Surroundings {
  return {
    ...thisMachine(),
    user: process.geteuid?.() ?? 0,
    groups: new Set([process.getegid?.() ?? 0, ...administrators()]),
    lstat: (path) => lstatSync(path),
    readlink: (path) => readlinkSync(path),
  };
}

function administrators(): number[] {
  try {
    return administratorsIn(readFileSync("/etc/group", "utf8"));
  } catch {
    return [0];
  }
}

/** Numbers of the groups root, wheel and admin, to which Homebrew and python.org give what they install. */
export function administratorsIn(groupFile: string): number[] {
  return [...groupFile.matchAll(/^(?:root|wheel|admin):[^:]*:(\d+):/gm)].map(([, number]) => Number(number));
}
