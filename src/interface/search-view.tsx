/** The list of packages that pip has cached: the main view. */
import { List } from "@raycast/api";
import { useCachedState } from "@raycast/utils";
import { useEffect, useMemo, useRef, useState } from "react";
import type { Plan, PlanRemoval } from "../pip-cache/remove";
import type { Summary } from "../pip-cache/summary";
import { cleanUpOf } from "./clean-up-actions";
import { EmptyPackages } from "./empty-packages";
import { formatBytes, formatCount, formatShare } from "./format";
import { PackageActions, type RemoveRequest } from "./package-actions";
import { PackageDetail } from "./package-detail";
import { PackageItem } from "./package-item";
import { removeSelection } from "./removal";
import { UnreadItem, unreadWords } from "./unread-folders";
import { usePackages } from "./use-packages";
import { ViewDropdown } from "./view-dropdown";
import {
  applyView,
  decodeView,
  encodeView,
  partOf,
  keywordsOf,
  pythonName,
  sortOrders,
  stableOrder,
  type View,
} from "./views";

/** Each row brings some forty actions along, and the platform ends a command at 100 MB of heap. */
const MOST_ROWS = 300;
/** What fits into the window, and is on screen before the rest is made. */
const FIRST_ROWS = 30;

export interface SearchViewProps {
  /** Real path of the one cache directory to show, when the person came from it. */
  cache?: string;
}

export function SearchView({ cache }: SearchViewProps) {
  const [stored, setStored] = useState("");
  const view = useMemo(() => decodeView(stored), [stored]);
  const packages = usePackages(cache ?? (view.type === "cache" ? view.path : undefined));
  const { summaries, caches, failures, isLoading, progress } = packages;

  const [isShowingDetail, setShowingDetail] = useCachedState("show-detail", false);
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const [going, setGoing] = useState<ReadonlySet<string>>(new Set());
  const [searchText, setSearchText] = useState("");

  const shown = useShown(summaries, view, isLoading);
  const whole = useMemo(() => new Map(summaries.map((summary) => [summary.key, summary])), [summaries]);
  const cleanUp = useMemo(() => cleanUpOf(summaries), [summaries]);
  const part = useMemo(() => partOf(view, summaries), [view, summaries]);

  const tooMany = shown.length > MOST_ROWS;
  const found = useMemo(() => (tooMany ? matching(shown, searchText) : shown), [tooMany, shown, searchText]);
  const [isPainted, setPainted] = useState(false);
  useEffect(() => {
    const afterwards = setTimeout(() => setPainted(true));
    return () => clearTimeout(afterwards);
  }, []);
  const visible = found.slice(0, isPainted ? MOST_ROWS : FIRST_ROWS);

  const onRemoved = (plan: Plan, removal: PlanRemoval) => {
    if (isComplete(removal)) packages.subtract(plan.rows);
    else packages.refresh();
  };
  const onRemove = async (request: RemoveRequest, keys: string[]) => {
    const without = (before: ReadonlySet<string>) => new Set([...before].filter((key) => !keys.includes(key)));
    await removeSelection({
      ...request,
      caches,
      inView: true,
      onStart: () => setGoing((before) => new Set([...before, ...keys])),
      onEnd: (plan, removal) => {
        setGoing(without);
        setSelected(without);
        onRemoved(plan, removal);
      },
    });
  };

  const isSelected = ({ key }: Summary) => selected.has(key);
  const sections = [
    { title: "Selected", items: visible.filter(isSelected), subtitle: subtitleOf(shown.filter(isSelected)) },
    {
      title: titleOf(view),
      items: visible.filter((summary) => !isSelected(summary)),
      subtitle: [
        subtitleOf(found.filter((summary) => !isSelected(summary))),
        progress !== undefined ? `${formatShare(progress, 1)} read` : "",
        failures.length > 0 ? unreadWords(failures) : "",
        found.length > MOST_ROWS ? `first ${formatCount(MOST_ROWS, "row")}, search for more` : "",
      ]
        .filter(Boolean)
        .join(" · "),
    },
  ];

  return (
    <List
      isLoading={isLoading}
      isShowingDetail={isShowingDetail && visible.length > 0}
      searchBarPlaceholder="Search packages, versions, kinds"
      {...(tooMany && { filtering: false, searchText, onSearchTextChange: setSearchText })}
      searchBarAccessory={
        <ViewDropdown
          summaries={summaries}
          caches={packages.allCaches}
          isFixed={cache !== undefined}
          onChange={setStored}
        />
      }
    >
      {!isLoading && shown.length === 0 && (
        <EmptyPackages packages={packages} isFiltered={summaries.length > 0} onRefresh={packages.refresh} />
      )}
      {sections
        .filter(({ items }) => items.length > 0)
        .map(({ title, subtitle, items }) => (
          <List.Section key={title} title={title} subtitle={subtitle}>
            {items.map((summary) => (
              <PackageItem
                key={summary.key}
                summary={summary}
                isGoing={going.has(summary.key)}
                isSelected={selected.has(summary.key)}
                isShowingDetail={isShowingDetail}
                detail={
                  isShowingDetail && <PackageDetail summary={summary} totalBytes={cleanUp.bytes} caches={caches} />
                }
                actions={
                  <PackageActions
                    summary={whole.get(summary.key) ?? summary}
                    summaries={summaries}
                    cleanUp={cleanUp}
                    part={part}
                    found={found}
                    caches={caches}
                    selected={selected}
                    onSelect={setSelected}
                    onToggleDetail={() => setShowingDetail((before) => !before)}
                    onRefresh={packages.refresh}
                    onRemove={onRemove}
                    onRemoved={onRemoved}
                  />
                }
              />
            ))}
          </List.Section>
        ))}
      {failures.length > 0 && shown.length > 0 && (
        <List.Section title="Not Read">
          <UnreadItem failures={failures} onRefresh={packages.refresh} />
        </List.Section>
      )}
    </List>
  );
}

