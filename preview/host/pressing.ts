/**
 * Which entry of an action panel pressed keys stand for, as Raycast has it: the first is run by Enter, the second by Enter with
 * Cmd or Ctrl (api-reference/user-interface/action-panel), the others by their own shortcuts, also those of submenus.
 */
import type { Keyboard } from "@raycast/api";
import type { TreeNode } from "./tree";
import { sameShortcut, shortcutValue, standardShortcut, type ShortcutPlatform } from "./values";
import type { ShortcutValue } from "./view";

export interface Pressing {
  platform: ShortcutPlatform;
  isForm: boolean;
  /** What was typed into the panel, by which its entries are found. */
  typed?: string;
}

export const isSubmenu = (node: TreeNode): boolean => node.type === "action-panel.submenu";

/**
 * @param panel an action panel, or a submenu that was opened: in that there are no second entries
 * @returns the node of an action or a submenu; undefined where the keys stand for nothing
 */
export function pressedEntry(
  panel: TreeNode | undefined,
  keys: ShortcutValue,
  { platform, isForm, typed = "" }: Pressing,
): TreeNode | undefined {
  if (!panel) return undefined;
  const listed = panel.children.flatMap(entriesIn);
  const found = listed.filter(({ props }) => String(props.title).toLowerCase().includes(typed.toLowerCase()));
  const byPlace = isSubmenu(panel) ? [{ modifiers: [], key: "return" }] : [0, 1].map(standard);
  const at = byPlace.findIndex((shortcut) => shortcut !== undefined && sameShortcut(shortcut, keys));
  if (at >= 0) return found[at];
  return listed.flatMap(withInner).find(({ props }) => {
    const shortcut = shortcutValue(props.shortcut as Keyboard.Shortcut | undefined, platform);
    return shortcut !== undefined && sameShortcut(shortcut, keys);
  });

  function standard(index: number): ShortcutValue | undefined {
    return standardShortcut(index, platform, isForm);
  }
}

/** What is listed at once. */
function entriesIn(node: TreeNode): TreeNode[] {
  if (node.type === "action" || isSubmenu(node)) return [node];
  return node.children.flatMap(entriesIn);
}

const withInner = (entry: TreeNode): TreeNode[] =>
  isSubmenu(entry) ? [entry, ...entry.children.flatMap(entriesIn).flatMap(withInner)] : [entry];
