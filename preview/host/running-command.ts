/**
 * A command that runs, as its host sees it: keeps what is on screen, its feedback and its data, and knows what it is still
 * busy with. Its code runs on the other side (`sides.ts`); tests, terminal and page act on it through a Session.
 */
import { renameSync } from "node:fs";
import { basename } from "node:path";
import type { DataFolder } from "./data-folder";
import type { Effect } from "./effects";
import { Feedback } from "./feedback";
import { defaultPreferences, type CommandMode, type Manifest } from "./manifest";
import { ordinary, type PlatformOptions } from "./platform-options";
import { Screen } from "./screen";
import type { Activity } from "./settle";
import type { CommandSide, HostSide, Launch, News, Question } from "./sides";
import { answerFromStorage } from "./storage";
import type { TreeNode } from "./tree";
import type { ShortcutPlatform } from "./values";
import type { Window } from "./window";

export interface CommandOptions {
  manifest: Manifest;
  extensionFolder: string;
  command: string;
  mode: CommandMode;
  isTool?: boolean;
  data: DataFolder;
  preferences: Record<string, unknown>;
  launchType: "userInitiated" | "background";
  launchContext: unknown;
  arguments: Record<string, unknown>;
  platform: ShortcutPlatform;
  appearance: "light" | "dark";
  window: Window;
  /** In what the platform may behave otherwise. */
  as?: PlatformOptions;
  /** Names of commands that the person has turned off. */
  disabled?: readonly string[];
  quietMs: number;
  /** How long it may take to settle, in ms. */
  patienceMs: number;
  /** Carries out what a command does outside of its window; without it that is only recorded. */
  perform: ((effect: Effect) => void | Promise<void>) | undefined;
}

interface StackedView {
  key: number;
  screen: Screen;
}

export class RunningCommand implements HostSide {
  readonly feedback: Feedback;
  readonly data: DataFolder;
  /** What the command did outside of its window, in order. */
  readonly effects: Effect[] = [];
  /** What the command threw and nobody caught, in order. */
  readonly errors: Error[] = [];
  readonly activity: Activity = { pending: 0, changes: 0 };
  readonly launch: Launch;
  /** False once the command was left or disposed. */
  isOpen = true;
  /** Whether its code runs no more. What it has shown may still stand there. */
  hasEnded = false;
  /** What a tool has said at its end. */
  result: unknown;
  /** Called once the command is disposed. */
  onDispose: (() => void) | undefined;
  protected readonly as: PlatformOptions;
  private side: CommandSide | undefined;
  private stack: StackedView[] = [];
  private crash: Error | undefined;
  private readonly listeners = new Set<() => void>();
  private sayEnded!: () => void;
  private readonly ended = new Promise<void>((resolve) => (this.sayEnded = resolve));

  constructor(readonly options: CommandOptions) {
    this.data = options.data;
    this.as = options.as ?? ordinary;
    this.feedback = new Feedback(
      options.platform,
      () => this.changed(),
      (handler) => this.call(handler),
    );
    const { manifest, extensionFolder, command, mode, isTool = false } = options;
    const { launchType, launchContext, platform, appearance } = options;
    this.launch = {
      manifest,
      extensionFolder,
      command,
      mode,
      isTool,
      dataPath: this.data.path,
      // The manifest's defaults, changed by the data folder's file, changed by what the opener gave.
      preferences: {
        ...defaultPreferences(manifest, command),
        ...this.data.readJson("preferences.json"),
        ...options.preferences,
      },
      launchType,
      launchContext,
      arguments: options.arguments,
      platform,
      appearance,
      isDevelopment: this.as.isDevelopment,
      isStrict: this.as.isStrict,
    };
  }

  /** Starts the command on its own side. */
  start(connect: (host: HostSide, launch: Launch) => CommandSide): void {
    this.side = connect(this, this.launch);
    this.side.start();
  }

  // What the command says

