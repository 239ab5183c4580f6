/** Every pip on this machine, by the cache it uses. */
import { Color, Icon, List } from "@raycast/api";
import { useCachedState } from "@raycast/utils";
import type { Installation, Known } from "../pip/installation";
import { formatBytes, formatCount, formatPath } from "./format";
import { InstallationActions } from "./installation-actions";
import { InstallationDetail } from "./installation-detail";
import { bytesIn, useInstallations, type InstallationsOfCache } from "./use-installations";

export function InstallationsView() {
  const { groups, isLoading, refresh } = useInstallations();
  const [isShowingDetail, setShowingDetail] = useCachedState("show-installation-detail", true);
  return (
    <List
      isLoading={isLoading}
      isShowingDetail={isShowingDetail && groups.length > 0}
      searchBarPlaceholder="Search Pythons, pips, cache directories"
    >
      {!isLoading && (
        <List.EmptyView
          icon={Icon.Terminal}
          title="No pip Found"
          description="Where Pythons usually lie there is none. Search pip Cache works without one."
        />
      )}
      {groups.map((group) => (
        <List.Section key={group.path ?? ""} title={titleOf(group)} subtitle={formatBytes(bytesIn(group.rows))}>
          {group.installations.map((installation) => (
            <List.Item
              key={installation.python}
              title={nameOf(installation)}
              subtitle={isShowingDetail ? undefined : formatPath(installation.python)}
              icon={iconOf(installation)}
              keywords={[installation.python, installation.origin, valueOf(installation.pipVersion) ?? ""]}
              accessories={accessories(installation, group, isShowingDetail)}
              detail={isShowingDetail && <InstallationDetail installation={installation} group={group} />}
              actions={
                <InstallationActions
                  installation={installation}
                  group={group}
                  onToggleDetail={() => setShowingDetail((before) => !before)}
                  onRefresh={refresh}
                />
              }
            />
          ))}
        </List.Section>
      ))}
    </List>
  );
}

export const valueOf = <Value,>(fact: Known<Value>): Value | undefined => ("value" in fact ? fact.value : undefined);

/** `Python 3.12.1, pyenv` */
export function nameOf({ pythonVersion, implementation, origin }: Installation): string {
  const name = valueOf(implementation) ?? "Python";
  return [`${name === "CPython" ? "Python" : name} ${valueOf(pythonVersion) ?? ""}`.trim(), origin].join(", ");
}

function titleOf({ path, installations }: InstallationsOfCache): string {
  if (path !== undefined) return formatPath(path);
  return installations.some(({ dead }) => dead === undefined) ? "Cache Directory Not Known" : "Cannot Run Any More";
}

function iconOf({ dead, problem }: Installation): List.Item.Props["icon"] {
  if (dead) return { source: Icon.XMarkCircle, tintColor: Color.SecondaryText };
  return problem ? { source: Icon.Warning, tintColor: Color.Orange } : Icon.Terminal;
}

function accessories(
  { dead, problem, pipVersion, caching }: Installation,
  group: InstallationsOfCache,
  isShowingDetail: boolean,
): List.Item.Accessory[] {
  if (dead) return [{ tag: "Gone", tooltip: dead }];
  const shown: List.Item.Accessory[] = [];
  if (problem) shown.push({ icon: { source: Icon.Warning, tintColor: Color.Orange }, tooltip: problem });
  const pip = valueOf(pipVersion);
  shown.push({
    text: pip ? `pip ${pip}` : "pip Unknown",
    tooltip: pip ? undefined : "unknown" in pipVersion ? pipVersion.unknown : undefined,
  });
  if (!isShowingDetail && group.installations.length > 1) {
    shown.push({ text: `shared by ${group.installations.length}`, tooltip: "They use the same cache directory" });
  }
  const states = {
    on: { value: "Caching On", color: Color.Green },
    off: { value: "Caching Off", color: Color.Orange },
    failing: { value: "Failing", color: Color.Red },
    unknown: { value: "Unknown", color: Color.SecondaryText },
  };
  shown.push({ tag: states[caching.state], tooltip: caching.reason });
  return shown;
}

/** `3 pips` */
export const countPips = (count: number): string => formatCount(count, "pip");
