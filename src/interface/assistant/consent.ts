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

/** The same for selections that mean the same rows and versions, in whatever order. */
export function digestOf({ rows, versionsOf, ...others }: Selection): string {
  const pairs = versionsOf?.map(([row, versions]) => [row, [...versions].sort()] as const);
  return sha256(
    JSON.stringify({
      ...others,
      rows: rows && [...rows].sort(),
      versionsOf: pairs?.sort(([one], [other]) => (one < other ? -1 : 1)),
    }),
  );
}

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");
