/** Keys: which shortcut was pressed, and how a shortcut is written. */
import type { ShortcutValue } from "../host/view";
import { own } from "../host/lookup";

export type Platform = "macOS" | "Windows";

const named: Record<string, string> = {
  return: "Enter",
  enter: "Enter",
  delete: "Backspace",
  backspace: "Backspace",
  deleteForward: "Delete",
  tab: "Tab",
  arrowUp: "ArrowUp",
  arrowDown: "ArrowDown",
  arrowLeft: "ArrowLeft",
  arrowRight: "ArrowRight",
  pageUp: "PageUp",
  pageDown: "PageDown",
  home: "Home",
  end: "End",
  space: " ",
  escape: "Escape",
};

/** Whether the pressed keys are exactly those of a shortcut. Letters count by their place, as Alt changes what they type. */
export function isPressed(event: KeyboardEvent, { modifiers, key }: ShortcutValue): boolean {
  const has = (...names: string[]) => names.some((name) => modifiers.includes(name));
  if (event.metaKey !== has("cmd", "windows")) return false;
  if (event.ctrlKey !== has("ctrl")) return false;
  if (event.altKey !== has("alt", "opt")) return false;
  if (event.shiftKey !== has("shift")) return false;
  if (/^[a-z]$/i.test(key)) return event.code === `Key${key.toUpperCase()}`;
  if (/^[0-9]$/.test(key)) return event.code === `Digit${key}`;
  if (key === ",") return event.code === "Comma";
  if (key === ".") return event.code === "Period";
  return event.key === (own(named, key) ?? key);
}

const macSigns: Record<string, string> = { cmd: "⌘", ctrl: "⌃", opt: "⌥", shift: "⇧" };
const otherSigns: Record<string, string> = { ctrl: "Ctrl", alt: "Alt", shift: "Shift", windows: "Win" };
const keySigns: Record<string, string> = {
  return: "↵",
  enter: "↵",
  delete: "⌫",
  backspace: "⌫",
  deleteForward: "⌦",
  tab: "⇥",
  arrowUp: "↑",
  arrowDown: "↓",
  arrowLeft: "←",
  arrowRight: "→",
  space: "Space",
  escape: "Esc",
};

/** The caps of a shortcut, in the order in which the platform writes them. */
export function caps({ modifiers, key }: ShortcutValue, platform: Platform): string[] {
  const signs = platform === "macOS" ? macSigns : otherSigns;
  const order = Object.keys(signs);
  const sorted = [...modifiers].sort((a, b) => order.indexOf(a) - order.indexOf(b));
  return [...sorted.map((modifier) => own(signs, modifier) ?? modifier), own(keySigns, key) ?? key.toUpperCase()];
}

/** The key that starts the page's own shortcuts: Cmd on a Mac, Ctrl elsewhere; the other one is taken too. */
export function isMod(event: KeyboardEvent): boolean {
  return (event.metaKey || event.ctrlKey) && !event.altKey && !event.shiftKey;
}

/** What runs an action of a toast: its own shortcut, else T with the usual modifier, with Shift for the second action. */
export function toastShortcut(
  { shortcut }: { shortcut?: ShortcutValue },
  index: number,
  platform: Platform,
): ShortcutValue {
  return shortcut ?? { modifiers: [modifier(platform), ...(index === 0 ? [] : ["shift"])], key: "t" };
}

export function modifier(platform: Platform): string {
  return platform === "macOS" ? "cmd" : "ctrl";
}
