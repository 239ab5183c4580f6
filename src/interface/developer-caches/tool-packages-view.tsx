/** What another tool keeps of Python packages, package by package: what it takes, and what of that would come back. */
import { Action, ActionPanel, Icon, Keyboard, List, type Image } from "@raycast/api";
import { useCachedState } from "@raycast/utils";
import { basename } from "node:path";
import type { ResolvedTarget } from "../../developer-caches/resolve";
import type { CachedPackage, CachedVersion, PackagesMessage } from "../../python-caches/collect-packages";
import { holdsPackages } from "../../python-caches/describers";
import type { PackageCacheTool, PartKind } from "../../python-caches/part";
import { readPackages } from "../../python-caches/read-packages";
import { PruneAction, RemoveWithToolAction } from "../removal/tool-removal-actions";
import { DetailsAction, RefreshAction } from "../shared/actions";
import { firstLines, formatAge, formatBytes, formatCount, linkedWarning, titleCase } from "../shared/format";
import { kindIcons, sizeAccessories } from "../shared/icons";
import { keywordsOf } from "../shared/keywords";
import { bullets, escaped, paragraphs } from "../shared/markdown";
import { NothingListed } from "../shared/still-reading";
import { UnreadItem } from "../shared/unread-folders";
import { useLoading } from "../shared/use-loading";
import { useRowLimit } from "../shared/use-row-limit";
import { dated, withValues, type Values } from "../shared/values";
import type { MeasuredTool } from "./measured-tools";
import { removals } from "./tool-removal";

/** What is read of a tool; undefined where nothing is known of packages in its cache. */
export function packagesOf({ tool, targets }: MeasuredTool): PackagesMessage | undefined {
  const roots = targets.flatMap(({ resolved }) => {
    const { root, target, path, kept, leftOut, isFile } = resolved;
    if (leftOut !== undefined || isFile || !holdsPackages(target.id)) return [];
    return [{ root, target: target.id, folder: basename(path), kept }];
  });
  return roots.length > 0 ? { tool: tool.id as PackageCacheTool, roots } : undefined;
}

/** Those that the message is of. */
export const targetsOf = ({ targets }: MeasuredTool, { roots }: PackagesMessage): ResolvedTarget[] =>
  targets.flatMap(({ resolved }) => (roots.some(({ root }) => root === resolved.root) ? [resolved] : []));

export interface ToolPackagesViewProps {
  measured: MeasuredTool;
  message: PackagesMessage;
  /** Something may have gone from these. */
  onRemoved?: (targets: ResolvedTarget[]) => void;
}

export function ToolPackagesView({ measured, message, onRemoved }: ToolPackagesViewProps) {
  const { tool, upTo } = measured;
  const [isShowingDetail, setShowingDetail] = useCachedState("show-detail-tool-packages", false);
  const loading = useLoading(
    (signal, what) => readPackages(what, { signal }),
    [message],
    `Could Not Read the Packages of ${tool.name}`,
  );
  const { packages = [], total, unreadable = [] } = loading.data ?? {};
  const { shown, more, search } = useRowLimit(packages, packageKeywords);
  const sum = total && `${upTo ? "up to " : ""}${formatBytes(total.bytes)}`;
  const targets = targetsOf(measured, message);
  const onEnd = () => {
    loading.reload();
    onRemoved?.(targets);
  };
  const removal = { message, targets, upTo, onEnd };
  const row = (one: CachedPackage) => (
    <List.Item
      key={one.key}
      id={one.key}
      title={titleOf(one)}
      subtitle={isShowingDetail ? undefined : firstLines(versionsOf(one), 3).join(", ")}
      icon={one.name === undefined ? iconOf(one) : Icon.Box}
      keywords={packageKeywords(one)}
      accessories={accessoriesOf(one, upTo, isShowingDetail)}
      detail={isShowingDetail && <PackageDetail tool={message.tool} one={one} upTo={upTo} />}
      actions={
        <ActionPanel title={titleOf(one)}>
          <DetailsAction
            key="details"
            isShowingDetail={isShowingDetail}
            onToggleDetail={() => setShowingDetail((before) => !before)}
          />
          {message.roots[0] && (
            <Action.ShowInFinder key="show-in-finder" path={message.roots[0].root} icon={Icon.Finder} />
          )}
          <RemoveWithToolAction key="remove" {...removal} packages={[one]} />
          {one.name !== undefined && <CopyMenu key="copy" tool={message.tool} name={one.name} />}
          <PruneAction key="prune" {...removal} />
          <RefreshAction key="refresh" onRefresh={loading.reload} />
        </ActionPanel>
      }
    />
  );
  const ofPackages = shown.filter(({ name }) => name !== undefined);
  const others = shown.filter(({ name }) => name === undefined);
  const count = packages.filter(({ name }) => name !== undefined).length;
  return (
    <List
      isLoading={loading.isLoading}
      isShowingDetail={isShowingDetail && shown.length > 0}
      navigationTitle={`Packages of ${tool.name}`}
      searchBarPlaceholder={sum === undefined ? "Search packages" : `Search packages, ${sum} in all`}
      {...search}
    >
      <NothingListed loading={loading}>
        <List.EmptyView
          icon={packages.length > 0 ? Icon.MagnifyingGlass : Icon.CheckCircle}
          title={packages.length > 0 ? "No Package Matches" : `${tool.name} Keeps Nothing`}
        />
      </NothingListed>
      {unreadable.length > 0 && <UnreadItem failures={unreadable} onRefresh={loading.reload} />}
      {ofPackages.length > 0 && (
        <List.Section
          title="Packages"
          subtitle={[formatCount(count, "package"), ...(more === "" ? [] : [more])].join(", ")}
        >
          {ofPackages.map(row)}
        </List.Section>
      )}
      {others.length > 0 && <List.Section title="Of No Package">{others.map(row)}</List.Section>}
    </List>
  );
}

