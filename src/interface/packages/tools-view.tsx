/** What uv, Poetry, PDM and conda keep of Python packages, or all tools together, pip too: searched and sorted as pip's list is. */
import { Action, ActionPanel, Icon, List } from "@raycast/api";
import { useCachedState } from "@raycast/utils";
import { useEffect, useMemo, useRef, useState } from "react";
import { inSlices } from "../../files/tasks";
import { cellAt } from "../../files/typed-arrays";
import type { ResolvedTarget } from "../../developer-caches/resolve";
import type { PackageTool } from "../../packaging/row-key";
import { newestOf } from "../../packaging/versions";
import type { Needs } from "../../projects/needs";
import { sumGroups } from "../../pip-cache/rows/groups";
import { MAX_VERSIONS } from "../../pip-cache/rows/summary";
import { lookedAtAndUnreadText, neededSentence } from "../projects/needs-text";
import { useNeeds, type NeedsOfList } from "../projects/use-needs";
import { InterruptedSection } from "../removal/interrupted-section";
import { withoutKept } from "../removal/kept";
import { useInterrupted } from "../removal/use-interrupted";
import { useRowRemoval, type RowRemoval } from "../removal/use-row-removal";
import { RefreshAction, withKey } from "../shared/actions";
import { knownCaches } from "../shared/caches";
import { formatBytes, formatCount, formatTime } from "../shared/format";
import { MAX_ROWS } from "../shared/limits";
import { useMarks } from "../shared/marks";
import { recallRows } from "../shared/memory";
import { NothingListed } from "../shared/still-reading";
import { unreadMessage, UnreadItem } from "../shared/unread-folders";
import { UnreadableMarks } from "../shared/unreadable-row";
import { useFirstRow } from "../shared/use-first-row";
import { usePackages } from "../shared/use-packages";
import { useSliced } from "../shared/use-sliced";
import { continueWithTool } from "./continue-with-tool";
import { withNearest } from "./nearest";
import { versionsOfTools } from "../projects/elsewhere-needs";
import { nowhereRowTest, totalNowhereRows } from "./nowhere-tools";
import type { PythonTool } from "../python-tools/python-tools";
import { useOtherTools, type OtherTools } from "../python-tools/use-other-tools";
import { search } from "./search";
import type { SearchNote } from "./search-notes";
import { NothingFound, SearchNotesSection } from "./search-notes-section";
import { selectedSubtitle } from "./selected";
import { groupsOf, showRows, shownTotalsOf, type ShownRows, type ShownTotals } from "./shown";
import { ToolItem, type ToolItemProps } from "./tool-item";
import { rowsOfAll, rowsOfTool, type ShareGroup, type ToolListed, type ToolRows } from "./tool-rows";
import { ToolsDropdown } from "./tools-dropdown";
import type { KnownPythonTools } from "./use-python-tools";
import { canGo, useToolSelection, type OfPip } from "./use-tool-selection";
import type { ChosenView } from "./use-view";
import { encodeView, sortOrders, toolTitles, viewTitle, type SortOrder, type ToolChoice, type View } from "./views";

export interface ListOfPackagesProps {
  chosen: ChosenView;
  pythonTools: KnownPythonTools;
  /** What the list is searched for at first. */
  text: string;
  onText: (text: string) => void;
}

interface ToolsViewProps extends ListOfPackagesProps {
  tool: ToolChoice;
  /** Something may have gone from these. */
  onRemoved?: (targets: ResolvedTarget[]) => void;
}

/** pip's packages are read only where they are shown. */
export function ToolsView(props: ToolsViewProps) {
  return props.tool === "all" || props.tool === "several" ? <AllTools {...props} /> : <OneTool {...props} />;
}

