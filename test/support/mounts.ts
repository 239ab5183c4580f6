/** Small volumes of their own, and files that are in use: what only a mount can show. */

import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { afterwards, temporaryDirectory } from "./temporary";

/** Why nothing can be mounted here; undefined when it can. */
export const noMounts = whyNot();

/** Why there is no exFAT here, or no NTFS; undefined when there is. */
export const noExfat = noDriver("exfatprogs and exfat-fuse", "/sbin/mkfs.exfat", "/sbin/mount.exfat-fuse");
export const noNtfs = noDriver("ntfs-3g", "/sbin/mkfs.ntfs", "/bin/lowntfs-3g");

/** Why there are no overlays here; undefined when there are. */
export const noOverlay =
  noMounts ??
  (readFileSync("/proc/filesystems", "utf8").includes("\toverlay\n") ? undefined : "this system has no overlays");

function noDriver(packages: string, ...programs: string[]): string | undefined {
  if (noMounts !== undefined) return noMounts;
  const isThere = ["/dev/fuse", ...programs].every((path) => existsSync(path));
  return isThere ? undefined : `${packages}: not installed`;
}

/** A new volume in memory of so many bytes; unmounted after the test. */
export function mountVolume(bytes: number): string {
  const volume = join(temporaryDirectory(), "volume");
  mkdirSync(volume);
  return mountVolumeOn(volume, bytes);
}

/** The same in place of a folder, whose content it hides. */
export function mountVolumeOn(folder: string, bytes: number): string {
  return mount(["-t", "tmpfs", "-o", `size=${bytes}`, "none"], folder);
}

/** A folder in which the files of another folder, on a volume of its own, have another device than the folder has. */
export function mountOverlay(lower: string): string {
  const volume = mountVolume(1_000_000);
  const [upper, work, merged] = ["upper", "work", "merged"].map((name) => join(volume, name)) as [
    string,
    string,
    string,
  ];
  for (const folder of [upper, work, merged]) mkdirSync(folder);
  const folders = `lowerdir=${lower},upperdir=${upper},workdir=${work}`;
  return mount(["-t", "overlay", "-o", `${folders},xino=off`, "none"], merged);
}

/**
 * A new volume of exFAT: names without regard to case but kept as written, times of whole seconds, inode numbers made up
 * by the driver, no links. Unmounted after the test.
 */
export const mountExfat = (): Promise<string> => mountImage(["mkfs.exfat"], ["mount.exfat-fuse"]);

/** A new volume of NTFS without regard to case: a directory is the same one, and has one inode, however it is spelled. */
export const mountNtfs = (): Promise<string> =>
  mountImage(["mkfs.ntfs", "--quick", "--quiet", "--force"], ["lowntfs-3g", "-o", "ignore_case"]);

/** Formats a file, and mounts it by a driver outside the kernel. */
async function mountImage(format: string[], driver: string[]): Promise<string> {
  const folder = temporaryDirectory();
  const image = join(folder, "image");
  const volume = join(folder, "volume");
  mkdirSync(volume);
  writeFileSync(image, "");
  truncateSync(image, 128 << 20);
  const run = ([program, ...args]: string[]) => execFileSync(program, args, { encoding: "utf8", stdio: "pipe" });
  run([...format, image]);
  const device = run(["losetup", "--find", "--show", image]).trim();
  afterwards(() => void run(["losetup", "--detach", device]));
  run([...driver, device, volume]);
  afterwards(() => unmount(volume));
  // The driver goes on in the background before it is there.
  while (!readFileSync("/proc/self/mounts", "utf8").includes(` ${volume} `)) await delay(5);
  return volume;
}

/** A second path to a directory, as a second mount of its volume is one; gone after the test. */
export function mountAgain(directory: string): string {
  const again = join(temporaryDirectory(), "again");
  mkdirSync(again);
  return mount(["--bind", directory], again);
}

/** Makes a file one that cannot be removed, because something is mounted on it; returns what ends that. */
export function occupy(path: string): () => void {
  mount(["--bind", path], path);
  return () => unmount(path);
}

function mount(options: string[], path: string): string {
  execFileSync("mount", [...options, path], { stdio: "pipe" });
  afterwards(() => unmount(path));
  return path;
}

function unmount(path: string): void {
  try {
    execFileSync("umount", [path], { stdio: "pipe" });
  } catch {
    // A test has done it.
  }
}

function whyNot(): string | undefined {
  if (process.platform !== "linux") return "mounts are tried on Linux only";
  if (process.geteuid?.() !== 0) return "only root may mount";
  const directory = temporaryDirectory();
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=64k", "none", directory], { stdio: "pipe" });
    execFileSync("umount", [directory], { stdio: "pipe" });
    return undefined;
  } catch (error) {
    return `mounting failed: ${(error as Error).message.split("\n")[0]}`;
  }
}
