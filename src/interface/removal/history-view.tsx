/** What was removed before, and how much ever came back. */
import { Action, ActionPanel, Alert, Color, confirmAlert, Detail, Icon, Keyboard, List } from "@raycast/api";
import { commandOf, failureLines, failureMessage } from "../shared/failure-messages";
import { formatBytes, formatCount, formatTime, inline } from "../shared/format";
import { formatUnits } from "../shared/units";
import { useLoading } from "../shared/use-loading";
import { forgetHistory, readHistory, type HistoryEntry } from "./history";
import { visible } from "../../files/visible";

export function HistoryView() {
  const { data: history, isLoading, reload } = useLoading(readHistory, [], "Could Not Read the History");
  const entries = history?.entries ?? [];
  const forget = async () => {
    const isSure = await confirmAlert({
      title: "Forget History?",
      message: "What was removed, and how much ever came back, is no longer known. No file is removed.",
      icon: Icon.Trash,
      primaryAction: { title: "Forget", style: Alert.ActionStyle.Destructive },
    });
    if (!isSure) return;
    await forgetHistory();
    reload();
  };
  return (
    <List isLoading={isLoading} searchBarPlaceholder="Search removals">
      {!isLoading && <List.EmptyView icon={Icon.Clock} title="Nothing Removed Yet" />}
      <List.Section title="Removals" subtitle={`${formatBytes(history?.totalBytes ?? 0)} ever reclaimed`}>
        {entries.map((entry, index) => (
          <List.Item
            key={index}
            title={entry.what}
            subtitle={[reclaimed(entry), entry.note, failureMessage(entry.failures)].filter(Boolean).join(" · ")}
            icon={entry.failures.length > 0 ? { source: Icon.Warning, tintColor: Color.Orange } : Icon.CheckCircle}
            accessories={[
              ...(entry.failures.length > 0 ? [{ text: formatCount(entry.failures.length, "failure") }] : []),
              { date: new Date(entry.at), tooltip: formatTime(entry.at) },
            ]}
            actions={
              <ActionPanel>
                {entry.failures.length > 0 && (
                  <Action.Push title="Show What Stayed…" icon={Icon.Warning} target={<StayedView {...entry} />} />
                )}
                <Action.CopyToClipboard
                  title="Copy Details"
                  icon={Icon.Clipboard}
                  shortcut={Keyboard.Shortcut.Common.Copy}
                  content={details(entry)}
                />
                <Action title="Forget History…" icon={Icon.Trash} style={Action.Style.Destructive} onAction={forget} />
              </ActionPanel>
            }
          />
        ))}
      </List.Section>
    </List>
  );
}

/** What stayed, in full, and what can be run. */
function StayedView(entry: HistoryEntry) {
  const { what, failures, note } = entry;
  const command = commandOf(failures);
  const lines = [...(note ? [note] : []), ...failureLines(failures)];
  return (
    <Detail
      markdown={[`# ${inline(what)}: What Stayed`, ...lines.map((line) => `- ${inline(line)}`)].join("\n\n")}
      actions={
        <ActionPanel>
          {command !== undefined && (
            <Action.CopyToClipboard title="Copy Command" icon={Icon.Clipboard} content={command} />
          )}
          <Action.CopyToClipboard
            title="Copy Details"
            icon={Icon.Clipboard}
            shortcut={Keyboard.Shortcut.Common.Copy}
            content={details(entry)}
          />
        </ActionPanel>
      }
    />
  );
}

/** Of what a tool removed by itself, only the bytes are known; what went to the Trash came back from nowhere yet. */
function reclaimed({ count, unit, bytes, note }: HistoryEntry): string {
  if (count > 0) return `${formatBytes(bytes)} from ${formatUnits(count, unit)}`;
  return bytes > 0 || note === undefined ? formatBytes(bytes) : "";
}

function details({ at, what, count, unit, bytes, failures, note }: HistoryEntry): string {
  const lines = [
    `${new Date(at).toISOString()} ${what}`,
    `${formatUnits(count, unit)}, ${bytes} bytes`,
    ...(note ? [note] : []),
    ...failures.map(({ path, code, reason }) => `${visible(path)}: ${reason} (${code})`),
  ];
  return lines.join("\n");
}
