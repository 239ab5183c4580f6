/** A package of another tool, or of several, as a row: with what each tool keeps of it, and what can be done. */
import { Action, ActionPanel, getPreferenceValues, Icon, Keyboard, List } from "@raycast/api";
import { isPackage, packageIn, type PackageTool } from "../../packaging/row-key";
import { PIP } from "../../pip-cache/entry";
import { sumGroups } from "../../pip-cache/rows/groups";
import type { PackageCacheTool } from "../../python-caches/part";
import type { PackagesRemoved } from "../../python-caches/remove-with-tool";
import { KeptTwiceAction } from "../kept-twice/kept-twice-view";
import { needAccessory, needOf } from "../projects/needs-text";
import { HistoryView } from "../removal/history-view";
import { PruneAction, RemoveWithToolAction } from "../removal/tool-removal-actions";
import {
  CopyPathAction,
  CopyNameAction,
  DetailsAction,
  MoreMenu,
  RefreshAction,
  SelectAction,
  SelectAllActions,
  type DetailsActionProps,
} from "../shared/actions";
import { formatAge, formatBytes, formatCount, formatNumber, formatTime, titleCase } from "../shared/format";
import { damagedIcon, goingIcon, keptIcon, selectedIcon, sizeAccessories } from "../shared/icons";
import type { KnownMarks } from "../shared/marks";
import { openCommand } from "../shared/platform-calls";
import { formatRows } from "../shared/units";
import { dated, withValues } from "../shared/values";
import { FilesView } from "./files-view";
import { KeepAction } from "./keep-actions";
import { bytesStayingOf } from "./kept-text";
import { LinkActions } from "./link-actions";
import { ownerOf } from "./owner";
import type { PythonTool } from "../python-tools/python-tools";
import { selectedText } from "./selected";
import { areMarked } from "./selected-rows";
import { iconOfTools } from "./tool-choices";
import { ToolDetail } from "./tool-detail";
import { removals } from "./tool-removal";
import { isOtherTool, pipKeyOf, type ToolListed } from "./tool-rows";
import { neededBy, type NeedsOfRows, type OfPip, type SelectedOfTools, type ToolSelection } from "./use-tool-selection";
import { damageReasons, encodeView, toolTitles, viewTitle, type View } from "./views";

export interface ToolItemProps extends DetailsActionProps {
  listed: ToolListed;
  /** Those that were read, by their ids. */
  tools: ReadonlyMap<PackageTool, PythonTool>;
  pip?: OfPip;
  ofNeeds: NeedsOfRows;
  marks: KnownMarks;
  selection: ToolSelection;
  /** Selects it, or takes that back; absent where it cannot be selected. */
  onToggle?: () => void;
  /** Selects all that were found. */
  onSelectAll: () => void;
  view: View & { type: "tool" };
  onRefresh: () => void;
  /** Something may have gone from what this one keeps. */
  onRemoved: (tool: PythonTool | undefined, after: PackagesRemoved["after"]) => void;
}

export function ToolItem(props: ToolItemProps) {
  const { listed, pip, ofNeeds, view, selection, isShowingDetail } = props;
  const { key, name } = listed;
  const isGoing = selection.going.has(key) || (pip?.going.has(pipKeyOf(listed)) ?? false);
  return (
    <List.Item
      id={key}
      title={name}
      subtitle={isShowingDetail ? undefined : subtitleOf(listed, view)}
      icon={isGoing ? goingIcon : selection.selected.has(key) ? selectedIcon : iconOfTools(listed)}
      accessories={accessoriesOf(props, isGoing)}
      detail={isShowingDetail && <ToolDetail listed={listed} needs={ofNeeds.needs} kept={keptText(props)} />}
      actions={<ToolActions {...props} />}
    />
  );
}

/** Of one tool its versions; of several, or of no package, the tools. */
function subtitleOf({ shares, versions, versionCount, chosen }: ToolListed, { tool }: ToolItemProps["view"]): string {
  const isOfAll = tool === "all" || tool === "several";
  const some = chosen && `${formatNumber(chosen.versions.size)} of ${formatCount(versionCount, "version")}`;
  const more = versions.length > 3 ? ` +${versionCount - 2}` : "";
  const told = versions.slice(0, more ? 2 : 3).join(", ") + more;
  const text = isOfAll ? shares.map((share) => toolTitles[share.tool]).join(", ") : told;
  return [some, text].filter(Boolean).join(": ");
}

