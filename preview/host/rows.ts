/** The rows of a list as a person sees them: in sections, filtered by what was typed. */
import { itemId } from "./describe";
import { filterSections, type Filterable } from "./filter";
import { childrenOfType, type TreeNode } from "./tree";
import { labelled, withoutUndefined } from "./values";

export interface RowNode extends Filterable {
  id: string;
  node: TreeNode;
}

export interface RowSection {
  title?: string;
  subtitle?: string;
  items: RowNode[];
}

/**
 * The sections with their visible rows; those without rows are left out. Rows outside of a section make one of their own.
 * Filtering is on unless the list says otherwise, or listens to the search text without asking for it.
 */
export function visibleRows(list: TreeNode, searchText: string): RowSection[] {
  const sections: RowSection[] = [];
  let loose: RowSection | undefined;
  for (const child of list.children) {
    if (child.type === "list.section") {
      loose = undefined;
      const { title, subtitle } = child.props as { title?: string; subtitle?: string };
      sections.push(withoutUndefined({ title, subtitle, items: childrenOfType(child, "list.item").map(asRow) }));
    } else if (child.type === "list.item") {
      if (!loose) sections.push((loose = { items: [] }));
      loose.items.push(asRow(child));
    }
  }
  const { filtering, enableFiltering, onSearchTextChange } = list.props;
  const mode = filtering ?? enableFiltering ?? onSearchTextChange === undefined;
  const filled = sections.filter(({ items }) => items.length > 0);
  if (!mode) return filled;
  return filterSections(filled, searchText, typeof mode === "object" ? mode : {});
}

function asRow(node: TreeNode): RowNode {
  const { title, keywords } = node.props;
  return { id: itemId(node), node, title: labelled(title).text, keywords: (keywords as string[] | undefined) ?? [] };
}
