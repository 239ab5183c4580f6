/** What can be done with a tool's cache, with the selected ones, and with all that are safe to clear. */
import { Action, ActionPanel, Icon, Keyboard, showToast, Toast } from "@raycast/api";
import { isOwnFolder } from "../../developer-caches/own-folder";
import type { ResolvedTarget } from "../../developer-caches/resolve";
import { PIP } from "../../pip-cache/entry";
import { HistoryView } from "../removal/history-view";
import { SearchView } from "../packages/search-view";
import { KeptTwiceAction } from "../kept-twice/kept-twice-view";
import { encodeView } from "../packages/views";
import { packageToolOf, pythonToolOf, type PythonTool } from "../python-tools/python-tools";
import {
  CopyPathAction,
  DetailsAction,
  MoreMenu,
  RefreshAction,
  SelectAction,
  SelectAllActions,
  type DetailsActionProps,
} from "../shared/actions";
import { formatBytes, formatCount, formatNumber } from "../shared/format";
import { trashName } from "../shared/trash-name";
import { AddFolderAction, ForgetFolderAction } from "./add-folder-form";
import { AnswersView } from "./answers-view";
import { clearDeveloperCaches } from "./clear-developer-caches";
import { clearOldVersions } from "./clear-old-versions";
import { HideAction } from "./hide-actions";
import { moveOrphaned } from "./move-orphaned";
import { moveOwnFolder } from "./own-folders";
import { pruneHub } from "./prune-hub";
import { OllamaModelsMenu } from "./remove-ollama-model";
import {
  isClearable,
  isOrphaned,
  isSafe,
  placeName,
  sumsOf,
  type MeasuredTarget,
  type MeasuredTool,
} from "./measured-tools";

export interface DeveloperActionsProps extends DetailsActionProps {
  measured: MeasuredTool;
  /** All that are not hidden. */
  tools: MeasuredTool[];
  isHidden: boolean;
  /** It was hidden, or shown again. */
  onHidden: () => void;
  /** A folder was added, or taken off the list. */
  onFolders: () => void;
  /** What the person has hidden and added, to be copied; "" where that is nothing. */
  list: string;
  selected: ReadonlySet<string>;
  onToggle: () => void;
  onDeselectAll: () => void;
  onRefresh: () => void;
  onCleared: (targets: ResolvedTarget[]) => Promise<void>;
}

export function DeveloperActions(props: DeveloperActionsProps) {
  const { measured, tools, list, selected, onRefresh, onCleared } = props;
  const { tool, targets } = measured;
  const [first] = targets;
  const chosen = tools.filter((one) => selected.has(one.tool.id));
  const packageTool = packageToolOf(tool.id);
  const ownFolder = first && isOwnFolder(first.resolved) ? first.resolved : undefined;
  return (
    <ActionPanel title={chosen.length > 0 ? `${formatCount(chosen.length, "Tool")} Selected` : tool.name}>
      <ActionPanel.Section>
        {tool.id === PIP && (
          <Action.Push
            key="search-pip-cache"
            title="Search pip Cache…"
            icon={Icon.MagnifyingGlass}
            target={<SearchView view={encodeView({ type: "tool", tool: PIP })} />}
          />
        )}
        {packageTool && (
          <Action.Push
            key="show-packages"
            title="Show Packages…"
            icon={Icon.List}
            target={
              <SearchView
                view={encodeView({ type: "tool", tool: packageTool })}
                onRemoved={(own) => void onCleared(own)}
              />
            }
          />
        )}
        <DetailsAction key="details" {...props} />
        {tool.questions && first && (
          <Action.Push
            key="ask"
            title={`Ask ${tool.name}…`}
            icon={Icon.SpeechBubble}
            target={<AnswersView tool={tool} place={first.resolved.place} />}
          />
        )}
        {props.isHidden ? (
          <HideAction key="show" tool={tool} isHidden onChange={props.onHidden} />
        ) : (
          <SelectAction key="select" isSelected={selected.has(tool.id)} onToggle={props.onToggle} />
        )}
      </ActionPanel.Section>
      <ClearActions {...props} chosen={chosen} />
      <ActionPanel.Section>
        <ActionPanel.Submenu key="copy" title="Copy…" icon={Icon.Clipboard}>
          <CopyPathAction key="copy-path" path={targets.map(({ resolved }) => resolved.path).join("\n")} />
          {list !== "" && (
            <Action.CopyToClipboard key="copy-list" title="Copy Your List" icon={Icon.Clipboard} content={list} />
          )}
          {first && <Action.ShowInFinder key="show-in-finder" path={first.resolved.root} icon={Icon.Finder} />}
        </ActionPanel.Submenu>
        <MoreMenu key="more">
          <SelectAllActions onNone={chosen.length > 0 ? props.onDeselectAll : undefined} />
          <RefreshAction key="refresh" onRefresh={onRefresh} />
          {ownFolder ? (
            <ForgetFolderAction key="forget" path={ownFolder.root} name={tool.name} onChange={props.onFolders} />
          ) : (
            !props.isHidden && <HideAction key="hide" tool={tool} isHidden={false} onChange={props.onHidden} />
          )}
          <AddFolderAction key="add-folder" onChange={props.onFolders} />
          <Action.Push key="history" title="Show History…" icon={Icon.Clock} target={<HistoryView />} />
          {(packageTool ?? tool.id === PIP) && <KeptTwiceAction key="kept-twice" tools={tools.flatMap(keepingOf)} />}
        </MoreMenu>
      </ActionPanel.Section>
    </ActionPanel>
  );
}

