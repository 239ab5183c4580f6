/** What stays whatever a policy says. */
import type { RowKey } from "../../packaging/row-key";
import { parseVersion } from "../../packaging/version";
import type { Protects } from "../../pip-cache/tidy/tidy";
import type { Marks } from "../shared/marks";
import type { Policy } from "./policy";

/** What a person keeps, and what is needed, of what the policy spares. Sets are made once. */
export function protectionOf({ sparesNeeded }: Policy, marks: Marks): Protects {
  const whole = new Set(marks.packages);
  const versions = new Map<RowKey, Set<string>>();
  for (const [key, version] of marks.versions)
    versions.set(key, (versions.get(key) ?? new Set()).add(release(version)));
  return (key, version) => {
    if (whole.has(key)) return "kept";
    const kept = version === undefined ? undefined : versions.get(key);
    if (version !== undefined && kept?.has(release(version))) return "kept";
    return sparesNeeded ? "needed" : undefined;
  };
}

/** The same text for all spellings of a version; of what is none by PEP 440 itself. */
const release = (version: string): string => parseVersion(version)?.key ?? version;
