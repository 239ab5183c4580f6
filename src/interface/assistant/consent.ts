/**
 * What a confirmation has named, so that nothing else goes. It is kept outside of this process, since nobody says that the
 * platform runs a confirmation and its tool in one. It counts once, for ten minutes.
 */
import { Cache } from "@raycast/api";
import { createHash } from "node:crypto";
import type { PipActivity } from "../../pip-cache/builds";
import type { Selection } from "../../pip-cache/selection";
import { Recollection } from "../shared/recollection";

export interface Consent {
  /** What was to be removed: see `digestOf`. */
  digest: string;
  /** When each cache was looked at, by its real path; ms since 1970. */
  readAt: [path: string, ms: number][];
  /** Whether a pip was running, so that it was said that built wheels stay. */
  activity: PipActivity;
  entries: number;
  files: number;
  bytes: number;
}

/** ms */
export const CONSENT_MS = 600_000;

const cache = new Cache({ namespace: "consents" });
const consentTo = (call: string) => new Recollection<Consent | null>(cache, sha256(call), 1);

/** @param call the tool with its input, see `callOf` */
export const giveConsent = (call: string, consent: Consent): void => consentTo(call).remember(consent);

/** Takes it back, if there was any. */
export const forgetConsent = (call: string): void => consentTo(call).remember(null);

/** What was named last for the same call, if that was in the last ten minutes. It does not count again. */
export function takeConsent(call: string): Consent | undefined {
  const given = consentTo(call).recall();
  if (!given?.value) return undefined;
  forgetConsent(call);
  return Date.now() - given.at < CONSENT_MS ? given.value : undefined;
}

/** The same for the same tool with the same input, in whatever order that names things. */
export const callOf = (tool: string, names: readonly string[]): string => JSON.stringify([tool, [...names].sort()]);

/** The same for selections that mean the same, in whatever order they name it: every list in one is a set, or a pair. */
export const digestOf = (selection: Selection): string => sha256(canonical(selection));

/** As JSON whose keys and lists are in order. Of a pair of a row and its versions the row stays first: a text is before a list. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).sort().join()}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const parts = Object.entries(value).filter(([, part]) => part !== undefined);
  return `{${parts
    .map(([name, part]) => `${JSON.stringify(name)}:${canonical(part)}`)
    .sort()
    .join()}}`;
}

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");
