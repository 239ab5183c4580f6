/**
 * Which built wheels have to wait. A pip that has chosen a built wheel fails when it is gone, and one that builds fails
 * when the directory is gone that it will put the wheel into; with downloads it copes.
 */
import { isNotFound } from "../files/failure";
import { FileList } from "../files/file-list";
import { parentOf } from "../files/names";
import { inSlices } from "../files/tasks";
import { readDirectory } from "../files/walk";

/** Whether a pip is running; not knowing counts as busy. */
export type PipActivity = "idle" | "busy" | "unknown";

/** What stayed of built wheels, and what lies beside them. */
export interface KeptWheels {
  wheels: number;
  entries: number;
  files: number;
  /** `st_size`, bytes. */
  bytes: number;
  why: "pip is running" | "pip may be running" | "a build may be using them";
}

export interface SortedBuilds {
  /** What may go … */
  files: FileList;
  /** … and what stays, if anything does. */
  kept?: KeptWheels;
}

/** Sorts files below `wheels` into those that may go now and those that stay. */
export async function sortOutBuilds(root: string, files: FileList, activity: PipActivity): Promise<SortedBuilds> {
  if (activity !== "idle") {
    const why = activity === "busy" ? "pip is running" : "pip may be running";
    return { files: new FileList(), kept: keptWheels(files, why) };
  }
  const going = new FileList();
  const staying = new FileList();
  await inSlices(
    (function* () {
      let directory: string | undefined;
      let isFree = true;
      for (const file of files) {
        const parent = parentOf(file.path);
        if (parent !== directory) isFree = !hasBuild(root, parent);
        directory = parent;
        (isFree ? going : staying).add(file);
        yield undefined;
      }
    })(),
  );
  return { files: going, kept: keptWheels(staying, "a build may be using them") };
}

/** What stayed in several caches, with the reason of the first. */
export function addKept(sum: KeptWheels | undefined, one: KeptWheels | undefined): KeptWheels | undefined {
  if (sum === undefined || one === undefined) return sum ?? one;
  return {
    ...sum,
    wheels: sum.wheels + one.wheels,
    entries: sum.entries + one.entries,
    files: sum.files + one.files,
    bytes: sum.bytes + one.bytes,
  };
}

function keptWheels(files: FileList, why: KeptWheels["why"]): KeptWheels | undefined {
  if (files.length === 0) return undefined;
  let wheels = 0;
  for (const { path } of files) if (path.endsWith(".whl") && !isBuild(parentOf(path))) wheels++;
  return { wheels, entries: files.entries, files: files.length, bytes: files.bytes, why };
}

/** Whether a path is that of a directory that pip builds in: `tmp…`, beside where the wheel will be. */
export function isBuild(path: string): boolean {
  return path.startsWith("tmp", path.lastIndexOf("/") + 1);
}

/** What cannot be looked into counts as building. */
function hasBuild(root: string, directory: string): boolean {
  if (directory.split("/").some(isBuild)) return true;
  try {
    return readDirectory(`${root}/${directory}`).some(({ name, type }) => type === "directory" && isBuild(name));
  } catch (error) {
    return !isNotFound(error);
  }
}
