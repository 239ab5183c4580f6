/** How a tool removes packages by itself, in words that are the same for all of them. */
import type { ResolvedTarget } from "../developer-caches/resolve";
import type { ToolCommand } from "../developer-caches/tool";
import type { Machine } from "../files/machine";
import type { CachedPackage } from "./collect-packages";
import type { PartKind } from "./part";

export interface PackageRemover {
  /** What is run for packages in one folder, in this order; none where the tool removes nothing of them there. */
  remove?: (target: ResolvedTarget, packages: readonly CachedPackage[]) => ToolCommand[];
  /** What of a package the commands take, where that is of one kind only. */
  takes?: PartKind;
  /**
   * What goes by its path, after the commands, since the tool has no command for one package, and everything below that folder may
   * go at any time: how much of it may now. Asked right before it is listed.
   */
  byPath?: (target: ResolvedTarget, machine: Machine) => MayGo;
  /** What is run so that all goes that nothing needs any more, where the tool can do that. */
  prune?: (target: ResolvedTarget) => ToolCommand[];
  /** Of what pruning takes, a sentence. */
  prunes?: string;
  /** Why something of a package stays, as it stands behind “…: ”. */
  leaves?: string;
  /** Why nothing of a package can go by itself: sentences. */
  cannot?: string;
  /** Asks for the version of the program. */
  version?: ToolCommand;
  /** Since when it waits by itself for its other processes. Where it does not, nothing is removed while there are any. */
  waitsSince?: string;
  /** What it says while it waits; not all that wait do. */
  waiting?: RegExp;
  /** Until when it leaves what is unpacked of a package to its pruning. */
  leavesUnpackedUntil?: string;
}

/**
 * Whether a part of a cache may go, as `Described` names it.
 * @param isLinked one of its files has a name elsewhere
 */
export type MayGo = (part: string, kind: PartKind, isLinked: boolean) => boolean;

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
