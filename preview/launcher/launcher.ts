/**
 * What Raycast itself is to an extension: the window, the list of its commands, the one view that is open, and commands
 * without a view that run beside it. The page and the terminal both look at, and act on, a launcher.
 */
import { Command, type CommandExport } from "../command/command";
import type { DataFolder } from "../host/data-folder";
import { isDeeplink, readDeeplink } from "../host/deeplink";
import type { Effect } from "../host/effects";
import type { CommandDefinition } from "../host/manifest";
import { desktopEnvironment, ordinary, type PlatformOptions } from "../host/platform-options";
import { Session } from "../host/session";
import type { AlertData, HudData, ToastData } from "../host/view";
import { Window } from "../host/window";
import { CommandThread, type ThreadOptions } from "../thread/command-thread";
import { TypedArguments } from "./typed-arguments";
import { builtPath, builtToolPath, type Extension } from "./extension";

export interface LauncherOptions {
  extension: Extension;
  data: DataFolder;
  /** The text that threads of commands start from. */
  threadText: string;
  quietMs: number;
  /** How long a command may take to settle, in ms. It may work for minutes, and who waits can stop it. */
  patienceMs?: number;
  as?: PlatformOptions;
  /** The variables of commands, by default those of this process when they are launched. */
  env?: () => NodeJS.ProcessEnv;
  /** Variables that are not the terminal's but there on purpose. */
  keepsVariable?: (name: string) => boolean;
  /** Names of commands that the person has turned off. */
  disabled?: readonly string[];
  /** How long after the window was closed the open view is left, in ms: "Pop to Root Search" of Raycast's settings. */
  popToRootMs?: number;
  /** What a command's own thread may need of heap, in MB. */
  heapMb?: number;
  /** Stops every command at a step, see `../thread/messages.ts`. */
  probe?: ThreadOptions["probe"];
  onProbe?: ThreadOptions["onProbe"];
  /** Carries out what a command does outside of its window, launching other commands excepted. */
  perform?: (effect: Effect) => void | Promise<void>;
}

interface Launch {
  launchType?: "userInitiated" | "background";
  launchContext?: unknown;
  arguments?: Record<string, unknown>;
  preferences?: Record<string, unknown>;
}

export interface BackgroundRun {
  /** When it ended. */
  at: string;
  /** What nobody caught. */
  error?: string;
}

const backgroundFile = "background.json";
const popToRootMs = 90_000;

export class Launcher {
  /** Every command that was opened, in order. */
  readonly opened: Session[] = [];
  readonly window = new Window();
  /** In the fields of commands, where they are chosen from their list. */
  readonly typed = new TypedArguments();
  appearance: "light" | "dark" = "dark";
  /** The list of commands, where there is a person to choose from it. */
  root: Session | undefined;
  /** Subtitles that commands gave themselves. Replaced, never changed. */
  subtitles: Record<string, unknown>;
  /** Of each command that ran in the background. Replaced, never changed. */
  backgroundRuns: Record<string, unknown>;
  private view: Session | undefined;
  private preferences: Session | undefined;
  private toastOwner: Session | undefined;
  private lastToasts = new Map<Session, ToastData | undefined>();
  private leaving: NodeJS.Timeout | undefined;
  private readonly listeners = new Set<() => void>();
  private readonly threads = new Set<CommandThread>();

  constructor(readonly options: LauncherOptions) {
    this.subtitles = options.data.readJson("subtitles.json");
    this.backgroundRuns = options.data.readJson(backgroundFile);
    this.window.subscribe(() => this.windowChanged());
  }

  /** What is on screen: preferences over the open view, else the list of commands. */
  get front(): Session | undefined {
    return (this.preferences?.isOpen ? this.preferences : undefined) ?? this.open ?? this.root;
  }

  /** The view that is open now, if one is. */
  get open(): Session | undefined {
    return this.view?.isOpen ? this.view : undefined;
  }

  /** The one visible toast, and the command that it belongs to. */
  get toast(): { session: Session; data: ToastData } | undefined {
    const session = this.toastOwner;
    return session?.toast && { session, data: session.toast };
  }

  /** The dialog that waits, and the command that asked. */
  get alert(): { session: Session; data: AlertData } | undefined {
    for (const session of this.opened) if (session.isOpen && session.alert) return { session, data: session.alert };
    return undefined;
  }

  get huds(): HudData[] {
    return this.opened.flatMap(({ huds }) => huds);
  }

  /** Opens a command by its name, in a thread. Throws when the extension has none of that name. */
  openCommand(name: string, launch: Launch = {}): Session {
    const { mode, title } = this.definitionOf(name);
    if (launch.launchType === "background" && mode === "view") {
      throw new Error(`The command "${title}" has a view: it cannot run in the background.`);
    }
    const session = this.session(name, mode, launch);
    if (mode === "view") {
      this.preferences?.dispose();
      this.view?.dispose();
      this.view = session;
    }
    if (launch.launchType === "background") this.noteBackgroundRun(session);
    this.startInThread(session, builtPath(this.options.extension, name));
    return session;
  }

  /** Opens the command that a link of Raycast leads to. Throws where it is none of this extension. */
  openLink(link: string): Session {
    const { command, context, ...launch } = readDeeplink(link, this.options.extension.manifest);
    return this.openCommand(command, { ...launch, launchContext: context });
  }

