/** What was removed before, and how much ever came back. */
import { Action, ActionPanel, Color, Detail, Icon, Keyboard, List } from "@raycast/api";
import { CopyPathAction } from "../shared/actions";
import { commandOf, groupLine, groupsMessage } from "../shared/failure-messages";
import { formatBytes, formatCount, formatNumber, formatPath, formatTime } from "../shared/format";
import { keywordsOf } from "../shared/keywords";
import { bullets, escaped, paragraphs } from "../shared/markdown";
import { NothingListed } from "../shared/still-reading";
import { formatUnits } from "../shared/units";
import { useLoading } from "../shared/use-loading";
import { useRowLimit } from "../shared/use-row-limit";
import { withValues } from "../shared/values";
import { trashName } from "../shared/trash-name";
import { ForgetHistoryAction } from "./forget-history-action";
import { readHistory, type HistoryEntry, type HistoryState } from "./history";
import { SizesSection } from "./sizes-view";
import { visible } from "../../files/visible";

function keywordsOfEntry({ what, at, note, reasons }: HistoryEntry): string[] {
  return keywordsOf([
    what,
    formatTime(at),
    note,
    ...reasons.map(({ reason }) => reason),
    ...reasons.flatMap(({ paths }) => paths.map((path) => formatPath(path))),
  ]);
}

export function HistoryView() {
  const loading = useLoading(readHistory, [], "Could Not Read the History");
  const { data: history, isLoading, reload } = loading;
  const entries = history?.entries ?? [];
  const { shown, more, isNarrowed, search } = useRowLimit(entries, keywordsOfEntry);
  return (
    <List isLoading={isLoading} searchBarPlaceholder="Search removals" {...search}>
      <NothingListed loading={loading}>
        <List.EmptyView icon={Icon.Clock} title={entries.length > 0 ? "No Removal Matches" : "Nothing Removed Yet"} />
      </NothingListed>
      {history && <UnreadableSection {...history} onChange={reload} />}
      {history && !isNarrowed && <SizesSection {...history} onForgotten={reload} />}
      <List.Section
        title="Removals"
        subtitle={[`${formatBytes(history?.totalBytes ?? 0)} ever reclaimed`, more].filter(Boolean).join(" · ")}
      >
        {shown.map((entry) => (
          <List.Item
            key={idOf(entry, entries)}
            id={idOf(entry, entries)}
            title={entry.what}
            subtitle={[reclaimed(entry), entry.note, groupsMessage(entry.reasons)].filter(Boolean).join(" · ")}
            keywords={keywordsOfEntry(entry)}
            icon={
              entry.failed > 0 || entry.interrupted
                ? { source: Icon.Warning, tintColor: Color.Orange }
                : Icon.CheckCircle
            }
            accessories={[
              ...(entry.failed > 0 ? [{ text: formatCount(entry.failed, "failure") }] : []),
              withValues(
                { date: new Date(entry.at), tooltip: formatTime(entry.at) },
                {
                  reclaimed: entry.bytes,
                  [entry.unit === "file" ? "files" : "entries"]: entry.count,
                  failures: entry.failed,
                },
              ),
            ]}
            actions={
              <ActionPanel>
                <Action.Push
                  key="show-details"
                  title="Show Details…"
                  icon={Icon.Sidebar}
                  target={<EntryView {...entry} />}
                />
                <Action.CopyToClipboard
                  key="copy-details"
                  title="Copy Details"
                  icon={Icon.Clipboard}
                  shortcut={Keyboard.Shortcut.Common.Copy}
                  content={details(entry)}
                />
                <ForgetHistoryAction onForgotten={reload} />
              </ActionPanel>
            }
          />
        ))}
      </List.Section>
    </List>
  );
}

/** The same when others were removed since. */
const idOf = (entry: HistoryEntry, entries: HistoryEntry[]): string =>
  `${entry.at}/${entries.filter(({ at }) => at === entry.at).indexOf(entry)}`;

/** What was done before and cannot be read: nothing of it is lost, and a person may mend it. */
function UnreadableSection({ unreadable, aside, onChange }: HistoryState & { onChange: () => void }) {
  const rows = [
    ...(unreadable ? [{ ...unreadable, title: "History Cannot Be Read" }] : []),
    ...aside.map((path) => ({ path, title: "Earlier History", reason: "It could not be read, and was set aside." })),
  ];
  if (rows.length === 0) return null;
  return (
    <List.Section title="Cannot Be Read">
      {rows.map(({ path, title, reason }) => (
        <List.Item
          key={path}
          id={visible(path)}
          title={title}
          subtitle={`${formatPath(path)}: ${reason}`}
          keywords={keywordsOf([title, reason, formatPath(path)])}
          icon={{ source: Icon.Warning, tintColor: Color.Orange }}
          actions={
            <ActionPanel>
              <Action.Push
                key="show-details"
                title="Show Details…"
                icon={Icon.Document}
                target={<UnreadableView path={path} title={title} reason={reason} />}
              />
              <Action.ShowInFinder key="show-in-finder" path={path} icon={Icon.Finder} />
              <CopyPathAction key="copy-path" path={path} />
              <Action.Trash
                key="trash"
                title={`Move to ${trashName}`}
                paths={path}
                icon={Icon.Trash}
                onTrash={onChange}
              />
            </ActionPanel>
          }
        />
      ))}
    </List.Section>
  );
}

/** A reason and a path may be longer than a row. */
function UnreadableView({ path, title, reason }: { path: string; title: string; reason: string }) {
  return (
    <Detail
      markdown={[`# ${title}`, bullets([escaped(formatPath(path)), escaped(reason)])].join("\n\n")}
      actions={
        <ActionPanel>
          <Action.ShowInFinder key="show-in-finder" path={path} icon={Icon.Finder} />
        </ActionPanel>
      }
    />
  );
}

/** What went and when, what stayed and why, and what can be run. */
function EntryView(entry: HistoryEntry) {
  const { at, what, reasons, note } = entry;
  const command = commandOf(reasons);
  const stayed = reasons.map((group) => escaped(groupLine(group, group.paths.length)));
  return (
    <Detail
      markdown={paragraphs([
        `# ${escaped(what)}`,
        [formatTime(at), reclaimed(entry)].filter(Boolean).map(escaped).join(" · "),
        note && escaped(note),
        stayed.length > 0 && `## What Stayed\n\n${bullets(stayed)}`,
      ])}
      actions={
        <ActionPanel>
          {command !== undefined && (
            <Action.CopyToClipboard key="copy-command" title="Copy Command" icon={Icon.Clipboard} content={command} />
          )}
          <Action.CopyToClipboard
            key="copy-details"
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
function reclaimed({ count, unit, bytes, note, interrupted }: HistoryEntry): string {
  // Its note says it all, and that it is a lower bound.
  if (interrupted) return "";
  if (count > 0) return `${formatBytes(bytes)} from ${formatUnits(count, unit)}`;
  return bytes > 0 || note === undefined ? formatBytes(bytes) : "";
}

function details({ at, what, count, unit, bytes, reasons, note }: HistoryEntry): string {
  const lines = [
    `${new Date(at).toISOString()} ${what}`,
    `${formatUnits(count, unit)}, ${bytes} bytes`,
    ...(note ? [note] : []),
    ...reasons.flatMap(({ paths, count: all, code, reason }) => [
      ...paths.map((path) => `${visible(path)}: ${reason} (${code})`),
      ...(all > paths.length ? [`and ${formatNumber(all - paths.length)} more`] : []),
    ]),
  ];
  return lines.join("\n");
}
