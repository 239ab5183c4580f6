/** What stays whatever a policy says. */
import { isPackage, type RowKey } from "../../packaging/row-key";
import { parseVersion } from "../../packaging/version";
import type { Protects } from "../../pip-cache/tidy/tidy";
import { isNeeded } from "../../projects/needed";
import type { Needs } from "../../projects/needs";
import { readProjectFolders } from "../projects/project-folders";
import type { Marks } from "../shared/marks";
import type { Policy } from "./policy";

/**
 * What a person keeps, and what is needed where the policy spares that. Of what has no name nobody can tell whether it is
 * needed, so then it stays, too. Sets are made once.
 * @param needs where they are not known, everything is needed
 */
export function protectionOf({ sparesNeeded }: Policy, marks: Marks, needs?: Needs): Protects {
  const whole = new Set(marks.packages);
  const versions = new Map<RowKey, Set<string>>();
  for (const [key, version] of marks.versions)
    versions.set(key, (versions.get(key) ?? new Set()).add(release(version)));
  return (key, version) => {
    if (whole.has(key)) return "kept";
    const kept = version === undefined ? undefined : versions.get(key);
    if (version !== undefined && kept?.has(release(version))) return "kept";
    if (!sparesNeeded) return undefined;
    return needs === undefined || !isPackage(key) || isNeeded(needs, key, version) ? "needed" : undefined;
  };
}

/** Whether it can be said what is needed: not where nobody knows which folders to look into. */
export const canSpareNeeded = (): boolean => "value" in readProjectFolders();

/** The same text for all spellings of a version; of what is none by PEP 440 itself. */
const release = (version: string): string => parseVersion(version)?.key ?? version;
