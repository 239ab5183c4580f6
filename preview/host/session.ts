/**
 * A running command: renders it, keeps its navigation stack, feedback and data, and lets a test, a terminal or the page
 * do what a person does - search, choose, select, run an action, answer a dialog - and wait until all has settled.
 */
import type { LaunchProps } from "@raycast/api";
import { createElement, Fragment, type ComponentType, type ReactNode } from "react";
import { join } from "node:path";
import { enter, leave, runIn } from "./current";
import type { DataFolder } from "./data-folder";
import { actionNodes } from "./describe";
import type { Effect } from "./effects";
import { Feedback } from "./feedback";
import { defaultPreferences, type CommandMode, type Manifest } from "./manifest";
import { Frame } from "./navigation";
import { Screen } from "./screen";
import { settle, type Activity } from "./settle";
import { createTree, type Tree, type TreeNode } from "./tree";
import { parseShortcut, sameShortcut, shortcutValue, type ShortcutPlatform } from "./values";
import type { AlertData, HudData, ToastData, View } from "./view";

/** The default export of a command's module: a component, or for a command without a view a function. */
export type CommandExport = ComponentType<LaunchProps> | ((props: LaunchProps) => unknown);

export interface SessionOptions {
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
  /** Carries out what a command does outside of its window; without it that is only recorded. */
  perform: ((effect: Effect) => void | Promise<void>) | undefined;
}

interface StackEntry {
  key: number;
  element: ReactNode;
  screen: Screen;
  onPop: (() => void) | undefined;
}

export class Session {
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

