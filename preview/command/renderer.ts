/**
 * Renders a command into its tree, through react-reconciler. Nodes keep the functions of their last render, so an action that
 * runs sees fresh closures.
 */
import { createContext, type ReactNode } from "react";
import type { TreeNode } from "../host/tree";
import { touch } from "../host/tree";
import { keepContexts } from "./contexts";

export interface Tree {
  readonly root: TreeNode;
  /** Resolves once the tree is that of the element; never where a component throws, or it is unmounted before. */
  render(element: ReactNode): Promise<void>;
  unmount(): void;
}

let lastKey = 0;

function createNode(type: string, props: Record<string, unknown>, reactKey?: string): TreeNode {
  return { key: String(++lastKey), type, props, children: [], parent: undefined, version: 1, reactKey };
}

/** What React knows of an element, as far as it is of use here. Types of elements of the tree are texts. */
interface Fiber {
  key: string | null;
  type: unknown;
  return: Fiber | null;
}

/** The key of an element, or of the nearest of the components that it came out of. */
function keyOf(element: Fiber): string | undefined {
  if (element.key !== null) return element.key;
  for (let maker = element.return; maker && typeof maker.type !== "string"; maker = maker.return) {
    if (maker.key !== null) return maker.key;
  }
  return undefined;
}

function append(parent: TreeNode, child: TreeNode): void {
  detach(child);
  child.parent = parent;
  parent.children.push(child);
  touch(parent);
}

function insertBefore(parent: TreeNode, child: TreeNode, before: TreeNode): void {
  detach(child);
  child.parent = parent;
  parent.children.splice(parent.children.indexOf(before), 0, child);
  touch(parent);
}

function detach(child: TreeNode): void {
  const parent = child.parent;
  if (!parent) return;
  parent.children.splice(parent.children.indexOf(child), 1);
  child.parent = undefined;
  touch(parent);
}

function clear(parent: TreeNode): void {
  parent.children = [];
  touch(parent);
}

const defaultPriority = 32;
let updatePriority = 0;
const nothing = () => {};
const never = () => false;
const nobody = () => null;
const hostContext = {};

/** React calls these to change the tree. The published types describe an older version, hence the cast below. */
const hostConfig = {
  supportsMutation: true,
  supportsPersistence: false,
  supportsHydration: false,
  isPrimaryRenderer: true,
  noTimeout: -1,
  scheduleTimeout: setTimeout,
  cancelTimeout: clearTimeout,
  supportsMicrotasks: true,
  scheduleMicrotask: queueMicrotask,

  createInstance: (
    type: string,
    props: Record<string, unknown>,
    _container: Container,
    _context: unknown,
    element: Fiber,
  ) => createNode(type, props, keyOf(element)),
  createTextInstance: (text: string) => createNode("#text", { text }),
  appendInitialChild: append,
  appendChild: append,
  appendChildToContainer: (container: Container, child: TreeNode) => append(container.root, child),
  insertBefore,
  insertInContainerBefore: (container: Container, child: TreeNode, before: TreeNode) =>
    insertBefore(container.root, child, before),
  removeChild: (_parent: TreeNode, child: TreeNode) => detach(child),
  removeChildFromContainer: (_container: Container, child: TreeNode) => detach(child),
  clearContainer: (container: Container) => clear(container.root),
  commitUpdate(node: TreeNode, _type: string, _previous: unknown, props: Record<string, unknown>) {
    node.props = props;
    touch(node);
  },
  commitTextUpdate(node: TreeNode, _previous: string, text: string) {
    node.props = { text };
    touch(node);
  },
  resetAfterCommit: (container: Container) => container.onCommit(),

  getRootHostContext: () => hostContext,
  getChildHostContext: (context: unknown) => context,
  getPublicInstance: (node: TreeNode) => node,
  prepareForCommit: nobody,
  finalizeInitialChildren: never,
  shouldSetTextContent: never,
  detachDeletedInstance: nothing,
  preparePortalMount: nothing,
  beforeActiveInstanceBlur: nothing,
  afterActiveInstanceBlur: nothing,
  prepareScopeUpdate: nothing,
  getInstanceFromNode: nobody,
  getInstanceFromScope: nobody,
  hideInstance: nothing,
  hideTextInstance: nothing,
  unhideInstance: nothing,
  unhideTextInstance: nothing,

  setCurrentUpdatePriority: (priority: number) => (updatePriority = priority),
  getCurrentUpdatePriority: () => updatePriority,
  resolveUpdatePriority: () => updatePriority || defaultPriority,
  resolveEventType: nobody,
  resolveEventTimeStamp: () => -1.1,
  shouldAttemptEagerTransition: never,
  trackSchedulerEvent: nothing,
  requestPostPaintCallback: nothing,
  resetFormInstance: nothing,
  maySuspendCommit: never,
  preloadInstance: () => true,
  startSuspendingCommit: nothing,
  suspendInstance: nothing,
  waitForCommitToBeReady: nobody,
  NotPendingTransition: null,
  HostTransitionContext: createContext(null),
};

interface Container {
  root: TreeNode;
  onCommit: () => void;
}

interface Reconciler {
  createContainer(
    container: Container,
    tag: number,
    hydration: null,
    strict: boolean,
    concurrentByDefault: null,
    prefix: string,
    onUncaughtError: (error: unknown) => void,
    onCaughtError: (error: unknown) => void,
    onRecoverableError: (error: unknown) => void,
    transitions: null,
  ): unknown;
  updateContainer(element: ReactNode, root: unknown, parent: null, done: () => void): void;
  updateContainerSync(element: ReactNode, root: unknown, parent: null, done: null): void;
  flushSyncWork(): void;
  flushPassiveEffects(): boolean;
}

keepContexts();
// eslint-disable-next-line @typescript-eslint/no-require-imports -- only now may it take hold of the scheduler
const reconciler = (require("react-reconciler") as (config: typeof hostConfig) => Reconciler)(hostConfig);
const concurrentRoot = 1;

/**
 * An empty tree for one command.
 * @param isStrict whether development's React runs effects twice
 * @param onCommit called after every change that React made to the tree
 * @param onError called with what a component threw and no error boundary caught
 */
export function createTree(isStrict: boolean, onCommit: () => void, onError: (error: unknown) => void): Tree {
  const container: Container = { root: createNode("#root", {}), onCommit };
  const root = reconciler.createContainer(
    container,
    concurrentRoot,
    null,
    isStrict,
    null,
    "",
    onError,
    nothing,
    nothing,
    null,
  );
  return {
    root: container.root,
    render: (element) => new Promise((resolve) => reconciler.updateContainer(element, root, null, resolve)),
    unmount() {
      reconciler.updateContainerSync(null, root, null, null);
      reconciler.flushSyncWork();
      reconciler.flushPassiveEffects();
    },
  };
}
