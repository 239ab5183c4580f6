/**
 * A command that runs: renders it, keeps its navigation stack, feedback and data, and knows what it is still busy with.
 * The API belongs to one of these; tests, terminal and page act on it through a Session.
 */
import type { LaunchProps, Toast } from "@raycast/api";
import { join } from "node:path";
import { createElement, Fragment, type ComponentType, type ReactNode } from "react";
import { Current } from "./current";
import type { DataFolder } from "./data-folder";
import type { Effect } from "./effects";
import { Feedback } from "./feedback";
import { defaultPreferences, type CommandMode, type Manifest } from "./manifest";
import { Frame } from "./navigation";
import { Screen } from "./screen";
import type { Activity } from "./settle";
import { createTree, type Tree, type TreeNode } from "./tree";
import type { ShortcutPlatform } from "./values";

/** The default export of a command's module: a component, or for a command without a view a function. */
export type CommandExport = ComponentType<LaunchProps> | ((props: LaunchProps) => unknown);

export interface CommandOptions {
  manifest: Manifest;
  extensionFolder: string;
  command: string;
  mode: CommandMode;
  data: DataFolder;
  preferences: Record<string, unknown>;
  launchType: "userInitiated" | "background";
  launchContext: unknown;
  arguments: Record<string, unknown>;
  platform: ShortcutPlatform;
  appearance: "light" | "dark";
  quietMs: number;
  /** How long it may take to settle, in ms. */
  patienceMs: number;
  /** Carries out what a command does outside of its window; without it that is only recorded. */
  perform: ((effect: Effect) => void | Promise<void>) | undefined;
}

const current = new Current<RunningCommand>();

/** The command that a call of the API belongs to. Throws where there is none. */
export function currentCommand(): RunningCommand {
  const command = current.get();
  if (!command) throw new Error("No command is open: @raycast/api works inside a command that the preview runs.");
  return command;
}

interface StackEntry {
  key: number;
  element: ReactNode;
  screen: Screen;
  onPop: (() => void) | undefined;
}

export class RunningCommand {
  readonly feedback: Feedback;
  readonly data: DataFolder;
  /** What the command did outside of its window, in order. */
  readonly effects: Effect[] = [];
  /** What the command's views and actions threw, in order. */
  readonly errors: Error[] = [];
  readonly activity: Activity = { pending: 0, changedAt: Date.now() };
  appearance: "light" | "dark";
  /** False once the command popped to the root or was disposed. */
  isOpen = true;
  /** A command that closed the window shows its toasts as HUDs. */
  isWindowClosed = false;
  /** Called once the command is disposed. */
  onDispose: (() => void) | undefined;
  private readonly tree: Tree;
  private stack: StackEntry[] = [];
  private lastKey = 0;
  private readonly listeners = new Set<() => void>();

  constructor(readonly options: CommandOptions) {
    this.data = options.data;
    this.appearance = options.appearance;
    this.feedback = new Feedback(options.platform, () => this.changed());
    this.tree = createTree(
      () => this.committed(),
      (error) => this.failed(error),
    );
    current.enter(this);
  }

  /** Starts the command: renders its view, or calls its function. */
  start(command: CommandExport): void {
    const props = {
      launchType: this.options.launchType,
      launchContext: this.options.launchContext,
      arguments: this.options.arguments,
    } as LaunchProps;
    if (this.options.mode === "view") this.push(createElement(command as ComponentType<LaunchProps>, props));
    else this.call(() => (command as (props: LaunchProps) => unknown)(props), "command");
  }

  /** The view on top, with what a person did to it. */
  get screen(): Screen | undefined {
    return this.stack[this.stack.length - 1]?.screen;
  }

  get depth(): number {
    return this.stack.length;
  }

  /** Tells the views that were ever on top of this command apart. */
  get screenKey(): number {
    return this.stack[this.stack.length - 1]?.key ?? 0;
  }

  /** Whether a command without a view has done its work; what its toast offers does nothing any more. */
  get hasEnded(): boolean {
    return this.options.mode === "no-view" && this.activity.pending === 0;
  }

  /** Unmounts the command, so that its effects clean up and its work stops. */
  dispose(): void {
    if (!this.isOpen && this.stack.length === 0) return;
    this.isOpen = false;
    if (this.feedback.toast?.style === "animated") this.feedback.hideToast();
    this.stack.forEach(({ screen }) => screen.dispose());
    this.stack = [];
    current.runIn(this, () => this.tree.unmount());
    current.leave(this);
    this.changed();
    this.listeners.clear();
    this.onDispose?.();
    this.onDispose = undefined;
  }

