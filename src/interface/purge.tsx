/** pip's own purge, with pip's own words, and what it really did, measured by us before and after. */
import { Action, ActionPanel, Alert, confirmAlert, Detail, Icon, type useNavigation } from "@raycast/api";
import type { Installation } from "../pip/installation";
import { purgeWithPip } from "../pip/purge";
import { locate, type CacheDirectory } from "../pip-cache/locate";
import { sumGroups, type Group } from "../pip-cache/rows";
import { scan } from "../pip-cache/scan";
import { formatBytes, formatCount, formatPath } from "./format";
import { recordRemoval } from "./history";
import { startWorking } from "./toasts";

/** Asks, purges, and shows what happened. Declining says nothing. */
export async function purgeAndMeasure(
  installation: Installation,
  cache: CacheDirectory,
  push: ReturnType<typeof useNavigation>["push"],
): Promise<void> {
  const before = await groupsIn(cache.path);
  const size = formatBytes(sumGroups(before).bytes);
  const confirmed = await confirmAlert({
    title: `Purge ${size} with This pip?`,
    message: `${formatPath(cache.path)}\n\npip removes what it knows of, which may be less: an old pip leaves what newer ones wrote.`,
    icon: Icon.Eraser,
    primaryAction: { title: `Purge ${size}`, style: Alert.ActionStyle.Destructive },
  });
  if (!confirmed) return;
  const working = await startWorking("Purging with pip");
  try {
    const purge = await purgeWithPip(installation, { signal: working.signal });
    const after = await groupsIn(cache.path);
    const freed = sumGroups(before).bytes - sumGroups(after).bytes;
    const files = sumGroups(before).files - sumGroups(after).files;
    await recordRemoval({ at: Date.now(), what: "Purge by pip", files, bytes: freed, failures: [] });
    await working.dismiss();
    const left = leftOf(after);
    const markdown = [
      `# Really Freed: ${formatBytes(freed)} from ${formatCount(files, "file")}`,
      left ? `Left: ${left}.` : "Nothing is left.",
      `## What pip Said`,
      `\`\`\`\n${purge.output || "Nothing."}\n\`\`\``,
      ...(purge.failure ? [purge.failure] : []),
      ...(purge.code ? [`It ended with code ${purge.code}.`] : []),
    ].join("\n\n");
    push(
      <Detail
        markdown={markdown}
        actions={
          <ActionPanel>
            <Action.CopyToClipboard title="Copy Report" icon={Icon.Clipboard} content={markdown} />
          </ActionPanel>
        }
      />,
    );
  } catch (error) {
    if (working.signal.aborted) await working.dismiss();
    else await working.fail(error, "Could Not Purge with pip");
  }
}

async function groupsIn(path: string): Promise<Group[]> {
  const cache = locate([{ path, source: "purge" }]).find((one) => one.path === path);
  if (!cache) return [];
  return (await scan(cache)).rows.flatMap(({ groups }) => groups);
}

/** `4.1 GB in http-v2, 1.2 kB in selfcheck` */
function leftOf(groups: Group[]): string {
  const layouts = [...new Set(groups.map(({ layout }) => layout))];
  return layouts
    .map((layout) => `${formatBytes(sumGroups(groups.filter((group) => group.layout === layout)).bytes)} in ${layout}`)
    .join(", ");
}
