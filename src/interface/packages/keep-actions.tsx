/** Marks "Keep Always": of the row or of the selected ones, and of single versions. */
import { Action, ActionPanel, Icon, showToast, Toast, type Keyboard } from "@raycast/api";
import { isPackage, type RowKey } from "../../packaging/row-key";
import type { Summary } from "../../pip-cache/rows/summary";
import { showFailure } from "../shared/failure-toast";
import { formatCount } from "../shared/format";
import { isMarkedVersion, mark, type Marks, type VersionMark } from "../shared/marks";
import { ownerOf } from "./owner";
import type { Search } from "./search";
import type { Selected } from "./selected";

const shortcut: Keyboard.Shortcut = {
  macOS: { modifiers: ["opt"], key: "k" },
  Windows: { modifiers: ["alt"], key: "k" },
};

export interface KeepActionProps {
  summary: Pick<Summary, "key" | "name" | "versions">;
  marks: Marks;
  /** Of which packages which versions are meant; absent where all are. */
  chosen?: Search["chosen"];
  /** Absent where no row of the view is. */
  selected?: Selected;
}

/** Of the selected rows where there are any, else of the one it is on. Where all of that is kept it takes the marks away. */
export function KeepAction({ summary: { key, name }, marks, chosen, selected }: KeepActionProps) {
  const keys = (selected?.keys ?? [key]).filter(isPackage);
  if (keys.length === 0) return null;
  const what = selected ? formatCount(keys.length, "Package") : ownerOf(key, name, chosen?.get(key)).title;
  return (
    <MarkAction
      what={(selected ?? chosen?.has(key)) ? what : undefined}
      said={what}
      meant={meantBy(keys, chosen)}
      marks={marks}
      shortcut={shortcut}
    />
  );
}

/** The versions of the row it is on, each by itself. */
export function KeepVersionActions({ summary: { key, name, versions }, marks }: KeepActionProps) {
  if (!isPackage(key) || versions.length === 0 || marks.packages.includes(key)) return null;
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
  marks: Marks;
  shortcut?: Keyboard.Shortcut;
}

export function KeepVersionAction({ rowKey, name, version, ...props }: KeepVersionProps) {
  return (
    <MarkAction
      what={version}
      said={`${name} ${version}`}
      meant={{ packages: [], versions: [[rowKey, version]] }}
      {...props}
    />
  );
}

export const keepShortcut = shortcut;

function meantBy(keys: RowKey[], chosen: Search["chosen"]): Marks {
  const versions = keys.flatMap((key) =>
    [...(chosen?.get(key)?.versions ?? [])].map((version): VersionMark => [key, version]),
  );
  return { packages: keys.filter((key) => !chosen?.has(key)), versions };
}

/** Whether there is a mark for each. */
function areMarked({ packages, versions }: Marks, marks: Marks): boolean {
  const keys = new Set(marks.packages);
  return (
    packages.every((key) => keys.has(key)) &&
    versions.every(([key, version]) =>
      marks.versions.some(([other, its]) => other === key && isMarkedVersion(its, version)),
    )
  );
}

interface MarkActionProps {
  /** In the title; absent where that goes without saying. */
  what?: string;
  /** In the toast. */
  said: string;
  meant: Marks;
  marks: Marks;
  shortcut?: Keyboard.Shortcut;
}

function MarkAction({ what, said, meant, marks, shortcut }: MarkActionProps) {
  const isMarked = areMarked(meant, marks);
  const title = isMarked ? ["Stop Keeping", what] : ["Keep", what, "Always"];
  return (
    <Action
      title={title.filter(Boolean).join(" ")}
      icon={isMarked ? Icon.PinDisabled : Icon.Pin}
      shortcut={shortcut}
      onAction={async () => {
        try {
          mark(meant, !isMarked);
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
