/** What uv, Poetry, PDM and conda keep of Python packages, or all tools together, pip too: searched and sorted as pip's list is. */
import { Icon, List } from "@raycast/api";
import { useCachedState } from "@raycast/utils";
import { useEffect, useMemo, useRef, useState } from "react";
import { inSlices } from "../../files/tasks";
import type { ResolvedTarget } from "../../developer-caches/resolve";
import { thisMachine } from "../../files/machine";
import { readMounts } from "../../files/volumes";
import type { PackageTool, RowKey } from "../../packaging/row-key";
import { newestOf } from "../../packaging/versions";
import { sumGroups } from "../../pip-cache/rows/groups";
import { MAX_VERSIONS } from "../../pip-cache/rows/summary";
import { readPackages, type ReadPackages } from "../../python-caches/read-packages";
import { neededNamesSentence, neededSentence } from "../projects/needs-text";
import { useNeeds } from "../projects/use-needs";
import { InterruptedSection } from "../removal/interrupted-section";
import { withoutKept } from "../removal/kept";
import { useInterrupted } from "../removal/use-interrupted";
import { useRowRemoval, type RowRemoval } from "../removal/use-row-removal";
import { withKey } from "../shared/actions";
import { formatBytes, formatCount, formatTime } from "../shared/format";
import { MAX_ROWS } from "../shared/limits";
import { useMarks } from "../shared/marks";
import { recallPackages } from "../shared/remembered-packages";
import { NothingListed } from "../shared/still-reading";
import { unreadMessage, UnreadItem } from "../shared/unread-folders";
import { UnreadableMarks } from "../shared/unreadable-row";
import { useFirstRow } from "../shared/use-first-row";
import { useLoading } from "../shared/use-loading";
import { usePackages } from "../shared/use-packages";
import { useSliced } from "../shared/use-sliced";
import { continueWithTool } from "./continue-with-tool";
import { withNearest } from "./nearest";
import { findPythonTools, type PythonTool } from "./python-tools";
import { search } from "./search";
import type { SearchNote } from "./search-notes";
import { NothingFound, SearchNotesSection } from "./search-notes-section";
import { selectedSubtitle } from "./selected";
import { groupsOf, showRows, shownTotalsOf, type ShownRows, type ShownTotals } from "./shown";
import { ToolChoices } from "./tool-choices";
import { ToolItem, type ToolItemProps } from "./tool-item";
import { rowsOfAll, rowsOfTool, type ReadTool, type ShareGroup, type ToolListed, type ToolRows } from "./tool-rows";
import type { KnownPythonTools } from "./use-python-tools";
import { canGo, useToolSelection, type OfPip } from "./use-tool-selection";
import type { ChosenView } from "./use-view";
import { sortIcons } from "./view-dropdown";
import { encodeView, sortOrders, toolTitles, type SortOrder, type ToolChoice } from "./views";

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
  return props.tool === "all" || props.tool === "several" ? <AllTools {...props} /> : <ToolsList {...props} />;
}

function AllTools(props: ToolsViewProps) {
  const packages = usePackages(undefined, false);
  const { needs, isLoading, readNow } = useNeeds(packages);
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
  const neededBy = (names: ReadonlyMap<RowKey, string>) => needs && neededNamesSentence(needs, names);
  const pip = { packages, going, onRemove, onRemoved, needs, neededBy, isReadingNeeds: isLoading };
  return <ToolsList {...props} pip={pip} texts={texts.current} />;
}

/** What was typed last, and what the rows are of. */
interface ShownTexts {
  typed: string;
  shown?: string;
  /** Nobody has named them. */
  isNear?: boolean;
}

interface ToolsListProps extends ToolsViewProps {
  pip?: OfPip & { isReadingNeeds: boolean };
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
}

