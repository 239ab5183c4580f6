/** The pips of this machine, for the views: asked a few at a time, and never waited for longer than it is worth. */
import type { CacheCandidate } from "../pip-cache/locate";
import type { PipActivity } from "../pip-cache/remove";

export async function installationCaches(): Promise<CacheCandidate[]> {
  return [];
}

export async function pipActivity(): Promise<PipActivity> {
  return "idle";
}

/** The addresses of the indexes that pips are configured to use. */
export async function indexUrls(): Promise<string[]> {
  return [];
}