function accessoriesOf(props: ToolItemProps, isGoing: boolean): List.Item.Accessory[] {
  const { listed, ofNeeds, isShowingDetail } = props;
  const { sums, shares, groups, versionCount } = listed;
  const need = ofNeeds.needs && needOf(ofNeeds.needs.needs, pipKeyOf(listed));
  const kept = keptText(props);
  const damaged = groups.filter(({ damage }) => damage !== undefined);
  const entries = damaged.reduce((sum, one) => sum + one.entries, 0);
  const upTo = shares.some((share) => share.upTo);
  const values = {
    files: sums.files,
    versions: versionCount,
    tools: shares.map(({ tool }) => tool).join(", "),
    ...(entries > 0 && { damaged: entries }),
    ...(need && { environments: need.environments.length, projects: need.projects.length }),
    ...(kept !== undefined && { kept }),
    ...dated("lastUsed", sums.newestMs),
  };
  const size = upTo
    ? [withValues({ text: `up to ${formatBytes(sums.bytes)}`, tooltip: clonesText }, values)]
    : sizeAccessories(sums, `${formatNumber(sums.bytes)} bytes in ${formatCount(sums.files, "file")}`, values);
  if (isGoing) return [{ text: "Removing" }, ...size];
  const shown: List.Item.Accessory[] = [];
  if (kept !== undefined) shown.push({ icon: keptIcon, tooltip: kept });
  if (need) shown.push(needAccessory(need, isShowingDetail));
  if (entries > 0) {
    shown.push({ icon: damagedIcon, tooltip: `${formatNumber(entries)} damaged: ${damageReasons(damaged)}` });
  }
  if (sums.newestMs > 0 && !isShowingDetail) {
    const tooltip = `Last used ${formatTime(sums.newestMs)}`;
    shown.push({ text: formatAge(sums.newestMs), icon: Icon.Clock, tooltip });
  }
  return [...shown, ...size];
}

/** `Kept`, `1 version kept`: of the package, whoever has it. */
function keptText({ listed, marks }: Pick<ToolItemProps, "listed" | "marks">): string | undefined {
  const key = pipKeyOf(listed);
  if (marks.whole.has(key)) return "Kept";
  const versions = marks.versions.get(key) ?? [];
  return versions.length > 0 ? `${formatCount(versions.length, "version")} kept` : undefined;
}

/** No number to rely on, and so none for scripts. */
const clonesText = "Clones share blocks with environments unseen: at most so much comes back";