/** Of pip it asks what is remembered, for what packages require. */
function OneTool(props: ToolsViewProps) {
  const others = useOtherTools(isChosen(props.tool), props.pythonTools.onRead);
  const [caches] = useState(() => knownCaches());
  const elsewhere = () => versionsOfTools(others.read);
  const isReading = others.loading.isLoading;
  const needs = useNeeds({ caches, known: recallRows, isReading, isRead: !isReading, elsewhere });
  return <ToolsList {...props} others={others} needs={needs} />;
}

function AllTools(props: ToolsViewProps) {
  const others = useOtherTools(isChosen(props.tool), props.pythonTools.onRead);
  const packages = usePackages(undefined, false);
  const needsOfList = useNeeds({
    ...packages,
    isReading: packages.isReading || others.loading.isLoading,
    // Where pip has no cache, there is nothing of it to read.
    isRead: packages.isRead || !packages.isLoading,
    elsewhere: () => versionsOfTools(others.read),
  });
  const { needs, readNow } = needsOfList;
  const texts = useRef<ShownTexts>({ typed: props.text });
  // A key may arrive between the typing and the rows for it: it then means the row of another text.
  const isCurrent = () => texts.current.typed === texts.current.shown && texts.current.isNear !== true;
  const { going, onRemoved, ...removal } = useRowRemoval(packages, isCurrent, readNow);
  const onRemove: RowRemoval["onRemove"] = async (request, keys) => {
    const rows = packages.read?.rows;
    const needed = needs && rows && (await inSlices(neededSentence(needs, rows, withoutKept(request))));
    const because = [request.because, needed].filter(Boolean).join(" ");
    return removal.onRemove({ ...request, because: because || undefined }, keys);
  };
  const pip = { packages, going, onRemove, onRemoved };
  return <ToolsList {...props} others={others} needs={needsOfList} pip={pip} texts={texts.current} />;
}

/** What was typed last, and what the rows are of. */
interface ShownTexts {
  typed: string;
  shown?: string;
  /** Nobody has named them. */
  isNear?: boolean;
}

interface ToolsListProps extends ToolsViewProps {
  others: OtherTools;
  needs: NeedsOfList;
  pip?: OfPip;
  texts?: ShownTexts;
}

interface ToolsContent {
  rows: ToolRows;
  searchText: string;
  items: ToolListed[];
  /** Numbers of the rows that were found, of which the items are the first. */
  found: number[];
  /** Whether rows are about some versions only. */
  isOfVersions: boolean;
  totals: ShownTotals;
  notes: SearchNote[];
  isNear: boolean;
  /** Of which rows that passed it are these. */
  only?: ToolFilter;
  /** Numbers of all rows of the view. */
  listed: readonly number[];
}

type ToolFilter = NonNullable<(View & { type: "tool" })["only"]>;

