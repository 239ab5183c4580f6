/**
 * Folders that a person has added to the map. Nothing tells what is in them, so they are measured and go to the Trash as a
 * whole, after a look at all of it, and are never removed by path.
 */
import { lstatSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, normalize, posix, sep, win32 } from "node:path";
import { failureOf, RefusedError } from "../files/failure";
import { assertRemovableRoot, comparablePath, isInside } from "../files/guard";
import { accountHome, thisMachine, type Machine } from "../files/machine";
import { nativePath } from "../files/names";
import { isAbsolute } from "../files/patterns";
import { namesIn, realPath } from "../files/presence";
import { inSlices } from "../files/tasks";
import { visible } from "../files/visible";
import { isMountedIn, whyLeftOut, type Mount } from "../files/volumes";
import { walkDirectories } from "../files/walk";
import type { ClearPlan } from "./clear";
import type { ResolvedTarget } from "./resolve";
import type { Target, Tool } from "./tool";

export interface OwnFolder {
  /** Absolute; no link led there when it was added. */
  path: string;
  /** What the person calls it. */
  name: string;
}

/** What an own folder may neither be, lie in nor hold. */
export interface FolderNeighbors {
  /** What the catalogue has found on the machine. */
  targets: readonly ResolvedTarget[];
  /** Folders that are somebody's, with whose, as the end of a sentence: `a cache of pip`. */
  others: readonly { path: string; whose: string }[];
  mounts?: Mount[];
}

const target: Target = {
  id: "own-folder",
  label: "Folder you added",
  tier: "review",
  place: "folder",
  paths: [""],
  removable: false,
  showOnly: "You added it, so it only goes to the Trash, as a whole.",
  cost: "Only you know whether what is in it can be made again.",
};

/** Whether it is one that a person has added. */
export const isOwnFolder = ({ target: { id } }: ResolvedTarget): boolean => id === target.id;

/** How they would be cleared: into the Trash, or not at all. What is in them is not looked at for this. */
export function planOwnFolders(
  folders: readonly OwnFolder[],
  machine: Machine,
  neighbors: FolderNeighbors,
): ClearPlan[] {
  return folders.map(({ path, name }) => {
    const tool: Tool = {
      id: `folder ${path}`,
      name: visible(name).trim() || visible(basename(path)),
      group: "Your Folders",
      places: { folder: { defaults: { [machine.platform]: [path] } } },
      targets: [target],
      processes: {},
    };
    const others = folders.filter((other) => other.path !== path).map((other) => ({ ...other, whose: other.name }));
    const why = whyNoOwnFolder(path, machine, { ...neighbors, others: [...neighbors.others, ...others] });
    const resolved: ResolvedTarget = {
      ...{ tool, target, tier: target.tier, root: path, path, place: path, origin: "setting", isFile: false, kept: [] },
      ...(why !== undefined && { leftOut: why }),
      blocked: why ?? target.showOnly,
    };
    const orphaned = why === undefined ? [path] : [];
    return { target: resolved, commands: [], removes: false, refused: resolved.blocked, orphaned, old: [] };
  });
}

/**
 * Why a folder can be none of these, by where it lies and what it is: a sentence. What is in it is not looked at.
 * @param path a real one, but for its last name
 */
export function whyNoOwnFolder(path: string, machine: Machine, neighbors: FolderNeighbors): string | undefined {
  try {
    return whyHasToStay(path, machine, neighbors);
  } catch (error) {
    return `It cannot be looked at. ${failureOf(path, error).reason}`;
  }
}

function whyHasToStay(path: string, machine: Machine, neighbors: FolderNeighbors): string | undefined {
  if (!isAbsolute(path, machine)) return "Give its whole path.";
  const stats = lstatSync(nativePath(path), { throwIfNoEntry: false });
  if (!stats) return "It is not there.";
  if (stats.isSymbolicLink()) return "It is a link: what it leads to is somewhere else.";
  if (!stats.isDirectory()) return "It is no folder.";
  if (realPath(path) !== normalize(path)) return "A link leads to it.";
  try {
    assertRemovableRoot(path, machine);
  } catch (error) {
    if (error instanceof RefusedError) return `It has to stay: ${error.why}`;
    throw error;
  }
  if (temporaryFolders().some((folder) => isOrHolds(path, folder, machine)))
    return "It has to stay: it is the temporary folder or holds it.";
  if (isOfSystem(path, machine)) return "It has to stay: it belongs to the system.";
  if (trashes.test(path)) return "It has to stay: it is in a Trash, or is one.";
  if (process.geteuid !== undefined && stats.uid !== process.geteuid()) return "It belongs to somebody else.";
  const { mounts = [] } = neighbors;
  const out = whyLeftOut(path, machine, mounts);
  if (out !== undefined) return out;
  // With the folder it would be moved, and whoever empties the Trash empties it.
  if (isMountedIn(path, mounts)) return "It has to stay: something is mounted at it or in it.";
  return whyOthers(path, machine, neighbors) ?? whyInside(dirname(path));
}

/**
 * Why a folder can be none of these, or may not go to the Trash now: a sentence. Looks at all that is in it.
 * @throws the signal's reason when aborted
 */
export async function whyFolderStays(
  path: string,
  machine: Machine,
  neighbors: FolderNeighbors,
  signal?: AbortSignal,
): Promise<string | undefined> {
  return whyNoOwnFolder(path, machine, neighbors) ?? inSlices(lookingThrough(path, signal));
}

