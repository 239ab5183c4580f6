/**
 * Which cache directories there are: the preference, and what the pips answered when they were last asked, since asking
 * takes processes.
 */
import { getPreferenceValues } from "@raycast/api";
import type { Installation } from "../pip/installation";
import { locate, type CacheCandidate, type CacheDirectory } from "../pip-cache/locate";
import { askPips, cacheDirectoriesOf, rememberedPips } from "./pips";

const HOUR_MS = 3_600_000;

/** The cache directories, as far as can be said without asking anybody. */
export function knownCaches(): CacheDirectory[] {
  return locate([...preferred(), ...(rememberedPips()?.installations ?? []).flatMap(candidatesOf)]);
}

/**
 * The cache directories, the pips having been asked in the last hour.
 * @throws the signal's reason when aborted
 */
export async function allCaches(signal?: AbortSignal): Promise<CacheDirectory[]> {
  const remembered = rememberedPips();
  const isFresh = remembered !== undefined && Date.now() - remembered.at < HOUR_MS;
  if (!isFresh) await askPips({ signal });
  return knownCaches();
}

function preferred(): CacheCandidate[] {
  const { cacheDirectory } = getPreferenceValues<Preferences>();
  return cacheDirectory ? [{ path: cacheDirectory, source: "preferences" }] : [];
}

function candidatesOf(installation: Installation): CacheCandidate[] {
  return cacheDirectoriesOf(installation).map((path) => ({ path, source: installation.python }));
}
