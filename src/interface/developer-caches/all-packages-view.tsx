/** What pip, uv, Poetry, PDM and conda keep of Python packages, in one list: how much lies with which of them, in which version. */
import { Action, ActionPanel, Icon, Keyboard, List } from "@raycast/api";
import { useCachedState } from "@raycast/utils";
import { useMemo, useState } from "react";
import { largestBy, sortSteps } from "../../files/sort-steps";
import { readPackages, type ReadPackages } from "../../python-caches/read-packages";
import { DetailsAction, RefreshAction } from "../shared/actions";
import { firstLines, formatBytes, formatCount, linkedWarning } from "../shared/format";
import { keywordsOf } from "../shared/keywords";
import { bullets, escaped, paragraphs } from "../shared/markdown";
import { NothingListed } from "../shared/still-reading";
import { UnreadItem } from "../shared/unread-folders";
import { useLoading } from "../shared/use-loading";
import { usePackages } from "../shared/use-packages";
import { useRowLimit } from "../shared/use-row-limit";
import { useSliced } from "../shared/use-sliced";
import type { MeasuredTool } from "./measured-tools";
import { mergePackages, ofTool, type MergedPackage, type ToolShare } from "./merged-packages";
import { packagesOf, sumAccessories } from "./tool-packages-view";

const none: MergedPackage[] = [];
const ALL = "all";
const SEVERAL = "several";

export function AllPackagesView({ tools }: { tools: MeasuredTool[] }) {
  const [isShowingDetail, setShowingDetail] = useCachedState("show-detail-all-packages", false);
  const [choice, setChoice] = useState(ALL);
  const pip = usePackages(undefined, false);
  const messages = tools.flatMap((measured) => {
    const message = packagesOf(measured);
    return message ? [{ tool: measured.tool.name, upTo: measured.upTo, message }] : [];
  });
  const others = useLoading(
    async (signal, wanted) => {
      const read: { tool: string; upTo: boolean; read: ReadPackages }[] = [];
      for (const { message, ...of } of wanted) read.push({ ...of, read: await readPackages(message, { signal }) });
      return read;
    },
    [messages],
    "Could Not Read the Packages",
  );
  const ofPip = useMemo(() => pip.read?.rows.ofPip(), [pip.read]);
  const [merged = none, isMerging] = useSliced(
    () => (others.data === undefined ? undefined : mergePackages(ofPip, others.data)),
    [ofPip, others.data],
  );
  const [chosen = none, isChoosing] = useSliced(() => applyChoice(merged, choice), [merged, choice]);
  const { shown, more, search } = useRowLimit(chosen, mergedKeywords);
  const failures = [...pip.failures, ...(others.data ?? []).flatMap(({ read }) => read.unreadable)];
  const isLoading = pip.isLoading || others.isLoading || isMerging || isChoosing;
  const refresh = () => {
    pip.refresh();
    others.reload();
  };
  const stop = () => {
    pip.loading.stop();
    others.stop();
  };
  const row = (one: MergedPackage) => (
    <List.Item
      key={one.key}
      id={one.key}
      title={one.isPackage ? one.name : `Files of No Package, ${one.name}`}
      subtitle={isShowingDetail || !one.isPackage ? undefined : one.holdings.map(({ tool }) => tool).join(", ")}
      icon={one.isPackage ? Icon.Box : Icon.QuestionMark}
      keywords={mergedKeywords(one)}
      accessories={sumAccessories(one, isUpTo(one), isShowingDetail, { tools: one.holdings.length })}
      detail={isShowingDetail && <List.Item.Detail markdown={paragraphs(holdingsText(one))} />}
      actions={
        <ActionPanel title={one.name}>
          <DetailsAction
            key="details"
            isShowingDetail={isShowingDetail}
            onToggleDetail={() => setShowingDetail((before) => !before)}
          />
          <Action.CopyToClipboard
            key="copy-name"
            title="Copy Name"
            icon={Icon.Clipboard}
            shortcut={Keyboard.Shortcut.Common.CopyName}
            content={one.name}
          />
          <RefreshAction key="refresh" onRefresh={refresh} />
        </ActionPanel>
      }
    />
  );
  const packages = shown.filter((one) => one.isPackage);
  const rest = shown.filter((one) => !one.isPackage);
  const count = chosen.filter((one) => one.isPackage).length;
  return (
    <List
      isLoading={isLoading}
      isShowingDetail={isShowingDetail && shown.length > 0}
      navigationTitle="Packages of All Python Tools"
      searchBarPlaceholder={`Search packages, ${sumOf(merged)} in all`}
      searchBarAccessory={<ToolDropdown merged={merged} value={choice} onChange={setChoice} />}
      {...search}
    >
      <NothingListed loading={{ ...others, isLoading, stop, reload: refresh }}>
        <List.EmptyView
          icon={merged.length > 0 ? Icon.MagnifyingGlass : Icon.CheckCircle}
          title={merged.length > 0 ? "No Package Matches" : "Nothing Is Cached"}
        />
      </NothingListed>
      {failures.length > 0 && <UnreadItem failures={failures} onRefresh={refresh} />}
      {packages.length > 0 && (
        <List.Section
          title="Packages"
          subtitle={[formatCount(count, "package"), ...(more === "" ? [] : [more])].join(", ")}
        >
          {packages.map(row)}
        </List.Section>
      )}
      {rest.length > 0 && <List.Section title="Of No Package">{rest.map(row)}</List.Section>}
    </List>
  );
}

