/** Verifies cached files while a person watches, and removes just the damaged ones. */
import { Action, ActionPanel, Detail, Icon, Keyboard, List, showToast, Toast } from "@raycast/api";
import { visible } from "../../files/visible";
import { withoutRemoved, type DamagedEntry } from "../../pip-cache/check/check";
import type { RowKey } from "../../packaging/row-key";
import { entryId } from "../../pip-cache/selection";
import { removeSelection } from "../removal/removal";
import { useInterrupted } from "../removal/use-interrupted";
import { CopyPathAction, RefreshAction } from "../shared/actions";
import { formatBytes, formatCount, formatPath, pathOf } from "../shared/format";
import { damagedIcon } from "../shared/icons";
import { keywordsOf } from "../shared/keywords";
import { useRowLimit } from "../shared/use-row-limit";
import { code, escaped } from "../shared/markdown";
import type { RowsByCache } from "../shared/memory";
import { copyText } from "../shared/platform-calls";
import { NothingListed, StopAction } from "../shared/still-reading";
import { withValues } from "../shared/values";
import { emptyTitle, progressMessage, checkSummary } from "./check-messages";
import { SearchForAction } from "./search-for-action";
import { useCheck, type Check } from "./use-check";

export interface CheckViewProps {
  /** The package to check, by its row; everything when absent. */
  rowKey?: RowKey;
  name?: string;
  /** What was read last of the caches. */
  known?: () => RowsByCache;
  /** Something was removed. */
  onChange?: () => void;
}

const damagedKeywords = (file: DamagedEntry): string[] =>
  keywordsOf([file.title, file.reason, formatPath(pathOf(file))]);

export function CheckView(props: CheckViewProps) {
  const { name = "pip cache" } = props;
  const check = useCheck(props.rowKey);
  useInterrupted([]);
  const { result, progress, isChecking } = check;
  const damaged = (isChecking ? progress?.checked : result)?.damaged ?? [];
  const damagedBytes = damaged.reduce((sum, { bytes }) => sum + bytes, 0);
  const { shown, more, search } = useRowLimit(damaged, damagedKeywords);
  const subtitle = [isChecking ? "" : checkSummary(check), more];
  return (
    <List isLoading={isChecking} searchBarPlaceholder="Search damaged files" {...search}>
      <NothingListed loading={check.loading} progress={progressMessage(progress)}>
        <NoDamage check={check} name={props.name} />
      </NothingListed>
      {isChecking && (
        <List.Item
          id="progress"
          title={`Checking ${name}`}
          subtitle={progressMessage(progress)}
          icon={Icon.Heartbeat}
          actions={
            <ActionPanel>
              <StopAction key="stop" onStop={check.stop} />
            </ActionPanel>
          }
        />
      )}
      {damaged.length > 0 && (
        <List.Section title="Damaged" subtitle={subtitle.filter(Boolean).join(" · ")}>
          {shown.map((file) => (
            <List.Item
              key={pathOf(file)}
              id={visible(pathOf(file))}
              title={{ value: visible(file.title), tooltip: visible(file.title) }}
              icon={damagedIcon}
              keywords={damagedKeywords(file)}
              // Not in the subtitle: names of wheels are long, and would leave no room for it.
              accessories={[
                { text: file.reason, tooltip: file.reason },
                withValues({ text: formatBytes(file.bytes), tooltip: formatPath(pathOf(file)) }, { bytes: file.bytes }),
              ]}
              actions={<DamagedActions {...props} {...{ check, file, damaged, damagedBytes }} />}
            />
          ))}
        </List.Section>
      )}
    </List>
  );
}

/** What stands where no damaged file does. What Enter does is harmless: a moment ago it was for stopping. */
function NoDamage({ check, name }: { check: Check; name?: string }) {
  const { result, stopped, restart } = check;
  const isNone = name !== undefined && !stopped && result?.checked === 0 && result.failures.length === 0;
  const isStopped = !result || (stopped && result.damaged.length === 0);
  return (
    <List.EmptyView
      icon={!result || stopped ? Icon.Stop : result.failures.length > 0 ? Icon.Warning : Icon.CheckCircle}
      title={isStopped ? "Stopped" : emptyTitle(result)}
      description={
        isNone ? `Nothing is cached of ${name}.` : result ? checkSummary(check) : "The check was not finished."
      }
      actions={
        <ActionPanel>
          {isNone && <SearchForAction text={name} />}
          {result && <CopyReportAction check={check} damaged={result.damaged} />}
          <RefreshAction key="refresh" title="Check Again" onRefresh={restart} />
        </ActionPanel>
      }
    />
  );
}

