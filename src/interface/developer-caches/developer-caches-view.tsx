/** What every developer tool keeps that it can make again, in one map. */
import { Color, Icon, List } from "@raycast/api";
import { useCachedState } from "@raycast/utils";
import { useMemo, useState } from "react";
import type { Tier } from "../../developer-caches/tool";
import { DeveloperActions } from "./developer-actions";
import { DeveloperDetail } from "./developer-detail";
import { formatAge, formatBytes, formatCount, formatShare } from "../shared/format";
import { linkedAccessory, selectedIcon, tiers } from "../shared/icons";
import { summarizeTool, useDeveloperCaches, type MeasuredTool } from "./use-developer-caches";
import { visible } from "../../files/visible";

const DAY_MS = 86_400_000;
const ages = [30, 90, 365];

export function DeveloperCachesView() {
  const { tools, isLoading, refresh, remeasure } = useDeveloperCaches();
  const [filter, setFilter] = useState("all");
  const [isShowingDetail, setShowingDetail] = useCachedState("show-developer-detail", false);
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());

  const totalBytes = useMemo(() => sum(tools), [tools]);
  const shown = useMemo(() => applyFilter(tools, filter), [tools, filter]);
  const sections = useMemo(() => byGroup(shown), [shown]);

  return (
    <List
      isLoading={isLoading}
      isShowingDetail={isShowingDetail && sections.length > 0}
      searchBarPlaceholder={`Search developer caches, ${formatBytes(totalBytes)} in all`}
      searchBarAccessory={<FilterDropdown tools={tools} onChange={setFilter} />}
    >
      {!isLoading && (
        <List.EmptyView
          icon={Icon.CheckCircle}
          title={tools.length > 0 ? "No Tool Matches" : "No Developer Caches Found"}
        />
      )}
      {sections.map(({ title, tools: own }) => (
        <List.Section
          key={title}
          title={title}
          subtitle={`${formatBytes(sum(own))}, ${formatShare(sum(own), totalBytes)} of ${formatBytes(totalBytes)}`}
        >
          {own.map((measured) => (
            <List.Item
              key={measured.tool.id}
              id={measured.tool.id}
              title={measured.tool.name}
              subtitle={isShowingDetail || measured.bytes === 0 ? undefined : bar(measured.bytes, totalBytes)}
              icon={selected.has(measured.tool.id) ? selectedIcon : Icon.HardDrive}
              keywords={[
                measured.tool.id,
                measured.tool.group,
                ...measured.targets.flatMap(({ resolved }) => [resolved.target.label, resolved.path]),
              ]}
              accessories={accessories(measured, isShowingDetail)}
              detail={isShowingDetail && <DeveloperDetail measured={measured} totalBytes={totalBytes} />}
              actions={
                <DeveloperActions
                  measured={measured}
                  tools={tools}
                  selected={selected}
                  onSelect={setSelected}
                  isShowingDetail={isShowingDetail}
                  onToggleDetail={() => setShowingDetail((before) => !before)}
                  onRefresh={refresh}
                  onCleared={remeasure}
                />
              }
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

function accessories(measured: MeasuredTool, isShowingDetail: boolean): List.Item.Accessory[] {
  const { newestMs, usedBy, targets, measuredAt } = measured;
  const shown: List.Item.Accessory[] = [];
  if (usedBy) {
    shown.push({ icon: { source: Icon.Play, tintColor: Color.Orange }, tooltip: `In use: ${visible(usedBy)}` });
  }
  const [first] = targets;
  const refused = targets.every((target) => target.refused !== undefined) ? first?.refused : undefined;
  if (refused !== undefined) shown.push({ icon: Icon.Lock, tooltip: `Not cleared: ${visible(refused)}` });
  if (!isShowingDetail) {
    const filled = targets.filter(({ size }) => size?.bytes !== 0);
    for (const tier of new Set(filled.map(({ resolved }) => resolved.tier))) {
      shown.push({ tag: { value: tiers[tier].title, color: tiers[tier].color }, tooltip: tiers[tier].description });
    }
    if (newestMs > 0) shown.push({ text: formatAge(newestMs), icon: Icon.Clock, tooltip: "Last used" });
  }
  if (measured.shared > 0) shown.push(linkedAccessory(measured.shared));
  shown.push({
    text: sizeOf(measured),
    tooltip: `${formatCount(targets.length, "place")}, measured ${formatAge(measuredAt)}`,
  });
  return shown;
}

function sizeOf({ bytes, dataBytes, upTo, targets }: MeasuredTool): string {
  if (targets.every(({ resolved }) => resolved.leftOut)) return "Left Out";
  if (targets.every(({ size }) => size === undefined)) return "Measuring…";
  if (bytes === 0 && targets.some(({ size }) => size?.unreadable)) return "Not Readable";
  if (bytes === 0 && dataBytes > 0) return `${formatBytes(dataBytes)}, Not Counted`;
  return `${upTo ? "up to " : ""}${formatBytes(bytes)}`;
}

/** Ten steps of a share. */
function bar(part: number, whole: number): string {
  const steps = whole > 0 ? Math.round((part / whole) * 10) : 0;
  return `${"▰".repeat(steps)}${"▱".repeat(10 - steps)} ${formatShare(part, whole)}`;
}

const sum = (tools: MeasuredTool[]): number => tools.reduce((bytes, tool) => bytes + tool.bytes, 0);
