/** The entries of an action panel: which there are, and what keys run them. */
import type { ActionData, ActionSection, PanelData, ShortcutValue, SubmenuData } from "../host/view";
import { standardShortcut } from "../host/values";
import { isPressed, type Platform } from "./keys";

export type Entry = ActionData | SubmenuData;

/** What is listed at once, without what submenus hold. */
export function entriesOf(sections: ActionSection[]): Entry[] {
  return sections.flatMap(({ actions }) => actions);
}

/** The keys that run an entry, as they are written beside it. */
export function shortcutOf(
  entry: Entry,
  index: number,
  platform: Platform,
  isForm: boolean,
): ShortcutValue | undefined {
  return standardShortcut(index, platform, isForm) ?? entry.shortcut;
}

/** What the pressed keys run: an entry of the panel, or of one of its submenus, with that shortcut. */
export function pressedEntry(
  { sections }: PanelData,
  event: KeyboardEvent,
  platform: Platform,
  isForm: boolean,
): Entry | undefined {
  return (
    allEntries(sections).find(({ shortcut }) => shortcut && isPressed(event, shortcut)) ??
    entriesOf(sections)
      .slice(0, 2)
      .find((entry, index) => isPressed(event, shortcutOf(entry, index, platform, isForm) as ShortcutValue))
  );
}

/** The submenu with an id, however deep. */
export function findSubmenu(sections: ActionSection[], id: string | undefined): SubmenuData | undefined {
  return allEntries(sections)
    .filter((entry) => entry.kind === "submenu")
    .find((submenu) => submenu.id === id);
}

function allEntries(sections: ActionSection[]): Entry[] {
  return entriesOf(sections).flatMap((entry) =>
    entry.kind === "submenu" ? [entry, ...allEntries(entry.sections)] : [entry],
  );
}
