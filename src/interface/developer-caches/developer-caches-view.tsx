/** What every developer tool keeps that it can make again, in one map. */
import { ActionPanel, Icon, List, type Image } from "@raycast/api";
import { useCachedState } from "@raycast/utils";
import { useMemo, useState } from "react";
import { appendTo } from "../../files/lookup";
import type { Tier } from "../../developer-caches/tool";
import { formatBytes, formatShare } from "../shared/format";
import { RefreshAction, withKey } from "../shared/actions";
import { tiers } from "../shared/icons";
import { isFound } from "../shared/keywords";
import { InterruptedSection } from "../removal/interrupted-section";
import { useInterrupted } from "../removal/use-interrupted";
import { NothingListed } from "../shared/still-reading";
import { useFirstRow } from "../shared/use-first-row";
import { continueWithTool } from "../packages/continue-with-tool";
import { AddFolderAction } from "./add-folder-form";
import { clearOldVersions } from "./clear-old-versions";
import { continueClearing } from "./clear-developer-caches";
import { DeveloperItem } from "./developer-item";
import { UnreadableMapList } from "./hide-actions";
import { mapListText, useMapList, withoutHidden } from "./map-list";
import type { MeasuredTool } from "./measured-tools";
import { continueMoving } from "./move-orphaned";
import { bytesOfTools, dataOfTools, largestFirst, toolKeywords, toolsOfTier, toolsUnusedFor } from "./tool-filters";
import { useDeveloperCaches } from "./use-developer-caches";

const ages = [30, 90, 365];
const BY_GROUP = "sort:group";
const BY_SIZE = "sort:size";
const HIDDEN = "hidden";

export function DeveloperCachesView() {
  const { tools: all, isLoading, loading, refresh, remeasure, readFolders } = useDeveloperCaches();
  const hiding = useMapList();
  const onFolders = () => {
    hiding.reload();
    readFolders();
  };
  const { shown: tools, hidden } = useMemo(() => withoutHidden(all, hiding.list), [all, hiding.list]);
  const list = mapListText(hiding.list, hidden);
  const [order, setOrder] = useCachedState("developer-order", BY_GROUP);
  const [filter, setFilter] = useState<string>();
  const [isShowingDetail, setShowingDetail] = useCachedState("show-developer-detail", false);
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());

  const interrupted = useInterrupted(["tools", "packages"]);
  const totalBytes = useMemo(() => bytesOfTools(tools), [tools]);
  const sections = useMemo(() => {
    const shown = filter === undefined ? tools : filter === HIDDEN ? hidden : applyFilter(tools, filter);
    return order === BY_SIZE ? bySize(shown) : byGroup(shown);
  }, [tools, hidden, filter, order]);
  // Only the order is remembered, as in the list of packages.
  const choose = (value: string) => {
    const isOrder = value === BY_GROUP || value === BY_SIZE;
    if (isOrder) setOrder(value);
    setFilter(isOrder ? undefined : value);
  };
  const [typed, setTyped] = useState("");
  const { onMoveTo, ...selection } = useFirstRow(sections[0]?.tools[0]?.tool.id);
  const toggle = (id: string) => {
    setSelected((before) => withKey(before, id, !selected.has(id)));
    const rows = sections.flatMap((section) => section.tools);
    const after = rows.slice(rows.findIndex(({ tool }) => tool.id === id) + 1);
    const next = after.find((measured) => isFound(typed, toolKeywords(measured)));
    if (next) onMoveTo(next.tool.id);
  };

  return (
    <List
      isLoading={isLoading}
      isShowingDetail={isShowingDetail && sections.length > 0}
      searchBarPlaceholder={`Search developer caches, ${formatBytes(totalBytes)} in all`}
      searchBarAccessory={<FilterDropdown tools={tools} hidden={hidden} value={filter ?? order} onChange={choose} />}
      filtering
      onSearchTextChange={setTyped}
      {...selection}
    >
      <NothingListed loading={loading}>
        <List.EmptyView
          icon={Icon.CheckCircle}
          title={tools.length > 0 ? "No Tool Matches" : "No Developer Caches Found"}
          description={emptyText(hidden.length)}
          actions={
            <ActionPanel>
              <RefreshAction key="refresh" onRefresh={refresh} />
              <AddFolderAction key="add-folder" onChange={onFolders} />
            </ActionPanel>
          }
        />
      </NothingListed>
      <InterruptedSection
        interrupted={interrupted}
        onContinue={async (act) => {
          const { id, again } = act;
          if (again.kind === "packages") {
            await continueWithTool(act, { onEnd: refresh, onNothing: () => interrupted.onForget(id) });
            return interrupted.reload();
          }
          if (again.kind !== "tools") return;
          const targets = all.flatMap((one) =>
            one.targets.filter(({ resolved }) => again.roots.includes(resolved.root)),
          );
          if (again.paths) {
            await continueMoving(id, targets, {
              onMoved: remeasure,
              onNothing: () => !loading.isLoading && interrupted.onForget(id),
            });
            return interrupted.reload();
          }
          if (again.isOfVersions) {
            await clearOldVersions(targets, { continues: { id, until: act.readAt }, onCleared: remeasure });
            return interrupted.reload();
          }
          await continueClearing(act, targets, {
            onCleared: remeasure,
            onNothing: () => !loading.isLoading && interrupted.onForget(id),
          });
          interrupted.reload();
        }}
      />
      {sections.map(({ title, tools: own }) => (
        <List.Section key={title} title={title} subtitle={subtitleOf(own, totalBytes, selected)}>
          {own.map((measured) => (
            <DeveloperItem
              key={measured.tool.id}
              measured={measured}
              totalBytes={totalBytes}
              tools={tools}
              isHidden={hidden.includes(measured)}
              onHidden={hiding.reload}
              onFolders={onFolders}
              list={list}
              selected={selected}
              onToggle={() => toggle(measured.tool.id)}
              onDeselectAll={() => setSelected(new Set())}
              isShowingDetail={isShowingDetail}
              onToggleDetail={() => setShowingDetail((before) => !before)}
              onRefresh={refresh}
              onCleared={remeasure}
            />
          ))}
        </List.Section>
      ))}
      {hiding.unreadable && <UnreadableMapList unreadable={hiding.unreadable} onChange={onFolders} />}
    </List>
  );
}