function ToolsList(props: ToolsListProps) {
  const { tool, chosen, pythonTools, text, onText, onRemoved, others, pip, texts } = props;
  const { needs: known, isLoading: isReadingNeeds, readNow } = props.needs;
  const { order, value, onChange, view } = chosen;
  const showAll = () => onChange(encodeView({ type: "tool", tool }));
  const sortedBy = view.type === "tool" ? (view.order ?? order) : order;
  const [searchText, setSearchText] = useState(text);
  const [given, setGiven] = useState<string | undefined>(text || undefined);
  const [isShowingDetail, setShowingDetail] = useCachedState("show-detail-tools", false);
  const only = view.type === "tool" ? view.only : undefined;
  const ofPip = useMemo(() => pip?.packages.read?.rows.ofPip(), [pip?.packages.read]);
  const [rows, isMerging] = useSliced(
    () => (pip ? rowsOfAll(ofPip, others.read) : others.read[0] && rowsOfTool(others.read[0])),
    [ofPip, others.read],
  );
  const [shown, isSorting] = useSliced(
    () => rows && showTools(rows, tool, sortedBy, only && { ...only, needs: known?.needs }),
    [rows, tool, sortedBy, value, only && known],
  );
  const [nowhereTotals] = useSliced(
    () => (rows && known && known.needs.sources.length > 0 ? totalNowhereRows(rows, known) : undefined),
    [rows, known],
  );
  const isReading = others.loading.isLoading || (pip?.packages.isReading ?? false);
  const [content, isFinding] = useSliced(
    () => shown && contentOf(shown, searchText, sortedBy, !isReading),
    [shown, searchText, isReading],
  );
  const isLoading =
    others.loading.isLoading || (pip?.packages.isLoading ?? false) || isMerging || isSorting || isFinding;
  const failures = [
    ...(pip?.packages.failures ?? []),
    ...others.read.flatMap(({ read: { unreadable } }) => unreadable),
  ];
  const refresh = () => {
    pip?.packages.refresh();
    others.loading.reload();
  };
  const stop = () => {
    pip?.packages.loading.stop();
    others.loading.stop();
  };
  const { items = [], notes = [] } = content ?? {};
  useEffect(() => {
    if (texts && content) [texts.shown, texts.isNear] = [content.searchText, content.isNear];
  }, [texts, content]);
  const { onMoveTo, ...selectedRow } = useFirstRow(items[0]?.key, content?.searchText ?? searchText);
  const tools = useMemo(() => new Map(others.read.map((one) => [one.tool.id as PackageTool, one.tool])), [others.read]);
  const pipBytes = useMemo(() => ofPip?.sums().bytes, [ofPip]);
  const marks = useMarks();
  const interrupted = useInterrupted(kindsOfTools);
  const onRemovedWith: ToolItemProps["onRemoved"] = (from, after) => {
    if (from && after) others.onRead(from, after.read, after.at);
    else others.loading.reload();
    onRemoved?.(from?.targets ?? []);
  };
  const { rows: listed, found = none, isOfVersions = false } = content ?? {};
  const ofNeeds = { needs: known, nowhereIn: content?.only?.in, readNow };
  const selection = useToolSelection({
    rows: listed,
    isOfVersions,
    found,
    among: content?.only && content.listed,
    tools,
    marks,
    pip,
    ofNeeds,
    onRemoved: onRemovedWith,
  });
  const onSelectAll = () => {
    const keys = found.flatMap((number) => (listed && canGo(listed, number, pip) ? listed.keyAt(number) : []));
    selection.onSelect((before) => new Set([...before, ...keys]));
  };
  const toggleOf = (at: number, { key }: ToolListed) => {
    const number = listed?.numberOf(key);
    if (isOfVersions || listed === undefined || number === undefined || !canGo(listed, number, pip)) return undefined;
    return () => {
      selection.onSelect((before) => withKey(before, key, !selection.selected.has(key)));
      const next = items[at + 1];
      if (next) onMoveTo(next.key);
    };
  };
  const isUpTo = others.read.some((one) => one.tool.upTo);
  const rememberedAt = Math.min(...others.read.flatMap((one) => one.rememberedAt ?? []));
  const [several] = useSliced(() => (pip && rows ? sumSeveral(rows) : undefined), [rows]);
  const count = rows?.length ?? 0;
  return (
    <List
      isLoading={isLoading || isReadingNeeds}
      isShowingDetail={isShowingDetail && items.length > 0}
      searchBarPlaceholder="Search packages, torch==2.4.0, nvidia-*, kinds"
      filtering={false}
      searchText={given}
      onSearchTextChange={(typed) => {
        if (typed !== given) setGiven(undefined);
        if (texts) texts.typed = typed;
        onText(typed);
        setSearchText(typed);
      }}
      {...selectedRow}
      searchBarAccessory={
        <ToolsDropdown
          known={pythonTools}
          pipBytes={pipBytes}
          several={several}
          tool={tool}
          nowhereTotals={nowhereTotals}
          only={only}
          value={value}
          onChange={onChange}
        />
      }
    >
      {(content?.searchText ?? "") === "" && (
        <InterruptedSection
          interrupted={interrupted}
          onContinue={async (act) => {
            const onNothing = () => interrupted.onForget(act.id);
            await continueWithTool(act, { onEnd: others.loading.reload, onNothing });
            interrupted.reload();
          }}
        />
      )}
      {(isLoading || (only && isReadingNeeds) || items.length === 0) && (
        <NothingListed
          loading={{
            ...others.loading,
            isLoading: isLoading || (only !== undefined && isReadingNeeds),
            stop,
            reload: refresh,
          }}
        >
          {count === 0 ? (
            <List.EmptyView icon={Icon.CheckCircle} title={emptyTitle(tool)} />
          ) : only && (content?.searchText ?? "") === "" ? (
            <NothingPasses onShowAll={showAll} onRefresh={refresh} />
          ) : (
            <NothingFound
              searchText={content?.searchText ?? searchText}
              notes={notes}
              onShowAll={only ? showAll : undefined}
            />
          )}
        </NothingListed>
      )}
      {content && items.length > 0 && (
        <List.Section
          title={content.isNear ? "Did You Mean" : titleOfList(tool, sortedBy, content.only)}
          subtitle={subtitleOf(content, isUpTo, [
            selection.all && selectedSubtitle(selection.all),
            Number.isFinite(rememberedAt) && `as of ${formatTime(rememberedAt)}`,
            failures.length > 0 && unreadMessage(failures),
            content.only && known && `looked at ${lookedAtAndUnreadText(known.needs)}`,
          ])}
        >
          {items.map((one, at) => (
            <ToolItem
              key={one.key}
              listed={one}
              tools={tools}
              pip={pip}
              ofNeeds={ofNeeds}
              marks={marks}
              selection={selection}
              onToggle={toggleOf(at, one)}
              onSelectAll={onSelectAll}
              view={{ type: "tool", tool, only: content.only }}
              isShowingDetail={isShowingDetail}
              onToggleDetail={() => setShowingDetail((before) => !before)}
              onRefresh={refresh}
              onRemoved={onRemovedWith}
            />
          ))}
        </List.Section>
      )}
      {items.length > 0 && <SearchNotesSection notes={notes} />}
      {marks.unreadable && <UnreadableMarks unreadable={marks.unreadable} />}
      {failures.length > 0 && (
        <List.Section title="Not Read">
          <UnreadItem failures={failures} onRefresh={refresh} />
        </List.Section>
      )}
    </List>
  );
}

