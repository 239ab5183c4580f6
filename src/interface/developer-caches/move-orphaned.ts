/** Moving to the Trash what only a tool that is gone could have cleared. */
import { showToast, Toast } from "@raycast/api";
import { isDeepStrictEqual } from "node:util";
import { planClear, whyInUse, whyNoLonger } from "../../developer-caches/clear";
import { usageOf } from "../../developer-caches/in-use";
import { isOwnFolder } from "../../developer-caches/own-folder";
import type { ResolvedTarget } from "../../developer-caches/resolve";
import { commandLine } from "../../developer-caches/run-command";
import { thisMachine } from "../../files/machine";
import { visible } from "../../files/visible";
import { moveFoldersToTrash } from "../removal/trash";
import { trashName } from "../shared/trash-name";
import { isOrphaned, sumsOf, type MeasuredTarget } from "./measured-tools";
import { moveOwnFolder } from "./own-folders";

interface MoveOrphanedOptions {
  /** The id of the interrupted act that this one continues. */
  continues?: string;
  onMoved: (targets: ResolvedTarget[]) => Promise<void>;
}

/** Asks, with what the tool would have done, and moves. */
export async function moveOrphaned(
  targets: MeasuredTarget[],
  { continues, onMoved }: MoveOrphanedOptions,
): Promise<void> {
  const [first] = targets;
  if (!first) return;
  const { tool } = first.resolved;
  const resolved = targets.map((one) => one.resolved);
  const paths = targets.flatMap(({ orphaned = [] }) => orphaned);
  const lines = resolved.flatMap(({ target, root, place }) =>
    (target.commands ?? []).map((command) => commandLine(command, { root, place })),
  );
  const costs = new Set(resolved.map(({ target }) => target.cost));
  const notes = new Set(resolved.flatMap(({ target }) => target.note ?? []));
  await moveFoldersToTrash({
    what: tool.name,
    paths,
    roots: resolved.map(({ root }) => root),
    bytes: sumsOf(targets).bytes,
    readAt: Math.min(Date.now(), ...targets.flatMap(({ size }) => size?.at ?? [])),
    says: [
      `${tool.name} was not found on this machine. It would have done it by ${[...new Set(lines)].map((line) => `“${visible(line)}”`).join(", ")}:`,
      ...costs,
      ...notes,
      "All of it goes, what the tool would have kept, too.",
    ],
    continues,
    whyNot: () => whyNotMoved(resolved, paths),
    onEnd: () => onMoved(resolved),
  });
}

/** Asks once more for what is there of a move that was interrupted, of a folder that a person has added, too. */
export async function continueMoving(
  id: string,
  targets: MeasuredTarget[],
  { onMoved, onNothing }: Pick<MoveOrphanedOptions, "onMoved"> & { onNothing: () => void },
): Promise<void> {
  const options = { continues: id, onMoved };
  const there = targets.filter(({ orphaned = [] }) => orphaned.length > 0);
  const own = there.find(({ resolved }) => isOwnFolder(resolved));
  if (own) return moveOwnFolder(own, options);
  const movable = there.filter(isOrphaned);
  if (movable.length > 0) return moveOrphaned(movable, options);
  const isMeasured = there.every(({ size }) => size !== undefined);
  const why = there.length > 0 ? "There is nothing in it." : (targets[0]?.refused ?? "It is no longer there.");
  const message = isMeasured ? why : "It is still being measured. Try again in a moment.";
  await showToast({ style: Toast.Style.Failure, title: `Nothing to Move to the ${trashName}`, message });
  if (isMeasured) onNothing();
}

async function whyNotMoved(targets: ResolvedTarget[], paths: string[]): Promise<string | undefined> {
  const machine = thisMachine();
  for (const target of targets) {
    const why = whyNoLonger(target, machine);
    if (why !== undefined) return why;
    const usage = await usageOf(target);
    if (usage.state !== "idle") return whyInUse(usage);
  }
  const now = planClear(targets, machine).flatMap(({ orphaned }) => orphaned);
  return isDeepStrictEqual(now, paths) ? undefined : "It has changed since it was listed. Refresh, and try again.";
}
