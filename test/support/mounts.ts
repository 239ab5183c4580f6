/** Small volumes of their own, and files that are in use: what only a mount can show. */

import { execFileSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { afterwards, temporaryDirectory } from "./temporary";

/** Why nothing can be mounted here; undefined when it can. */
export const noMounts = whyNot();

/** A new volume in memory of so many bytes; unmounted after the test. */
export function mountVolume(bytes: number): string {
  const volume = join(temporaryDirectory(), "volume");
  mkdirSync(volume);
  return mount(["-t", "tmpfs", "-o", `size=${bytes}`, "none"], volume);
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
