/** What has changed of a command's tree since the host was told last. */
import { isDeepStrictEqual } from "node:util";
import type { TreeNode } from "../host/tree";
import type { NodeChange } from "./messages";
import { asPlain, at } from "./plain";

interface Told {
  node: TreeNode;
  version: number;
  /** As the command gave them, to see by identity that nothing is new. */
  given: Record<string, unknown>;
  props: Record<string, unknown>;
  children: string[];
}

export class Changes {
  private told = new Map<string, Told>();

  /** New nodes before those that they are children of. */
  of(root: TreeNode): NodeChange[] {
    const changes: NodeChange[] = [];
    this.visit(root, changes);
    return changes;
  }

  /** The function that a node has now; undefined where the node is gone. */
  function(name: string): unknown {
    const [key = "", ...path] = name.split(/(?=\.)/);
    return at(this.told.get(key)?.node.props, path.join(""));
  }

  private visit(node: TreeNode, changes: NodeChange[]): void {
    const before = this.told.get(node.key);
    if (before?.version === node.version) return;
    for (const child of node.children) this.visit(child, changes);
    const children = node.children.map(({ key }) => key);
    const kept = new Set(children);
    for (const key of before?.children ?? []) if (!kept.has(key)) this.forget(key, node);
    const props =
      before?.given === node.props
        ? before.props
        : (asPlain(node.props, (path) => `${node.key}${path}`) as Record<string, unknown>);
    const hasNewProps = !before || !isDeepStrictEqual(before.props, props);
    const hasNewChildren = !before || !isDeepStrictEqual(before.children, children);
    this.told.set(node.key, {
      node,
      version: node.version,
      given: node.props,
      props: hasNewProps ? props : before.props,
      children,
    });
    if (!hasNewProps && !hasNewChildren) return;
    changes.push({
      key: node.key,
      ...(before ? {} : { type: node.type, reactKey: node.reactKey }),
      ...(hasNewProps && { props }),
      ...(hasNewChildren && { children }),
    });
  }

  /** A child that was only moved elsewhere has another parent by now, and stays. */
  private forget(key: string, parent: TreeNode): void {
    const told = this.told.get(key);
    if (!told || (told.node.parent !== undefined && told.node.parent !== parent)) return;
    this.told.delete(key);
    for (const child of told.children) this.forget(child, told.node);
  }
}
