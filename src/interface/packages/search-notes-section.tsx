/** What is said where a search finds nothing, and of what else was typed. */
import { Action, ActionPanel, Icon, List } from "@raycast/api";
import { visible } from "../../files/visible";
import { firstLines } from "../shared/format";
import type { SearchNote } from "./search-notes";

/** More would be a list of its own. */
const MAX_NOTES = 50;

export interface NothingFoundProps {
  searchText: string;
  notes: SearchNote[];
  /** Leads out of a view that shows only a part of the cache; absent where all is shown. */
  onShowAll?: () => void;
}

export function NothingFound({ searchText, notes, onShowAll }: NothingFoundProps) {
  const lines = notes.length > 0 ? notes.map(lineOf) : [wordsText(searchText)];
  if (onShowAll) lines.push("Only what this view shows was searched.");
  return (
    <List.EmptyView
      icon={Icon.MagnifyingGlass}
      title="Nothing Found"
      description={firstLines(lines, 6).join("\n")}
      actions={
        <ActionPanel>
          {onShowAll && <Action key="show-all" title="Show All Packages" icon={Icon.List} onAction={onShowAll} />}
          <CopyNotesAction lines={lines} />
        </ActionPanel>
      }
    />
  );
}

/** Beside what was found: what of the text was not, and why. */
export function SearchNotesSection({ notes }: { notes: SearchNote[] }) {
  if (notes.length === 0) return null;
  return (
    <List.Section
      title="Not Found or Not Compared"
      subtitle={notes.length > MAX_NOTES ? `first ${MAX_NOTES}` : undefined}
    >
      {notes.slice(0, MAX_NOTES).map((note, at) => (
        <List.Item
          key={at}
          id={`note-${at}`}
          icon={Icon.Info}
          title={visible(note.text)}
          subtitle={note.says}
          detail={<List.Item.Detail markdown={note.says} />}
          actions={
            <ActionPanel>
              <CopyNotesAction lines={notes.map(lineOf)} />
            </ActionPanel>
          }
        />
      ))}
    </List.Section>
  );
}

const CopyNotesAction = ({ lines }: { lines: string[] }) => (
  <Action.CopyToClipboard
    key="copy-notes"
    title="Copy What Was Not Found"
    icon={Icon.Clipboard}
    content={lines.join("\n")}
  />
);

const lineOf = ({ text, says }: SearchNote): string => `${visible(text)}: ${says}`;

function wordsText(searchText: string): string {
  const words = searchText.split(/\s+/).filter(Boolean);
  const quoted = words.map((word) => `“${visible(word)}”`);
  const last = quoted.pop() ?? "";
  const all = quoted.length > 0 ? `${quoted.join(", ")} and ${last}` : last;
  return `Nothing has ${all} in its name, versions, kinds or Pythons.`;
}
