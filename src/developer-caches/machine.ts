/**
 * Whose machine is looked at. Everything that depends on platform, person or environment comes from here, so that a Mac
 * or a Windows machine can be laid out in a temporary folder.
 */
import { home } from "../files/home";

export type Platform = "darwin" | "win32" | "linux";

export interface Machine {
  platform: Platform;
  /** The home directory, absolute. */
  home: string;
  env: NodeJS.ProcessEnv;
  /** What stands before absolute paths that we know by heart (`/opt`, `/Library`, …); "" on the real machine. */
  root?: string;
}

/** The machine this process runs on. */
export function thisMachine(): Machine {
  const platform = process.platform === "darwin" || process.platform === "win32" ? process.platform : "linux";
  return { platform, home: home(), env: process.env };
}

/** An environment variable; an empty one counts as unset. Their names have no case on Windows. */
export function variable({ platform, env }: Machine, name: string): string | undefined {
  if (platform !== "win32") return env[name] || undefined;
  const key = Object.keys(env).find((other) => other.toUpperCase() === name.toUpperCase());
  return (key !== undefined && env[key]) || undefined;
}
