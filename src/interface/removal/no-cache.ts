/** Why a command without a view has nothing to remove from. */
import { Toast } from "@raycast/api";
import type { CacheDirectory } from "../../pip-cache/locate";
import { placesLookedAt } from "../shared/caches";
import { firstLines, formatPath } from "../shared/format";

/** What to say where there is no cache, or none that can be read; undefined where there is one. */
export function whyNoCache(caches: readonly CacheDirectory[], nothing: string): Toast.Options | undefined {
  const problem = caches.find((cache) => cache.problem)?.problem;
  if (caches.length === 0) {
    return {
      style: Toast.Style.Success,
      title: nothing,
      message: `There is no pip cache at ${firstLines(placesLookedAt(), 3).join(", ")}`,
    };
  }
  if (problem === undefined || caches.some((cache) => !cache.problem)) return undefined;
  return {
    style: Toast.Style.Failure,
    title: "Cannot Read the pip Cache",
    message: `${formatPath(problem.path)}: ${problem.reason}`,
  };
}