/** Whether everything that was planned is gone, so that the list is right without reading the cache again. */
function isComplete({ failures, changed, missing, kept, stopped }: PlanRemoval): boolean {
  return failures.length === 0 && changed === 0 && missing === 0 && !kept && !stopped;
}

/** The packages of the view. While numbers still change, what is on screen keeps its place. */
function useShown(summaries: Summary[], view: View, isLoading: boolean): Summary[] {
  const last = useRef<{ view: string; keys: string[] }>({ view: "", keys: [] });
  const shown = useMemo(() => {
    const sorted = applyView(summaries, view);
    const keep = isLoading && last.current.view === encodeView(view);
    return keep ? stableOrder(sorted, last.current.keys) : sorted;
  }, [summaries, view, isLoading]);
  useEffect(() => {
    last.current = { view: encodeView(view), keys: shown.map(({ key }) => key) };
  }, [shown, view]);
  return shown;
}

/** For lists too long for the platform's own search: all words, anywhere in name, versions and kinds. */
function matching(summaries: Summary[], searchText: string): Summary[] {
  const words = searchText.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return summaries;
  return summaries.filter((summary) => {
    const keywords = keywordsOf(summary).map((keyword) => keyword.toLowerCase());
    return words.every((word) => keywords.some((keyword) => keyword.includes(word)));
  });
}

function subtitleOf(summaries: Summary[]): string {
  const packages = summaries.filter((summary) => summary.isPackage).length;
  const bytes = summaries.reduce((sum, summary) => sum + summary.bytes, 0);
  return [packages > 0 ? formatCount(packages, "package") : "", formatBytes(bytes)].filter(Boolean).join(", ");
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
      return view.kind;
    case "cache":
      return view.path;
    case "sort":
      return `By ${sortOrders[view.order]}`;
  }
}
