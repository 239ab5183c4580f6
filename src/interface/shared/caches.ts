/**
 * Which cache directories there are: the preference, and what the pips answered when they were last asked, since asking
 * takes processes.
 */
import { getPreferenceValues } from "@raycast/api";
import type { Installation } from "../../pip/installation";
import { candidatesWith, locate, type CacheCandidate, type CacheDirectory } from "../../pip-cache/locate";
import { HOUR_MS } from "../../pip-cache/selection";
import { pythonPrefixes } from "../../pip-cache/notes/selfcheck";
import { formatPath } from "./format";
import { askPips, cacheDirectoriesOf, rememberedPips, type AskPipsOptions } from "./pips";
import { thisMachine } from "../../files/machine";
import { own } from "../../files/lookup";

/**
 * The cache directories, as far as can be said without asking anybody.
 * @param mayLook see `locate`
 */
export function knownCaches(mayLook?: (path: string) => boolean): CacheDirectory[] {
  return cachesOf((rememberedPips()?.installations ?? []).flatMap(cacheDirectoriesOf), mayLook);
}

/**
 * The caches that pips name, the preferred one and the platform's own.
 * @param directories each is the source of the cache that it leads to
 */
export function cachesOf(directories: string[], mayLook?: (path: string) => boolean): CacheDirectory[] {
  const candidates = [...preferred(), ...directories.map((path) => ({ path, source: path }))];
  return locate(candidates, thisMachine(), mayLook);
}

/**
 * The cache directories, the pips having been asked in the last hour.
 * @throws the signal's reason when aborted
 */
export async function allCaches(signal?: AbortSignal): Promise<CacheDirectory[]> {
  const remembered = rememberedPips();
  const isFresh = remembered !== undefined && Date.now() - remembered.askedAt < HOUR_MS;
  if (!isFresh) await askAllPips({ signal });
  return knownCaches();
}

/**
 * Asks all pips, also those of the environments that the known caches name.
 * @throws the signal's reason when aborted
 */
export function askAllPips(options: Omit<AskPipsOptions, "selfcheckPrefixes">): Promise<Installation[]> {
  return askPips({ ...options, selfcheckPrefixes: pythonPrefixes(knownCaches()) });
}

/** Where caches are looked for, each place once, with who says so where that is not a pip or the platform. */
export function placesLookedAt(): string[] {
  const directories = (rememberedPips()?.installations ?? []).flatMap(cacheDirectoriesOf);
  const all = candidatesWith([...preferred(), ...directories.map((path) => ({ path, source: path }))]);
  const labels: Record<string, string> = { preferences: "the preferences", PIP_CACHE_DIR: "PIP_CACHE_DIR" };
  const places = new Map<string, string>();
  for (const { path, source } of all) {
    const who = own(labels, source);
    const by = who ? ` (${who})` : "";
    // A pip says the same as the variable that tells it.
    if (by !== "" || !places.has(path)) places.set(path, `${formatPath(path)}${by}`);
  }
  return [...places.values()];
}

function preferred(): CacheCandidate[] {
  const { cacheDirectory } = getPreferenceValues<Preferences>();
  return cacheDirectory ? [{ path: cacheDirectory, source: "preferences" }] : [];
}
