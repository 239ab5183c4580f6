/** How a tool removes packages by itself, in words that are the same for all of them. */
import type { ResolvedTarget } from "../developer-caches/resolve";
import type { ToolCommand } from "../developer-caches/tool";
import type { CachedPackage } from "./collect-packages";

export interface PackageRemover {
  /** What is run for packages in one folder, in this order; none where the tool removes nothing of them there. */
  remove: (target: ResolvedTarget, packages: readonly CachedPackage[]) => ToolCommand[];
  /** What is run so that all goes that nothing needs any more, where the tool can do that. */
  prune?: (target: ResolvedTarget) => ToolCommand[];
  /** Asks for the version of the program. */
  version?: ToolCommand;
  /** Since when it waits by itself for its other processes. Where it does not, nothing is removed while there are any. */
  waitsSince?: string;
  /** What it says while it waits. */
  waiting?: RegExp;
  /** Until when it leaves what is unpacked of a package to its pruning. */
  leavesUnpackedUntil?: string;
}

/** Characters: Windows takes 32,767 in all. */
const MOST_CHARACTERS = 20_000;

/** Names, in as many parts as there have to be commands. */
export function inCommands(names: readonly string[]): string[][] {
  const parts: string[][] = [];
  let characters = Infinity;
  for (const name of names) {
    characters += name.length + 1;
    if (characters > MOST_CHARACTERS) {
      parts.push([]);
      characters = name.length + 1;
    }
    parts.at(-1)?.push(name);
  }
  return parts;
}
