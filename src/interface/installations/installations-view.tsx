/** Every pip on this machine, by the cache it uses. */
import { Color, Icon, List } from "@raycast/api";
import { useCachedState } from "@raycast/utils";
import { useState } from "react";
import type { Installation } from "../../pip/installation";
import { formatBytes, formatCount, formatPath } from "../shared/format";
import { InstallationActions, NothingFoundActions, UnusedCacheActions } from "./installation-actions";
import { InstallationDetail } from "./installation-detail";
import {
  byLayout,
  layoutsOf,
  cachingStates,
  installationName,
  shortInstallationName,
  valueOf,
} from "./installation-text";
import { bytesIn, useInstallations, type InstallationsOfCache } from "./use-installations";
import { hasCacheCommand, usePipCacheInfo, type PipCacheAnswer } from "./use-pip-cache-info";

export function InstallationsView() {
  const { groups, isLoading, round, answered, refresh } = useInstallations();
  const [isShowingDetail, setShowingDetail] = useCachedState("show-installation-detail", true);
  const [selectedId, setSelectedId] = useState<string | null>(null);
  const selected = groups
    .flatMap((group) => group.installations.map((installation) => ({ id: idOf(group, installation), installation })))
    .find(({ id }) => id === selectedId)?.installation;
  const cacheInfo = usePipCacheInfo(isShowingDetail ? selected : undefined, round);
  const onToggleDetail = () => setShowingDetail((before) => !before);
  return (
    <List
      isLoading={isLoading}
      isShowingDetail={isShowingDetail && groups.length > 0}
      searchBarPlaceholder="Search Pythons, pips, cache directories"
      onSelectionChange={setSelectedId}
    >
      {groups.length > 0 ? (
        <List.EmptyView icon={Icon.MagnifyingGlass} title="No pip Matches" description="Others were found." />
      ) : (
        !isLoading && (
          <List.EmptyView
            icon={Icon.Terminal}
            title="No pip Found"
            description="There is none where Pythons usually lie. The preference “Python Paths” names more places."
            actions={<NothingFoundActions onRefresh={refresh} />}
          />
        )
      )}
      {groups.map((group) => (
        <List.Section key={group.key} title={titleOf(group)} subtitle={sizeOf(group)}>
          {group.installations.map((installation) => (
            <List.Item
              key={idOf(group, installation)}
              id={idOf(group, installation)}
              title={isShowingDetail ? shortInstallationName(installation) : installationName(installation)}
              subtitle={subtitleOf(installation)}
              icon={iconOf(installation)}
              keywords={keywordsOf(group, installation)}
              accessories={accessoriesOf(installation, group, isShowingDetail)}
              detail={
                isShowingDetail && (
                  <InstallationDetail
                    installation={installation}
                    group={group}
                    cacheInfo={hasCacheCommand(installation) ? cacheInfo.get(installation.python) : undefined}
                    isAsking={idOf(group, installation) === selectedId && isAsked(installation, cacheInfo)}
                  />
                )
              }
              actions={
                <InstallationActions
                  installation={installation}
                  group={group}
                  isShowingDetail={isShowingDetail}
                  onToggleDetail={onToggleDetail}
                  onAnswer={answered}
                  onRefresh={refresh}
                />
              }
            />
          ))}
          {group.cache && group.installations.length === 0 && (
            <List.Item
              id={group.key}
              title="Used by No pip Found"
              icon={{ source: Icon.Folder, tintColor: Color.SecondaryText }}
              keywords={[group.cache.path]}
              detail={isShowingDetail && <List.Item.Detail markdown={unusedText(group)} />}
              actions={<UnusedCacheActions cache={group.cache} onRefresh={refresh} />}
            />
          )}
        </List.Section>
      ))}
    </List>
  );
}

const isAsked = (installation: Installation, cacheInfo: ReadonlyMap<string, PipCacheAnswer>): boolean =>
  hasCacheCommand(installation) && !cacheInfo.has(installation.python);

const idOf = ({ key }: InstallationsOfCache, { python }: Installation): string => `${key}\n${python}`;

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

function subtitleOf({ dead, notAsked, byCacheOnly, pipVersion, problem }: Installation): string {
  if (dead) return dead;
  if (notAsked) {
    const version = valueOf(pipVersion);
    return [version && `pip ${version}`, byCacheOnly ? "named by the cache, not asked" : notAsked]
      .filter(Boolean)
      .join(" · ");
  }
  return "value" in pipVersion ? `pip ${pipVersion.value}` : (problem ?? pipVersion.unknown);
}

function iconOf({ dead, notAsked, problem, caching }: Installation): List.Item.Props["icon"] {
  if (notAsked) return { source: Icon.QuestionMarkCircle, tintColor: Color.SecondaryText };
  if (dead) return { source: Icon.XMarkCircle, tintColor: Color.SecondaryText };
  return problem || caching.state === "failing" ? { source: Icon.Warning, tintColor: Color.Orange } : Icon.Terminal;
}

const keywordsOf = ({ path }: InstallationsOfCache, { python, origin, pipVersion }: Installation): string[] =>
  [path ?? "", python, origin, valueOf(pipVersion) ?? ""].filter(Boolean);

function accessoriesOf(
  { dead, notAsked, problem, caching }: Installation,
  { path, installations }: InstallationsOfCache,
  isShowingDetail: boolean,
): List.Item.Accessory[] {
  if (dead) return [{ tag: { value: "Gone", color: Color.SecondaryText }, tooltip: dead }];
  if (notAsked) return [{ tag: { value: "Not Asked", color: Color.SecondaryText }, tooltip: notAsked }];
  const { title, short, color, description } = cachingStates[caching.state];
  const shared: List.Item.Accessory = {
    text: `shared by ${installations.length}`,
    tooltip: "So many pips use the same cache directory",
  };
  return [
    ...(!isShowingDetail && path !== undefined && installations.length > 1 ? [shared] : []),
    {
      tag: { value: isShowingDetail ? short : title, color },
      tooltip: [caching.reason ?? description, problem].filter(Boolean).join(" "),
    },
  ];
}

function unusedText({ rows }: InstallationsOfCache): string {
  const left = byLayout(rows ? layoutsOf(rows) : []);
  return `None of the pips that were found caches here. It holds ${left}.\n\nA pip that was not found may have made it, or one of them before its configuration changed.`;
}
