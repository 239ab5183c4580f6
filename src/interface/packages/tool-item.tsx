/** A package of another tool, or of several, as a row: with what each tool keeps of it, and what can be done. */
import { Action, ActionPanel, getPreferenceValues, Icon, Keyboard, List } from "@raycast/api";
import { isPackage, packageIn, packageKey, type PackageTool } from "../../packaging/row-key";
import { PIP } from "../../pip-cache/entry";
import { sumGroups } from "../../pip-cache/rows/groups";
import type { PackageCacheTool } from "../../python-caches/part";
import type { PackagesRemoved } from "../../python-caches/remove-with-tool";
import { KeptTwiceAction } from "../kept-twice/kept-twice-view";
import { HistoryView } from "../removal/history-view";
import { PruneAction, RemoveWithToolAction } from "../removal/tool-removal-actions";
import type { RowRemoval } from "../removal/use-row-removal";
import { CopyNameAction, DetailsAction, MoreMenu, RefreshAction, type DetailsActionProps } from "../shared/actions";
import { formatAge, formatBytes, formatCount, formatNumber, formatTime } from "../shared/format";
import { goingIcon, sizeAccessories } from "../shared/icons";
import { openCommand } from "../shared/platform-calls";
import type { Packages } from "../shared/use-packages";
import { dated, withValues } from "../shared/values";
import { FilesView } from "./files-view";
import { LinkActions } from "./link-actions";
import { ownerOf } from "./owner";
import type { PythonTool } from "./python-tools";
import { iconOfTools } from "./tool-choices";
import { ToolDetail } from "./tool-detail";
import { removals } from "./tool-removal";
import type { ToolListed } from "./tool-rows";
import { encodeView, toolTitles, viewTitle, type View } from "./views";

/** What removes pip's part of a package that others keep, too. */
export interface OfPip {
  packages: Packages;
  onRemove: RowRemoval["onRemove"];
  onRemoved: RowRemoval["onRemoved"];
  going: RowRemoval["going"];
}

export interface ToolItemProps extends DetailsActionProps {
  listed: ToolListed;
  /** Those that were read, by their ids. */
  tools: ReadonlyMap<PackageTool, PythonTool>;
  pip?: OfPip;
  view: View & { type: "tool" };
  onRefresh: () => void;
  /** Something may have gone from what this one keeps. */
  onRemoved: (tool: PythonTool | undefined, after: PackagesRemoved["after"]) => void;
}

export function ToolItem(props: ToolItemProps) {
  const { listed, pip, view, isShowingDetail } = props;
  const { key, name } = listed;
  const isGoing = pip?.going.has(pipKeyOf(listed)) ?? false;
  return (
    <List.Item
      id={key}
      title={name}
      subtitle={isShowingDetail ? undefined : subtitleOf(listed, view)}
      icon={isGoing ? goingIcon : iconOfTools(listed)}
      accessories={accessoriesOf(listed, isGoing, isShowingDetail)}
      detail={isShowingDetail && <ToolDetail listed={listed} />}
      actions={<ToolActions {...props} />}
    />
  );
}

const isOther = (tool: PackageTool): tool is PackageCacheTool => tool !== PIP;

const pipKeyOf = ({ key, name }: ToolListed) => (isPackage(key) ? packageKey(PIP, packageIn(key) ?? name) : key);

/** Of one tool its versions; of several, or of no package, the tools. */
function subtitleOf({ shares, versions, versionCount, chosen }: ToolListed, { tool }: ToolItemProps["view"]): string {
  const isOfAll = tool === "all" || tool === "several";
  const some = chosen && `${formatNumber(chosen.versions.size)} of ${formatCount(versionCount, "version")}`;
  const more = versions.length > 3 ? ` +${versionCount - 2}` : "";
  const told = versions.slice(0, more ? 2 : 3).join(", ") + more;
  const text = isOfAll ? shares.map((share) => toolTitles[share.tool]).join(", ") : told;
  return [some, text].filter(Boolean).join(": ");
}

function accessoriesOf(listed: ToolListed, isGoing: boolean, isShowingDetail: boolean): List.Item.Accessory[] {
  const { sums, shares, versionCount } = listed;
  const upTo = shares.some((share) => share.upTo);
  const values = {
    files: sums.files,
    versions: versionCount,
    tools: shares.map(({ tool }) => tool).join(", "),
    ...dated("lastUsed", sums.newestMs),
  };
  const size = upTo
    ? [withValues({ text: `up to ${formatBytes(sums.bytes)}`, tooltip: clonesText }, values)]
    : sizeAccessories(sums, `${formatNumber(sums.bytes)} bytes in ${formatCount(sums.files, "file")}`, values);
  if (isGoing) return [{ text: "Removing" }, ...size];
  const age = {
    text: formatAge(sums.newestMs),
    icon: Icon.Clock,
    tooltip: `Last used ${formatTime(sums.newestMs)}`,
  };
  return sums.newestMs > 0 && !isShowingDetail ? [age, ...size] : size;
}

/** No number to rely on, and so none for scripts. */
const clonesText = "Clones share blocks with environments unseen: at most so much comes back";

