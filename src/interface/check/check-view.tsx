/** Verifies cached files while a person watches, and removes just the damaged ones. */
import {
  Action,
  ActionPanel,
  Clipboard,
  getPreferenceValues,
  Icon,
  Keyboard,
  List,
  showToast,
  Toast,
} from "@raycast/api";
import { withoutRemoved, type CheckedCache, type CheckProgress, type DamagedEntry } from "../../pip-cache/check/check";
import { entryId } from "../../pip-cache/selection";
import { formatBytes, formatCount, formatNumber, formatPath, formatShare, pathOf } from "../shared/format";
import { damagedIcon } from "../shared/icons";
import type { RowsByCache } from "../shared/memory";
import { removeSelection } from "../removal/removal";
import { useCheck } from "./use-check";
import { formatUnits } from "../shared/units";
import { MAX_ROWS } from "../shared/limits";
import { visible } from "../../files/visible";

export interface CheckViewProps {
  /** The package to check, by its row; everything when absent. */
  rowKey?: string;
  name?: string;
  /** What was read last of the caches. */
  known?: () => RowsByCache;
  /** Something was removed. */
  onChange?: () => void;
}

export function CheckView({ rowKey, name = "pip cache", known, onChange }: CheckViewProps) {
  const { result, stopped, caches, progress, isChecking, restart, stop, forgetRemoved } = useCheck(rowKey);
  const damaged = (isChecking ? progress?.checked : result)?.damaged ?? [];
  const summary = [stopped && `Stopped at ${share(stopped)}`, result && resultMessage(result)]
    .filter(Boolean)
    .join(": ");
  const remove = async (files: DamagedEntry[], whatOf: (files: DamagedEntry[]) => string, ask: boolean) => {
    if (!result) return;
    // A pip may have put an intact file in the place of a damaged one since.
    const still = new Set(withoutRemoved(result).damaged);
    const going = files.filter((file) => still.has(file));
    await removeSelection({
      caches,
      selection: {
        caches: [...new Set(files.map(({ cache }) => cache))],
        rows: rowKey === undefined ? undefined : [rowKey],
        entries: going.map(entryId),
      },
      known: known?.(),
      what: whatOf(going.length > 0 ? going : files),
      items: going.map(({ title, bytes }) => ({ name: visible(title), bytes })),
      verb: "Remove",
      ask,
      inView: true,
      onEnd: () => onChange?.(),
    });
    forgetRemoved();
  };
  const again = (
    <Action
      title="Check Again"
      icon={Icon.ArrowClockwise}
      shortcut={Keyboard.Shortcut.Common.Refresh}
      onAction={restart}
    />
  );
  const more = damaged.length > MAX_ROWS ? `first ${formatCount(MAX_ROWS, "row")}` : "";
  const stopAction = <Action title="Stop" icon={Icon.Stop} onAction={stop} />;
  return (
    <List isLoading={isChecking} searchBarPlaceholder="Search damaged files">
      {isChecking ? (
        <List.EmptyView
          icon={Icon.Heartbeat}
          title={`Checking ${name}`}
          description={progressMessage(progress)}
          actions={<ActionPanel>{stopAction}</ActionPanel>}
        />
      ) : (
        <List.EmptyView
          icon={!result || stopped ? Icon.Stop : result.failures.length > 0 ? Icon.Warning : Icon.CheckCircle}
          title={!result || (stopped && damaged.length === 0) ? "Stopped" : titleOf(result)}
          description={result ? summary : "The check was not finished."}
          actions={<ActionPanel>{again}</ActionPanel>}
        />
      )}
      {damaged.length > 0 && (
        <List.Section
          title="Damaged"
          subtitle={[isChecking ? progressMessage(progress) : summary, more].filter(Boolean).join(" · ")}
        >
          {damaged.slice(0, MAX_ROWS).map((file) => (
            <List.Item
              key={pathOf(file)}
              title={{ value: visible(file.title), tooltip: visible(file.title) }}
              icon={damagedIcon}
              // Not in the subtitle: names of wheels are long, and would leave no room for it.
              accessories={[
                { text: file.reason },
                { text: formatBytes(file.bytes), tooltip: formatPath(pathOf(file)) },
              ]}
              actions={
                <ActionPanel>
                  {isChecking ? (
                    stopAction
                  ) : (
                    <>
                      <Action
                        title="Remove Damaged Files"
                        icon={Icon.Trash}
                        style={Action.Style.Destructive}
                        shortcut={Keyboard.Shortcut.Common.RemoveAll}
                        // Asks in any case: a moment ago Enter was for stopping.
                        onAction={() =>
                          remove(damaged, ({ length }) => formatCount(length, "damaged entry", "damaged entries"), true)
                        }
                      />
                      <Action
                        title="Remove File"
                        icon={Icon.Trash}
                        style={Action.Style.Destructive}
                        shortcut={Keyboard.Shortcut.Common.Remove}
                        onAction={() =>
                          remove(
                            [file],
                            () => visible(file.title),
                            getPreferenceValues<Preferences>().askBeforeRemoving,
                          )
                        }
                      />
                    </>
                  )}
                  <Action.ShowInFinder path={pathOf(file)} icon={Icon.Finder} />
                  <Action
                    title="Copy Report"
                    icon={Icon.Clipboard}
                    shortcut={Keyboard.Shortcut.Common.Copy}
                    onAction={() => copyReport(summary, damaged)}
                  />
                  {!isChecking && again}
                </ActionPanel>
              }
            />
          ))}
        </List.Section>
      )}
    </List>
  );
}

/** Of all that is damaged, also of what is not on screen. */
async function copyReport(summary: string, damaged: DamagedEntry[]): Promise<void> {
  const lines = damaged.map((one) => `${visible(one.title)}: ${one.reason} (${formatPath(pathOf(one))})`);
  await Clipboard.copy([summary, ...lines].join("\n"));
  await showToast({ style: Toast.Style.Success, title: "Copied Report" });
}

/** What stands where no damaged file does. */
function titleOf({ checked, damaged, failures }: CheckedCache): string {
  if (damaged.length > 0) return "No Damaged File Is Called That";
  if (failures.length > 0) return checked > 0 ? "What Can Be Read Is Intact" : "The Cache Cannot Be Read";
  return checked > 0 ? "Everything Is Intact" : "Nothing to Check";
}

/** `1,204 entries checked, 3 damaged, 212 only against their own checksums` */
function resultMessage({ checked, byHash, unverifiable, damaged, failures }: CheckedCache): string {
  const [unread] = failures;
  return [
    `${formatUnits(checked, "entry")} checked`,
    `${formatNumber(damaged.length)} damaged`,
    `${formatNumber(checked - byHash)} only against their own checksums`,
    unverifiable > 0 ? `${formatNumber(unverifiable)} that nothing can be held against` : "",
    unread ? `${formatNumber(failures.length)} not readable: ${formatPath(unread.path)}, ${unread.reason}` : "",
  ]
    .filter(Boolean)
    .join(", ");
}

function progressMessage(progress: CheckProgress | undefined): string {
  if (!progress) return "Looking for what the index published";
  return `${formatBytes(progress.bytes)} of ${formatBytes(progress.totalBytes)} (${share(progress)})`;
}

const share = ({ bytes, totalBytes }: CheckProgress): string => formatShare(bytes, totalBytes);