  committed(root: TreeNode): void {
    if (this.hasEnded) return;
    const nodes = new Map(root.children.map((node) => [node.props.screen as number, node]));
    for (const { key, screen } of this.stack) if (!nodes.has(key)) screen.dispose();
    this.stack = [...nodes.keys()].map(
      (key, depth) => this.stack.find((each) => each.key === key) ?? this.stackView(key, depth),
    );
    for (const { key, screen } of this.stack) screen.update(nodes.get(key)!);
    this.changed();
  }

  tell(news: News): void {
    if (this.hasEnded) return;
    const { window } = this.options;
    switch (news.type) {
      case "toast": {
        const { title, message } = news.options;
        if (!window.isClosed) return this.feedback.showToast(news.options);
        return this.feedback.showHud(message ? `${title} ${message}` : title);
      }
      case "toast-change":
        return this.feedback.updateToast(news.options);
      case "toast-hide":
        return this.feedback.hideToast();
      case "hud":
        return this.feedback.showHud(news.title);
      case "close-window":
        window.close({ isLeavingView: news.popToRoot !== "suspended" });
        return news.popToRoot === "immediate" ? this.popToRoot() : undefined;
      case "pop-to-root":
        return this.popToRoot();
    }
  }

  async ask(question: Question): Promise<unknown> {
    if (this.hasEnded) return new Promise(() => {});
    if (question.type === "confirm") return this.feedback.confirm(question.options);
    if (question.type === "effect") return this.effect(question.effect);
    return answerFromStorage(this.data, question);
  }

  /**
   * What nobody caught ends a command: a view gives way to the error, and whoever has no view is told by a toast. Of what runs
   * in the background the list of commands tells (docs Background Refresh).
   */
  failed(thrown: unknown): void {
    if (this.hasEnded) return;
    const error = asError(thrown);
    this.errors.push(error);
    if (this.options.mode === "view") this.crash = error;
    else if (this.launch.launchType !== "background")
      this.complain(this.launch.isTool ? "The tool failed" : "The command failed", error);
    this.end();
  }

  done(result?: unknown): void {
    if (!this.hasEnded) this.result = result;
    this.end();
  }

  // What the host knows

  /** The view on top, with what a person did to it. */
  get screen(): Screen | undefined {
    return this.crash ? undefined : this.stack.at(-1)?.screen;
  }

  /** What ended the command, and stands in the place of its views. */
  get crashedWith(): Error | undefined {
    return this.crash;
  }

  get depth(): number {
    return this.stack.length;
  }

  /** Tells the views that were ever on top of this command apart. */
  get screenKey(): number {
    return this.crash ? -1 : (this.stack.at(-1)?.key ?? 0);
  }

  /** The errors so far, for whoever expects some: what is taken is none of a test's concern any more. */
  takeErrors(): Error[] {
    return this.errors.splice(0);
  }

  /** Calls back after every change of what is on screen. Returns the function that ends it. */
  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  changed(): void {
    this.activity.changes++;
    for (const listener of [...this.listeners]) listener();
  }

  // What becomes of it

  /** Leaves the top view; the last one closes the command. Resolves once it is left, or the command has ended. */
  async pop(): Promise<void> {
    if (this.hasEnded || this.stack.length <= 1) this.popToRoot();
    else await this.call(() => this.side?.pop());
  }

  popToRoot(): void {
    if (this.options.mode === "view") this.dispose();
  }

  /** Leaves the command, and ends it wherever it is. */
  dispose(): void {
    if (!this.isOpen) return;
    this.isOpen = false;
    if (this.feedback.toast?.style === "animated") this.feedback.hideToast();
    this.end();
    this.listeners.clear();
    this.onDispose?.();
    this.onDispose = undefined;
  }

  /** Ends the code of the command: what it asked is not answered any more. */
  private end(): void {
    if (this.hasEnded) return;
    this.hasEnded = true;
    this.feedback.forgetAlerts();
    this.stack.forEach(({ screen }) => screen.dispose());
    this.side?.end();
    this.sayEnded();
    if (this.options.mode === "view") this.stack = [];
    this.changed();
  }

  /** Runs an action's handler with what the form on top holds. */
  perform(node: TreeNode): void {
    const values = this.screen?.fields.submission() ?? {};
    void this.begin(() => this.call(() => (node.props.perform as (values: unknown) => unknown)(values)));
    this.closeWindow();
  }

