/**
 * Whose machine is looked at. All that depends on the platform, the person or the environment comes from here, so that
 * tests can lay out a Mac or a Windows machine in a temporary folder.
 */
import { homedir, userInfo } from "node:os";
import { own } from "./lookup";

export type Platform = "darwin" | "win32" | "linux";

export interface Machine {
  platform: Platform;
  /** The home directory, absolute: what variables say, as pip and the other tools go by those. */
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

function home(): string {
  return (process.platform === "win32" ? process.env.USERPROFILE : process.env.HOME) || homedir();
}

let account: { home?: string; name?: string } | undefined;

/** The home directory of the account, whatever variables say; undefined for an account that has none. */
export function accountHome(): string | undefined {
  return (account ??= readAccount()).home;
}

/** The name of the account; undefined where it has none. */
export function accountName(): string | undefined {
  return (account ??= readAccount()).name || undefined;
}

function readAccount(): { home?: string; name?: string } {
  try {
    const { homedir: directory, username } = userInfo();
    return { home: directory, name: username };
  } catch {
    return {};
  }
}

/** `~` and `~/…` as Python's `expanduser` has them; another person's `~name` is left as it is. */
export function expandHome({ home }: Machine, path: string): string {
  const rest = /^~(?=$|[\\/])/.test(path) ? path.slice(1) : undefined;
  return rest === undefined ? path : home.replace(/[\\/]+$/, "") + rest || "/";
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
