/** What the platform's guidelines ask of every panel of actions, whatever view it is of. */
import type { Keyboard } from "@raycast/api";
import type { TreeNode } from "../../preview/host/tree";
import { shortcutValue } from "../../preview/host/values";

/** One sentence for each action without an icon, and for each shortcut that two actions of the panel share. */
export function panelFaults(panel: TreeNode | undefined): string[] {
  const entries = entriesOf(panel);
  const faults = entries.filter(({ props }) => !props.icon).map((entry) => `"${titleOf(entry)}" has no icon`);
  for (const platform of ["macOS", "Windows"] as const) {
    const owners = new Map<string, string>();
    for (const entry of entries) {
      const shortcut = shortcutValue(entry.props.shortcut as Keyboard.Shortcut | undefined, platform);
      if (!shortcut) continue;
      const keys = [...shortcut.modifiers, shortcut.key.toLowerCase()].join("+");
      const owner = owners.get(keys);
      if (owner) faults.push(`"${owner}" and "${titleOf(entry)}" both have ${keys} on ${platform}`);
      owners.set(keys, titleOf(entry));
    }
  }
  return faults;
}

function entriesOf(node: TreeNode | undefined): TreeNode[] {
  if (!node) return [];
  const isEntry = node.type === "action" || node.type === "action-panel.submenu";
  return [...(isEntry ? [node] : []), ...node.children.flatMap(entriesOf)];
}

const titleOf = ({ props }: TreeNode): string => String(props.title);