/** Why what somebody looks for is not there. */
const emptyText = (hidden: number): string =>
  `Only what keeps something here has a row.${hidden > 0 ? " The filter Hidden Tools has those that are hidden." : ""}`;

function subtitleOf(tools: MeasuredTool[], totalBytes: number, selected: ReadonlySet<string>): string {
  const chosen = tools.filter(({ tool }) => selected.has(tool.id));
  const text = sumsText(tools, totalBytes);
  return chosen.length > 0 ? `${text} · ${chosen.length} selected, ${formatBytes(bytesOfTools(chosen))}` : text;
}

function sumsText(tools: MeasuredTool[], totalBytes: number): string {
  const bytes = bytesOfTools(tools);
  if (bytes === 0) return `${formatBytes(dataOfTools(tools))}, not counted`;
  if (bytes === totalBytes) return formatBytes(bytes);
  return `${formatBytes(bytes)}, ${formatShare(bytes, totalBytes)} of ${formatBytes(totalBytes)}`;
}

interface Choice {
  value: string;
  title: string;
  icon: Image.ImageLike;
}

interface FilterDropdownProps {
  tools: MeasuredTool[];
  hidden: MeasuredTool[];
  value: string;
  onChange: (value: string) => void;
}

function FilterDropdown({ tools, hidden, value, onChange }: FilterDropdownProps) {
  const groups = [...new Set(tools.map(({ tool }) => tool.group))].sort();
  /** With what there is of each; what there is nothing of is not offered, unless it is chosen. */
  const offered = (choices: Choice[]) =>
    choices.flatMap((choice) => {
      const own = applyFilter(tools, choice.value);
      const bytes = choice.value === "tier:never" ? dataOfTools(own) : bytesOfTools(own);
      if (bytes === 0) return choice.value === value ? [choice] : [];
      return [{ ...choice, title: `${choice.title} (${formatBytes(bytes)})` }];
    });
  return (
    <List.Dropdown tooltip="Sort and Filter" value={value} onChange={onChange}>
      <Choices
        title="Sort By"
        choices={[
          { value: BY_GROUP, title: "Group", icon: Icon.Folder },
          { value: BY_SIZE, title: "Size", icon: Icon.HardDrive },
        ]}
      />
      <Choices
        title="By Tier"
        choices={offered(
          (Object.keys(tiers) as Tier[]).map((tier) => ({
            value: `tier:${tier}`,
            title: `${tiers[tier].title}: ${tiers[tier].means}`,
            icon: { source: Icon.CircleFilled, tintColor: tiers[tier].color },
          })),
        )}
      />
      <Choices
        title="Not Used For"
        choices={offered(ages.map((days) => ({ value: `age:${days}`, title: `${days} Days`, icon: Icon.Clock })))}
      />
      <Choices
        title="By Group"
        choices={offered(groups.map((group) => ({ value: `group:${group}`, title: group, icon: Icon.Folder })))}
      />
      {(hidden.length > 0 || value === HIDDEN) && (
        <Choices
          title="Not in the Map"
          choices={[
            { value: HIDDEN, title: `Hidden Tools (${formatBytes(bytesOfTools(hidden))})`, icon: Icon.EyeDisabled },
          ]}
        />
      )}
    </List.Dropdown>
  );
}

function Choices({ title, choices }: { title: string; choices: Choice[] }) {
  if (choices.length === 0) return null;
  return (
    <List.Dropdown.Section title={title}>
      {choices.map((choice) => (
        <List.Dropdown.Item key={choice.value} {...choice} />
      ))}
    </List.Dropdown.Section>
  );
}

/** The tools of a filter, of each only the targets that belong to it. */
function applyFilter(tools: MeasuredTool[], filter: string): MeasuredTool[] {
  const [kind, value = ""] = filter.split(":");
  if (kind === "group") return tools.filter(({ tool }) => tool.group === value);
  if (kind === "age") return toolsUnusedFor(tools, Number(value));
  return kind === "tier" ? toolsOfTier(tools, value as Tier) : tools;
}

interface Section {
  title: string;
  tools: MeasuredTool[];
}

/** One for all. */
const bySize = (tools: MeasuredTool[]): Section[] =>
  tools.length > 0 ? [{ title: "By Size", tools: largestFirst(tools) }] : [];

function byGroup(tools: MeasuredTool[]): Section[] {
  const groups = new Map<string, MeasuredTool[]>();
  for (const measured of tools) appendTo(groups, measured.tool.group, measured);
  return Array.from(groups, ([title, own]) => ({ title, tools: largestFirst(own) })).sort(
    (a, b) => bytesOfTools(b.tools) - bytesOfTools(a.tools),
  );
}
