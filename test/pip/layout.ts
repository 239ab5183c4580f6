/**
 * Machines of every platform in a temporary folder: interpreters that need not run, links, environments.
 */
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Machine, Platform } from "../../src/files/machine";
import { temporaryDirectory } from "../support/temporary";

export interface LaidOut extends Machine {
  root: string;
  /** Writes a file below the root and gives its path. */
  file(path: string, content?: string, mode?: number): string;
  /** Something that passes for an interpreter until it is started. */
  python(path: string): string;
  /** A link; a relative target counts from the link. */
  link(path: string, target: string): string;
}

/** An empty machine: home in `Users/ada`, absolute paths below its root. */
export function layOut(platform: Platform): LaidOut {
  const root = temporaryDirectory();
  const home = join(root, "Users", "ada");
  mkdirSync(home, { recursive: true });
  const below = (path: string) => (path.startsWith("~") ? join(home, path.slice(1)) : join(root, path));
  const file = (path: string, content = "", mode = 0o644) => {
    const full = below(path);
    mkdirSync(dirname(full), { recursive: true });
    writeFileSync(full, content);
    chmodSync(full, mode);
    return full;
  };
  return {
    platform,
    root,
    home,
    env: {},
    file,
    python: (path) => file(path, "\x7fELF, or not", 0o755),
    link: (path, target) => {
      mkdirSync(dirname(below(path)), { recursive: true });
      symlinkSync(target.startsWith("/") ? below(target) : target, below(path));
      return below(path);
    },
  };
}