interface DamagedActionsProps extends CheckViewProps {
  check: Check;
  file: DamagedEntry;
  /** All of them, also what is not on screen. */
  damaged: DamagedEntry[];
  damagedBytes: number;
}

function DamagedActions(props: DamagedActionsProps) {
  const { check, file, damaged } = props;
  return (
    <ActionPanel>
      <Action.Push key="show-damage" title="Show Damage…" icon={Icon.Eye} target={<DamageView {...file} />} />
      {check.isChecking && <StopAction key="stop" onStop={check.stop} />}
      <CopyReportAction check={check} damaged={damaged} />
      {!check.isChecking && <RemoveActions {...props} />}
      <Action.ShowInFinder key="show-in-finder" path={pathOf(file)} icon={Icon.Finder} />
      {!check.isChecking && <RefreshAction key="refresh" title="Check Again" onRefresh={check.restart} />}
    </ActionPanel>
  );
}

/** All of what a row has no room for. */
function DamageView(file: DamagedEntry) {
  const path = formatPath(pathOf(file));
  return (
    <Detail
      navigationTitle="Damage"
      markdown={[`# ${escaped(file.title)}`, `**Damaged:** ${escaped(file.reason)}.`, code(path)].join("\n\n")}
      metadata={
        <Detail.Metadata>
          <Detail.Metadata.Label title="Size" text={formatBytes(file.bytes)} />
        </Detail.Metadata>
      }
      actions={
        <ActionPanel>
          <CopyPathAction key="copy-path" path={pathOf(file)} />
          <Action.ShowInFinder key="show-in-finder" path={pathOf(file)} icon={Icon.Finder} />
        </ActionPanel>
      }
    />
  );
}

const CopyReportAction = ({ check, damaged }: { check: Check; damaged: DamagedEntry[] }) => (
  <Action
    key="copy-report"
    title="Copy Report"
    icon={Icon.Clipboard}
    shortcut={Keyboard.Shortcut.Common.Copy}
    onAction={() => copyReport(checkSummary(check), damaged)}
  />
);

/** Each asks in any case, since a moment ago Enter was for stopping. */
function RemoveActions(props: DamagedActionsProps) {
  const { file, damaged, damagedBytes } = props;
  return (
    <>
      <Action
        key="remove-damaged"
        title={`Remove Damaged Files (${formatBytes(damagedBytes)})`}
        icon={Icon.Trash}
        style={Action.Style.Destructive}
        shortcut={Keyboard.Shortcut.Common.RemoveAll}
        onAction={() =>
          removeDamaged(props, damaged, ({ length }) => formatCount(length, "damaged entry", "damaged entries"))
        }
      />
      <Action
        key="remove"
        title={`Remove File (${formatBytes(file.bytes)})`}
        icon={Icon.Trash}
        style={Action.Style.Destructive}
        shortcut={Keyboard.Shortcut.Common.Remove}
        onAction={() => removeDamaged(props, [file], () => visible(file.title))}
      />
    </>
  );
}

/** Removes those of the files that are damaged still: a pip may have put an intact one in the place of one since. */
async function removeDamaged(
  { check, rowKey, known, onChange }: DamagedActionsProps,
  files: DamagedEntry[],
  whatOf: (files: DamagedEntry[]) => string,
): Promise<void> {
  if (!check.result) return;
  const still = new Set(withoutRemoved(check.result).damaged);
  const going = files.filter((file) => still.has(file));
  await removeSelection({
    caches: check.caches,
    selection: {
      caches: [...new Set(files.map(({ cache }) => cache))],
      rows: rowKey === undefined ? undefined : [rowKey],
      entries: going.map(entryId),
    },
    known: known?.(),
    what: whatOf(going.length > 0 ? going : files),
    items: going.map(({ title, bytes }) => ({ name: visible(title), bytes })),
    verb: "Remove",
    ask: true,
    inView: true,
    onEnd: () => onChange?.(),
  });
  check.forgetRemoved();
}

async function copyReport(summary: string, damaged: DamagedEntry[]): Promise<void> {
  const lines = damaged.map((one) => `${visible(one.title)}: ${one.reason} (${formatPath(pathOf(one))})`);
  if (!(await copyText([summary, ...lines].join("\n")))) return;
  await showToast({ style: Toast.Style.Success, title: "Copied Report" });
}
