/** What can be done with a package, with the selected ones, and with the cache. */
import { Action, ActionPanel, getPreferenceValues, Icon, Keyboard, launchCommand, LaunchType } from "@raycast/api";
import { join } from "node:path";
import { specialRows } from "../../pip-cache/entry";
import type { CacheDirectory } from "../../pip-cache/locate";
import { sumGroups } from "../../pip-cache/rows/groups";
import type { Selection } from "../../pip-cache/selection";
import type { Summary } from "../../pip-cache/rows/summary";
import { CheckView } from "../check/check-view";
import { DetailsAction, type DetailsActionProps } from "../shared/details-action";
import { CleanUpActions, type CleanUpActionsProps } from "../clean-up/clean-up-actions";
import { FilesView } from "./files-view";
import { formatBytes, formatCount, titleCase } from "../shared/format";
import { HistoryView } from "../removal/history-view";
import type { RowsByCache } from "../shared/memory";
import type { RemovalRequest } from "../removal/removal";
import { foreignWarning } from "../removal/removal-messages";
import { ReportAction } from "./report-action";
import { kindLabel, type ViewPart } from "./views";

export interface PackageActionsProps extends DetailsActionProps, CleanUpActionsProps {
  summary: Summary;
  /** What the view shows of each package, where it does not show all of it. */
  part?: ViewPart;
  /** Keys of what the list shows. */
  foundKeys: () => string[];
  /** What was read last of the caches. */
  known: () => RowsByCache;
  selected: ReadonlySet<string>;
  onSelect: (change: (before: ReadonlySet<string>) => ReadonlySet<string>) => void;
  onRemoved: RemovalRequest["onEnd"];
}

