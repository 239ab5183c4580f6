/** The rows of the list, each with its detail and its actions, below what they come to. */
import { List } from "@raycast/api";
import { useMemo } from "react";
import { specialIn } from "../../packaging/row-key";
import { cleanUpOf } from "../clean-up/clean-up-actions";
import type { DetailsActionProps } from "../shared/actions";
import { formatBytes, formatCount, formatNumber, formatPath, formatShare } from "../shared/format";
import { MAX_ROWS } from "../shared/limits";
import { pythonName } from "../shared/python-tags";
import { unreadMessage } from "../shared/unread-folders";
import { OtherDetail } from "./other-detail";
import { PackageActions } from "./package-actions";
import { PackageDetail, type PackageDetailProps } from "./package-detail";
import { PackageItem } from "./package-item";
import type { ShownTotals } from "./shown";
import type { ListContent, PackageList } from "./use-package-list";
import type { Packages } from "../shared/use-packages";
import type { RowRemoval } from "../removal/use-row-removal";
import { kindTitle, sortOrders, viewPart, type View } from "./views";

export interface PackageSectionProps extends DetailsActionProps {
  packages: Packages;
  content: ListContent;
  cacheTotals: PackageList["cacheTotals"];
  removal: RowRemoval;
}

export function PackageSection(props: PackageSectionProps) {
  const { packages, content, cacheTotals, removal, isShowingDetail } = props;
  const { view } = content;
  const { read, caches } = packages;
  const { going, ...selecting } = removal;
  // Only rows that were read say what an action is about.
  const totalsRead = read && cacheTotals;
  const cleanUp = useMemo(() => (totalsRead ? cleanUpOf(totalsRead) : { menus: [], choices: [] }), [totalsRead]);
  const part = cacheTotals && viewPart(view, totalsRead ?? {});
  return (
    <List.Section title={titleOf(view)} subtitle={subtitleOf(props)}>
      {content.items.map(({ whole, part: summary }) => (
        <PackageItem
          key={summary.key}
          summary={summary}
          isGoing={going.has(summary.key)}
          isSelected={selecting.selected.has(summary.key)}
          isShowingDetail={isShowingDetail}
          detail={
            isShowingDetail && <RowDetail summary={summary} totalBytes={cacheTotals?.bytes ?? 0} caches={caches} />
          }
          actions={
            <PackageActions
              summary={whole}
              rows={read?.rows}
              cleanUp={cleanUp}
              part={part}
              foundKeys={content.foundKeys}
              caches={caches}
              known={packages.known}
              isShowingDetail={isShowingDetail}
              onToggleDetail={props.onToggleDetail}
              onRefresh={packages.refresh}
              {...selecting}
            />
          }
        />
      ))}
    </List.Section>
  );
}

function RowDetail(props: PackageDetailProps) {
  const { key, entries, bytes } = props.summary;
  if (specialIn(key) !== "other") return <PackageDetail {...props} />;
  // When there are others, those are looked at.
  return <OtherDetail key={`${entries}/${bytes}`} {...props} />;
}

function subtitleOf({ packages, content, cacheTotals, removal }: PackageSectionProps): string {
  const { view, searchText } = content;
  const { progress, failures } = packages;
  const foreign = (view.type === "sort" || view.type === "cache") && searchText === "" && cacheTotals?.foreign;
  const selected = content.totalsOf(removal.selected);
  const parts = [
    totalsText(content.totals),
    foreign && `${formatCount(foreign.files, "foreign file")}, ${formatBytes(foreign.bytes)}`,
    selected.packages > 0 && `${formatNumber(selected.packages)} selected, ${formatBytes(selected.bytes)}`,
    progress !== undefined && `${formatShare(progress, 1)} read`,
    failures.length > 0 && unreadMessage(failures),
    content.found > MAX_ROWS && `first ${formatCount(MAX_ROWS, "row")}, search for more`,
  ];
  return parts.filter(Boolean).join(" · ");
}

function totalsText({ packages, bytes, shared }: ShownTotals): string {
  const parts = [
    packages > 0 && formatCount(packages, "package"),
    formatBytes(bytes),
    shared > 0 && `of it ${formatBytes(shared)} linked elsewhere`,
  ];
  return parts.filter(Boolean).join(", ");
}

function titleOf(view: View): string {
  switch (view.type) {
    case "damaged":
      return "Damaged";
    case "unused":
      return "Unused by Any pip Found";
    case "python":
      return `Only for ${pythonName(view.tag)}`;
    case "kind":
      return kindTitle(view.kind);
    case "cache":
      return formatPath(view.path);
    case "sort":
      return `By ${sortOrders[view.order]}`;
  }
}