  /** Runs a tool as the AI would, in a thread, with an input that was held against its schema. */
  openTool(name: string, input: unknown): Session {
    const session = this.session(name, "no-view", { arguments: input as Record<string, unknown> }, true);
    this.startInThread(session, builtToolPath(this.options.extension, name));
    return session;
  }

  /** Opens a command with what was typed into its fields, unless one has to be filled in first. */
  openWithTyped(name: string): void {
    const given = this.typed.take(this.definitionOf(name));
    if (given) this.openCommand(name, { arguments: given });
    else for (const listener of [...this.listeners]) listener();
  }

  /** What the manifest says of a command. Throws when the extension has none of that name. */
  definitionOf(name: string): CommandDefinition {
    const { commands } = this.options.extension.manifest;
    const definition = commands.find((command) => command.name === name);
    if (definition) return definition;
    throw new Error(`No command "${name}". There is: ${commands.map((command) => command.name).join(", ")}.`);
  }

  /** Shows a component as the list of commands, under every view that is opened. */
  showRoot(component: CommandExport): void {
    this.root = this.startHere("root", component);
  }

  /** Shows a component over what is on screen, which goes on: Raycast has another window for its settings. */
  showPreferences(component: CommandExport): void {
    this.preferences?.dispose();
    this.preferences = this.startHere("preferences", component);
  }

  /** Bound, so that a component can subscribe with it. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** Waits until every command has settled or one asks something, however long it takes. */
  async settled(): Promise<void> {
    for (let count = -1; count !== this.opened.length;) {
      count = this.opened.length;
      await Promise.all(this.opened.filter(({ isOpen }) => isOpen).map((session) => session.settled()));
    }
  }

  /** Ends all commands. Resolves once their threads are gone. */
  async dispose(): Promise<void> {
    clearTimeout(this.leaving);
    for (const session of this.opened) session.dispose();
    await Promise.all([...this.threads].map(({ ended }) => ended));
  }

  private startInThread(session: Session, path: string): void {
    const { as = ordinary, threadText: text, heapMb, probe, onProbe, keepsVariable } = this.options;
    const given = this.options.env?.() ?? { ...process.env };
    const env = as.environment === "desktop" ? desktopEnvironment(given, process.platform, keepsVariable) : given;
    session.start((host, facts) => {
      const thread = new CommandThread(host, facts, { text, path, env, ending: as.ending, heapMb, probe, onProbe });
      this.threads.add(thread);
      return thread;
    });
  }

  /** Keeps when a command last ran in the background, and what ended it there: the list of commands tells. */
  private noteBackgroundRun(session: Session): void {
    const { data } = this.options;
    const stop = session.subscribe(() => {
      if (!session.hasEnded) return;
      stop();
      const [error] = session.errors;
      const run: BackgroundRun = { at: new Date().toISOString(), ...(error && { error: error.message }) };
      this.backgroundRuns = { ...data.readJson(backgroundFile), [session.options.command]: run };
      data.writeJson(backgroundFile, this.backgroundRuns);
    });
  }

  /** A view of the preview's own, which runs in this process. */
  private startHere(name: string, component: CommandExport): Session {
    const session = this.session(name, "view", {});
    session.start((host, launch) => new Command(launch, host, component));
    return session;
  }

  private session(name: string, mode: "view" | "no-view", launch: Launch, isTool = false): Session {
    const { extension, data, quietMs, patienceMs = Infinity, as, disabled } = this.options;
    const session = new Session({
      manifest: extension.manifest,
      extensionFolder: extension.folder,
      command: name,
      mode,
      isTool,
      data,
      preferences: launch.preferences ?? {},
      launchType: launch.launchType ?? "userInitiated",
      launchContext: launch.launchContext,
      arguments: launch.arguments ?? {},
      platform: process.platform === "darwin" ? "macOS" : "Windows",
      appearance: this.appearance,
      window: this.window,
      as,
      disabled,
      quietMs,
      patienceMs,
      perform: (effect) => this.perform(effect),
    });
    this.opened.push(session);
    session.subscribe(() => this.changed(session));
    return session;
  }

  private async perform(effect: Effect): Promise<void> {
    if (effect.type === "update-subtitle") this.subtitles = this.options.data.readJson("subtitles.json");
    if (effect.type === "open" && isDeeplink(effect.target)) return void this.openLink(effect.target);
    if (effect.type !== "launch") return this.options.perform?.(effect);
    this.openCommand(effect.command, {
      launchType: effect.launchType as Launch["launchType"],
      launchContext: effect.context,
      arguments: effect.arguments as Launch["arguments"],
    });
  }

  private windowChanged(): void {
    clearTimeout(this.leaving);
    if (this.window.isClosed && this.window.isLeavingView) {
      const { popToRootMs: ms = popToRootMs } = this.options;
      this.leaving = setTimeout(() => this.open?.popToRoot(), ms);
      this.leaving.unref();
    }
    for (const listener of [...this.listeners]) listener();
  }

  private changed(session: Session): void {
    const toast = session.toast;
    if (toast !== this.lastToasts.get(session)) {
      this.lastToasts.set(session, toast);
      if (toast) this.toastOwner = session;
    }
    for (const listener of [...this.listeners]) listener();
  }
}