export function PackageActions(props: PackageActionsProps) {
  const { summary, caches, known, onRefresh, onRemoved } = props;
  const [version] = summary.versions;
  const name = summary.isPackage ? summary.name : undefined;
  const directory = firstFolder(caches, summary);
  return (
    <ActionPanel>
      <ActionPanel.Section title={summary.name}>
        <Action.Push
          title="Show Files…"
          icon={Icon.List}
          target={
            <FilesView name={summary.name} rowKey={summary.key} caches={caches} known={known} onRemoved={onRemoved} />
          }
        />
        <DetailsAction {...props} />
        {summary.isPackage && (
          <Action.Push
            title="Check Package…"
            icon={Icon.Heartbeat}
            target={<CheckView rowKey={summary.key} name={summary.name} known={known} onChange={onRefresh} />}
          />
        )}
        {summary.key === specialRows.other && <ReportAction caches={caches} />}
        {summary.key !== specialRows.foreign && <SelectActions {...props} />}
      </ActionPanel.Section>
      <RemoveActions {...props} />
      <CleanUpActions {...props} />
      <ActionPanel.Section title="Copy and Open">
        {name && (
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
          content={summary.name}
        />
        {directory && <Action.ShowInFinder path={directory} icon={Icon.Finder} />}
      </ActionPanel.Section>
      <ActionPanel.Section title="pip Cache">
        <Action
          title="Refresh"
          icon={Icon.ArrowClockwise}
          shortcut={Keyboard.Shortcut.Common.Refresh}
          onAction={onRefresh}
        />
        <Action.Push title="Check Everything…" icon={Icon.Heartbeat} target={<CheckView onChange={onRefresh} />} />
        <Action.Push title="Show History…" icon={Icon.Clock} target={<HistoryView />} />
        <Action
          title="Show pip Installations…"
          icon={Icon.Terminal}
          onAction={() => launchCommand({ name: "show-pip-installations", type: LaunchType.UserInitiated })}
        />
        <Action
          title="Show Developer Caches…"
          icon={Icon.HardDrive}
          onAction={() => launchCommand({ name: "search-developer-caches", type: LaunchType.UserInitiated })}
        />
      </ActionPanel.Section>
    </ActionPanel>
  );
}

function SelectActions({ summary: { key }, rows, foundKeys, selected, onSelect }: PackageActionsProps) {
  const isSelected = selected.has(key);
  const toggle = (before: ReadonlySet<string>) => {
    const toggled = new Set(before);
    if (!toggled.delete(key)) toggled.add(key);
    return toggled;
  };
  return (
    <>
      <Action
        title={isSelected ? "Deselect" : "Select"}
        icon={isSelected ? Icon.Circle : Icon.CheckCircle}
        shortcut={{
          macOS: { modifiers: ["opt"], key: "s" },
          Windows: { modifiers: ["alt"], key: "s" },
        }}
        onAction={() => onSelect(toggle)}
      />
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

function RemoveActions({ summary, part, selected, onRemove }: PackageActionsProps) {
  const { askBeforeRemoving } = getPreferenceValues<Preferences>();
  const { key, name, groups, versions } = summary;
  const remove = (selection: Selection, what: string) =>
    onRemove({ selection: { rows: [key], ...selection }, what, verb: "Remove", ask: askBeforeRemoving }, [key]);
  if (key === specialRows.foreign) {
    return (
      <ActionPanel.Section title="Remove">
        <Action
          title="Remove Foreign Files…"
          icon={Icon.Trash}
          style={Action.Style.Destructive}
          shortcut={selected.size > 0 ? undefined : Keyboard.Shortcut.Common.Remove}
          onAction={() =>
            onRemove(
              {
                selection: { foreign: true },
                what: "foreign files",
                verb: "Remove",
                ask: true,
                because: foreignWarning,
              },
              [key],
            )
          }
        />
      </ActionPanel.Section>
    );
  }
  const kinds = [...new Set(groups.map(({ kind }) => kind))];
  /** What is removed, of what: just what the view shows. */
  const of = (owner: string) => (part ? `${part.label} of ${owner}` : owner);
  return (
    <ActionPanel.Section title="Remove">
      {selected.size > 0 && (
        <Action
          title={`Remove ${part ? `${titleCase(part.label)} of ` : ""}${formatCount(selected.size, "Selected Package")}`}
          icon={Icon.Trash}
          style={Action.Style.Destructive}
          shortcut={Keyboard.Shortcut.Common.Remove}
          onAction={() => {
            const rows = [...selected];
            const what = of(formatCount(rows.length, "package"));
            return onRemove({ selection: { ...part?.selection, rows }, what, verb: "Remove", ask: true }, rows);
          }}
        />
      )}
      <Action
        title={
          part ? `Remove ${titleCase(part.label)} of ${name}` : summary.isPackage ? "Remove Package" : "Remove Files"
        }
        icon={Icon.Trash}
        style={Action.Style.Destructive}
        // Where packages are selected, the keys are about those, as they are everywhere else.
        shortcut={selected.size > 0 ? undefined : Keyboard.Shortcut.Common.Remove}
        onAction={() => remove(part?.selection ?? {}, of(name))}
      />
      {summary.damaged > 0 && !part && (
        <Action
          title="Remove Damaged Files"
          icon={Icon.ExclamationMark}
          style={Action.Style.Destructive}
          onAction={() => remove({ damaged: true }, `damaged files of ${name}`)}
        />
      )}
      {versions.length > 0 && (
        <ActionPanel.Submenu title="Remove Version…" icon={Icon.Tag}>
          {versions.slice(0, 100).map((version) => (
            <Action
              key={version}
              title={`${version} (${formatBytes(sumGroups(groups.filter((group) => group.version === version)).bytes)})`}
              icon={Icon.Tag}
              style={Action.Style.Destructive}
              onAction={() => remove({ versions: [version] }, `${name} ${version}`)}
            />
          ))}
        </ActionPanel.Submenu>
      )}
      {kinds.length > 1 && (
        <ActionPanel.Submenu title="Remove Kind…" icon={Icon.Box}>
          {kinds.map((kind) => (
            <Action
              key={kind}
              title={`${titleCase(kind)} (${formatBytes(sumGroups(groups.filter((group) => group.kind === kind)).bytes)})`}
              icon={Icon.Box}
              style={Action.Style.Destructive}
              onAction={() => remove({ kinds: [kind] }, `${kindLabel(kind)} of ${name}`)}
            />
          ))}
        </ActionPanel.Submenu>
      )}
    </ActionPanel.Section>
  );
}

/** The folder that holds most of a package, as far as its sums tell; undefined where there is no cache. */
function firstFolder(caches: CacheDirectory[], { groups }: Summary): string | undefined {
  const [largest] = [...groups].sort((a, b) => b.bytes - a.bytes);
  const cache = caches.find(({ folders }) => folders.some(({ layout }) => layout === largest?.layout)) ?? caches[0];
  return cache && largest ? join(cache.path, largest.layout) : cache?.path;
}