  constructor(readonly options: SessionOptions) {
    this.data = options.data;
    this.appearance = options.appearance;
    this.feedback = new Feedback(options.data, options.platform, () => this.changed());
    this.tree = createTree(
      () => this.committed(),
      (error) => this.failed(error),
    );
    enter(this);
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

  // What is on screen

  /** The view on top of the navigation stack, as plain data. */
  get view(): View {
    return this.screen?.describe() ?? { type: "blank", isLoading: false };
  }

  /** All views of the navigation stack, the lowest first. */
  get views(): View[] {
    return this.stack.map(({ screen }) => screen.describe());
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

  /** The toast that is visible now. */
  get toast(): ToastData | undefined {
    return this.feedback.toast;
  }

  /** Every toast in order, each as it looked last. */
  get toasts(): ToastData[] {
    return this.feedback.toasts;
  }

  /** The dialog that waits for an answer. */
  get alert(): AlertData | undefined {
    return this.feedback.alert;
  }

  /** Every dialog in order. */
  get alerts(): AlertData[] {
    return this.feedback.alerts;
  }

  /** Every HUD in order. */
  get huds(): HudData[] {
    return this.feedback.huds;
  }

  // What a person does; each waits until the command has settled or asks something

  /** Types into the search field, replacing what was there. */
  async search(text: string): Promise<void> {
    this.begin(() => this.topScreen().search(text));
    await this.settled();
  }

  /** Chooses a value of the dropdown, given by its value or its title. */
  async choose(valueOrTitle: string): Promise<void> {
    const items =
      this.topScreen()
        .describeDropdown()
        ?.sections.flatMap((section) => section.items) ?? [];
    const item = items.find(({ value }) => value === valueOrTitle) ?? items.find(({ title }) => title === valueOrTitle);
    if (!item) {
      const titles = items.map(({ title }) => `"${title}"`).join(", ");
      throw new Error(`No choice "${valueOrTitle}" in the dropdown. There is: ${titles || "no dropdown"}.`);
    }
    this.begin(() => this.topScreen().choose(item.value));
    await this.settled();
  }

  /** Selects the row with exactly this title. Throws when there is none. */
  async select(title: string): Promise<void> {
    this.selectTitle(title);
    await this.settled();
  }

  /** Runs the action with exactly this title, of the named row or else of what is selected. */
  async run(action: string, row?: string): Promise<void> {
    if (row !== undefined) this.selectTitle(row);
    this.perform(this.findAction(action));
    await this.settled();
  }

  /** Presses a shortcut such as `ctrl+shift+d`, on the named row or else on what is selected. */
  async press(shortcut: string, row?: string): Promise<void> {
    if (row !== undefined) this.selectTitle(row);
    const { platform } = this.options;
    const wanted = parseShortcut(shortcut, platform);
    const node = this.offeredActions().find((each) => {
      const own = shortcutValue(each.props.shortcut as Parameters<typeof shortcutValue>[0], platform);
      return own && sameShortcut(own, wanted);
    });
    if (!node) throw new Error(`No action has the shortcut ${shortcut}.`);
    this.perform(node);
    await this.settled();
  }

  /** Fills in a field of the form. */
  async fill(id: string, value: unknown): Promise<void> {
    this.begin(() => this.topScreen().fields.fill(id, value));
    await this.settled();
  }

  /** Answers the dialog that waits. */
  async answer(isConfirmed: boolean, { remember = false } = {}): Promise<void> {
    this.begin(() => this.feedback.answer(isConfirmed, remember));
    await this.settled();
  }

  /** Presses a button of the visible toast. */
  async runToastAction(title: string): Promise<void> {
    if (this.hasEnded) throw new Error("The command has ended: what its toast offers does nothing any more.");
    const action = this.feedback.toastAction(title);
    this.begin(() => this.call(action));
    await this.settled();
  }

  /** Goes back one view, as Escape does. */
  async back(): Promise<void> {
    this.begin(() => this.pop());
    await this.settled();
  }

  /**
   * Waits until nothing loads, no animated toast is visible, nothing that was started is running and all has been quiet
   * for a short while, or until a dialog waits for an answer. Throws after `timeoutMs` (30 s), saying what is still busy.
   */
  settled({ timeoutMs = 30_000, quietMs = this.options.quietMs } = {}): Promise<void> {
    return settle({ activity: this.activity, busy: () => this.busy(), quietMs, timeoutMs });
  }

  /** Waits until something is true of the session; looks again after every change. Throws after `timeoutMs`. */
  async waitFor<T>(look: (session: Session) => T | undefined | false | null, timeoutMs = 10_000): Promise<T> {
    const found = look(this);
    if (found) return found;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        stop();
        reject(new Error(`Waited ${timeoutMs} ms in vain for ${look.toString()}`));
      }, timeoutMs);
      const stop = this.subscribe(() => {
        const result = look(this);
        if (!result) return;
        clearTimeout(timer);
        stop();
        resolve(result);
      });
    });
  }

  /** Unmounts the command, so that its effects clean up and its work stops. */
  dispose(): void {
    if (!this.isOpen && this.stack.length === 0) return;
    this.isOpen = false;
    if (this.toast?.style === "animated") this.feedback.hideToast();
    this.stack.forEach(({ screen }) => screen.dispose());
    this.stack = [];
    runIn(this, () => this.tree.unmount());
    leave(this);
    this.changed();
    this.listeners.clear();
    this.onDispose?.();
    this.onDispose = undefined;
  }

  // For the API, the page and the terminal

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
    const top = this.stack[this.stack.length - 1];
    if (this.stack.length <= 1) return this.popToRoot();
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

  /** The action nodes on offer now, those of submenus included. */
  offeredActions(): TreeNode[] {
    return actionNodes(this.screen?.panelNode);
  }

  /** Does what a person did, as part of the command. It reopens a window that the command had closed. */
  begin(work: () => void): void {
    if (!this.isOpen) throw new Error(`The command "${this.options.command}" is closed.`);
    this.isWindowClosed = false;
    runIn(this, work);
  }

  /** Calls a function of the command; waits for what it promises and reports what it throws. */
  call(handler: () => unknown, what: "action" | "command" = "action"): void {
    this.track(
      runIn(this, async () => {
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
    const options = { title, message: error.message, style: "FAILURE" };
    type ShowToast = Parameters<Feedback["showToast"]>;
    this.feedback.showToast({} as ShowToast[0], options as ShowToast[1]);
  }

  private topScreen(): Screen {
    if (!this.screen) throw new Error(`The command "${this.options.command}" shows no view.`);
    return this.screen;
  }

  private selectTitle(title: string): void {
    const screen = this.topScreen();
    const item = screen.findItem((each) => each.title === title);
    if (!item) {
      const titles = screen.sections.flatMap(({ items }) => items.map((each) => `"${each.title}"`));
      const listed = titles.length > 20 ? [...titles.slice(0, 20), `and ${titles.length - 20} more`] : titles;
      throw new Error(`No row "${title}". There is: ${listed.join(", ") || "no row"}.`);
    }
    this.begin(() => screen.select(item.id));
  }

  private findAction(title: string): TreeNode {
    const actions = this.offeredActions();
    const node = actions.find(({ props }) => props.title === title);
    if (node) return node;
    const titles = actions.map(({ props }) => `"${String(props.title)}"`).join(", ");
    throw new Error(`No action "${title}". There is: ${titles || "no action"}.`);
  }

  private render(): void {
    const frames = this.stack.map(({ key, element, screen }) =>
      createElement(Frame, { key, session: this, screen, children: element }),
    );
    this.track(new Promise<void>((resolve) => this.afterCommit.push(resolve)));
    runIn(this, () => this.tree.render(createElement(Fragment, null, frames)));
  }

  private readonly afterCommit: (() => void)[] = [];

  private committed(): void {
    for (const node of this.tree.root.children) (node.props.screen as Screen).update(node);
    this.afterCommit.splice(0).forEach((resolve) => resolve());
    this.changed();
  }

  /** Says what is still going on; undefined when all is done or a dialog waits. */
  private busy(): string | undefined {
    if (this.alert) return undefined;
    if (this.activity.pending > 0) return "something it started is still running";
    if (this.toast?.style === "animated") return `the toast "${this.toast.title}" is still animated`;
    if (this.stack.some(({ screen }) => screen.isLoading)) return "a view is still loading";
    return undefined;
  }
}

function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}
