/**
 * What the two sides of a running command say to each other. One side runs the extension's code: in this process, or in a
 * thread of its own as on the platform. The other, the host, keeps what is on screen and what a person did there.
 */
import type { Alert, Toast } from "@raycast/api";
import type { Effect } from "./effects";
import type { CommandMode, Manifest } from "./manifest";
import type { TreeNode } from "./tree";
import type { ShortcutPlatform } from "./values";

/** What a command knows from its launch on: plain data, which nothing changes while it runs. */
export interface Launch {
  manifest: Manifest;
  extensionFolder: string;
  command: string;
  mode: CommandMode;
  /** Whether it is a tool of the AI; its input stands in the place of arguments. */
  isTool: boolean;
  /** Where Cache and the support folder lie. */
  dataPath: string;
  preferences: Record<string, unknown>;
  launchType: "userInitiated" | "background";
  launchContext: unknown;
  arguments: Record<string, unknown>;
  platform: ShortcutPlatform;
  appearance: "light" | "dark";
  isDevelopment: boolean;
  /** Whether React's strict mode is on, which runs effects twice. */
  isStrict: boolean;
}

export interface WindowClosing {
  /** What becomes of the view: left at once, kept, or left some time after the window was closed. */
  popToRoot: "immediate" | "suspended" | "default";
}

/** What a command tells, without an answer. */
export type News =
  | { type: "toast"; options: Toast.Options }
  | { type: "toast-change"; options: Toast.Options }
  | { type: "toast-hide" }
  | { type: "hud"; title: string }
  | ({ type: "close-window" } & WindowClosing)
  | { type: "pop-to-root" };

/** One of the names and values beside the question before a tool runs. */
export interface InfoRow {
  name: string;
  value: string;
}

/** What a command waits for an answer to. */
export type Question =
  | { type: "confirm"; options: Alert.Options & { info?: InfoRow[] } }
  | { type: "effect"; effect: Effect }
  | { type: "all-items" }
  | { type: "get-item"; key: string }
  | { type: "set-item"; key: string; value: unknown }
  | { type: "remove-item"; key: string }
  | { type: "clear-items" };

/** The host, as a command sees it. */
export interface HostSide {
  /** After every change of the tree. The children of its root are the views, the one on top last. */
  committed(root: TreeNode): void;
  tell(news: News): void;
  ask(question: Question): Promise<unknown>;
  /** Nobody caught this. */
  failed(error: unknown): void;
  /** A command without a view has done its work; a tool has this to say, as plain data. */
  done(result?: unknown): void;
}

/** A command, as the host sees it. Nothing that it was asked is answered once it has ended. */
export interface CommandSide {
  start(): void;
  /** Calls functions of the command: the handlers in its tree, and those of its toasts and dialogs. */
  run<T>(work: () => T): T;
  /** Leaves the view on top of others. */
  pop(): Promise<void>;
  /** Resolves once the command's own loop has had this long to do what is due, in ms. */
  rest(ms: number): Promise<void>;
  /** Ends it, wherever it is. */
  end(): void;
}
