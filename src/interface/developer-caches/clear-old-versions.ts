/** Clearing what is not the newest version and not in use, also while the newest is. */
import { Toast } from "@raycast/api";
import { whyInUse } from "../../developer-caches/clear";
import { measureTarget } from "../../developer-caches/measure-tool";
import { unusedVersions } from "../../developer-caches/old-versions";
import type { ResolvedTarget } from "../../developer-caches/resolve";
import { thisMachine } from "../../files/machine";
import { listProcesses } from "../../files/processes";
import { visible } from "../../files/visible";
import { formatCount } from "../shared/format";
import { startProgressToast } from "../shared/toasts";
import { clearDeveloperCaches, type ClearRequest } from "./clear-developer-caches";
import type { MeasuredTarget } from "./measured-tools";

interface ClearOldVersionsOptions extends Pick<ClearRequest, "continues"> {
  onCleared: (targets: ResolvedTarget[]) => Promise<void>;
}

/**
 * Measures old versions, asks with their names and sizes, and clears them.
 * @param targets of one tool
 */
export async function clearOldVersions(
  targets: MeasuredTarget[],
  { continues, onCleared }: ClearOldVersionsOptions,
): Promise<void> {
  const [first] = targets;
  if (!first) return;
  const what = `Old Versions of ${first.resolved.tool.name}`;
  const working = await startProgressToast(`Measuring ${what}`);
  try {
    const running = await listProcesses({ signal: working.signal });
    const stays: string[] = [];
    const going: MeasuredTarget[] = [];
    for (const measured of targets) {
      const { unused, used, usage } = unusedVersions(measured.resolved, running);
      if (usage.state !== "idle") stays.push(`${measured.resolved.target.label}: ${whyInUse(usage)}`);
      else if (used.length > 0) stays.push(`In use: ${used.map(visible).join(", ")}.`);
      if (unused.length === 0) continue;
      const resolved = { ...measured.resolved, only: unused };
      const { bytes, shared, upTo } = await measureTarget(resolved, thisMachine(), {
        signal: working.signal,
        until: continues?.until,
      });
      if (bytes > 0) going.push({ resolved, size: { bytes, shared, upTo, at: Date.now() } });
    }
    if (going.length === 0) {
      const message = stays.join(" ") || `There are none in ${formatCount(targets.length, "place")}.`;
      return await working.settle({ style: Toast.Style.Failure, title: `Cannot Clear ${what}`, message });
    }
    await working.dismiss();
    await clearDeveloperCaches({
      targets: going,
      what,
      later: ["The newest of each stays.", ...stays].join("\n"),
      continues,
      // Of the whole place, as it stands in the list.
      onCleared: () => onCleared(targets.map(({ resolved }) => resolved)),
    });
  } catch (error) {
    await working.fail(error, `Could Not Measure ${what}`);
  }
}
