/** What can be removed of a row: all of it, what the view shows, a version, a kind, and the same of the selected rows. */
import { Action, ActionPanel, getPreferenceValues, Icon, Keyboard } from "@raycast/api";
import { specialIn, toolIn, type RowKey } from "../../packaging/row-key";
import { sumGroups, type Group } from "../../pip-cache/rows/groups";
import { allGroups, type Summary } from "../../pip-cache/rows/summary";
import type { Selection } from "../../pip-cache/selection";
import type { CleanUpActionsProps } from "../clean-up/clean-up-actions";
import { foreignWarning } from "../removal/removal-messages";
import { formatBytes, formatCount, titleCase } from "../shared/format";
import { kindLabel, type ViewPart } from "./views";

export interface RemoveActionsProps extends Pick<CleanUpActionsProps, "onRemove"> {
  summary: Summary;
  /** What the view shows of each package, where it does not show all of it. */
  part?: ViewPart;
  selected: ReadonlySet<RowKey>;
}

/** Where rows are selected, the keys are about those, as they are everywhere else. */
export function RemoveActions(props: RemoveActionsProps) {
  const { summary, part, selected, onRemove } = props;
  const { key, name, groups, versions } = summary;
  const shortcut = selected.size > 0 ? undefined : Keyboard.Shortcut.Common.Remove;
  if (specialIn(key) === "foreign") return <RemoveForeign shortcut={shortcut} onRemove={onRemove} rowKey={key} />;
  const removeOf = (selection: Selection, what: string) => {
    const { askBeforeRemoving: ask } = getPreferenceValues<Preferences>();
    return onRemove({ selection: { rows: [key], ...selection }, what, verb: "Remove", ask }, [key]);
  };
  const whole = summary.isPackage ? "Remove Package" : "Remove Files";
  const all = allGroups(summary);
  const kinds = [...new Set(all.map(({ kind }) => kind))];
  return (
    <ActionPanel.Section title="Remove">
      {selected.size > 0 && <RemoveSelected {...props} />}
      <Action
        title={part ? `Remove ${titleCase(part.label)} of ${name}` : whole}
        icon={Icon.Trash}
        style={Action.Style.Destructive}
        shortcut={shortcut}
        onAction={() => removeOf(part?.selection ?? {}, partOf(name, part))}
      />
      {summary.damaged > 0 && !part && (
        <Action
          title="Remove Damaged Files"
          icon={Icon.ExclamationMark}
          style={Action.Style.Destructive}
          onAction={() => removeOf({ damaged: true }, `damaged files of ${name}`)}
        />
      )}
      <PartsMenu
        title="Remove Version…"
        icon={Icon.Tag}
        parts={versions.map((version) => ({
          title: version,
          groups: groups.filter((group) => group.version === version),
          onRemove: () => removeOf({ versions: [version] }, `${name} ${version}`),
        }))}
      />
      {kinds.length > 1 && (
        <PartsMenu
          title="Remove Kind…"
          icon={Icon.Box}
          parts={kinds.map((kind) => ({
            title: titleCase(kind),
            groups: all.filter((group) => group.kind === kind),
            onRemove: () => removeOf({ kinds: [kind] }, `${kindLabel(kind)} of ${name}`),
          }))}
        />
      )}
    </ActionPanel.Section>
  );
}

interface PartsMenuProps {
  title: string;
  icon: Icon;
  parts: { title: string; groups: Group[]; onRemove: () => void }[];
}

/** Parts of a row, each with its size; nothing where there are none. */
function PartsMenu({ title, icon, parts }: PartsMenuProps) {
  if (parts.length === 0) return null;
  return (
    <ActionPanel.Submenu title={title} icon={icon}>
      {parts.map((part) => (
        <Action
          key={part.title}
          title={`${part.title} (${formatBytes(sumGroups(part.groups).bytes)})`}
          icon={icon}
          style={Action.Style.Destructive}
          onAction={part.onRemove}
        />
      ))}
    </ActionPanel.Submenu>
  );
}

function RemoveSelected({ part, selected, onRemove }: RemoveActionsProps) {
  const rows = [...selected];
  return (
    <Action
      title={`Remove ${part ? `${titleCase(part.label)} of ` : ""}${formatCount(rows.length, "Selected Package")}`}
      icon={Icon.Trash}
      style={Action.Style.Destructive}
      shortcut={Keyboard.Shortcut.Common.Remove}
      onAction={() => {
        const what = partOf(formatCount(rows.length, "package"), part);
        return onRemove({ selection: { ...part?.selection, rows }, what, verb: "Remove", ask: true }, rows);
      }}
    />
  );
}

/** What pip did not write is no package: nothing of it goes with a selection, and a person is asked in any case. */
function RemoveForeign({ rowKey, shortcut, onRemove }: ForeignProps) {
  return (
    <ActionPanel.Section title="Remove">
      <Action
        title="Remove Foreign Files…"
        icon={Icon.Trash}
        style={Action.Style.Destructive}
        shortcut={shortcut}
        onAction={() => {
          const selection: Selection = { tools: [toolIn(rowKey)], foreign: true };
          const request = {
            selection,
            what: "foreign files",
            verb: "Remove",
            ask: true,
            because: foreignWarning,
          } as const;
          return onRemove(request, [rowKey]);
        }}
      />
    </ActionPanel.Section>
  );
}

interface ForeignProps extends Pick<RemoveActionsProps, "onRemove"> {
  rowKey: RowKey;
  shortcut?: Keyboard.Shortcut;
}

/** What is removed, of what: just what the view shows. */
const partOf = (owner: string, part: ViewPart | undefined): string => (part ? `${part.label} of ${owner}` : owner);
