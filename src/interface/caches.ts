/**
 * Which cache directories there are, as far as the interface knows: the preference, and what the pips answered when
 * they were last asked, since asking takes a process each.
 */
import { Cache, getPreferenceValues } from "@raycast/api";
import type { CacheCandidate } from "../pip-cache/locate";
import { installationCaches } from "./pips";

const cache = new Cache({ namespace: "caches" });
const KEY = "answers";

/** What can be said without asking anybody. */
export function candidates(): CacheCandidate[] {
  const { cacheDirectory } = getPreferenceValues<Preferences>();
  const preferred = cacheDirectory ? [{ path: cacheDirectory, source: "preferences" }] : [];
  return [...preferred, ...recall()];
}

/** Asks every pip for its cache directory, and remembers the answers. */
export async function askForCaches(signal: AbortSignal): Promise<CacheCandidate[]> {
  const answers = await installationCaches();
  if (!signal.aborted) remember(answers);
  return answers;
}

function recall(): CacheCandidate[] {
  try {
    const answers = JSON.parse(cache.get(KEY) ?? "[]") as CacheCandidate[];
    return answers.filter(({ path, source }) => typeof path === "string" && typeof source === "string");
  } catch {
    return [];
  }
}

function remember(answers: CacheCandidate[]): void {
  try {
    cache.set(KEY, JSON.stringify(answers));
  } catch {
    // They will be asked again.
  }
}
