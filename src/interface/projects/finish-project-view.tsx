/** Projects and environments, each with what is cached because of it: so that one that is finished leaves nothing behind. */
import { Action, ActionPanel, Color, Icon, List } from "@raycast/api";
import { basename } from "node:path";
import { useMemo, useState } from "react";
import { TooMuchToReadError } from "../../projects/read-needs";
import { useRowRemoval } from "../removal/use-row-removal";
import { CopyPathAction, RefreshAction } from "../shared/actions";
import { firstLines, formatBytes, formatPath, formatTime } from "../shared/format";
import { sourceIcons } from "../shared/icons";
import { keywordsOf } from "../shared/keywords";
import { useOtherTools } from "../python-tools/use-other-tools";
import { useMarks } from "../shared/marks";
import { withValues } from "../shared/values";
import { NothingListed } from "../shared/still-reading";
import { usePackages } from "../shared/use-packages";
import { useSliced } from "../shared/use-sliced";
import { FinishAction, type FinishingTools } from "./finish-action";
import { FolderActions, FolderRows } from "./folder-rows";
import { readProjectFolders } from "./project-folders";
import { ProjectView } from "./project-view";
import { unreadLines } from "./needs-text";
import { unitsOf, type NeedUnit } from "./source-sums";
import { sumsOfUnitTools, toolsOfUnits, type UnitTool } from "./unit-tools";
import { NotLookedAtRows } from "./unread-rows";
import { useNeeds, useNeedsOfTools } from "./use-needs";

/** Of a path its last part, by which its row is found. */
const nameIn = (project: string): string =>
  /[\\/]/.test(project) ? basename(project.replace(/[\\/]+$/, "")) : project;

/** @param project what the list is searched for at first */
export function FinishProjectView({ project = "" }: { project?: string }) {
  const packages = usePackages(undefined, false);
  const { read, loading, refresh } = packages;
  const { needs, error, isLoading: isReadingNeeds, readAnew, readNow } = useNeeds(packages);
  const { marks, isKept } = useMarks();
  const others = useOtherTools(() => true);
  const needsOfTools = useNeedsOfTools(packages.allCaches, others);
  const removal = useRowRemoval(packages, () => true, readNow);
  const [searchText, setSearchText] = useState(() => nameIn(project));
  const [units = [], isWorking] = useSliced(
    () => read && needs && unitsOf(read.rows, needs.needs, isKept),
    [read, needs, isKept],
  );
  const [tools = noTools] = useSliced(
    () => needsOfTools.needs && toolsOfUnits(units, needsOfTools.needs.needs, others.read, marks),
    [units, needsOfTools.needs, others.read, marks],
  );
  const toolsOf = ({ source }: NeedUnit) => tools.get(source.path) ?? [];
  const isLoading =
    packages.isLoading || isReadingNeeds || isWorking || others.loading.isLoading || needsOfTools.isLoading;
  const sources = useMemo(() => new Map(needs?.needs.sources.map((source) => [source.path, source])), [needs]);
  const unreadOf = ({ paths }: NeedUnit) => unreadLines(paths.flatMap((path) => sources.get(path) ?? []));
  const isShown = (unit: NeedUnit) =>
    unit.source.kind === "project" || unit.bytes > 0 || toolsOf(unit).length > 0 || unreadOf(unit).length > 0;
  const found = units.filter(isShown);
  const finishing = (unit: NeedUnit): FinishingTools => ({
    tools: toolsOf(unit),
    others,
    packages,
    onRemoved: removal.onRemoved,
    readNow,
    readNowOfTools: needsOfTools.readNow,
  });
  const ofKind = (kind: NeedUnit["source"]["kind"]) => found.filter(({ source }) => source.kind === kind);
  // Without any no project is found: that is what comes first then.
  const stored = readProjectFolders();
  const hasNoFolder = "value" in stored && stored.value.folders.length === 0;
  const folderRows = <FolderRows known={needs} onChange={readAnew} />;
  const row = (unit: NeedUnit) => (
    <UnitRow
      key={unit.source.path}
      unit={unit}
      tools={toolsOf(unit)}
      unread={unreadOf(unit)}
      actions={
        read &&
        needs && (
          <ActionPanel title={unit.source.name}>
            <Action.Push
              key="show"
              title="Show What Is Cached Because of It…"
              icon={Icon.List}
              target={
                <ProjectView
                  unit={unit}
                  needs={needs}
                  rows={read.rows}
                  isKept={isKept}
                  caches={packages.allCaches}
                  known={packages.known}
                  onRemove={removal.onRemove}
                  ofTools={finishing(unit)}
                  needsOfTools={needsOfTools.needs}
                />
              }
            />
            <Action.ShowInFinder key="show-in-finder" path={unit.source.path} icon={Icon.Finder} />
            <FinishAction unit={unit} needs={needs.needs} ofTools={finishing(unit)} onRemove={removal.onRemove} />
            <CopyPathAction key="copy-path" path={unit.source.path} />
            <FolderActions onChange={readAnew} />
            <RefreshAction key="refresh" onRefresh={refresh} />
          </ActionPanel>
        )
      }
    />
  );
  return (
    <List
      isLoading={isLoading}
      filtering
      searchText={searchText}
      onSearchTextChange={setSearchText}
      searchBarPlaceholder="Search projects and environments"
    >
      <NothingListed loading={{ ...loading, isLoading }}>
        <List.EmptyView
          icon={found.length > 0 ? Icon.MagnifyingGlass : Icon.CheckCircle}
          title={found.length > 0 ? "No Project or Environment Matches" : "Nothing Is Cached Because of a Project"}
          description={
            found.length > 0
              ? "Others were found. Projects are looked for in the folders on the list."
              : "Of what is cached, no project or environment that was looked at needs anything."
          }
          actions={
            <ActionPanel>
              <FolderActions onChange={readAnew} />
              <RefreshAction key="refresh" onRefresh={refresh} />
            </ActionPanel>
          }
        />
      </NothingListed>
      {error && (
        <List.Item
          id="unread-needs"
          title="Could Not Read What Is Needed"
          subtitle={error instanceof TooMuchToReadError ? error.message : undefined}
          icon={Icon.ExclamationMark}
          actions={
            <ActionPanel>
              <RefreshAction key="refresh" onRefresh={refresh} />
              <FolderActions onChange={readAnew} />
            </ActionPanel>
          }
        />
      )}
      {hasNoFolder && folderRows}
      <List.Section title="Projects">{ofKind("project").map(row)}</List.Section>
      <List.Section title="Environments">{ofKind("environment").map(row)}</List.Section>
      {!hasNoFolder && folderRows}
      {needs && <NotLookedAtRows found={needs.found} />}
    </List>
  );
}

