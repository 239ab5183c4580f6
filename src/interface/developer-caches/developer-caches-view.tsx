/** What every developer tool keeps that it can make again, in one map. */
import { Icon, List } from "@raycast/api";
import { useCachedState } from "@raycast/utils";
import { useMemo, useState } from "react";
import type { Tier } from "../../developer-caches/tool";
import { formatBytes, formatShare } from "../shared/format";
import { tiers } from "../shared/icons";
import { InterruptedSection } from "../removal/interrupted-section";
import { useInterrupted } from "../removal/use-interrupted";
import { NothingListed } from "../shared/still-reading";
import { useFirstRow } from "../shared/use-first-row";
import { continueClearing } from "./clear-developer-caches";
import { DeveloperItem } from "./developer-item";
import { summarizeTool, type MeasuredTool } from "./measured-tools";
import { useDeveloperCaches } from "./use-developer-caches";

const DAY_MS = 86_400_000;
const ages = [30, 90, 365];

export function DeveloperCachesView() {
  const { tools, isLoading, loading, refresh, remeasure } = useDeveloperCaches();
  const [filter, setFilter] = useState("all");
  const [isShowingDetail, setShowingDetail] = useCachedState("show-developer-detail", false);
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());

  const interrupted = useInterrupted(["tools"]);
  const totalBytes = useMemo(() => sum(tools), [tools]);
  const shown = useMemo(() => applyFilter(tools, filter), [tools, filter]);
  const sections = useMemo(() => byGroup(shown), [shown]);
  const selection = useFirstRow(sections[0]?.tools[0]?.tool.id);

  return (
    <List
      isLoading={isLoading}
      isShowingDetail={isShowingDetail && sections.length > 0}
      searchBarPlaceholder={`Search developer caches, ${formatBytes(totalBytes)} in all`}
      searchBarAccessory={<FilterDropdown tools={tools} onChange={setFilter} />}
      {...selection}
    >
      <NothingListed loading={loading}>
        <List.EmptyView
          icon={Icon.CheckCircle}
          title={tools.length > 0 ? "No Tool Matches" : "No Developer Caches Found"}
        />
      </NothingListed>
      <InterruptedSection
        interrupted={interrupted}
        onContinue={async (act) => {
          const { id, again } = act;
          if (again.kind !== "tools") return;
          const targets = tools.flatMap((one) =>
            one.targets.filter(({ resolved }) => again.roots.includes(resolved.root)),
          );
          await continueClearing(act, targets, {
            onCleared: remeasure,
            onNothing: () => !loading.isLoading && interrupted.onForget(id),
          });
          interrupted.reload();
        }}
      />
      {sections.map(({ title, tools: own }) => (
        <List.Section
          key={title}
          title={title}
          subtitle={`${formatBytes(sum(own))}, ${formatShare(sum(own), totalBytes)} of ${formatBytes(totalBytes)}`}
        >
          {own.map((measured) => (
            <DeveloperItem
              key={measured.tool.id}
              measured={measured}
              totalBytes={totalBytes}
              tools={tools}
              selected={selected}
              onSelect={setSelected}
              isShowingDetail={isShowingDetail}
              onToggleDetail={() => setShowingDetail((before) => !before)}
              onRefresh={refresh}
              onCleared={remeasure}
            />
          ))}
        </List.Section>
      ))}
    </List>
  );
}

function FilterDropdown({ tools, onChange }: { tools: MeasuredTool[]; onChange: (value: string) => void }) {
  const found = new Set(tools.map(({ tool }) => tool.group));
  const title = (text: string, value: string) => {
    const own = applyFilter(tools, value);
    const data = own.reduce((bytes, { dataBytes }) => bytes + dataBytes, 0);
    return `${text} (${formatBytes(value === "tier:never" ? data : sum(own))})`;
  };
  return (
    <List.Dropdown tooltip="Filter" onChange={onChange}>
      <List.Dropdown.Item title={title("All", "all")} value="all" icon={Icon.HardDrive} />
      <List.Dropdown.Section title="By Tier">
        {(Object.keys(tiers) as Tier[]).map((tier) => (
          <List.Dropdown.Item
            key={tier}
            title={title(tiers[tier].title, `tier:${tier}`)}
            value={`tier:${tier}`}
            icon={{ source: Icon.CircleFilled, tintColor: tiers[tier].color }}
          />
        ))}
      </List.Dropdown.Section>
      <List.Dropdown.Section title="Not Used For">
        {ages.map((days) => (
          <List.Dropdown.Item
            key={days}
            title={title(`${days} Days`, `age:${days}`)}
            value={`age:${days}`}
            icon={Icon.Clock}
          />
        ))}
      </List.Dropdown.Section>
      <List.Dropdown.Section title="By Group">
        {[...found].sort().map((group) => (
          <List.Dropdown.Item
            key={group}
            title={title(group, `group:${group}`)}
            value={`group:${group}`}
            icon={Icon.Folder}
          />
        ))}
      </List.Dropdown.Section>
    </List.Dropdown>
  );
}

/** The tools of a filter, of each only the targets that belong to it. */
function applyFilter(tools: MeasuredTool[], filter: string): MeasuredTool[] {
  const [kind, value] = filter.split(":");
  if (kind === "group") return tools.filter(({ tool }) => tool.group === value);
  if (kind === "age") {
    const since = Date.now() - Number(value) * DAY_MS;
    return tools.filter(({ newestMs, bytes }) => bytes > 0 && newestMs < since);
  }
  if (kind !== "tier") return tools;
  return tools.flatMap((measured) => {
    const targets = measured.targets.filter(({ resolved }) => resolved.tier === value);
    return targets.length > 0 ? [summarizeTool(measured.tool, targets)] : [];
  });
}

function byGroup(tools: MeasuredTool[]): { title: string; tools: MeasuredTool[] }[] {
  const groups = new Map<string, MeasuredTool[]>();
  for (const measured of tools) {
    groups.set(measured.tool.group, [...(groups.get(measured.tool.group) ?? []), measured]);
  }
  return Array.from(groups, ([title, own]) => ({ title, tools: own.sort((a, b) => b.bytes - a.bytes) })).sort(
    (a, b) => sum(b.tools) - sum(a.tools),
  );
}

const sum = (tools: MeasuredTool[]): number => tools.reduce((bytes, tool) => bytes + tool.bytes, 0);
