/** Messages about failures, for toasts, the history and lists: nobody should have to copy a log to learn why. */
import type { Failure } from "../../files/failure";
import { formatCount, formatNumber, formatPath } from "./format";
import { copyAction } from "./toasts";

/** Failures with one reason: how many, and the paths of the first. */
export interface FailureGroup {
  reason: string;
  code: string;
  count: number;
  /** At least one, at most three. */
  paths: string[];
  command?: string;
}

const MAX_PATHS = 3;

/** By reason: what can be done something about first, then by how many. */
export function groupFailures(failures: readonly Failure[]): FailureGroup[] {
  const groups = new Map<string, FailureGroup>();
  for (const { reason, code, path, command, follows } of failures) {
    // Why is said by the failure that it follows.
    if (follows) continue;
    const known = groups.get(reason);
    if (known === undefined) groups.set(reason, { reason, code, count: 1, paths: [path], command });
    else {
      known.count++;
      if (known.paths.length < MAX_PATHS) known.paths.push(path);
    }
  }
  const rank = ({ command }: FailureGroup) => (command === undefined ? 1 : 0);
  return [...groups.values()].sort((a, b) => rank(a) - rank(b) || b.count - a.count);
}

/**
 * `~/.npm/_cacache/a and 461 more: It belongs to root. …`
 * @param most paths that are named
 */
export function groupLine({ reason, count, paths }: FailureGroup, most = 1): string {
  const named = paths.slice(0, most).map((path) => formatPath(path));
  const more = count > named.length ? ` and ${formatNumber(count - named.length)} more` : "";
  return `${named.join(", ")}${more}: ${reason}`;
}

/** Where there is little room: the first reasons. */
export function groupsMessage(groups: readonly FailureGroup[]): string {
  const more = groups.length > 2 ? [`and for ${formatCount(groups.length - 2, "more reason")}`] : [];
  return [...groups.slice(0, 2).map((group) => groupLine(group)), ...more].join(" · ");
}

export const failureMessage = (failures: readonly Failure[]): string => groupsMessage(groupFailures(failures));

/** What a person can run, where a failure has that. */
export function commandOf(failures: readonly Pick<Failure, "command">[]): string | undefined {
  return failures.find(({ command }) => command !== undefined)?.command;
}

/** Copies what can be run, for a toast. */
export function commandAction(failures: readonly Failure[]): ReturnType<typeof copyAction> | undefined {
  const command = commandOf(failures);
  return command === undefined ? undefined : copyAction("Copy Command", command);
}