  /** Calls back after every change of what is on screen. Returns the function that ends it. */
  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  changed(): void {
    this.activity.changedAt = Date.now();
    for (const listener of [...this.listeners]) listener();
  }

  push(element: ReactNode, onPop?: () => void): void {
    const key = ++this.lastKey;
    const screen = new Screen({
      data: this.data,
      platform: this.options.platform,
      name: `${this.options.command}/${this.stack.length}`,
      call: (handler) => this.call(handler),
      onChange: () => this.changed(),
    });
    this.stack = [...this.stack, { key, element, screen, onPop }];
    this.render();
  }

  /** Leaves the top view; the last one closes the command. */
  pop(): void {
    const top = this.stack.at(-1);
    if (top === undefined || this.stack.length === 1) return this.popToRoot();
    top.screen.dispose();
    this.stack = this.stack.slice(0, -1);
    this.render();
    if (top.onPop) this.call(top.onPop);
  }

  popToRoot(): void {
    if (this.options.mode === "view") this.dispose();
  }

  /** Runs an action's handler with what the form on top holds. A failure becomes a toast. */
  perform(node: TreeNode): void {
    const values = this.screen?.fields.submission() ?? {};
    this.begin(() => this.call(() => (node.props.perform as (values: unknown) => unknown)(values)));
  }

  /** Does what a person did, as part of the command. It reopens a window that the command had closed. */
  begin(work: () => void): void {
    if (!this.isOpen) throw new Error(`The command "${this.options.command}" is closed.`);
    this.isWindowClosed = false;
    current.runIn(this, work);
  }

  /** Calls a function of the command; waits for what it promises and reports what it throws. */
  call(handler: () => unknown, what: "action" | "command" = "action"): void {
    this.track(
      current.runIn(this, async () => {
        try {
          await handler();
        } catch (error) {
          this.reportFailure(error, what);
        }
      }),
    );
  }

  /** Counts a piece of work as activity until it is done. */
  track<T>(work: Promise<T>): Promise<T> {
    this.activity.pending++;
    const done = () => {
      this.activity.pending--;
      this.changed();
    };
    work.then(done, done);
    return work;
  }

  async effect(effect: Effect): Promise<void> {
    if (!this.isOpen) return;
    this.effects.push(effect);
    await this.options.perform?.(effect);
  }

  /** Preferences: the manifest's defaults, changed by the data folder's file, changed by what the opener gave. */
  get preferences(): Record<string, unknown> {
    const { manifest, command, preferences } = this.options;
    return { ...defaultPreferences(manifest, command), ...this.data.readJson("preferences.json"), ...preferences };
  }

  get assetsPath(): string {
    return join(this.options.extensionFolder, "assets");
  }

  viewFailed(screen: Screen, error: unknown): void {
    screen.error = asError(error);
    this.errors.push(screen.error);
    this.changed();
  }

  private failed(error: unknown): void {
    this.errors.push(asError(error));
    this.changed();
  }

  reportFailure(thrown: unknown, what: "action" | "command"): void {
    const error = asError(thrown);
    this.errors.push(error);
    const title = what === "action" ? "The action failed" : "The command failed";
    this.feedback.showToast({ title, message: error.message, style: "FAILURE" as Toast.Style });
  }

  private render(): void {
    const frames = this.stack.map(({ key, element, screen }) =>
      createElement(Frame, { key, command: this, screen, children: element }),
    );
    this.track(new Promise<void>((resolve) => this.afterCommit.push(resolve)));
    current.runIn(this, () => this.tree.render(createElement(Fragment, null, frames)));
  }

  private readonly afterCommit: (() => void)[] = [];

  private committed(): void {
    for (const node of this.tree.root.children) (node.props.screen as Screen).update(node);
    this.afterCommit.splice(0).forEach((resolve) => resolve());
    this.changed();
  }

  /** Says what is still going on; undefined when all is done or a dialog waits. */
  protected busy(): string | undefined {
    if (this.feedback.alert) return undefined;
    if (this.activity.pending > 0) return "something it started is still running";
    const { toast } = this.feedback;
    if (toast?.style === "animated") return `the toast "${toast.title}" is still animated`;
    if (this.stack.some(({ screen }) => screen.isLoading)) return "a view is still loading";
    return undefined;
  }
}

function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}
