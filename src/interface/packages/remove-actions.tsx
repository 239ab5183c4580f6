/** What can be removed: the row or the selected ones, of each what the view shows, and of the row a version or a kind. */
import { Action, ActionPanel, getPreferenceValues, Icon, Keyboard } from "@raycast/api";
import type { ReactNode } from "react";
import { specialIn, toolIn } from "../../packaging/row-key";
import { sumGroups, type Group } from "../../pip-cache/rows/groups";
import { allGroups, type Summary } from "../../pip-cache/rows/summary";
import type { Selection } from "../../pip-cache/selection";
import type { ClearActionsProps } from "../clean-up/clear-actions";
import { foreignWarning } from "../removal/removal-messages";
import { formatBytes, titleCase } from "../shared/format";
import { ownerOf, partOf, type Owner } from "./owner";
import type { Search } from "./search";
import type { SelectedRows } from "./selected-rows";
import { kindLabel, type ViewPart } from "./views";

export interface RemoveActionsProps extends Pick<ClearActionsProps, "onRemove"> {
  summary: Summary;
  /** What the view shows of each package, where it does not show all of it. */
  part?: ViewPart;
  /** Of which packages which versions are meant; absent where all are. */
  chosen?: Search["chosen"];
  /** Of what goes of what the view shows of the row. */
  shownBytes: number;
  /** Absent where no row of the view is. */
  selected?: SelectedRows;
}

/** Of the selected rows where there are any, else of the one it is on. */
export function RemoveAction(props: RemoveActionsProps) {
  const { selected, part, onRemove } = props;
  const shortcut = Keyboard.Shortcut.Common.Remove;
  if (selected === undefined) return <RemoveRow {...props} shortcut={shortcut} />;
  const { keys, bytes, owner } = selected;
  const what = partText(selected, part);
  return (
    <Action
      title={`Remove ${titleCase(what)} (${formatBytes(bytes)})`}
      icon={Icon.Trash}
      style={Action.Style.Destructive}
      shortcut={shortcut}
      onAction={() =>
        onRemove(
          {
            selection: partOf(owner, part),
            what,
            verb: "Remove",
            ask: true,
            because: owner.because,
            nowhereIn: part?.nowhereIn,
          },
          keys,
        )
      }
    />
  );
}

/** Parts of the row it is on, whatever else is selected: its title then says so. */
export function RemoveMenu(props: RemoveActionsProps) {
  const { summary, part, chosen, selected } = props;
  const { key, name, groups, versions } = summary;
  const owner = ownerOf(key, name, chosen?.get(key));
  const all = allGroups(summary);
  const isForeign = specialIn(key) === "foreign";
  const damaged = all.filter(({ damage }) => damage !== undefined);
  const kinds = [...new Set(all.map(({ kind }) => kind))];
  const parts: ReactNode[] = [
    selected && <RemoveRow key="remove-row" {...props} />,
    damaged.length > 0 && part === undefined && (
      <RemovePart
        key="remove-damaged"
        {...props}
        title="Damaged Files"
        icon={Icon.ExclamationMark}
        groups={damaged}
        selection={{ damaged: true }}
        what={`damaged files of ${owner.what}`}
      />
    ),
    versions.length > 0 && (
      <ActionPanel.Section key="versions" title="One Version">
        {versions.map((version) => (
          <RemovePart
            key={`remove-version-${version}`}
            {...props}
            title={version}
            icon={Icon.Tag}
            groups={groups.filter((group) => group.version === version)}
            selection={{ versions: [version] }}
            what={`${name} ${version}`}
          />
        ))}
      </ActionPanel.Section>
    ),
    kinds.length > 1 && !isForeign && (
      <ActionPanel.Section key="kinds" title="One Kind">
        {kinds.map((kind) => (
          <RemovePart
            key={`remove-kind-${kind.replace(" ", "-")}`}
            {...props}
            title={titleCase(kindLabel(kind))}
            icon={Icon.Box}
            groups={all.filter((group) => group.kind === kind)}
            selection={{ kinds: [kind] }}
            what={`${kindLabel(kind)} of ${owner.what}`}
          />
        ))}
      </ActionPanel.Section>
    ),
  ].filter(Boolean);
  if (parts.length === 0) return null;
  return (
    <ActionPanel.Submenu
      title={selected ? `Remove Only from ${owner.title}…` : "Remove…"}
      icon={Icon.MinusCircle}
      shortcut={{ macOS: { modifiers: ["opt"], key: "d" }, Windows: { modifiers: ["alt"], key: "d" } }}
    >
      {parts}
    </ActionPanel.Submenu>
  );
}

interface RemovePartProps extends RemoveActionsProps {
  title: string;
  icon: Icon;
  groups: Group[];
  selection: Selection;
  what: string;
}

function RemovePart({ summary, chosen, title, icon, groups, selection, what, onRemove }: RemovePartProps) {
  const { key, name } = summary;
  return (
    <Action
      title={`${title} (${formatBytes(sumGroups(groups).bytes)})`}
      icon={icon}
      style={Action.Style.Destructive}
      onAction={() => {
        const { askBeforeRemoving: ask } = getPreferenceValues<Preferences>();
        const own = partOf(ownerOf(key, name, chosen?.get(key)), { selection });
        return onRemove({ selection: own, what, verb: "Remove", ask }, [key]);
      }}
    />
  );
}

/** What pip did not write is no package: nothing of it goes with a selection, and a person is asked in any case. */
function RemoveRow({
  summary,
  part,
  chosen,
  shownBytes,
  shortcut,
  onRemove,
}: RemoveActionsProps & Pick<Action.Props, "shortcut">) {
  const { key, name, isPackage } = summary;
  const isForeign = specialIn(key) === "foreign";
  const owner = ownerOf(key, name, chosen?.get(key));
  const all = isPackage ? "Package" : isForeign ? "Foreign Files" : "Files";
  const whole = chosen?.has(key) ? owner.title : all;
  return (
    <Action
      title={`Remove ${part ? `${titleCase(part.label)} of ${owner.title}` : whole} (${formatBytes(shownBytes)})`}
      icon={Icon.Trash}
      style={Action.Style.Destructive}
      shortcut={shortcut}
      onAction={() => {
        const { askBeforeRemoving: ask } = getPreferenceValues<Preferences>();
        const request = isForeign
          ? {
              selection: { tools: [toolIn(key)], foreign: true } satisfies Selection,
              what: "foreign files",
              ask: true,
              because: foreignWarning,
            }
          : {
              selection: partOf(owner, part),
              what: partText(owner, part),
              ask,
              because: owner.because,
              takesKept: part?.isKept,
            };
        return onRemove({ ...request, nowhereIn: part?.nowhereIn, verb: "Remove" }, [key]);
      }}
    />
  );
}

/** What is removed, of what: just what the view shows. */
const partText = ({ what }: Pick<Owner, "what">, part: ViewPart | undefined): string =>
  part ? `${part.label} of ${what}` : what;
