/** The action panel: everything that can be done with what is selected. */
import { useState } from "react";
import type { ActionData, PanelData, ShortcutValue } from "../host/view";
import { entriesOf, findSubmenu, pressedEntry, shortcutOf } from "./entries";
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
  onClose: () => void;
}

export function ActionPanel({ panel, platform, isForm, submenuId, onRun, onClose }: ActionPanelProps) {
  const [path, setPath] = useState<string[]>(submenuId === undefined ? [] : [submenuId]);
  const submenu = findSubmenu(panel.sections, path[path.length - 1]);
  const sections = submenu?.sections ?? panel.sections;
  const entries = entriesOf(sections);
  const title = submenu?.title ?? panel.title ?? "Actions";

  const pick = (id: string) => {
    const entry = entries.find((each) => each.id === id);
    if (entry?.kind === "action") onRun(entry);
    if (entry?.kind === "submenu") setPath([...path, id]);
  };
  const back = () => (path.length > 0 ? setPath(path.slice(0, -1)) : onClose());

  return (
    <Picker
      key={path.join("/")}
      label={title}
      heading={submenu?.title ?? panel.title}
      placeholder={submenu ? "Search…" : "Search for actions…"}
      searchAt="bottom"
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
              <Caps
                shortcut={shortcutOf(entry, submenu ? -1 : entries.indexOf(entry), platform, isForm)}
                platform={platform}
              />
              {entry.kind === "submenu" && <span className="choice-more">›</span>}
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
