/** The list of packages that pip has cached: the main view. */
import { List } from "@raycast/api";
import { useCachedState } from "@raycast/utils";
import { useMemo, useState } from "react";
import { specialRows } from "../../pip-cache/entry";
import type { Plan, PlanRemoval } from "../../pip-cache/remove/remove";
import { selectsRowsOnly } from "../../pip-cache/selection";
import { cleanUpOf } from "../clean-up/clean-up-actions";
import { EmptyPackages } from "./empty-packages";
import { formatBytes, formatCount, formatNumber, formatPath, formatShare } from "../shared/format";
import { PackageActions } from "./package-actions";
import { OtherDetail } from "./other-detail";
import { PackageDetail, type PackageDetailProps } from "./package-detail";
import { PackageItem } from "./package-item";
import { removeSelection, type RemoveRequest } from "../removal/removal";
import type { ShownTotals } from "./shown";
import { MAX_ROWS } from "../shared/limits";
import { UnreadItem, unreadMessage } from "../shared/unread-folders";
import { useFirstRows, usePackageList, useRemembering } from "./use-package-list";
import { usePackages } from "./use-packages";
import { ViewDropdown } from "./view-dropdown";
import { bySize, decodeView, encodeView, kindLabel, viewPart, sortOrders, type View } from "./views";
import { pythonName } from "../shared/python-tags";

export interface SearchViewProps {
  /** Real path of the one cache directory to show, when the person came from it. */
  cache?: string;
}

export function SearchView({ cache }: SearchViewProps) {
  const first = useFirstRows(cache === undefined);
  const [sorted, setSorted] = useCachedState("sorted", encodeView(bySize));
  const [filter, setFilter] = useState<string>();
  const chosenView = filter ?? sorted;
  const view = useMemo(() => decodeView(chosenView), [chosenView]);
  // Only the order is remembered: who comes back to a filter that nothing passes would think that the cache is empty.
  const onView = (value: string) => {
    const isSorting = decodeView(value).type === "sort";
    if (isSorting) setSorted(value);
    setFilter(isSorting ? undefined : value);
  };
  const packages = usePackages(cache ?? (view.type === "cache" ? view.path : undefined), first !== undefined);
  const { read, isRead, caches, failures, isLoading, isReading, progress } = packages;

  const [isShowingDetail, setShowingDetail] = useCachedState("show-detail", false);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [going, setGoing] = useState<ReadonlySet<string>>(new Set());
  const [searchText, setSearchText] = useState("");

  const isFilling = progress !== undefined;
  const shown = usePackageList({ read, view, searchText, isReading, isRead, isFilling, first });
  const { content, cacheTotals } = shown;
  const { items = [], count = 0, found = 0 } = content ?? {};
  const isAll = (view.type === "sort" || view.type === "cache") && searchText === "";
  const isWhole = cache === undefined && view.type === "sort" && searchText === "";
  useRemembering(shown, view, packages.allCaches, isWhole && !isLoading);
  // Only rows that were read say what an action is about.
  const cleanUp = useMemo(
    () => (read && cacheTotals ? cleanUpOf(cacheTotals) : { menus: [], choices: [] }),
    [read, cacheTotals],
  );
  const part = cacheTotals && viewPart(view, read ? cacheTotals : {});
  const selected = useMemo(
    () => (read ? new Set([...chosen].filter((key) => read.rows.numberOf(key) !== undefined)) : chosen),
    [chosen, read],
  );

  const onRemoved = (plan: Plan, removal: PlanRemoval, gone?: string[]) => {
    if (isComplete(removal)) packages.subtract(plan.rows, gone);
    else packages.refresh();
  };
  const onRemove = async (request: RemoveRequest, keys: string[]) => {
    const gone = new Set(keys);
    const without = (before: ReadonlySet<string>) => new Set([...before].filter((key) => !gone.has(key)));
    const isWhole = selectsRowsOnly(request.selection);
    await removeSelection({
      ...request,
      caches,
      known: packages.known(),
      inView: true,
      onNothing: packages.refresh,
      onStart: () => setGoing((before) => new Set([...before, ...keys])),
      onEnd: (plan, removal) => {
        setGoing(without);
        if (isWhole && isComplete(removal)) setChosen(without);
        onRemoved(plan, removal, isWhole ? keys : undefined);
      },
    });
  };

  const ofSelected = content?.totalsOf(selected);
  const subtitle = [
    content ? subtitleOf(content.totals) : "",
    cacheTotals?.foreign && isAll ? foreignSummary(cacheTotals.foreign) : "",
    ofSelected?.packages ? `${formatNumber(ofSelected.packages)} selected, ${formatBytes(ofSelected.bytes)}` : "",
    progress !== undefined ? `${formatShare(progress, 1)} read` : "",
    failures.length > 0 ? unreadMessage(failures) : "",
    found > MAX_ROWS ? `first ${formatCount(MAX_ROWS, "row")}, search for more` : "",
  ];

  return (
    <List
      isLoading={isLoading}
      isShowingDetail={isShowingDetail && items.length > 0}
      searchBarPlaceholder="Search packages, versions, kinds"
      filtering={false}
      onSearchTextChange={setSearchText}
      searchBarAccessory={
        <ViewDropdown
          cacheTotals={cacheTotals}
          caches={packages.allCaches}
          isFixed={cache !== undefined}
          value={chosenView}
          onChange={onView}
        />
      }
    >
      {!isLoading && count === 0 && (
        <EmptyPackages
          packages={packages}
          hidden={(read?.rows.length ?? 0) > 0 ? view : undefined}
          onShowAll={() => setFilter(undefined)}
          onRefresh={packages.refresh}
        />
      )}
      {items.length > 0 && (
        <List.Section title={titleOf(view)} subtitle={subtitle.filter(Boolean).join(" · ")}>
          {items.map(({ whole, part: summary }) => (
            <PackageItem
              key={summary.key}
              summary={summary}
              isGoing={going.has(summary.key)}
              isSelected={selected.has(summary.key)}
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
                  foundKeys={() => content?.foundKeys() ?? []}
                  caches={caches}
                  known={packages.known}
                  selected={selected}
                  onSelect={setChosen}
                  isShowingDetail={isShowingDetail}
                  onToggleDetail={() => setShowingDetail((before) => !before)}
                  onRefresh={packages.refresh}
                  onRemove={onRemove}
                  onRemoved={onRemoved}
                />
              }
            />
          ))}
        </List.Section>
      )}
      {failures.length > 0 && count > 0 && (
        <List.Section title="Not Read">
          <UnreadItem failures={failures} onRefresh={packages.refresh} />
        </List.Section>
      )}
    </List>
  );
}

