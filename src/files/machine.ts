/**
 * Whose machine is looked at. All that depends on the platform, the person or the environment comes from here, so that
 * tests can lay out a Mac or a Windows machine in a temporary folder.
 */
import { home } from "./home";
import { own } from "./lookup";

export type Platform = "darwin" | "win32" | "linux";

export interface Machine {
  platform: Platform;
  /** The home directory, absolute. */
  home: string;
  env: NodeJS.ProcessEnv;
  /** What stands before the absolute paths that we know by heart (`/opt`, `/etc`, …); "" on the real machine. */
  root?: string;
}

/** The machine this process runs on. Unix systems other than macOS count as Linux, as pip counts them. */
export function thisMachine(): Machine {
  const platform = process.platform === "darwin" || process.platform === "win32" ? process.platform : "linux";
  return { platform, home: home(), env: process.env };
}

/** An environment variable; an empty one is there, and empty. Their names have no case on Windows. */
export function variable({ platform, env }: Machine, name: string): string | undefined {
  if (platform !== "win32") return own(env, name);
  const key = Object.keys(env).find((other) => other.toUpperCase() === name.toUpperCase());
  return key === undefined ? undefined : own(env, key);
}

/** Below a folder of the system that we know by its absolute path. */
export function systemPath({ root = "" }: Machine, path: string): string {
  return root + path;
}
