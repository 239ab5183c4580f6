/** What `hf cache prune` removes: asked with what it comes to, and carried out as every clearing. */
import { Toast } from "@raycast/api";
import { detachedRevisions } from "../../developer-caches/hub-revisions";
import { resolveTarget, type ResolvedTarget } from "../../developer-caches/resolve";
import type { Target, Tool } from "../../developer-caches/tool";
import { thisMachine } from "../../files/machine";
import { readMounts } from "../../files/volumes";
import { visible } from "../../files/visible";
import { formatBytes, formatCount } from "../shared/format";
import { startProgressToast } from "../shared/toasts";
import { pathsReported } from "../shared/tool-sizes";
import { clearDeveloperCaches } from "./clear-developer-caches";
import type { MeasuredTarget } from "./measured-tools";

/**
 * Prunes each place of the hub that has detached revisions.
 * @param places of the tool, measured again afterwards
 */
export async function pruneHub(
  tool: Tool,
  prunes: Target,
  places: MeasuredTarget[],
  onCleared: (targets: ResolvedTarget[]) => Promise<void>,
): Promise<void> {
  const what = `Old Revisions of ${tool.name}`;
  const working = await startProgressToast(`Measuring ${what}`);
  try {
    const machine = thisMachine();
    const options = { mounts: await readMounts(machine), reported: pathsReported.recall()?.value };
    const going: MeasuredTarget[] = [];
    const lines: string[] = [];
    for (const resolved of resolveTarget(tool, prunes, machine, options)) {
      if (resolved.leftOut !== undefined) continue;
      const { detached, ambiguous } = await detachedRevisions(resolved.root, working.signal);
      if (ambiguous.length > 0) {
        const message = `Another repository has revision ${ambiguous[0]} too, and hf might remove that instead.`;
        return await working.settle({ style: Toast.Style.Failure, title: `Cannot Clear ${what}`, message });
      }
      const bytes = detached.reduce((sum, one) => sum + one.bytes, 0);
      if (bytes === 0) continue;
      for (const { folder, revisions, bytes: own } of detached)
        lines.push(
          `${visible(folder.replaceAll("--", "/"))}: ${formatCount(revisions.length, "revision")} (${formatBytes(own)})`,
        );
      going.push({ resolved, size: { bytes, shared: 0, upTo: false, at: Date.now() } });
    }
    if (going.length === 0) {
      const message = "Branches or tags name all that is there.";
      return await working.settle({ style: Toast.Style.Failure, title: `No ${what}`, message });
    }
    await working.dismiss();
    await clearDeveloperCaches({
      targets: going,
      what,
      later: [...lines, "Downloads that broke off go too, so that none should be running."].join("\n"),
      onCleared: () => onCleared(places.map(({ resolved }) => resolved)),
    });
  } catch (error) {
    await working.fail(error, `Could Not Measure ${what}`);
  }
}