  /** Answers the dialog that waits. Throws when there is none. */
  answerAlert(isConfirmed: boolean): void {
    this.begin(() => this.feedback.answer(isConfirmed));
    this.closeWindow();
  }

  /** Does what a person did, for which they open the window where it is closed. */
  begin<T>(work: () => T): T {
    if (!this.isOpen) throw new Error(`The command "${this.options.command}" is closed.`);
    this.options.window.open();
    return work();
  }

  /**
   * Calls a function of the command, and waits for what it promises. What it throws has been caught by nobody. Resolves once
   * that is done, or the command has ended.
   */
  async call(handler: () => unknown): Promise<void> {
    if (this.hasEnded) return;
    const { lateMs } = this.as;
    const work = async () => {
      try {
        if (lateMs > 0) await new Promise((resolve) => setTimeout(resolve, lateMs));
        await this.side?.run(async () => handler());
      } catch (error) {
        this.failed(error);
      }
    };
    const working = work();
    this.track(working);
    await Promise.race([working, this.ended]);
  }

  /** Waits until the command's own loop has had this long to do what is due; until it ends at the latest. */
  protected async rest(ms: number): Promise<void> {
    if (!this.hasEnded) await this.side?.rest(ms);
  }

  async effect(effect: Effect): Promise<void> {
    if (effect.type === "launch") this.checkLaunch(effect.command);
    if (effect.type === "trash") this.moveToTrash(effect.paths);
    if (effect.type === "update-subtitle") this.keepSubtitle(effect.subtitle);
    this.effects.push(effect);
    await this.options.perform?.(effect);
  }

  /** Says that something went wrong which no command has to answer for. */
  complain(title: string, thrown: unknown): void {
    const { message } = asError(thrown);
    this.feedback.showToast({ title, message, style: "FAILURE" as never });
  }

  /** Says what is still going on; undefined when all is done or a dialog waits. */
  protected busy(): string | undefined {
    if (this.hasEnded || this.feedback.alert) return undefined;
    if (this.activity.pending > 0) return "something it started is still running";
    const { toast } = this.feedback;
    if (toast?.style === "animated") return `the toast "${toast.title}" is still animated`;
    if (this.options.mode === "no-view") return "the command has not ended yet";
    if (this.stack.length === 0) return "nothing has been drawn yet";
    if (this.stack.some(({ screen }) => screen.isLoading)) return "a view is still loading";
    return undefined;
  }

  private closeWindow(): void {
    if (this.as.isWindowClosed) this.options.window.close({ isLeavingView: false });
  }

  private stackView(key: number, depth: number): StackedView {
    const screen = new Screen({
      data: this.data,
      platform: this.options.platform,
      name: `${this.options.command}/${depth}`,
      as: this.as,
      call: (handler) => this.call(handler),
      drawn: () => this.rest(1),
      onChange: () => this.changed(),
    });
    return { key, screen };
  }

  /** Counts a piece of work as activity until it is done. */
  private track(work: Promise<void>): void {
    this.activity.pending++;
    void work.finally(() => {
      this.activity.pending--;
      this.changed();
    });
  }

  private checkLaunch(name: string): void {
    const { manifest, disabled = [] } = this.options;
    const command = manifest.commands.find((each) => each.name === name);
    if (!command) throw new Error(`The extension has no command "${name}".`);
    if (disabled.includes(name)) throw new Error(`The command "${command.title}" is disabled.`);
  }

  private moveToTrash(paths: string[]): void {
    if (process.env.PREVIEW_DRY_RUN) return;
    for (const path of paths) {
      const time = new Date().toISOString().replace(/[:.]/g, "-");
      renameSync(path, this.data.file("trash", `${time} ${basename(path)}`));
    }
  }

  /** The new subtitle stays until it is set to null, also when the preview is started again. */
  private keepSubtitle(subtitle: string | null): void {
    const subtitles = "subtitles.json";
    this.data.writeJson(subtitles, { ...this.data.readJson(subtitles), [this.options.command]: subtitle });
  }
}

function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}