/** The folder as it is kept: no link on the way to it, its last name as it is. What is no whole path stays what it is. */
export function ownFolderPath(path: string, machine: Machine = thisMachine()): string {
  const paths = machine.platform === "win32" ? win32 : posix;
  if (!isAbsolute(path, machine)) return path;
  const plain = paths.normalize(path);
  // Without its separator, `C:` is wherever this process is on that volume.
  if (plain === paths.parse(plain).root) return plain;
  const name = plain.replace(/[\\/]+$/, "");
  const parent = realPath(paths.dirname(name));
  if (parent === undefined) return name;
  const own = paths.join(parent, paths.basename(name));
  const real = realPath(name) ?? own;
  // As the volume spells it, where that is no link.
  return comparablePath(real, machine.platform) === comparablePath(own, machine.platform) ? real : own;
}

/** Of freedesktop.org in a home and on a volume, of macOS, of Windows. */
const trashes = /[\\/](share[\\/]Trash|\.Trash(es|-\d+)?|\$Recycle\.Bin)([\\/]|$)/i;

function whyOthers(path: string, machine: Machine, { targets, others }: FolderNeighbors): string | undefined {
  const all = [
    // A folder for temporary files holds more than what tools left in it.
    ...targets.filter((one) => !one.target.isCommon).map(({ tool, root }) => ({ path: root, whose: tool.name })),
    ...others,
  ];
  for (const { path: other, whose } of all) {
    if (isOrHolds(path, other, machine)) return `It is or holds what is listed already: ${visible(whose)}.`;
    if (isOrHolds(other, path, machine)) return `It lies in what is listed already: ${visible(whose)}.`;
  }
  return undefined;
}

function* lookingThrough(root: string, signal?: AbortSignal): Generator<undefined, string | undefined> {
  const { dev } = lstatSync(nativePath(root));
  let unreadable: string | undefined;
  const onUnreadable = (path: string) => {
    unreadable ??= path;
  };
  for (const { path, entries } of walkDirectories(root, { onUnreadable })) {
    signal?.throwIfAborted();
    const folder = path === "" ? root : `${root}/${path}`;
    const where = path === "" ? "it is" : `“${visible(path)}” is`;
    const names = new Set(entries.map(({ name }) => name.toLowerCase()));
    const what = whatIs((name) => names.has(name));
    if (what !== undefined) return `It has to stay: ${where} ${what}.`;
    const stats = lstatSync(nativePath(folder), { throwIfNoEntry: false });
    if (stats && stats.dev !== dev) return `It has to stay: ${where} another volume.`;
    yield undefined;
  }
  return unreadable === undefined
    ? undefined
    : `Not all of it can be read: ${visible(unreadable) || "the folder itself"}.`;
}

/** What a folder is that has these names; undefined where they tell nothing. */
function whatIs(has: (name: string) => boolean): string | undefined {
  return isWorkingTree(has) ? "under version control" : whatElse(has);
}

/** Folders of Git, Mercurial, Subversion, Bazaar, Jujutsu, Sapling, Darcs and Pijul, and files of Fossil. */
const ofWorkingTrees = [".git", ".hg", ".svn", ".bzr", ".jj", ".sl", "_darcs", ".pijul", ".fslckout", "_fossil_"];

const isWorkingTree = (has: (name: string) => boolean): boolean => ofWorkingTrees.some(has);

function whatElse(has: (name: string) => boolean): string | undefined {
  if (has("head") && has("objects") && has("refs")) return "a Git repository";
  if (has("format") && has("db") && has("hooks") && has("conf")) return "a Subversion repository";
  if (has("pyvenv.cfg") || has("conda-meta")) return "an environment of Python";
  if (has("http-v2") || has("selfcheck") || (has("http") && has("wheels"))) return "a cache of pip";
  return undefined;
}

/** Why what lies in a folder is a part of something; a working tree may well hold what is no part of it. */
function whyInside(folder: string): string | undefined {
  for (let one = folder; one !== dirname(one); one = dirname(one)) {
    const names = new Set(namesIn(one).map((name) => name.toLowerCase()));
    const isRepository = ofWorkingTrees.includes(basename(one).toLowerCase());
    const what = isRepository ? "a repository" : whatElse((name) => names.has(name));
    if (what !== undefined) return `It has to stay: it lies in ${what}.`;
  }
  return undefined;
}

function temporaryFolders(): string[] {
  const usual = process.platform === "win32" ? [] : ["/tmp", "/var/tmp", "/dev/shm"];
  return [tmpdir(), ...usual].flatMap((folder) => [folder, realPath(folder) ?? folder]);
}

/** Where programs are that the whole machine has, but for what is the person's own. */
function isOfSystem(path: string, machine: Machine): boolean {
  if (machine.platform === "win32") return false;
  const own = [machine.home, accountHome() ?? machine.home, ...temporaryFolders()].filter((one) => one !== sep);
  if (own.some((folder) => isInside(path, realPath(folder) ?? folder, sep))) return false;
  const common = [
    "/Applications",
    "/Library",
    "/etc",
    "/nix",
    "/opt",
    "/private",
    "/root",
    "/run",
    "/snap",
    "/usr",
    "/var",
  ];
  return common.some((folder) => isOrHolds(folder, path, machine));
}

function isOrHolds(folder: string, path: string, { platform }: Machine): boolean {
  const [outer, inner] = [comparablePath(folder, platform), comparablePath(path, platform)];
  return inner === outer || isInside(inner, outer, sep);
}
