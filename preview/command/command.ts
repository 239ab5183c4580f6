/**
 * A command where its code runs: renders it, keeps its stack of views, and is what @raycast/api talks to. What a person sees
 * and does is the host's.
 */
import type { LaunchProps } from "@raycast/api";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { createElement, Fragment, type ComponentType, type ReactNode } from "react";
import { DataFolder } from "../host/data-folder";
import type { CommandSide, HostSide, Launch, News, Question } from "../host/sides";
import { Current } from "./current";
import { Frame } from "./navigation";
import { createTree, type Tree } from "./renderer";

/** The default export of a command's module: a component, or for a command without a view a function. */
export type CommandExport = ComponentType<LaunchProps> | ((props: LaunchProps) => unknown);

const turnMs = 10;

interface StackEntry {
  key: number;
  element: ReactNode;
  onPop: (() => void) | undefined;
}

const current = new Current<Command>();

/** The command that a call of the API belongs to. Throws where there is none. */
export function currentCommand(): Command {
  const command = current.get();
  if (!command) throw new Error("No command is open: @raycast/api works inside a command that the preview runs.");
  return command;
}

/**
 * Does what an asynchronous function of the API does. In a command that has ended, or ends meanwhile, it never answers, as in
 * a thread that is gone.
 */
export function asCommand<T>(work: (command: Command) => T | Promise<T>): Promise<T> {
  const command = currentCommand();
  return new Promise((resolve, reject) => {
    const ifOpen = (settle: () => void) => command.isOpen && settle();
    if (!command.isOpen) return;
    (async () => work(command))().then(
      (value) => ifOpen(() => resolve(value)),
      (error: unknown) => ifOpen(() => reject(error as Error)),
    );
  });
}

export class Command implements CommandSide {
  readonly data: DataFolder;
  /** False once it has ended. In a thread nobody would be there to ask. */
  isOpen = true;
  private readonly tree: Tree;
  private stack: StackEntry[] = [];
  private lastKey = 0;

  constructor(
    readonly launch: Launch,
    private readonly host: HostSide,
    private readonly code: CommandExport,
  ) {
    this.data = new DataFolder(launch.dataPath);
    this.tree = createTree(
      launch.isStrict,
      () => this.isOpen && host.committed(this.tree.root),
      (error) => this.isOpen && host.failed(error),
    );
    current.enter(this);
  }

  start(): void {
    const { mode, launchType, launchContext, arguments: given } = this.launch;
    const props = { launchType, launchContext, arguments: given } as LaunchProps;
    if (mode === "view") return this.push(createElement(this.code as ComponentType<LaunchProps>, props));
    void this.run(async () => {
      let result: unknown;
      try {
        result = await (this.code as (props: LaunchProps) => unknown)(props);
      } catch (error) {
        return this.isOpen && this.host.failed(error);
      }
      if (this.isOpen) this.host.done(this.launch.isTool ? result : undefined);
    });
  }

  run<T>(work: () => T): T {
    return current.runIn(this, work);
  }

  push(element: ReactNode, onPop?: () => void): void {
    this.stack = [...this.stack, { key: ++this.lastKey, element, onPop }];
    void this.render();
  }

  /** Leaves the top view; the last one closes the command. Resolves once the host has the view below. */
  async pop(): Promise<void> {
    const top = this.stack.at(-1);
    if (top === undefined || this.stack.length === 1) return this.tell({ type: "pop-to-root" });
    this.stack = this.stack.slice(0, -1);
    const drawn = this.render();
    await this.run(() => top.onPop?.());
    await drawn;
  }

  /** In many turns of the loop: on a busy machine all of the time may pass in one. */
  async rest(ms: number): Promise<void> {
    for (let passed = 0; passed < ms; passed += turnMs) {
      await sleep(turnMs);
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  tell(news: News): void {
    if (this.isOpen) this.host.tell(news);
  }

  ask<T>(question: Question): Promise<T> {
    return this.host.ask(question) as Promise<T>;
  }

  /** Unmounts it, so that its effects clean up: kinder than the platform, for commands that share a process with others. */
  end(): void {
    if (!this.isOpen) return;
    this.isOpen = false;
    this.stack = [];
    this.run(() => this.tree.unmount());
    current.leave(this);
  }

  get assetsPath(): string {
    return join(this.launch.extensionFolder, "assets");
  }

  private render(): Promise<void> {
    const frames = this.stack.map(({ key, element }) =>
      createElement(Frame, { key, command: this, screen: key, children: element }),
    );
    return this.run(() => this.tree.render(createElement(Fragment, null, frames)));
  }
}