/** Nothing where it keeps no packages. */
function keepingOf({ tool, targets }: MeasuredTool): PythonTool[] {
  const own = pythonToolOf(
    tool,
    targets.map(({ resolved }) => resolved),
  );
  return own ? [own] : [];
}

/**
 * What is cleared: of the tools that are selected, else of the one it is on; of one of its places; of all.
 * @param chosen the selected tools
 */
function ClearActions(props: DeveloperActionsProps & { chosen: MeasuredTool[] }) {
  const { measured, tools, chosen, onCleared } = props;
  const { tool, targets } = measured;
  const places = targets.filter(({ resolved }) => resolved.tier !== "never");
  const clearable = places.filter(isClearable);
  const orphaned = places.filter(isOrphaned);
  const { prunes } = tool;
  const isPruned = places.some(({ resolved, refused }) => resolved.target.place === prunes?.place && !refused);
  const withOld = places.filter(({ old = [] }) => old.length > 0);
  const safe = tools.flatMap((one) => one.targets.filter(isSafe));
  const isOfChosen = chosen.length > 0;
  return (
    <ActionPanel.Section>
      {isOfChosen ? (
        <ClearChosenAction key="clear-selected" chosen={chosen} onCleared={onCleared} />
      ) : (
        <ClearToolAction key="clear" measured={measured} hasKey onCleared={onCleared} />
      )}
      {orphaned.length > 0 && clearable.length === 0 && (
        <OrphanedAction key="move-to-trash" targets={orphaned} hasKey={!isOfChosen} onMoved={onCleared} />
      )}
      {clearable.length > 0 && (
        <ActionPanel.Submenu
          key="clear-place"
          title={isOfChosen ? `Clear Only of ${tool.name}…` : "Clear One Place…"}
          icon={Icon.Folder}
        >
          {isOfChosen && <ClearToolAction key="clear" measured={measured} onCleared={onCleared} />}
          {clearable.map((target) => (
            <Action
              key={target.resolved.root}
              title={`${placeName(target, places)} (${sizeOf([target])})`}
              icon={Icon.Folder}
              style={Action.Style.Destructive}
              onAction={() =>
                clearDeveloperCaches({
                  targets: [target],
                  what: `${tool.name}: ${placeName(target, places)}`,
                  onCleared,
                })
              }
            />
          ))}
          {orphaned.length > 0 && <OrphanedAction key="move-to-trash" targets={orphaned} onMoved={onCleared} />}
        </ActionPanel.Submenu>
      )}
      {tool.id === "ollama" && <OllamaModelsMenu key="remove-model" targets={places} onCleared={onCleared} />}
      {withOld.length > 0 && (
        <Action
          key="clear-old-versions"
          title={isOfChosen ? `Clear Old Versions of ${tool.name}` : "Clear Old Versions"}
          icon={Icon.Clock}
          style={Action.Style.Destructive}
          onAction={() => clearOldVersions(withOld, { onCleared })}
        />
      )}
      {prunes && isPruned && (
        <Action
          key="prune"
          title={isOfChosen ? `Clear Old Revisions of ${tool.name}` : "Clear Old Revisions"}
          icon={Icon.Clock}
          style={Action.Style.Destructive}
          onAction={() => pruneHub(tool, prunes, targets, onCleared)}
        />
      )}
      {safe.length > 0 && (
        <Action
          key="clear-safe"
          title={`Clear Safe Caches (${sizeOf(safe)})`}
          icon={Icon.Trash}
          style={Action.Style.Destructive}
          shortcut={Keyboard.Shortcut.Common.RemoveAll}
          onAction={() => clearDeveloperCaches({ targets: safe, what: "Safe Caches", onCleared })}
        />
      )}
    </ActionPanel.Section>
  );
}

