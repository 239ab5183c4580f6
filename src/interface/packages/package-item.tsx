/** A package as a row. */
import { Icon, List } from "@raycast/api";
import type { ReactNode } from "react";
import { specialIn } from "../../packaging/row-key";
import type { NamedHardFile } from "../../pip-cache/cost/hard";
import { hardSumOf } from "../cost/hard-text";
import { allGroups, type Summary } from "../../pip-cache/rows/summary";
import { firstLines, formatAge, formatCount, formatNumber, formatTime } from "../shared/format";
import {
  damagedIcon,
  goingIcon,
  hardIcon,
  keptIcon,
  rowIcon,
  selectedIcon,
  shareAccessory,
  sizeAccessories,
} from "../shared/icons";
import { formatUnits, unitOf } from "../shared/units";
import { dated } from "../shared/values";
import { needAccessory, type NeedOfRow } from "../projects/needs-text";
import type { KeptOfRow } from "./kept-text";
import type { ChosenVersions } from "./search";
import { damageReasons } from "./views";

export interface PackageItemProps {
  summary: Summary;
  /** Where the row is about some versions only. */
  chosen?: ChosenVersions;
  kept?: KeptOfRow;
  /** Who needs it; absent where nobody does who was looked at, or that is not known yet. */
  need?: NeedOfRow;
  /** What other tools were seen to keep of it: `uv (32.0 kB)`; absent where none was. */
  elsewhere?: string;
  /** Of its files, those that are hard to get back. */
  hard?: readonly NamedHardFile[];
  /** Of all that pip keeps; absent while that is not known. */
  totalBytes?: number;
  isGoing: boolean;
  isSelected: boolean;
  isShowingDetail: boolean;
  detail: ReactNode;
  actions: List.Item.Props["actions"];
}

export function PackageItem(props: PackageItemProps) {
  const { summary, chosen, isGoing, isSelected, isShowingDetail, detail, actions } = props;
  return (
    <List.Item
      id={summary.key}
      title={summary.name}
      subtitle={isShowingDetail ? undefined : [chosenText(chosen), versionsText(summary)].filter(Boolean).join(": ")}
      icon={isGoing ? goingIcon : isSelected ? selectedIcon : rowIcon(summary.key)}
      accessories={accessories(props)}
      detail={detail || undefined}
      actions={actions}
    />
  );
}

/** Stands there however little room there is: what the row's actions remove is just that. */
function chosenText(chosen: ChosenVersions | undefined): string | undefined {
  const size = chosen?.versions.size ?? 0;
  return chosen && `${formatNumber(size)} of ${formatCount(size + chosen.others, "version")}`;
}

function accessories({
  summary,
  chosen,
  kept,
  need,
  elsewhere,
  hard = [],
  totalBytes = 0,
  isGoing,
  isShowingDetail,
}: PackageItemProps): List.Item.Accessory[] {
  const hardSum = hardSumOf(hard);
  const sizes = sizeAccessories(
    summary,
    `${formatNumber(summary.bytes)} bytes in ${formatUnits(summary.entries, unitOf(summary.key))}`,
    {
      [unitOf(summary.key) === "file" ? "files" : "entries"]: summary.entries,
      versions: summary.versionCount,
      damaged: summary.damaged,
      ...(need && { environments: need.environments.length, projects: need.projects.length }),
      ...(kept && { kept: kept.isWhole ? "package" : kept.versions.join(", ") }),
      ...(hardSum && {
        hardEntries: hardSum.entries,
        hardBytes: hardSum.bytes,
        hardToGetBack: hardSum.lines.join("\n"),
      }),
      ...dated("lastUsed", summary.lastUsedMs),
    },
  );
  if (isGoing) return [{ text: "Removing" }, ...sizes];
  const shown: List.Item.Accessory[] = [];
  if (chosen && isShowingDetail) shown.push({ tag: chosenText(chosen) ?? "" });
  if (kept) {
    const text = kept.isWhole ? kept.text : `${kept.text} (${firstLines(kept.versions, 5).join(", ")})`;
    shown.push({ icon: keptIcon, tooltip: text });
  }
  if (need) shown.push(needAccessory(need, isShowingDetail));
  if (elsewhere !== undefined) shown.push({ icon: Icon.CopyClipboard, tooltip: elsewhere });
  if (hardSum) shown.push({ icon: hardIcon, tooltip: `Hard to get back: ${hardSum.lines.join(", ")}` });
  if (summary.damaged > 0) {
    shown.push({ icon: damagedIcon, tooltip: `${summary.damaged} damaged: ${damageReasons(allGroups(summary))}` });
  }
  if (!isShowingDetail) {
    shown.push({
      text: formatAge(summary.lastUsedMs),
      icon: Icon.Clock,
      tooltip: `Last used ${formatTime(summary.lastUsedMs)}`,
    });
  }
  // What pip did not write is no part of what it keeps.
  if (!isShowingDetail && totalBytes > 0 && specialIn(summary.key) !== "foreign") {
    shown.push(shareAccessory(summary.bytes, totalBytes, "the cache"));
  }
  shown.push(...sizes);
  return shown;
}

/** `2.31.0, 2.28.1 +3` */
function versionsText({ versions, versionCount }: Summary): string {
  const more = versionCount > 3 ? ` +${versionCount - 2}` : "";
  return versions.slice(0, more ? 2 : 3).join(", ") + more;
}
