/** Turns the many forms in which Raycast takes images, colors, dates and shortcuts into one plain form each. */
import type { Color, Image, Keyboard } from "@raycast/api";
import type { ColorValue, ImageValue, Labelled, ShortcutValue } from "./view";

export type ShortcutPlatform = "macOS" | "Windows";

export function imageValue(image: Image.ImageLike | undefined | null): ImageValue | undefined {
  if (!image) return undefined;
  if (typeof image === "string") return { source: image };
  if ("fileIcon" in image) return { fileIcon: image.fileIcon };
  const fallback = image.fallback ?? undefined;
  return withoutUndefined({
    source: image.source,
    fallback: typeof fallback === "object" ? fallback.dark : fallback,
    mask: image.mask ?? undefined,
    tint: colorValue(image.tintColor),
  });
}

export function colorValue(color: Color.ColorLike | undefined | null): ColorValue | undefined {
  if (!color) return undefined;
  return typeof color === "string" ? color : { light: color.light, dark: color.dark };
}

/** A text that may carry a tooltip, as titles and subtitles of list items do. */
export function labelled(given: unknown): Labelled {
  if (typeof given === "object" && given !== null) {
    const { value, tooltip } = given as { value?: string | null; tooltip?: string | null };
    return { text: value ?? "", tooltip: tooltip ?? undefined };
  }
  return { text: given === undefined || given === null ? "" : String(given) };
}

/**
 * The shortcut that counts on a platform. As in Raycast's changelog one with Cmd alone is ignored on Windows, one with the
 * Windows key on macOS (1.103.0), and one that Raycast keeps for itself everywhere (1.56.0).
 */
export function shortcutValue(
  shortcut: Keyboard.Shortcut | undefined | null,
  platform: ShortcutPlatform,
): ShortcutValue | undefined {
  if (!shortcut) return undefined;
  const isPair = !("modifiers" in shortcut);
  const own = !isPair ? shortcut : platform === "macOS" ? shortcut.macOS : (shortcut.Windows ?? shortcut.windows);
  if (!isPair && shortcut.modifiers.includes(platform === "macOS" ? "windows" : "cmd")) return undefined;
  const value = translate(own, platform);
  return reservedOn[platform].has(written(value)) ? undefined : value;
}

/** As the lint rule `no-reserved-shortcut` of Raycast's own plugin lists them. */
const reserved = [
  { modifiers: ["cmd"], key: "w" },
  { modifiers: [], key: "delete" },
  { modifiers: [], key: "deleteForward" },
  { modifiers: ["cmd"], key: "delete" },
  { modifiers: ["opt"], key: "delete" },
  { modifiers: [], key: "escape" },
  { modifiers: ["cmd"], key: "k" },
  { modifiers: ["cmd"], key: "," },
  { modifiers: ["cmd"], key: "p" },
  { modifiers: ["shift", "cmd"], key: "/" },
  { modifiers: [], key: "return" },
  { modifiers: ["cmd"], key: "q" },
  { modifiers: ["cmd"], key: "escape" },
  { modifiers: ["cmd"], key: "return" },
  { modifiers: ["cmd"], key: "a" },
];

/** Reads a shortcut as a person writes it: `ctrl+shift+d`. */
export function parseShortcut(text: string, platform: ShortcutPlatform): ShortcutValue {
  const modifiers = text.toLowerCase().split("+");
  const key = modifiers.pop() ?? "";
  return translate({ modifiers, key }, platform);
}

/** What runs the first and the second entry of a panel: Enter, and with Cmd or Ctrl; in a form, where Enter is needed, one more. */
export function standardShortcut(
  index: number,
  platform: ShortcutPlatform,
  isForm: boolean,
): ShortcutValue | undefined {
  const modifier = platform === "macOS" ? "cmd" : "ctrl";
  const byPlace = isForm ? [[modifier], [modifier, "shift"]] : [[], [modifier]];
  const modifiers = byPlace[index];
  return modifiers && { modifiers, key: "return" };
}

export function sameShortcut(a: ShortcutValue, b: ShortcutValue): boolean {
  return written(a) === written(b);
}

/** One text for each shortcut, however its key is written. */
const written = ({ modifiers, key }: ShortcutValue): string => [...modifiers, key.toLowerCase()].join("+");

/** What a platform calls modifiers that have another name elsewhere. */
const modifierNames: Record<ShortcutPlatform, Map<string, string>> = {
  macOS: new Map([["alt", "opt"]]),
  Windows: new Map([
    ["cmd", "ctrl"],
    ["opt", "alt"],
    ["option", "alt"],
  ]),
};

function translate(given: { modifiers: readonly string[]; key: string }, platform: ShortcutPlatform): ShortcutValue {
  const names = modifierNames[platform];
  const modifiers = [...new Set(given.modifiers.map((modifier) => names.get(modifier) ?? modifier))].sort();
  return { modifiers, key: given.key === "enter" ? "return" : given.key };
}

/** Asked of each action at each change of what is on screen. */
const reservedOn: Record<ShortcutPlatform, Set<string>> = {
  macOS: new Set(reserved.map((shortcut) => written(translate(shortcut, "macOS")))),
  Windows: new Set(reserved.map((shortcut) => written(translate(shortcut, "Windows")))),
};

/** A date relative to now, in the few letters that Raycast uses: `now`, `5m`, `3h`, `2d`, `4mo`, `1y`. */
export function relativeDate(date: Date, now = Date.now()): string {
  const seconds = Math.abs(now - date.getTime()) / 1000;
  const units: [string, number][] = [
    ["y", 365 * 86_400],
    ["mo", 30 * 86_400],
    ["w", 7 * 86_400],
    ["d", 86_400],
    ["h", 3600],
    ["m", 60],
  ];
  for (const [unit, length] of units) if (seconds >= length) return `${Math.floor(seconds / length)}${unit}`;
  return "now";
}

/** A copy without the keys that have no value, so that data compares and prints as it looks. */
export function withoutUndefined<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined)) as T;
}
