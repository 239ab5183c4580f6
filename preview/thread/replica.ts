/** The tree of a command that runs in a thread, as the host has it. */
import { touch, type TreeNode } from "../host/tree";
import type { NodeChange } from "./messages";
import { fromPlain } from "./plain";

export class Replica {
  private readonly nodes = new Map<string, TreeNode>();
  private root: TreeNode | undefined;

  /** @param call calls a function of the command by its name */
  constructor(private readonly call: (name: string, given: unknown[]) => Promise<void>) {}

  /** Makes the changes. Returns the root, which is the last of the first ones. */
  apply(changes: NodeChange[]): TreeNode {
    let node: TreeNode | undefined;
    for (const { key, type, reactKey, props, children } of changes) {
      node = this.nodes.get(key);
      if (!node) {
        node = { key, type: type ?? "", reactKey, props: {}, children: [], parent: undefined, version: 0 };
        this.nodes.set(key, node);
      }
      if (props) node.props = fromPlain(props, this.call) as Record<string, unknown>;
      if (children) this.place(node, children);
      touch(node);
    }
    this.root ??= node;
    if (!this.root) throw new Error("No tree has come yet.");
    return this.root;
  }

  private place(node: TreeNode, keys: string[]): void {
    const children = keys.map((key) => this.nodes.get(key)).filter((child) => child !== undefined);
    const kept = new Set(children);
    for (const child of node.children) if (!kept.has(child) && child.parent === node) this.forget(child);
    for (const child of children) child.parent = node;
    node.children = children;
  }

  private forget(node: TreeNode): void {
    node.parent = undefined;
    this.nodes.delete(node.key);
    for (const child of node.children) if (child.parent === node) this.forget(child);
  }
}
