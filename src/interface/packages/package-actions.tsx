/** What can be done with a package, with the selected ones, and with the cache. */
import { Action, ActionPanel, Icon, Keyboard } from "@raycast/api";
import { join } from "node:path";
import { specialIn, type RowKey } from "../../packaging/row-key";
import type { CacheDirectory } from "../../pip-cache/locate";
import { allGroups, type Summary } from "../../pip-cache/rows/summary";
import { CheckView } from "../check/check-view";
import { DetailsAction, RefreshAction, SelectAction, toggled, type DetailsActionProps } from "../shared/actions";
import { CleanUpActions, type CleanUpActionsProps } from "../clean-up/clean-up-actions";
import { CleanUpView } from "../clean-up/clean-up-view";
import { FilesView } from "./files-view";
import { HistoryView } from "../removal/history-view";
import type { RowsByCache } from "../shared/memory";
import { openCommand } from "../shared/platform-calls";
import type { RemovalRequest } from "../removal/removal";
import { RemoveActions, type RemoveActionsProps } from "./remove-actions";
import { ReportAction } from "./report-action";

export interface PackageActionsProps extends DetailsActionProps, CleanUpActionsProps, RemoveActionsProps {
  /** Keys of what the list shows. */
  foundKeys: () => RowKey[];
  /** What was read last of the caches. */
  known: () => RowsByCache;
  onSelect: (change: (before: ReadonlySet<RowKey>) => ReadonlySet<RowKey>) => void;
  onRemoved: RemovalRequest["onEnd"];
}

export function PackageActions(props: PackageActionsProps) {
  const { summary, caches, known, onRefresh, onRemoved } = props;
  const { key, name } = summary;
  return (
    <ActionPanel>
      <ActionPanel.Section title={name}>
        <Action.Push
          title="Show Files…"
          icon={Icon.List}
          target={<FilesView name={name} rowKey={key} caches={caches} known={known} onRemoved={onRemoved} />}
        />
        <DetailsAction {...props} />
        <Action.Push
          key="clean-up"
          title="Clean Up…"
          icon={Icon.Stars}
          shortcut={{ macOS: { modifiers: ["cmd"], key: "u" }, Windows: { modifiers: ["ctrl"], key: "u" } }}
          target={<CleanUpView />}
        />
        {summary.isPackage && (
          <Action.Push
            title="Check Package…"
            icon={Icon.Heartbeat}
            target={<CheckView rowKey={key} name={name} known={known} onChange={onRefresh} />}
          />
        )}
        {specialIn(key) === "other" && <ReportAction caches={caches} />}
        {specialIn(key) !== "foreign" && <SelectActions {...props} />}
      </ActionPanel.Section>
      <RemoveActions {...props} />
      <CleanUpActions {...props} />
      <CopyActions {...props} />
      <CacheActions onRefresh={onRefresh} />
    </ActionPanel>
  );
}

function SelectActions({ summary: { key }, rows, foundKeys, selected, onSelect }: PackageActionsProps) {
  return (
    <>
      <SelectAction isSelected={selected.has(key)} onToggle={() => onSelect((before) => toggled(before, key))} />
      {rows && (
        <Action
          title="Select All"
          icon={Icon.CheckList}
          onAction={() => onSelect((before) => new Set([...before, ...foundKeys()]))}
        />
      )}
      {selected.size > 0 && (
        <Action title="Deselect All" icon={Icon.XMarkCircle} onAction={() => onSelect(() => new Set())} />
      )}
    </>
  );
}

function CopyActions({ summary, caches }: PackageActionsProps) {
  const { name, versions } = summary;
  const [version] = versions;
  const folder = firstFolder(caches, summary);
  return (
    <ActionPanel.Section title="Copy and Open">
      {summary.isPackage && (
        <Action.CopyToClipboard
          title="Copy Install Command"
          icon={Icon.Clipboard}
          shortcut={Keyboard.Shortcut.Common.Copy}
          content={`pip install ${version ? `${name}==${version}` : name}`}
        />
      )}
      <Action.CopyToClipboard
        title="Copy Name"
        icon={Icon.Clipboard}
        shortcut={Keyboard.Shortcut.Common.CopyName}
        content={name}
      />
      {folder && <Action.ShowInFinder path={folder} icon={Icon.Finder} />}
    </ActionPanel.Section>
  );
}

function CacheActions({ onRefresh }: { onRefresh: () => void }) {
  return (
    <ActionPanel.Section title="pip Cache">
      <RefreshAction onRefresh={onRefresh} />
      <Action.Push title="Check Everything…" icon={Icon.Heartbeat} target={<CheckView onChange={onRefresh} />} />
      <Action.Push title="Show History…" icon={Icon.Clock} target={<HistoryView />} />
      <Action
        title="Show pip Installations…"
        icon={Icon.Terminal}
        onAction={() => openCommand("show-pip-installations")}
      />
      <Action
        title="Show Developer Caches…"
        icon={Icon.HardDrive}
        onAction={() => openCommand("search-developer-caches")}
      />
    </ActionPanel.Section>
  );
}

/** The folder that holds most of a package, as far as its sums tell; undefined where there is no cache. */
function firstFolder(caches: CacheDirectory[], summary: Summary): string | undefined {
  const [largest] = allGroups(summary).sort((a, b) => b.bytes - a.bytes);
  const cache = caches.find(({ folders }) => folders.some(({ layout }) => layout === largest?.layout)) ?? caches[0];
  return cache && largest ? join(cache.path, largest.layout) : cache?.path;
}
