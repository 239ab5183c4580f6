/** What can be done with a tool's cache, with the selected ones, and with all that are safe to clear. */
import { Action, ActionPanel, Icon, Keyboard } from "@raycast/api";
import type { ResolvedTarget } from "../../developer-caches/resolve";
import { HistoryView } from "../removal/history-view";
import { SearchView } from "../packages/search-view";
import { DetailsAction, RefreshAction, SelectAction, toggled, type DetailsActionProps } from "../shared/actions";
import { formatBytes, formatCount } from "../shared/format";
import { AnswersView } from "./answers-view";
import { clearDeveloperCaches } from "./clear-developer-caches";
import { placeName, type MeasuredTarget, type MeasuredTool } from "./measured-tools";

export interface DeveloperActionsProps extends DetailsActionProps {
  measured: MeasuredTool;
  tools: MeasuredTool[];
  selected: ReadonlySet<string>;
  onSelect: (selected: ReadonlySet<string>) => void;
  onRefresh: () => void;
  onCleared: (targets: ResolvedTarget[]) => Promise<void>;
}

export function DeveloperActions(props: DeveloperActionsProps) {
  const { measured, selected, onSelect, onRefresh } = props;
  const { tool, targets } = measured;
  const [first] = targets;
  return (
    <ActionPanel>
      <ActionPanel.Section title={tool.name}>
        {tool.id === "pip" && (
          <Action.Push
            key="search-pip-cache"
            title="Search pip Cache…"
            icon={Icon.MagnifyingGlass}
            target={<SearchView />}
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
        <SelectAction
          key="select"
          isSelected={selected.has(tool.id)}
          onToggle={() => onSelect(toggled(selected, tool.id))}
        />
      </ActionPanel.Section>
      <ClearActions {...props} />
      <ActionPanel.Section title="Copy and Open">
        {first && <Action.ShowInFinder key="show-in-finder" path={first.resolved.root} icon={Icon.Finder} />}
        <Action.CopyToClipboard
          key="copy-path"
          title="Copy Path"
          icon={Icon.Clipboard}
          shortcut={Keyboard.Shortcut.Common.CopyPath}
          content={targets.map(({ resolved }) => resolved.path).join("\n")}
        />
        <Action.Push key="history" title="Show History…" icon={Icon.Clock} target={<HistoryView />} />
        <RefreshAction key="refresh" onRefresh={onRefresh} />
      </ActionPanel.Section>
    </ActionPanel>
  );
}

/** What is cleared of the tool, of one of its places, of the selected tools, and of all. */
function ClearActions({ measured: { tool, targets }, tools, selected, onCleared }: DeveloperActionsProps) {
  const clear = (some: MeasuredTarget[], what: string, others?: MeasuredTarget[]) =>
    clearDeveloperCaches({ targets: some, what, others, onCleared });
  const places = targets.filter(({ resolved }) => resolved.tier !== "never");
  const own = targets.filter(targets.some(isSafe) ? isSafe : isClearable);
  const rest = places.filter((place) => !own.includes(place));
  const safe = tools.flatMap((one) => one.targets.filter(isSafe));
  const chosen = tools.filter((one) => selected.has(one.tool.id) && one.targets.some(isSafe));
  const chosenSafe = chosen.flatMap((one) => one.targets.filter(isSafe));
  return (
    <ActionPanel.Section title="Clear">
      {own.length > 0 && (
        <Action
          key="clear"
          title={`Clear ${tool.name}… (${sizeOf(own)})`}
          icon={Icon.Trash}
          style={Action.Style.Destructive}
          shortcut={Keyboard.Shortcut.Common.Remove}
          onAction={() => clear(own, tool.name, rest)}
        />
      )}
      {places.some(isClearable) && (
        <ActionPanel.Submenu key="clear-place" title="Clear One Place…" icon={Icon.Folder}>
          {places.filter(isClearable).map((target) => (
            <Action
              key={target.resolved.root}
              title={`${placeName(target, places)}… (${sizeOf([target])})`}
              icon={Icon.Folder}
              style={Action.Style.Destructive}
              onAction={() => clear([target], `${tool.name}: ${placeName(target, places)}`)}
            />
          ))}
        </ActionPanel.Submenu>
      )}
      {chosenSafe.length > 0 && (
        <Action
          key="clear-selected"
          title={`Clear ${formatCount(chosen.length, "Selected Tool")}… (${sizeOf(chosenSafe)})`}
          icon={Icon.Trash}
          style={Action.Style.Destructive}
          onAction={() => clear(chosenSafe, formatCount(chosen.length, "Tool"))}
        />
      )}
      {safe.length > 0 && (
        <Action
          key="clear-safe"
          title={`Clear Safe Caches… (${sizeOf(safe)})`}
          icon={Icon.Trash}
          style={Action.Style.Destructive}
          shortcut={Keyboard.Shortcut.Common.RemoveAll}
          onAction={() => clear(safe, "Safe Caches")}
        />
      )}
    </ActionPanel.Section>
  );
}

/** What can go, and was measured: nothing goes that the question could not put a number to. */
const isClearable = ({ resolved, refused, size }: MeasuredTarget): boolean =>
  resolved.tier !== "never" && !refused && !resolved.leftOut && size !== undefined && size.bytes > 0;

/** What can go together with others, because its loss needs no thought. */
const isSafe = (target: MeasuredTarget): boolean => target.resolved.tier === "safe" && isClearable(target);

const sizeOf = (targets: MeasuredTarget[]): string =>
  formatBytes(targets.reduce((sum, { size }) => sum + (size?.bytes ?? 0), 0));
