/** The tree that a command renders into: plain nodes, kept up to date where the command runs, read by the host. */

export interface TreeNode {
  readonly key: string;
  readonly type: string;
  /** The key that the command gave to the element; undefined where it gave none. */
  readonly reactKey?: string;
  props: Record<string, unknown>;
  children: TreeNode[];
  parent: TreeNode | undefined;
  /** Grows with every change of the node or of anything below it. */
  version: number;
}

/** Notes that something has changed here, and so in all that this is part of. */
export function touch(node: TreeNode | undefined): void {
  for (let current = node; current; current = current.parent) current.version++;
}

/** What the command calls a node: its id, else its key; neither changes with what is shown. */
export function nameOf({ props, reactKey }: TreeNode): string | undefined {
  return (props.id as string | undefined) ?? reactKey;
}

/** The children of a node that have one of the given types, in order. */
export function childrenOfType(node: TreeNode | undefined, ...types: string[]): TreeNode[] {
  return node ? node.children.filter((child) => types.includes(child.type)) : [];
}

/** What a component put into one of its named places, such as a list item's `actions`. */
export function slot(node: TreeNode | undefined, name: string): TreeNode | undefined {
  return node?.children.find((child) => child.type === "slot" && child.props.name === name)?.children[0];
}
