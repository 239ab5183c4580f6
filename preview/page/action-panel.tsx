/** The action panel: everything that can be done with what is selected. */
import { useState } from "react";
import type { ActionData, ActionSection, PanelData, ShortcutValue, SubmenuData } from "../host/view";
import { Image } from "./image";
import { caps, isPressed, modifier, type Platform } from "./keys";
import { Picker } from "./picker";

interface ActionPanelProps {
  panel: PanelData;
  platform: Platform;
  isForm: boolean;
  /** The submenu with which to start, if one was asked for. */
  submenuId?: string;
  onRun: (action: ActionData) => void;
  onOpenSubmenu: (submenu: SubmenuData) => void;
  onClose: () => void;
}

export function ActionPanel({ panel, platform, isForm, submenuId, onRun, onOpenSubmenu, onClose }: ActionPanelProps) {
  const [path, setPath] = useState<string[]>(submenuId === undefined ? [] : [submenuId]);
  const submenu = findSubmenu(panel.sections, path[path.length - 1]);
  const sections = submenu?.sections ?? panel.sections;
  const entries = sections.flatMap(({ actions }) => actions);
  const title = submenu?.title ?? panel.title ?? "Actions";

  const pick = (id: string) => {
    const entry = entries.find((each) => each.id === id);
    if (entry?.kind === "action") onRun(entry);
    if (entry?.kind === "submenu") {
      onOpenSubmenu(entry);
      setPath([...path, id]);
    }
  };
  const back = () => (path.length > 0 ? setPath(path.slice(0, -1)) : onClose());

  return (
    <Picker
      key={path.join("/")}
      label={title}
      heading={submenu?.title}
      placeholder={submenu ? "Search…" : "Search for actions…"}
      searchAt="bottom"
      initialId={entries.find((entry) => entry.kind === "action" && entry.autoFocus)?.id}
      sections={sections.map((section) => ({
        title: section.title,
        choices: section.actions.map((entry) => ({
          id: entry.id,
          title: entry.title,
          isDestructive: entry.kind === "action" && entry.destructive,
          content: (
            <>
              <span className="choice-icon">
                <Image image={entry.icon} />
              </span>
              <span className="choice-title">{entry.title}</span>
              {entry.kind === "submenu" && <span className="choice-more">›</span>}
              <Caps
                shortcut={shortcutOf(entry, submenu ? -1 : entries.indexOf(entry), platform, isForm)}
                platform={platform}
              />
            </>
          ),
        })),
      }))}
      onPick={pick}
      onClose={back}
      onKey={(event, selectedId, query) => {
        if (isPressed(event.nativeEvent, { modifiers: [modifier(platform)], key: "k" })) return (onClose(), true);
        const selected = entries.find(({ id }) => id === selectedId);
        if (query === "" && event.key === "ArrowRight" && selected?.kind === "submenu")
          return (pick(selected.id), true);
        if (query === "" && path.length > 0 && (event.key === "ArrowLeft" || event.key === "Backspace"))
          return (back(), true);
        const isPick = event.key === "Enter" && !event.ctrlKey && !event.metaKey;
        const pressed = isPick ? undefined : pressedEntry(panel, event.nativeEvent, platform, isForm);
        if (pressed?.kind === "action") return (onRun(pressed), true);
        return false;
      }}
    />
  );
}

export function Caps({ shortcut, platform }: { shortcut: ShortcutValue | undefined; platform: Platform }) {
  if (!shortcut) return null;
  return (
    <span className="caps" aria-hidden="true">
      {caps(shortcut, platform).map((cap, index) => (
        <kbd key={index}>{cap}</kbd>
      ))}
    </span>
  );
}

/** The first entry runs on Enter, the second on Cmd or Ctrl with Enter; in a form, where Enter is needed, the first does. */
export function shortcutOf(
  entry: ActionData | SubmenuData,
  index: number,
  platform: Platform,
  isForm: boolean,
): ShortcutValue | undefined {
  const standard = [
    { modifiers: isForm ? [modifier(platform)] : [], key: "return" },
    { modifiers: isForm ? [modifier(platform), "shift"] : [modifier(platform)], key: "return" },
  ][index];
  return standard ?? entry.shortcut;
}

/** What the pressed keys run: an entry of the panel, or of one of its submenus, with that shortcut. */
export function pressedEntry(
  panel: PanelData,
  event: KeyboardEvent,
  platform: Platform,
  isForm: boolean,
): ActionData | SubmenuData | undefined {
  const top = panel.sections.flatMap(({ actions }) => actions);
  const all = top.flatMap((entry) => [entry, ...nested(entry)]);
  return (
    all.find(({ shortcut }) => shortcut && isPressed(event, shortcut)) ??
    top
      .slice(0, 2)
      .find((entry, index) => isPressed(event, shortcutOf(entry, index, platform, isForm) as ShortcutValue))
  );
}

function nested(entry: ActionData | SubmenuData): (ActionData | SubmenuData)[] {
  if (entry.kind === "action") return [];
  return entry.sections.flatMap(({ actions }) => actions.flatMap((each) => [each, ...nested(each)]));
}

function findSubmenu(sections: ActionSection[], id: string | undefined): SubmenuData | undefined {
  if (id === undefined) return undefined;
  for (const entry of sections.flatMap(({ actions }) => actions).flatMap((each) => [each, ...nested(each)])) {
    if (entry.kind === "submenu" && entry.id === id) return entry;
  }
  return undefined;
}