function CopyMenu({ tool, name }: { tool: PackageCacheTool; name: string }) {
  const command = removals[tool].command?.(name);
  return (
    <ActionPanel.Submenu title="Copy…" icon={Icon.Clipboard}>
      <Action.CopyToClipboard
        key="copy-name"
        title="Copy Name"
        icon={Icon.Clipboard}
        shortcut={Keyboard.Shortcut.Common.CopyName}
        content={name}
      />
      {command !== undefined && (
        <Action.CopyToClipboard
          key="copy-command"
          title="Copy Command That Removes It"
          icon={Icon.Terminal}
          content={command}
        />
      )}
    </ActionPanel.Submenu>
  );
}

/** As many as the list of packages tells of. */
const MOST_VERSIONS = 100;

interface PackageDetailProps {
  tool: PackageCacheTool;
  one: CachedPackage;
  upTo: boolean;
}

function PackageDetail({ tool, one, upTo }: PackageDetailProps) {
  const { Metadata } = List.Item.Detail;
  const { bytes, shared, newestMs, name } = one;
  const described = one.versions.slice(0, MOST_VERSIONS);
  const rest = one.versions.slice(MOST_VERSIONS);
  const size = (sums: { bytes: number }) => `${upTo ? "up to " : ""}${formatBytes(sums.bytes)}`;
  const lines = described.map((version) => {
    const linked = version.shared > 0 ? `, of it ${linkedWarning(version.shared)}` : "";
    return `${escaped(labelOf(version))}: ${size(version)}${linked}`;
  });
  if (rest.length > 0) {
    lines.push(
      `…and ${formatCount(rest.length, "other")}: ${size({ bytes: rest.reduce((sum, own) => sum + own.bytes, 0) })}`,
    );
  }
  return (
    <List.Item.Detail
      markdown={paragraphs([
        `# ${escaped(titleOf(one))}`,
        bullets(lines),
        name !== undefined && removals[tool].says(name),
      ])}
      metadata={
        <Metadata>
          <Metadata.Label title="Size" text={size(one)} />
          {shared > 0 && <Metadata.Label title="Linked Elsewhere" text={formatBytes(shared)} />}
          <Metadata.Label title="Comes Back" text={size({ bytes: bytes - shared })} />
          <Metadata.Label title="Files" text={formatCount(one.files, "file")} />
          {newestMs > 0 && <Metadata.Label title="Last Used" text={formatAge(newestMs)} />}
        </Metadata>
      }
    />
  );
}

function accessoriesOf(one: CachedPackage, upTo: boolean, isShowingDetail: boolean): List.Item.Accessory[] {
  const { files, versions } = one;
  return sumAccessories(one, upTo, isShowingDetail, { files, versions: versionsOf({ versions }).length });
}

/** When it was used last, and its size; with clones that is no number to rely on, and so none for scripts. */
export function sumAccessories(
  { bytes, shared, newestMs }: { bytes: number; shared: number; newestMs: number },
  upTo: boolean,
  isShowingDetail: boolean,
  counts: Values,
): List.Item.Accessory[] {
  const values = { ...counts, ...dated("lastUsed", newestMs) };
  const size = upTo
    ? [withValues({ text: `up to ${formatBytes(bytes)}`, tooltip: clonesText }, values)]
    : sizeAccessories({ bytes, shared }, undefined, values);
  const age = { text: formatAge(newestMs), icon: Icon.Clock, tooltip: "Last used" };
  return newestMs > 0 && !isShowingDetail ? [age, ...size] : size;
}

const clonesText = "Clones share blocks with environments unseen: at most so much comes back";

/** Largest first. */
const versionsOf = ({ versions }: Pick<CachedPackage, "versions">): string[] => [
  ...new Set(versions.flatMap(({ version }) => version ?? [])),
];

/** What is of no package is all of one kind. */
const kindOf = ({ versions }: CachedPackage): PartKind => versions[0]?.kind ?? "other";

const titleOf = (one: CachedPackage): string => one.name ?? titles[kindOf(one)];

const labelOf = ({ kind, version }: CachedVersion): string =>
  version === undefined ? titleCase(kind) : `${version}, ${kind}`;

const packageKeywords = (one: CachedPackage): string[] =>
  keywordsOf([titleOf(one), ...versionsOf(one), ...new Set(one.versions.map(({ kind }) => kind))]);

/** Of what belongs to no package. */
const titles: Record<PartKind, string> = {
  wheel: "Wheels of No Package",
  "unpacked wheel": "Unpacked Wheels of No Package",
  "built wheel": "Built Wheels of No Package",
  "source distribution": "Source Distributions of No Package",
  "package archive": "Archives of No Package",
  "unpacked package": "Unpacked Packages without a Name",
  metadata: "Metadata",
  "index page": "Index Pages",
  "Git repository": "Git Repositories",
  environment: "Environments",
  build: "Builds",
  Python: "Pythons",
  other: "Other Files",
};

const icons: Partial<Record<PartKind, Image.ImageLike>> = {
  metadata: kindIcons.metadata,
  "index page": kindIcons["index page"],
  "Git repository": Icon.Code,
  environment: Icon.Leaf,
  build: Icon.Hammer,
};

const iconOf = (one: CachedPackage): Image.ImageLike => icons[kindOf(one)] ?? kindIcons.other;