function ToolsList({ tool, chosen, pythonTools, text, onText, onRemoved, pip, texts }: ToolsListProps) {
  const { order, value, onChange, view } = chosen;
  const sortedBy = view.type === "tool" ? (view.order ?? order) : order;
  const [searchText, setSearchText] = useState(text);
  const [given, setGiven] = useState<string | undefined>(text || undefined);
  const [isShowingDetail, setShowingDetail] = useCachedState("show-detail-tools", false);
  const others = useOthers(tool, pythonTools);
  const ofPip = useMemo(() => pip?.packages.read?.rows.ofPip(), [pip?.packages.read]);
  const [rows, isMerging] = useSliced(
    () => (pip ? rowsOfAll(ofPip, others.read) : others.read[0] && rowsOfTool(others.read[0])),
    [ofPip, others.read],
  );
  const [shown, isSorting] = useSliced(() => rows && showTools(rows, tool, sortedBy), [rows, tool, sortedBy]);
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
  const known = useMarks();
  const interrupted = useInterrupted(kindsOfTools);
  const onRemovedWith: ToolItemProps["onRemoved"] = (from, after) => {
    if (from && after) others.onRead(from, after.read, after.at);
    else others.loading.reload();
    onRemoved?.(from?.targets ?? []);
  };
  const { rows: listed, found = none, isOfVersions = false } = content ?? {};
  const selection = useToolSelection({
    rows: listed,
    isOfVersions,
    found,
    tools,
    marks: known,
    pip,
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
      isLoading={isLoading || (pip?.isReadingNeeds ?? false)}
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
        <List.Dropdown tooltip="Sort and Filter" value={value} onChange={onChange}>
          <ToolChoices known={pythonTools} pipBytes={pipBytes} several={several} chosen={tool} />
          <List.Dropdown.Section title="Sort By">
            {(Object.keys(sortOrders) as SortOrder[]).map((one) => (
              <List.Dropdown.Item
                key={one}
                value={encodeView({ type: "tool", tool, order: one })}
                title={sortOrders[one]}
                icon={sortIcons[one]}
              />
            ))}
          </List.Dropdown.Section>
        </List.Dropdown>
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
      {(isLoading || items.length === 0) && (
        <NothingListed loading={{ ...others.loading, isLoading, stop, reload: refresh }}>
          {count === 0 ? (
            <List.EmptyView icon={Icon.CheckCircle} title={emptyTitle(tool)} />
          ) : (
            <NothingFound searchText={content?.searchText ?? searchText} notes={notes} />
          )}
        </NothingListed>
      )}
      {content && items.length > 0 && (
        <List.Section
          title={content.isNear ? "Did You Mean" : `${toolTitles[tool]}, by ${sortOrders[sortedBy]}`}
          subtitle={subtitleOf(content, isUpTo, [
            selection.all && selectedSubtitle(selection.all),
            Number.isFinite(rememberedAt) && `as of ${formatTime(rememberedAt)}`,
            failures.length > 0 && unreadMessage(failures),
          ])}
        >
          {items.map((one, at) => (
            <ToolItem
              key={one.key}
              listed={one}
              tools={tools}
              pip={pip}
              marks={known}
              selection={selection}
              onToggle={toggleOf(at, one)}
              onSelectAll={onSelectAll}
              view={{ type: "tool", tool }}
              isShowingDetail={isShowingDetail}
              onToggleDetail={() => setShowingDetail((before) => !before)}
              onRefresh={refresh}
              onRemoved={onRemovedWith}
            />
          ))}
        </List.Section>
      )}
      {items.length > 0 && <SearchNotesSection notes={notes} />}
      {known.unreadable && <UnreadableMarks unreadable={known.unreadable} />}
      {failures.length > 0 && (
        <List.Section title="Not Read">
          <UnreadItem failures={failures} onRefresh={refresh} />
        </List.Section>
      )}
    </List>
  );
}

const none: readonly number[] = [];
const kindsOfTools = ["packages"] as const;

/** What the chosen tools keep: at first what is remembered, then one after the other what was read. */
function useOthers(tool: ToolChoice, { onRead: onAnyRead }: KnownPythonTools) {
  const [read, setRead] = useState<ReadTool[]>([]);
  const isWanted = ({ id }: PythonTool) => tool === "all" || tool === "several" || id === tool;
  const onRead = (one: PythonTool, now: ReadPackages, at: number) => {
    onAnyRead(one, now, at);
    setRead((before) => [...before.filter((other) => other.tool.id !== one.id), { tool: one, read: now }]);
  };
  const loading = useLoading(
    async (signal) => {
      const recalled = await recallTools(findPythonTools().filter(isWanted));
      setRead((before) => [...before, ...recalled.filter((one) => !before.some((other) => isOfSame(one, other)))]);
      const wanted = findPythonTools(await readMounts(thisMachine())).filter(isWanted);
      setRead((before) => before.filter((one) => wanted.some(({ id }) => id === one.tool.id)));
      for (const one of wanted) {
        const at = Date.now();
        onRead(one, await readPackages(one.message, { signal }), at);
      }
    },
    [],
    "Could Not Read the Packages",
  );
  return { read, loading, onRead };
}

const isOfSame = (one: ReadTool, other: ReadTool) => one.tool.id === other.tool.id;

async function recallTools(tools: readonly PythonTool[]): Promise<ReadTool[]> {
  const recalled: ReadTool[] = [];
  for (const tool of tools) {
    const remembered = await recallPackages(tool.message);
    if (remembered) recalled.push({ tool, read: remembered.value, rememberedAt: remembered.at });
  }
  return recalled;
}

function* showTools(
  rows: ToolRows,
  tool: ToolChoice,
  order: SortOrder,
): Generator<undefined, ShownRows<ShareGroup> & { rows: ToolRows }> {
  const among = tool === "several" ? yield* severalIn(rows) : undefined;
  return { ...(yield* showRows(rows, order, undefined, among)), rows };
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
  all: ShownRows<ShareGroup> & { rows: ToolRows },
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
  };
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