function ToolActions(props: ToolItemProps) {
  const { listed, tools, pip, view, onRefresh } = props;
  const { name, shares, chosen } = listed;
  const roots = shares.flatMap(({ tool }) => tools.get(tool)?.message.roots[0] ?? []);
  const [first] = roots;
  const isOfPip = shares.some(({ tool }) => tool === PIP);
  // A tool removes all versions: where some were searched for, that is not what the row is about.
  const isWhole = chosen === undefined || chosen.others === 0;
  const removable = shares.filter(({ tool }) => (isOther(tool) ? isWhole : pip));
  const removalOf = (of: PackageCacheTool) => {
    const tool = tools.get(of);
    const { message = { tool: of, roots: [] }, targets = [] } = tool ?? {};
    return { message, targets, onEnd: (after: PackagesRemoved["after"]) => props.onRemoved(tool, after) };
  };
  return (
    <ActionPanel title={name}>
      <ActionPanel.Section>
        <DetailsAction key="details" {...props} />
        {first && <Action.ShowInFinder key="show-in-finder" path={first.root} icon={Icon.Finder} />}
        {pip && isOfPip && <PipFilesAction key="files" listed={listed} pip={pip} />}
      </ActionPanel.Section>
      <ActionPanel.Section>
        {removable.map(({ tool, cached, upTo }, at) =>
          isOther(tool) ? (
            <RemoveWithToolAction
              key={pip ? `remove-${tool}` : "remove"}
              {...removalOf(tool)}
              upTo={upTo}
              packages={cached}
              hasNoKey={at > 0}
            />
          ) : (
            pip && <RemoveFromPip key="remove-pip" listed={listed} pip={pip} hasNoKey={at > 0} />
          ),
        )}
      </ActionPanel.Section>
      <ActionPanel.Section>
        <CopyToolMenu key="copy" listed={listed} root={first?.root} view={view} />
      </ActionPanel.Section>
      <MoreMenu key="more">
        <RefreshAction key="refresh" onRefresh={onRefresh} />
        {shares.map(
          ({ tool, upTo }) => isOther(tool) && <PruneAction key={`prune-${tool}`} {...removalOf(tool)} upTo={upTo} />,
        )}
        <KeptTwiceAction key="kept-twice" tools={[...tools.values()]} />
        <Action.Push key="history" title="Show History…" icon={Icon.Clock} target={<HistoryView />} />
        <Action
          key="developer-caches"
          title="Show Developer Caches…"
          icon={Icon.HardDrive}
          onAction={() => openCommand("search-developer-caches")}
        />
        <ActionPanel.Section title={viewTitle(view)}>
          <LinkActions
            key="view-links"
            of="view"
            name={`${viewTitle(view)} in pip Cache`}
            to={{ view: encodeView({ type: "tool", tool: view.tool }) }}
          />
        </ActionPanel.Section>
      </MoreMenu>
    </ActionPanel>
  );
}

function PipFilesAction({ listed, pip }: { listed: ToolListed; pip: OfPip }) {
  const { name, chosen } = listed;
  const { caches, known } = pip.packages;
  return (
    <Action.Push
      key="files"
      title="Show Files of pip…"
      icon={Icon.List}
      target={
        <FilesView
          name={name}
          rowKey={pipKeyOf(listed)}
          versions={chosen?.versions}
          caches={caches}
          known={known}
          onRemoved={pip.onRemoved}
        />
      }
    />
  );
}

/** Of pip's part, what was searched for. */
function RemoveFromPip({ listed, pip, hasNoKey }: { listed: ToolListed; pip: OfPip; hasNoKey: boolean }) {
  const { name, groups, chosen } = listed;
  const key = pipKeyOf(listed);
  const own = groups.filter(({ tool }) => tool === PIP);
  if (own.length === 0) return null;
  const { selection, what } = ownerOf(key, name, chosen && { ...chosen, others: 0 });
  return (
    <Action
      title={`Remove from pip (${formatBytes(sumGroups(own).bytes)})`}
      icon={Icon.Trash}
      style={Action.Style.Destructive}
      shortcut={hasNoKey ? undefined : Keyboard.Shortcut.Common.Remove}
      onAction={() => {
        const { askBeforeRemoving: ask } = getPreferenceValues<Preferences>();
        return pip.onRemove({ selection, what, verb: "Remove", ask }, [key]);
      }}
    />
  );
}

interface CopyToolMenuProps {
  listed: ToolListed;
  /** The folder of the tool that keeps most of it. */
  root?: string;
  view: ToolItemProps["view"];
}

function CopyToolMenu({ listed: { key, name, shares }, root, view }: CopyToolMenuProps) {
  const commands = shares.flatMap(({ tool, cached }) => {
    const [own] = cached;
    const command = own?.name === undefined ? undefined : removals[tool]?.command?.(own.name);
    return command ? [{ tool, command }] : [];
  });
  const { tool } = view;
  const of = commands.length > 1 ? (from: PackageTool) => ` from ${toolTitles[from]}` : () => "";
  return (
    <ActionPanel.Submenu title="Copy…" icon={Icon.Clipboard}>
      <CopyNameAction key="copy-name" name={name} />
      {commands.map(({ tool: from, command }) => (
        <Action.CopyToClipboard
          key={`copy-command-${from}`}
          title={`Copy Command That Removes It${of(from)}`}
          icon={Icon.Terminal}
          content={command}
        />
      ))}
      {root !== undefined && (
        <Action.CopyToClipboard
          key="copy-path"
          title="Copy Path"
          icon={Icon.Folder}
          shortcut={Keyboard.Shortcut.Common.CopyPath}
          content={root}
        />
      )}
      {isPackage(key) && (
        <LinkActions
          key="links"
          name={`${name} in ${toolTitles[tool]}`}
          to={{ package: packageIn(key) ?? name, view: encodeView({ type: "tool", tool }) }}
        />
      )}
    </ActionPanel.Submenu>
  );
}
