/** Verifies cached files while a person watches, and removes just the damaged ones. */
import { Action, ActionPanel, getPreferenceValues, Icon, Keyboard, List } from "@raycast/api";
import { showFailureToast } from "@raycast/utils";
import { useCallback, useEffect, useRef, useState } from "react";
import { check, type CheckedCache, type CheckProgress } from "../pip-cache/check";
import { allCaches, knownCaches } from "./caches";
import { formatBytes, formatCount, formatPath, formatShare } from "./format";
import { damagedIcon } from "./look";
import { removeSelection } from "./removal";
import { indexUrls } from "./pips";

export interface CheckViewProps {
  /** The package to check, by its row; everything when absent. */
  rowKey?: string;
  name?: string;
  /** Something was removed. */
  onChange?: () => void;
}

export function CheckView({ rowKey, name = "pip cache", onChange }: CheckViewProps) {
  const { result, progress, isChecking, restart, stop } = useCheck(rowKey);
  const damaged = result?.damaged ?? [];
  const remove = async (files: CheckedCache["damaged"], what: string) => {
    const { askBeforeRemoving } = getPreferenceValues<Preferences>();
    const removal = await removeSelection({
      caches: knownCaches(),
      selection: {
        caches: [...new Set(files.map(({ cache }) => cache))],
        entries: files.map(({ layout, path }) => `${layout}/${path}`),
      },
      what,
      verb: "Remove",
      ask: askBeforeRemoving || files.length > 1,
      inView: true,
    });
    if (!removal) return;
    onChange?.();
    restart();
  };
  const again = (
    <Action
      title="Check Again"
      icon={Icon.ArrowClockwise}
      shortcut={Keyboard.Shortcut.Common.Refresh}
      onAction={restart}
    />
  );
  const summary = result ? words(result) : "";
  return (
    <List isLoading={isChecking} searchBarPlaceholder="Search damaged files">
      {isChecking ? (
        <List.EmptyView
          icon={Icon.Heartbeat}
          title={`Checking ${name}`}
          description={progressWords(progress)}
          actions={
            <ActionPanel>
              <Action title="Stop" icon={Icon.Stop} onAction={stop} />
            </ActionPanel>
          }
        />
      ) : (
        <List.EmptyView
          icon={result ? Icon.CheckCircle : Icon.Stop}
          title={result ? (result.checked > 0 ? "Everything Is Intact" : "Nothing to Check") : "Stopped"}
          description={result ? summary : "The check was not finished."}
          actions={<ActionPanel>{again}</ActionPanel>}
        />
      )}
      {!isChecking && damaged.length > 0 && (
        <List.Section title="Damaged" subtitle={summary}>
          {damaged.map((file) => (
            <List.Item
              key={`${file.root}/${file.path}`}
              title={file.title}
              subtitle={file.reason}
              icon={damagedIcon}
              accessories={[{ text: formatBytes(file.bytes), tooltip: formatPath(`${file.root}/${file.path}`) }]}
              actions={
                <ActionPanel>
                  <Action
                    title="Remove Damaged Files"
                    icon={Icon.Trash}
                    style={Action.Style.Destructive}
                    shortcut={Keyboard.Shortcut.Common.RemoveAll}
                    onAction={() => remove(damaged, formatCount(damaged.length, "damaged file"))}
                  />
                  <Action
                    title="Remove File"
                    icon={Icon.Trash}
                    style={Action.Style.Destructive}
                    shortcut={Keyboard.Shortcut.Common.Remove}
                    onAction={() => remove([file], file.title)}
                  />
                  <Action.ShowInFinder path={`${file.root}/${file.path}`} icon={Icon.Finder} />
                  <Action.CopyToClipboard
                    title="Copy Report"
                    icon={Icon.Clipboard}
                    shortcut={Keyboard.Shortcut.Common.Copy}
                    content={[
                      summary,
                      ...damaged.map(({ title, reason, root, path }) => `${title}: ${reason} (${root}/${path})`),
                    ].join("\n")}
                  />
                  {again}
                </ActionPanel>
              }
            />
          ))}
        </List.Section>
      )}
    </List>
  );
}

interface Check {
  /** Absent until it is done, and when it was stopped. */
  result?: CheckedCache;
  progress?: CheckProgress;
  isChecking: boolean;
  restart: () => void;
  stop: () => void;
}

/** Checks when the view opens, and stops when it is left. */
function useCheck(rowKey: string | undefined): Check {
  const [result, setResult] = useState<CheckedCache>();
  const [progress, setProgress] = useState<CheckProgress>();
  const [isChecking, setChecking] = useState(true);
  const [round, setRound] = useState(0);
  const controller = useRef<AbortController>(null);

  useEffect(() => {
    const own = new AbortController();
    controller.current = own;
    const { signal } = own;
    let shownAt = 0;
    const run = async () => {
      const caches = await allCaches(signal);
      const checked = await check(caches, rowKey === undefined ? {} : { rows: [rowKey] }, {
        signal,
        indexUrls: indexUrls(),
        onProgress: (now) => {
          if (performance.now() - shownAt < 100) return;
          shownAt = performance.now();
          setProgress(now);
        },
      });
      setResult(checked);
    };
    setChecking(true);
    setResult(undefined);
    setProgress(undefined);
    run()
      .catch((error: unknown) => (signal.aborted ? undefined : showFailureToast(error, { title: "Could Not Check" })))
      .finally(() => {
        if (controller.current === own) setChecking(false);
      });
    return () => own.abort();
  }, [round, rowKey]);

  return {
    result,
    progress,
    isChecking,
    restart: useCallback(() => setRound((number) => number + 1), []),
    stop: useCallback(() => controller.current?.abort(), []),
  };
}

/** `1,204 files checked, 3 damaged, 212 without a published hash` */
function words({ checked, byHash, unverifiable, damaged }: CheckedCache): string {
  return [
    `${formatCount(checked, "file")} checked`,
    `${damaged.length.toLocaleString("en-US")} damaged`,
    `${(checked - byHash).toLocaleString("en-US")} without a published hash`,
    unverifiable > 0 ? `${unverifiable.toLocaleString("en-US")} that nothing can be held against` : "",
  ]
    .filter(Boolean)
    .join(", ");
}

function progressWords(progress: CheckProgress | undefined): string {
  if (!progress) return "Looking for what the index published";
  const { bytes, totalBytes } = progress;
  return `${formatBytes(bytes)} of ${formatBytes(totalBytes)} (${formatShare(bytes, totalBytes)})`;
}