const none: readonly number[] = [];

const isChosen =
  (tool: ToolChoice) =>
  ({ id }: PythonTool): boolean =>
    tool === "all" || tool === "several" || id === tool;

const kindsOfTools = ["packages"] as const;

function* showTools(
  rows: ToolRows,
  tool: ToolChoice,
  order: SortOrder,
  filter: (ToolFilter & { needs: Needs | undefined }) | undefined,
): Generator<undefined, ShownOfTools> {
  const several = tool === "several" ? yield* severalIn(rows) : undefined;
  const among = filter ? yield* passing(rows, filter, several) : several;
  return {
    ...(yield* showRows(rows, order, undefined, among)),
    rows,
    only: filter && { type: "nowhere", in: filter.in },
  };
}

interface ShownOfTools extends ShownRows<ShareGroup> {
  rows: ToolRows;
  only?: ToolFilter;
}

/** Until it is known what is needed, all is. */
function* passing(
  rows: ToolRows,
  { in: whose, needs }: ToolFilter & { needs: Needs | undefined },
  among: readonly number[] | undefined,
): Generator<undefined, number[]> {
  const passed: number[] = [];
  if (needs === undefined) return passed;
  const passes = nowhereRowTest(rows, needs, whose);
  for (let at = 0; at < (among?.length ?? rows.length); at++) {
    yield undefined;
    const row = among ? cellAt(among, at) : at;
    if (passes(row)) passed.push(row);
  }
  return passed;
}

