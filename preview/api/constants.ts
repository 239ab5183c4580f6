/** Icons, colors and the other named values of the API. */
import type * as Raycast from "@raycast/api";
import { enumeration } from "./definitions";

export const Icon = enumeration("Icon") as unknown as typeof Raycast.Icon;

export const Color = enumeration("Color") as unknown as typeof Raycast.Color;

export const LaunchType = enumeration("LaunchType") as unknown as typeof Raycast.LaunchType;
export const PopToRootType = enumeration("PopToRootType") as unknown as typeof Raycast.PopToRootType;

export const Image = {
  Mask: { Circle: "circle", RoundedRectangle: "roundedRectangle" },
} as unknown as typeof Raycast.Image;

export const Alert = {
  ActionStyle: { Default: "default", Cancel: "cancel", Destructive: "destructive" },
} as unknown as typeof Raycast.Alert;

type Key = Raycast.Keyboard.KeyEquivalent;
type Modifier = Raycast.Keyboard.KeyModifier;

function pair(macOS: Modifier[], Windows: Modifier[], key: Key): Raycast.Keyboard.Shortcut {
  return { macOS: { modifiers: macOS, key }, Windows: { modifiers: Windows, key } };
}

/** Values as Raycast's documentation and its lint rule `prefer-common-shortcut` list them. */
export const Keyboard = {
  Shortcut: {
    Common: {
      Copy: pair(["cmd", "shift"], ["ctrl", "shift"], "c"),
      CopyDeeplink: pair(["cmd", "shift"], ["ctrl", "shift"], "c"),
      CopyName: pair(["cmd", "opt"], ["ctrl", "alt"], "c"),
      CopyPath: pair(["cmd", "ctrl"], ["alt", "shift"], "c"),
      Save: pair(["cmd"], ["ctrl"], "s"),
      Duplicate: pair(["cmd", "shift"], ["ctrl", "shift"], "s"),
      Edit: pair(["cmd"], ["ctrl"], "e"),
      MoveDown: pair(["cmd", "shift"], ["ctrl", "shift"], "arrowDown"),
      MoveUp: pair(["cmd", "shift"], ["ctrl", "shift"], "arrowUp"),
      New: pair(["cmd"], ["ctrl"], "n"),
      Open: pair(["cmd"], ["ctrl"], "o"),
      OpenWith: pair(["cmd", "shift"], ["ctrl", "shift"], "o"),
      Pin: pair(["cmd"], ["ctrl"], "."),
      Refresh: pair(["cmd"], ["ctrl"], "r"),
      Remove: pair(["ctrl"], ["ctrl"], "d"),
      RemoveAll: pair(["ctrl", "shift"], ["ctrl", "shift"], "d"),
      ToggleQuickLook: pair(["cmd"], ["ctrl"], "y"),
    },
  },
} satisfies { Shortcut: { Common: typeof Raycast.Keyboard.Shortcut.Common } } as unknown as typeof Raycast.Keyboard;
