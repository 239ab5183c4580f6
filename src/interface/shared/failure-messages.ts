/** Messages about failures, for toasts, the history and lists: nobody should have to copy a log to learn why. */
import type { Failure } from "../../files/failure";
import { formatCount, formatNumber, formatPath } from "./format";
import { copyAction } from "./toasts";

/**
 * A line for each reason, what can be done something about first, then by how many: `~/.npm/_cacache/a and 461 more: It
 * belongs to root. …`
 */
export function failureLines(failures: readonly Failure[]): string[] {
  const byReason = new Map<string, Failure[]>();
  for (const failure of failures) {
    // Why is said by the failure that it follows.
    if (failure.follows) continue;
    const same = byReason.get(failure.reason);
    if (same) same.push(failure);
    else byReason.set(failure.reason, [failure]);
  }
  const rank = ([first]: Failure[]) => (first?.command === undefined ? 1 : 0);
  const groups = [...byReason.values()].sort((a, b) => rank(a) - rank(b) || b.length - a.length);
  return groups.flatMap(([first, ...others]) => {
    const more = others.length > 0 ? ` and ${formatNumber(others.length)} more` : "";
    return first ? `${formatPath(first.path)}${more}: ${first.reason}` : [];
  });
}

/** The same where there is little room: the first reasons. */
export function failureMessage(failures: readonly Failure[]): string {
  const lines = failureLines(failures);
  const more = lines.length > 2 ? [`and for ${formatCount(lines.length - 2, "more reason")}`] : [];
  return [...lines.slice(0, 2), ...more].join(" · ");
}

/** What a person can run, where a failure has that. */
export function commandOf(failures: readonly Failure[]): string | undefined {
  return failures.find(({ command }) => command !== undefined)?.command;
}

/** Copies what can be run, for a toast. */
export function commandAction(failures: readonly Failure[]): ReturnType<typeof copyAction> | undefined {
  const command = commandOf(failures);
  return command === undefined ? undefined : copyAction("Copy Command", command);
}