/** Numbers of the rows of what several tools keep. */
function* severalIn(rows: ToolRows): Generator<undefined, number[]> {
  const several: number[] = [];
  for (let row = 0; row < rows.length; row++) {
    yield undefined;
    if (rows.sharesAt(row).length > 1) several.push(row);
  }
  return several;
}

function* sumSeveral(rows: ToolRows): Generator<undefined, { bytes: number; upTo: boolean }> {
  const several = yield* severalIn(rows);
  let [bytes, upTo] = [0, false];
  for (const share of several.flatMap((row) => rows.sharesAt(row))) {
    bytes += share.bytes;
    upTo ||= share.upTo;
  }
  return { bytes, upTo };
}

/** @param meansOthers whether what is not found may have been meant otherwise: not while more may come */
function* contentOf(
  all: ShownOfTools,
  searchText: string,
  order: SortOrder,
  meansOthers: boolean,
): Generator<undefined, ToolsContent> {
  const { rows } = all;
  const found = yield* search<ShareGroup>(all, searchText, order);
  const { shown, chosen, notes, isNear } = meansOthers
    ? yield* withNearest<ShareGroup>(found, all, searchText)
    : { ...found, isNear: false };
  const items: ToolListed[] = [];
  for (const row of shown.numbers.slice(0, MAX_ROWS)) {
    const key = rows.keyAt(row);
    const part = chosen?.get(key);
    const groups = [...groupsOf(rows, row, shown.test)];
    const keeping = new Set(groups.map(({ tool }) => tool));
    const shares = rows.sharesAt(row).filter(({ tool }) => keeping.has(tool));
    const all = new Set(groups.flatMap(({ version }) => version ?? []));
    const versions = yield* newestOf(all, MAX_VERSIONS);
    const sums = part ? sumGroups(groups) : rows.sums(row);
    const versionCount = all.size + (part?.others ?? 0);
    items.push({ key, name: rows.nameAt(row), shares, groups, sums, versions, versionCount, chosen: part });
  }
  return {
    rows,
    searchText,
    items,
    found: shown.numbers,
    isOfVersions: chosen !== undefined,
    totals: shownTotalsOf(shown, shown.numbers),
    notes,
    isNear,
    only: all.only,
    listed: all.numbers,
  };
}

const titleOfList = (tool: ToolChoice, order: SortOrder, only: ToolFilter | undefined): string =>
  only ? viewTitle({ type: "tool", tool, only }) : `${toolTitles[tool]}, by ${sortOrders[order]}`;

function NothingPasses({ onShowAll, onRefresh }: { onShowAll: () => void; onRefresh: () => void }) {
  return (
    <List.EmptyView
      icon={Icon.Filter}
      title="Nothing of This Kind"
      description="There are packages, but none that match."
      actions={
        <ActionPanel>
          <Action key="show-all" title="Show All Packages" icon={Icon.List} onAction={onShowAll} />
          <RefreshAction key="refresh" onRefresh={onRefresh} />
        </ActionPanel>
      }
    />
  );
}

const emptyTitle = (tool: ToolChoice): string =>
  tool === "several"
    ? "Nothing Is with Several Tools"
    : tool === "all"
      ? "Nothing Is Cached"
      : `${toolTitles[tool]} Keeps Nothing`;

function subtitleOf({ totals, found }: ToolsContent, upTo: boolean, says: (string | false | undefined)[]): string {
  const { packages, bytes, shared } = totals;
  const parts = [
    packages > 0 && formatCount(packages, "package"),
    `${upTo ? "up to " : ""}${formatBytes(bytes)}`,
    shared > 0 && `of it ${formatBytes(shared)} linked elsewhere`,
  ];
  const more = found.length > MAX_ROWS && `first ${formatCount(MAX_ROWS, "row")}, search for more`;
  return [parts.filter(Boolean).join(", "), ...says, more].filter(Boolean).join(" · ");
}
