/** Every pip on this machine, by the cache it uses. */
import { Color, Icon, List } from "@raycast/api";
import { useCachedState } from "@raycast/utils";
import { useState } from "react";
import { visible } from "../../files/visible";
import { formatBytes, formatCount, formatPath } from "../shared/format";
import { InterruptedSection } from "../removal/interrupted-section";
import { useInterrupted } from "../removal/use-interrupted";
import { keywordsOf } from "../shared/keywords";
import { NothingListed } from "../shared/still-reading";
import { useContinue } from "./use-continue";
import { NothingFoundActions, UnusedCacheActions } from "./installation-actions";
import { InstallationItem, rowId } from "./installation-item";
import { byLayout, layoutsOf } from "./installation-text";
import { bytesIn, type InstallationsOfCache } from "./cache-groups";
import { useInstallations } from "./use-installations";
import { usePipCacheInfo } from "./use-pip-cache-info";

export function InstallationsView() {
  const { groups, asking, isLoading, loading, round, answered, refresh } = useInstallations();
  const [isShowingDetail, setShowingDetail] = useCachedState("show-installation-detail", false);
  const [selectedId, setSelectedId] = useState<string | null>(null);
  const all = groups.flatMap((group) =>
    group.installations.map((installation) => ({ id: rowId(group, installation), installation })),
  );
  // Nothing says that a list tells of its first selection.
  const shownId = selectedId ?? all[0]?.id;
  const selected = all.find(({ id }) => id === shownId)?.installation;
  const cacheInfo = usePipCacheInfo(isShowingDetail ? selected : undefined, round);
  const interrupted = useInterrupted(["purge", "caching"]);
  const onContinue = useContinue(groups, interrupted, { onAnswer: answered, onEnd: refresh });
  return (
    <List
      isLoading={isLoading}
      isShowingDetail={isShowingDetail && groups.length > 0}
      searchBarPlaceholder="Search Pythons, pips, cache directories"
      onSelectionChange={setSelectedId}
    >
      <NothingListed loading={loading}>
        {groups.length > 0 ? (
          <List.EmptyView icon={Icon.MagnifyingGlass} title="No pip Matches" description="Others were found." />
        ) : (
          <List.EmptyView
            icon={Icon.Terminal}
            title="No pip Found"
            description="There is none where Pythons usually lie. The preference “Python Paths” names more places."
            actions={<NothingFoundActions onRefresh={refresh} />}
          />
        )}
      </NothingListed>
      <InterruptedSection interrupted={interrupted} onContinue={onContinue} />
      {groups.map((group) => (
        <List.Section key={group.key} title={titleOf(group)} subtitle={sizeOf(group)}>
          {group.installations.map((installation) => (
            <InstallationItem
              key={rowId(group, installation)}
              installation={installation}
              group={group}
              cacheInfo={cacheInfo}
              isAskedAnew={asking.has(installation.python)}
              isSelected={rowId(group, installation) === shownId}
              isShowingDetail={isShowingDetail}
              onToggleDetail={() => setShowingDetail((before) => !before)}
              onAnswer={answered}
              onRefresh={refresh}
            />
          ))}
          {group.cache && group.installations.length === 0 && (
            <List.Item
              id={visible(group.key)}
              title="Used by No pip Found"
              icon={{ source: Icon.Folder, tintColor: Color.SecondaryText }}
              keywords={keywordsOf(["Used by No pip Found", formatPath(group.cache.path)])}
              detail={isShowingDetail && <List.Item.Detail markdown={unusedText(group)} />}
              actions={<UnusedCacheActions cache={group.cache} onRefresh={refresh} />}
            />
          )}
        </List.Section>
      ))}
    </List>
  );
}

function titleOf({ path, without }: InstallationsOfCache): string {
  if (path !== undefined) return formatPath(path);
  if (without === "life") return "Gone";
  return without === "answer" ? "Not Asked" : "No Cache Directory";
}

/** What could not be read is not left out in silence. */
function sizeOf(group: InstallationsOfCache): string {
  const { path, cache, rows, unread } = group;
  if (cache?.problem) return `Cannot be read: ${cache.problem.reason}`;
  if (path === undefined || (cache && rows === undefined)) return "";
  const missing = unread > 0 ? `, without ${formatCount(unread, "place")} that cannot be read` : "";
  return cache ? `${formatBytes(bytesIn(group))}${missing}` : "Not made yet";
}

function unusedText({ rows }: InstallationsOfCache): string {
  const left = byLayout(rows ? layoutsOf(rows) : []);
  return `None of the pips that were found caches here. It holds ${left}.\n\nA pip that was not found may have made it, or one of them before its configuration changed.`;
}
