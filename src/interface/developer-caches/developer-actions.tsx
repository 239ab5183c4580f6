/** What can be done with a tool's cache, with the selected ones, and with all that are safe to clear. */
import { Action, ActionPanel, confirmAlert, Detail, Icon, Keyboard } from "@raycast/api";
import { useState } from "react";
import { ask } from "../../developer-caches/ask-tool";
import { thisMachine } from "../../files/machine";
import type { ResolvedTarget } from "../../developer-caches/resolve";
import type { Tool } from "../../developer-caches/tool";
import { clearDeveloperCaches } from "./clear-developer-caches";
import { DetailsAction, type DetailsActionProps } from "../shared/details-action";
import { formatBytes, formatCount } from "../shared/format";
import { HistoryView } from "../removal/history-view";
import { SearchView } from "../packages/search-view";
import { useLoading } from "../shared/use-loading";
import { placeName, type MeasuredTarget, type MeasuredTool } from "./use-developer-caches";
import { visibleLines } from "../../files/visible";

export interface DeveloperActionsProps extends DetailsActionProps {
  measured: MeasuredTool;
  tools: MeasuredTool[];
  selected: ReadonlySet<string>;
  onSelect: (selected: ReadonlySet<string>) => void;
  onRefresh: () => void;
  onCleared: (targets: ResolvedTarget[]) => Promise<void>;
}

export function DeveloperActions(props: DeveloperActionsProps) {
  const { measured, tools, selected, onSelect, onRefresh, onCleared } = props;
  const { tool, targets } = measured;
  const [first] = targets;
  const clear = (some: MeasuredTarget[], what: string, others?: MeasuredTarget[]) =>
    clearDeveloperCaches({ targets: some, what, others, onCleared });
  const own = targets.some(isSafe) ? targets.filter(isSafe) : targets.filter(isClearable);
  const safe = tools.flatMap((one) => one.targets.filter(isSafe));
  const chosen = tools.filter((one) => selected.has(one.tool.id) && one.targets.some(isSafe));
  const chosenSafe = chosen.flatMap((one) => one.targets.filter(isSafe));
  const places = targets.filter(({ resolved }) => resolved.tier !== "never");
  const toggled = new Set(selected);
  if (!toggled.delete(tool.id)) toggled.add(tool.id);
  return (
    <ActionPanel>
      <ActionPanel.Section title={tool.name}>
        {tool.id === "pip" && (
          <Action.Push title="Search pip Cache…" icon={Icon.MagnifyingGlass} target={<SearchView />} />
        )}
        <DetailsAction {...props} />
        {tool.questions && first && (
          <Action.Push
            title={`Ask ${tool.name}…`}
            icon={Icon.SpeechBubble}
            target={<AnswersView tool={tool} place={first.resolved.place} />}
          />
        )}
        <Action
          title={selected.has(tool.id) ? "Deselect" : "Select"}
          icon={selected.has(tool.id) ? Icon.Circle : Icon.CheckCircle}
          shortcut={{ macOS: { modifiers: ["opt"], key: "s" }, Windows: { modifiers: ["alt"], key: "s" } }}
          onAction={() => onSelect(toggled)}
        />
      </ActionPanel.Section>
      <ActionPanel.Section title="Clear">
        {own.length > 0 && (
          <Action
            title={`Clear ${tool.name}… (${sizeOf(own)})`}
            icon={Icon.Trash}
            style={Action.Style.Destructive}
            shortcut={Keyboard.Shortcut.Common.Remove}
            onAction={() =>
              clear(
                own,
                tool.name,
                places.filter((place) => !own.includes(place)),
              )
            }
          />
        )}
        {places.some(isClearable) && (
          <ActionPanel.Submenu title="Clear One Place…" icon={Icon.Folder}>
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
            title={`Clear ${formatCount(chosen.length, "Selected Tool")}… (${sizeOf(chosenSafe)})`}
            icon={Icon.Trash}
            style={Action.Style.Destructive}
            onAction={() => clear(chosenSafe, formatCount(chosen.length, "Tool"))}
          />
        )}
        <Action
          title={`Clear Safe Caches… (${sizeOf(safe)})`}
          icon={Icon.Trash}
          style={Action.Style.Destructive}
          shortcut={Keyboard.Shortcut.Common.RemoveAll}
          onAction={() => clear(safe, "Safe Caches")}
        />
      </ActionPanel.Section>
      <ActionPanel.Section title="Copy and Open">
        {first && <Action.ShowInFinder path={first.resolved.root} icon={Icon.Finder} />}
        <Action.CopyToClipboard
          title="Copy Path"
          icon={Icon.Clipboard}
          shortcut={Keyboard.Shortcut.Common.CopyPath}
          content={targets.map(({ resolved }) => resolved.path).join("\n")}
        />
        <Action.Push title="Show History…" icon={Icon.Clock} target={<HistoryView />} />
        <Action
          title="Refresh"
          icon={Icon.ArrowClockwise}
          shortcut={Keyboard.Shortcut.Common.Refresh}
          onAction={onRefresh}
        />
      </ActionPanel.Section>
    </ActionPanel>
  );
}

/** What can go, and was measured: nothing goes that the question could not put a number to. */
const isClearable = ({ resolved, refused, size }: MeasuredTarget): boolean =>
  resolved.tier !== "never" && !refused && !resolved.leftOut && size !== undefined && size.bytes > 0;

/** What can go together with others, because its loss needs no thought. */
const isSafe = (target: MeasuredTarget): boolean => target.resolved.tier === "safe" && isClearable(target);

const sizeOf = (targets: MeasuredTarget[]): string =>
  formatBytes(targets.reduce((sum, { size }) => sum + (size?.bytes ?? 0), 0));

/** What a tool itself says about its cache. */
function AnswersView({ tool, place }: { tool: Tool; place: string }) {
  const [anyway, setAnyway] = useState(false);
  const { data, error, isLoading } = useLoading(
    (signal, overruled) => ask(tool, thisMachine(), place, { signal, anyway: overruled }),
    [anyway],
    `Could Not Ask ${tool.name}`,
  );
  const overrule = async () => {
    const refused = data?.find(({ outcome }) => outcome === "refused");
    const isSure = await confirmAlert({
      title: `Start ${tool.name}?`,
      message: refused?.log,
      icon: Icon.SpeechBubble,
      primaryAction: { title: "Start It" },
    });
    if (isSure) setAnyway(true);
  };
  const parts = (data ?? []).map(
    ({ label, command, log }) => `## ${label}\n\n\`${command}\`\n\n\`\`\`\n${log.trim()}\n\`\`\``,
  );
  const silence = error ? visibleLines(error.message) : `${tool.name} is not installed, or says nothing.`;
  const nothing = isLoading ? `Asking ${tool.name}…` : silence;
  return (
    <Detail
      isLoading={isLoading}
      markdown={parts.join("\n\n") || nothing}
      actions={
        <ActionPanel>
          <Action.CopyToClipboard title="Copy Answers" icon={Icon.Clipboard} content={parts.join("\n\n")} />
          {data?.some(({ outcome }) => outcome === "refused") && (
            <Action title="Ask Anyway…" icon={Icon.SpeechBubble} onAction={overrule} />
          )}
        </ActionPanel>
      }
    />
  );
}
