/** Marks "Keep Always": of the row or of the selected ones, and of single versions. */
import { Action, ActionPanel, Icon, showToast, Toast, type Keyboard } from "@raycast/api";
import { isPackage, type RowKey } from "../../packaging/row-key";
import type { Summary } from "../../pip-cache/rows/summary";
import { showFailure } from "../shared/failure-toast";
import { formatCount } from "../shared/format";
import { isMarkedVersion, mark, type KnownMarks, type Marks, type VersionMark } from "../shared/marks";
import { ownerOf } from "./owner";
import type { Search } from "./search";
import { areMarked, type SelectedRows } from "./selected-rows";

const shortcut: Keyboard.Shortcut = {
  macOS: { modifiers: ["opt"], key: "k" },
  Windows: { modifiers: ["alt"], key: "k" },
};

export interface KeepActionProps {
  summary: Pick<Summary, "key" | "name" | "versions">;
  marks: KnownMarks;
  /** Of which packages which versions are meant; absent where all are. */
  chosen?: Search["chosen"];
  /** Absent where no row of the view is. */
  selected?: Pick<SelectedRows, "keys" | "packages" | "areKept">;
}

/** Of the selected rows where there are any, else of the one it is on. Where all of that is kept it takes the marks away. */
export function KeepAction({ summary: { key, name }, marks, chosen, selected }: KeepActionProps) {
  if (selected ? selected.packages === 0 : !isPackage(key)) return null;
  const { title } = ownerOf(key, name, chosen?.get(key));
  const what = selected ? formatCount(selected.packages, "Package") : title;
  return (
    <MarkAction
      what={(selected ?? chosen?.has(key)) ? what : undefined}
      said={what}
      meantBy={() => meantBy(selected?.keys ?? [key], chosen)}
      isMarked={selected ? selected.areKept : areMarked([key], chosen, marks)}
      shortcut={shortcut}
    />
  );
}

/** The versions of the row it is on, each by itself. */
export function KeepVersionActions({ summary: { key, name, versions }, marks }: KeepActionProps) {
  if (!isPackage(key) || versions.length === 0 || marks.whole.has(key)) return null;
  return (
    <ActionPanel.Section title="Keep One Version">
      {versions.map((version) => (
        <KeepVersionAction key={`keep-version-${version}`} rowKey={key} name={name} version={version} marks={marks} />
      ))}
    </ActionPanel.Section>
  );
}

export interface KeepVersionProps {
  rowKey: RowKey;
  name: string;
  version: string;
  marks: KnownMarks;
  shortcut?: Keyboard.Shortcut;
}

export function KeepVersionAction({ rowKey, name, version, marks, shortcut }: KeepVersionProps) {
  return (
    <MarkAction
      what={version}
      said={`${name} ${version}`}
      meantBy={() => ({ packages: [], versions: [[rowKey, version]] })}
      isMarked={(marks.versions.get(rowKey) ?? []).some((its) => isMarkedVersion(its, version))}
      shortcut={shortcut}
    />
  );
}

export const keepShortcut = shortcut;

function meantBy(rows: RowKey[], chosen: Search["chosen"]): Marks {
  const keys = rows.filter(isPackage);
  const versions = keys.flatMap((key) =>
    [...(chosen?.get(key)?.versions ?? [])].map((version): VersionMark => [key, version]),
  );
  return { packages: keys.filter((key) => !chosen?.has(key)), versions };
}

interface MarkActionProps {
  /** In the title; absent where that goes without saying. */
  what?: string;
  /** In the toast. */
  said: string;
  meantBy: () => Marks;
  isMarked: boolean;
  shortcut?: Keyboard.Shortcut;
}

function MarkAction({ what, said, meantBy, isMarked, shortcut }: MarkActionProps) {
  const title = isMarked ? ["Stop Keeping", what] : ["Keep", what, "Always"];
  return (
    <Action
      title={title.filter(Boolean).join(" ")}
      icon={isMarked ? Icon.PinDisabled : Icon.Pin}
      shortcut={shortcut}
      onAction={async () => {
        try {
          mark(meantBy(), !isMarked);
        } catch (error) {
          return showFailure(error, isMarked ? "Could Not Stop Keeping" : "Could Not Keep");
        }
        await showToast({
          style: Toast.Style.Success,
          title: isMarked ? `Not Keeping ${said} Any More` : `Keeping ${said}`,
          message: isMarked
            ? "Part again of what removes in bulk"
            : "No part of Clear or of anything that removes in bulk",
        });
      }}
    />
  );
}
