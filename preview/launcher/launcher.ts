/**
 * What Raycast itself is to an extension: the list of its commands, the one view that is open, and commands without a view
 * that run beside it. The page and the terminal both look at, and act on, a launcher.
 */
import type { DataFolder } from "../host/data-folder";
import type { Effect } from "../host/effects";
import type { CommandDefinition } from "../host/manifest";
import { loadCommand, type Extension } from "./extension";
import type { CommandExport } from "../host/running-command";
import { Session } from "../host/session";
import type { AlertData, HudData, ToastData } from "../host/view";

export interface LauncherOptions {
  extension: Extension;
  data: DataFolder;
  quietMs: number;
  /** Carries out what a command does outside of its window, launching other commands excepted. */
  perform?: (effect: Effect) => void | Promise<void>;
}

interface Launch {
  launchType?: "userInitiated" | "background";
  launchContext?: unknown;
  arguments?: Record<string, unknown>;
}

export class Launcher {
  /** Every command that was opened, in order. */
  readonly opened: Session[] = [];
  appearance: "light" | "dark" = "dark";
  /** The list of commands, where there is a person to choose from it. */
  root: Session | undefined;
  /** Subtitles that commands gave themselves. Replaced, never changed. */
  subtitles: Record<string, unknown>;
  private view: Session | undefined;
  private toastOwner: Session | undefined;
  private lastToasts = new Map<Session, ToastData | undefined>();
  private readonly listeners = new Set<() => void>();

  constructor(readonly options: LauncherOptions) {
    this.subtitles = options.data.readJson("subtitles.json");
  }

  /** What is on screen: the open view, else the list of commands. */
  get front(): Session | undefined {
    return this.open ?? this.root;
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

  /** Opens a command by its name. Throws when the extension has none of that name. */
  openCommand(name: string, launch: Launch = {}): Session {
    const { mode } = this.definitionOf(name);
    return this.start(name, mode, loadCommand(this.options.extension, name), launch);
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
    this.root = this.start("root", "root", component, {});
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

  dispose(): void {
    for (const session of this.opened) session.dispose();
  }

  private start(name: string, mode: "view" | "no-view" | "root", command: CommandExport, launch: Launch): Session {
    const { extension, data, quietMs } = this.options;
    const session = new Session({
      manifest: extension.manifest,
      extensionFolder: extension.folder,
      command: name,
      mode: mode === "root" ? "view" : mode,
      data,
      preferences: {},
      launchType: launch.launchType ?? "userInitiated",
      launchContext: launch.launchContext,
      arguments: launch.arguments ?? {},
      platform: process.platform === "darwin" ? "macOS" : "Windows",
      appearance: this.appearance,
      quietMs,
      // A command may work for minutes, and who waits can stop it.
      patienceMs: Infinity,
      perform: (effect) => this.perform(effect),
    });
    if (mode === "view") {
      this.view?.dispose();
      this.view = session;
    }
    this.opened.push(session);
    session.subscribe(() => this.changed(session));
    session.start(command);
    return session;
  }

  private async perform(effect: Effect): Promise<void> {
    if (effect.type === "update-subtitle") this.subtitles = this.options.data.readJson("subtitles.json");
    if (effect.type !== "launch") return this.options.perform?.(effect);
    this.openCommand(effect.command, {
      launchType: effect.launchType as Launch["launchType"],
      launchContext: effect.context,
      arguments: effect.arguments as Launch["arguments"],
    });
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