function ToolActions(props: ToolItemProps) {
  const { listed, tools, pip, marks, selection, view, onToggle, onRefresh } = props;
  const { key, name, shares, versions, chosen } = listed;
  const roots = shares.flatMap(({ tool }) => tools.get(tool)?.message.roots[0] ?? []);
  const [first] = roots;
  const isOfPip = shares.some(({ tool }) => tool === PIP);
  const { all } = selection;
  return (
    <ActionPanel title={all ? selectedText(all) : name}>
      <ActionPanel.Section>
        <DetailsAction key="details" {...props} />
        {first && <Action.ShowInFinder key="show-in-finder" path={first.root} icon={Icon.Finder} />}
        {pip && isOfPip && <PipFilesAction key="files" listed={listed} pip={pip} />}
      </ActionPanel.Section>
      <RemoveToolActions {...props} />
      <ActionPanel.Section>
        {onToggle && <SelectAction key="select" isSelected={selection.selected.has(key)} onToggle={onToggle} />}
        <KeepAction
          key="keep"
          summary={{ key: pipKeyOf(listed), name, versions }}
          marks={marks}
          chosen={chosen && new Map([[pipKeyOf(listed), chosen]])}
          selected={all && keptOfSelected(all, marks)}
        />
        <CopyToolMenu key="copy" listed={listed} root={first?.root} view={view} />
      </ActionPanel.Section>
      <MoreMenu key="more">
        <SelectAllActions
          onAll={onToggle && props.onSelectAll}
          onNone={all && (() => selection.onSelect(() => new Set()))}
        />
        <RefreshAction key="refresh" onRefresh={onRefresh} />
        {shares.map(
          ({ tool, upTo }) =>
            isOtherTool(tool) && <PruneAction key={`prune-${tool}`} {...requestOf(props, tool)} upTo={upTo} />,
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
            to={{ view: encodeView({ type: "tool", tool: view.tool, only: view.only }) }}
          />
        </ActionPanel.Section>
      </MoreMenu>
    </ActionPanel>
  );
}

/** Marks are of names, whoever keeps them. */
function keptOfSelected({ keys }: SelectedOfTools, marks: KnownMarks) {
  const own = keys.filter(isPackage).map((key) => pipKeyOf({ key, name: key }));
  return { keys: own, packages: own.length, areKept: areMarked(own, undefined, marks) };
}

function requestOf({ tools, ofNeeds, onRemoved }: ToolItemProps, of: PackageCacheTool) {
  const tool = tools.get(of);
  const { message = { tool: of, roots: [] }, targets = [] } = tool ?? {};
  const { nowhereIn, readNow } = ofNeeds;
  return { message, targets, nowhereIn, readNow, onEnd: (after: PackagesRemoved["after"]) => onRemoved(tool, after) };
}

/** Of the selected rows where there are any, else of the one it is on: what one tool keeps of it, or, in the menu, another one, or all. */
function RemoveToolActions(props: ToolItemProps) {
  const { listed, pip, ofNeeds, selection } = props;
  const { key, name, shares, chosen } = listed;
  // A tool removes all versions: where some were searched for, that is not what the row is about.
  const isWhole = chosen === undefined || chosen.others === 0;
  const because = neededBy(ofNeeds, new Map([[pipKeyOf(listed), name]]));
  const removable = shares.filter(({ tool, cached }) =>
    isOtherTool(tool) ? isWhole && cached.some((one) => one.name !== undefined) : pip,
  );
  const parts = removable.map(({ tool, cached, upTo }, at) => {
    const hasNoKey = at > 0 || selection.all !== undefined;
    return isOtherTool(tool) ? (
      <RemoveWithToolAction
        key={pip ? `remove-${tool}` : "remove-row"}
        {...requestOf(props, tool)}
        because={because}
        upTo={upTo}
        packages={cached}
        hasNoKey={hasNoKey}
      />
    ) : (
      pip && <RemoveFromPip key="remove-pip" {...props} pip={pip} hasNoKey={hasNoKey} />
    );
  });
  const direct = selection.all ? <RemoveSelected key="remove" {...props} all={selection.all} /> : parts.shift();
  const everywhere = removable.length > 1 && isWhole && (
    <Action
      key="remove-everywhere"
      title={`Remove from All of Them (${formatBytes(listed.sums.bytes)})`}
      icon={Icon.Trash}
      style={Action.Style.Destructive}
      onAction={() => selection.onRemove([key])}
    />
  );
  const isMenu = parts.length > 0;
  return (
    <ActionPanel.Section>
      {direct}
      {isMenu && (
        <ActionPanel.Submenu
          key="remove-part"
          title={selection.all ? `Remove Only ${name}…` : "Remove…"}
          icon={Icon.MinusCircle}
          shortcut={{ macOS: { modifiers: ["opt"], key: "d" }, Windows: { modifiers: ["alt"], key: "d" } }}
        >
          {parts}
          {everywhere}
        </ActionPanel.Submenu>
      )}
    </ActionPanel.Section>
  );
}

function RemoveSelected({ selection, all }: ToolItemProps & { all: SelectedOfTools }) {
  return (
    <Action
      title={`Remove ${titleCase(formatRows(all.keys))} (${all.upTo ? "up to " : ""}${formatBytes(all.bytes)})`}
      icon={Icon.Trash}
      style={Action.Style.Destructive}
      shortcut={Keyboard.Shortcut.Common.Remove}
      onAction={() => selection.onRemove(all.keys)}
    />
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

/** Of pip's part, what was searched for; what is kept of it stays, unless the package itself is. */
function RemoveFromPip({ listed, pip, ofNeeds, marks, hasNoKey }: ToolItemProps & { pip: OfPip; hasNoKey: boolean }) {
  const { name, groups, chosen } = listed;
  const key = pipKeyOf(listed);
  const own = groups.filter(({ tool }) => tool === PIP);
  if (own.length === 0) return null;
  const { selection, what } = ownerOf(key, name, chosen && { ...chosen, others: 0 });
  const { read } = pip.packages;
  const bytes = sumGroups(own).bytes - (read ? bytesStayingOf(read.rows, selection, marks) : 0);
  return (
    <Action
      title={`Remove from pip (${formatBytes(bytes)})`}
      icon={Icon.Trash}
      style={Action.Style.Destructive}
      shortcut={hasNoKey ? undefined : Keyboard.Shortcut.Common.Remove}
      onAction={() => {
        const { askBeforeRemoving: ask } = getPreferenceValues<Preferences>();
        // As of the other tools: the row has more than pip's part.
        const fromPip = `${what} from pip`;
        return pip.onRemove({ selection, what: fromPip, verb: "Remove", ask, nowhereIn: ofNeeds.nowhereIn }, [key]);
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
      {root !== undefined && <CopyPathAction key="copy-path" path={root} />}
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