interface ToolDropdownProps {
  merged: MergedPackage[];
  value: string;
  onChange: (value: string) => void;
}

/** Each tool with what it keeps, and what several keep. */
function ToolDropdown({ merged, value, onChange }: ToolDropdownProps) {
  const sums = useMemo(() => {
    const byTool = new Map<string, ToolShare[]>();
    for (const share of merged.flatMap(({ holdings }) => holdings)) {
      const known = byTool.get(share.tool);
      if (known) known.push(share);
      else byTool.set(share.tool, [share]);
    }
    return Array.from(byTool, ([tool, shares]) => ({ tool, bytes: bytesOf(shares), text: sizeText(shares) })).sort(
      (one, other) => other.bytes - one.bytes,
    );
  }, [merged]);
  const several = merged.filter(isInSeveral);
  return (
    <List.Dropdown tooltip="Tool" value={value} onChange={onChange}>
      <List.Dropdown.Item value={ALL} title={`All Python Caches (${sumOf(merged)})`} icon={Icon.List} />
      {sums.map(({ tool, text }) => (
        <List.Dropdown.Item key={tool} value={`tool:${tool}`} title={`${tool} (${text})`} icon={Icon.HardDrive} />
      ))}
      {(several.length > 0 || value === SEVERAL) && (
        <List.Dropdown.Item value={SEVERAL} title={`In Several Tools (${sumOf(several)})`} icon={Icon.CopyClipboard} />
      )}
    </List.Dropdown>
  );
}

const isUpTo = ({ holdings }: MergedPackage): boolean => holdings.some(({ upTo }) => upTo);

const isInSeveral = ({ holdings }: MergedPackage): boolean => holdings.length > 1;

/** Largest first. Pauses after each. */
function* applyChoice(merged: MergedPackage[], choice: string): Generator<undefined, MergedPackage[]> {
  if (choice === ALL) return merged;
  const found: MergedPackage[] = [];
  for (const one of merged) {
    yield undefined;
    const part = choice === SEVERAL ? one : ofTool(one, choice.slice("tool:".length));
    if (part && (choice !== SEVERAL || isInSeveral(one))) found.push(part);
  }
  return yield* sortSteps(
    found,
    largestBy(({ name }) => name),
  );
}

function holdingsText({ name, holdings }: MergedPackage): string[] {
  const lines = holdings.map(({ tool, versions, bytes, shared, upTo }) => {
    const linked = shared > 0 ? `, of it ${linkedWarning(shared)}` : "";
    const known = versions.length > 0 ? ` in ${escaped(firstLines(versions, 10).join(", "))}` : "";
    return `**${tool}**: ${upTo ? "up to " : ""}${formatBytes(bytes)}${known}${linked}`;
  });
  return [`# ${escaped(name)}`, bullets(lines)];
}

const bytesOf = (some: { bytes: number }[]): number => some.reduce((sum, { bytes }) => sum + bytes, 0);

const sizeText = (shares: ToolShare[]): string =>
  `${shares.some(({ upTo }) => upTo) ? "up to " : ""}${formatBytes(bytesOf(shares))}`;

const sumOf = (merged: MergedPackage[]): string => sizeText(merged.flatMap(({ holdings }) => holdings));

const mergedKeywords = ({ name, holdings }: MergedPackage): string[] =>
  keywordsOf([name, ...holdings.map(({ tool }) => tool), ...holdings.flatMap(({ versions }) => versions)]);
