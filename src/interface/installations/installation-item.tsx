/** The row of a pip: its Python, its version, whether it caches. */
import { Color, Icon, List } from "@raycast/api";
import { visible } from "../../files/visible";
import type { Installation } from "../../pip/installation";
import { InstallationActions, type InstallationActionsProps } from "./installation-actions";
import { InstallationDetail } from "./installation-detail";
import {
  cachingStates,
  installationKeywords,
  installationName,
  shortInstallationName,
  valueOf,
} from "./installation-text";
import type { InstallationsOfCache } from "./cache-groups";
import { hasCacheCommand, type PipCacheAnswer } from "./cache-info";

export interface InstallationItemProps extends InstallationActionsProps {
  /** What the pips say themselves, by the path of the Python. */
  cacheInfo: ReadonlyMap<string, PipCacheAnswer>;
  isSelected: boolean;
  /** What is known may be wrong, and is not told until it has answered. */
  isAskedAnew: boolean;
}

export const rowId = ({ key }: InstallationsOfCache, { python }: Installation): string => visible(`${key}\t${python}`);

export function InstallationItem({ cacheInfo, isSelected, isAskedAnew, ...props }: InstallationItemProps) {
  const { installation, group, isShowingDetail } = props;
  return (
    <List.Item
      id={rowId(group, installation)}
      title={isShowingDetail ? shortInstallationName(installation) : installationName(installation)}
      subtitle={subtitleOf(installation)}
      icon={iconOf(installation)}
      keywords={installationKeywords(installation, group.path)}
      accessories={isAskedAnew ? askedAnew : accessoriesOf(installation, group, isShowingDetail)}
      detail={
        isShowingDetail && (
          <InstallationDetail
            installation={installation}
            group={group}
            cacheInfo={hasCacheCommand(installation) ? cacheInfo.get(installation.python) : undefined}
            isAsking={isSelected && hasCacheCommand(installation) && !cacheInfo.has(installation.python)}
          />
        )
      }
      actions={<InstallationActions {...props} />}
    />
  );
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

const askedAnew: List.Item.Accessory[] = [
  { tag: { value: "Asking…", color: Color.SecondaryText }, tooltip: "What it said before may hold no longer" },
];

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