function RowDetail(props: PackageDetailProps) {
  const { key, entries, bytes } = props.summary;
  if (key !== specialRows.other) return <PackageDetail {...props} />;
  // When there are others, those are looked at.
  return <OtherDetail key={`${entries}/${bytes}`} {...props} />;
}

/** Whether everything that was planned is gone, so that the list is right without reading the cache again. */
function isComplete({ failures, changed, missing, kept, stopped }: PlanRemoval): boolean {
  return failures.length === 0 && changed === 0 && missing === 0 && !kept && !stopped;
}

function subtitleOf({ packages, bytes, shared }: ShownTotals): string {
  const parts = [
    packages > 0 ? formatCount(packages, "package") : "",
    formatBytes(bytes),
    shared > 0 ? `of it ${formatBytes(shared)} linked elsewhere` : "",
  ];
  return parts.filter(Boolean).join(", ");
}

/** `6 foreign files, 3.0 MB` */
const foreignSummary = ({ files, bytes }: { files: number; bytes: number }): string =>
  `${formatCount(files, "foreign file")}, ${formatBytes(bytes)}`;

function titleOf(view: View): string {
  switch (view.type) {
    case "damaged":
      return "Damaged";
    case "unused":
      return "Unused by Any pip Found";
    case "python":
      return `Only for ${pythonName(view.tag)}`;
    case "kind":
      return kindLabel(view.kind).replace(/\b[a-z]/g, (letter) => letter.toUpperCase());
    case "cache":
      return formatPath(view.path);
    case "sort":
      return `By ${sortOrders[view.order]}`;
  }
}