const noTools: ReadonlyMap<string, UnitTool[]> = new Map();

interface UnitRowProps {
  unit: NeedUnit;
  tools: readonly UnitTool[];
  /** See `unreadLines`. */
  unread: string[];
  actions: List.Item.Props["actions"];
}

function UnitRow({ unit, tools, unread, actions }: UnitRowProps) {
  const { source } = unit;
  const ofTools = sumsOfUnitTools(tools);
  const [bytes, aloneBytes] = [unit.bytes + ofTools.bytes, unit.aloneBytes + ofTools.aloneBytes];
  const { unreadableSince } = source;
  const parts: List.Item.Accessory[] = [
    ...(unreadableSince === undefined
      ? []
      : [{ tag: "Not Readable", tooltip: `Counts as it was read last, ${formatTime(unreadableSince)}` }]),
    ...(unread.length > 0 ? [{ tag: "Not All Read", tooltip: firstLines(unread, 5).join("\n") }] : []),
    ...(bytes > 0 ? [{ text: `${formatBytes(bytes)} cached because of it` }] : []),
    withValues(
      aloneBytes > 0
        ? { text: { value: `${formatBytes(aloneBytes)} that only it needs`, color: Color.PrimaryText } }
        : { text: bytes > 0 ? "nothing that only it needs" : "nothing of it is cached" },
      { bytes: aloneBytes, shared: 0, because: bytes },
    ),
  ];
  return (
    <List.Item
      id={source.path}
      title={source.name}
      subtitle={formatPath(source.path)}
      icon={sourceIcons[source.kind]}
      keywords={keywordsOf([source.name, formatPath(source.path)])}
      accessories={parts}
      actions={actions}
    />
  );
}
