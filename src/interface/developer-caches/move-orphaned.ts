/** Moving to the Trash what only a tool that is gone could have cleared. */
import { isDeepStrictEqual } from "node:util";
import { planClear, whyInUse, whyNoLonger } from "../../developer-caches/clear";
import { usageOf } from "../../developer-caches/in-use";
import type { ResolvedTarget } from "../../developer-caches/resolve";
import { commandLine } from "../../developer-caches/run-command";
import { thisMachine } from "../../files/machine";
import { visible } from "../../files/visible";
import { moveFoldersToTrash } from "../removal/trash";
import { sumsOf, type MeasuredTarget } from "./measured-tools";

/** Asks, with what the tool would have done, and moves. */
export async function moveOrphaned(
  targets: MeasuredTarget[],
  onMoved: (targets: ResolvedTarget[]) => Promise<void>,
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
    whyNot: () => whyNotMoved(resolved, paths),
    onEnd: () => onMoved(resolved),
  });
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