type ClearToolActionProps = Pick<DeveloperActionsProps, "measured" | "onCleared"> & { hasKey?: boolean };

/** What is safe, or, where nothing is, all that can be cleared; nothing where that is nothing. */
function ClearToolAction({ measured: { tool, targets }, hasKey, onCleared }: ClearToolActionProps) {
  const own = targets.filter(targets.some(isSafe) ? isSafe : isClearable);
  if (own.length === 0) return null;
  const others = targets.filter((target) => target.resolved.tier !== "never" && !own.includes(target));
  return (
    <Action
      title={`Clear ${tool.name} (${sizeOf(own)})`}
      icon={Icon.Trash}
      style={Action.Style.Destructive}
      shortcut={hasKey ? Keyboard.Shortcut.Common.Remove : undefined}
      onAction={() => clearDeveloperCaches({ targets: own, what: tool.name, others, onCleared })}
    />
  );
}

interface OrphanedActionProps {
  targets: MeasuredTarget[];
  hasKey?: boolean;
  onMoved: (targets: ResolvedTarget[]) => Promise<void>;
}

/** For what only a tool that is gone could clear, and for a folder that a person has added. */
function OrphanedAction({ targets, hasKey, onMoved }: OrphanedActionProps) {
  const [first] = targets;
  return (
    <Action
      title={`Move to ${trashName} (${sizeOf(targets)})`}
      icon={Icon.Trash}
      style={Action.Style.Destructive}
      shortcut={hasKey ? Keyboard.Shortcut.Common.Remove : undefined}
      onAction={() =>
        first && isOwnFolder(first.resolved) ? moveOwnFolder(first, { onMoved }) : moveOrphaned(targets, { onMoved })
      }
    />
  );
}

type ClearChosenActionProps = Pick<DeveloperActionsProps, "onCleared"> & { chosen: MeasuredTool[] };

/** Together goes only what needs no thought. */
function ClearChosenAction({ chosen, onCleared }: ClearChosenActionProps) {
  const going = chosen.filter((one) => one.targets.some(isSafe));
  const safe = going.flatMap((one) => one.targets.filter(isSafe));
  const rest = going.length < chosen.length ? ` of ${formatNumber(chosen.length)} Selected` : "";
  return (
    <Action
      title={`Clear ${formatCount(going.length, "Tool")}${rest} (${sizeOf(safe)})`}
      icon={Icon.Trash}
      style={Action.Style.Destructive}
      shortcut={Keyboard.Shortcut.Common.Remove}
      onAction={() =>
        safe.length > 0
          ? clearDeveloperCaches({ targets: safe, what: formatCount(going.length, "Tool"), onCleared })
          : sayNothingSafe()
      }
    />
  );
}

async function sayNothingSafe(): Promise<void> {
  await showToast({
    style: Toast.Style.Failure,
    title: "Nothing Safe Is Selected",
    message: "What needs a thought is cleared tool by tool.",
  });
}

const sizeOf = (targets: MeasuredTarget[]): string => formatBytes(sumsOf(targets).bytes);
