/**
 * What tests use of the preview: open a command of the extension in this process, without Raycast.
 *
 * ```ts
 * import SearchFruit from "../src/search-fruit";
 * const session = await openCommand(SearchFruit, { name: "search-fruit" });
 * await session.run("Eat", "Apple"); // until it has settled or asks
 * await session.answer(true);
 * expect(session.toast).toMatchObject({ style: "success", title: "Ate Apple" });
 * session.dispose();
 * ```
 */
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DataFolder } from "./host/data-folder";
import type { Effect } from "./host/effects";
import { readManifest, type CommandMode } from "./host/manifest";
import { Command, type CommandExport } from "./command/command";
import { toolCommand, type ToolExport } from "./command/tool";
import { readPlatformOptions, type PlatformOptions } from "./host/platform-options";
import { Session } from "./host/session";
import { Window } from "./host/window";
import { buildExtension, readExtension } from "./launcher/extension";
import { Launcher, type LauncherOptions } from "./launcher/launcher";
import { threadText } from "./thread/bundle";

export interface OpenOptions {
  /** The command's name in the manifest; gives mode, preferences' defaults and `environment.commandName`. */
  name?: string;
  /** How the command runs; by default what the manifest says of `name`, else "view". */
  mode?: CommandMode;
  /** Preferences that differ from the manifest's defaults. */
  preferences?: Record<string, unknown>;
  /** Where Cache, LocalStorage, stored dropdown values and the like are kept; by default a temporary folder, deleted with the session. */
  dataFolder?: string;
  launchType?: "userInitiated" | "background";
  launchContext?: unknown;
  arguments?: Record<string, unknown>;
  /** The folder with the extension's package.json and assets; by default the working directory. */
  extensionFolder?: string;
  /** Whose shortcuts count; by default those of the machine. */
  platform?: "macOS" | "Windows";
  /** How long nothing must change before the command counts as settled, in ms. */
  quietMs?: number;
  /** In what the platform behaves otherwise, by default what the variable `PREVIEW_AS` names. */
  as?: PlatformOptions;
  /** Names of commands that the person has turned off. */
  disabled?: string[];
  /** Pass false to get the session at once, while it may still be loading. */
  settle?: boolean;
  /** Carries out what the command does outside of its window; without it that is only recorded in `effects`. */
  perform?: (effect: Effect) => void | Promise<void>;
}

/**
 * Opens a command and waits until it has settled or asks something. Dispose the session when done: that throws what the
 * command threw and nobody caught, unless the test has taken it (`session.takeErrors()`).
 */
export async function openCommand(command: CommandExport, options: OpenOptions = {}): Promise<Session> {
  return openInProcess(command, options, false);
}

/**
 * Runs a tool of the AI until it has ended or asks: `session.alert` is what its confirmation says, `session.result` what it
 * hands to the AI. Dispose the session when done, as that of a command.
 *
 * ```ts
 * const session = await openTool(await import("../src/tools/eat-fruit"), { name: "fig" }, { name: "eat-fruit" });
 * await session.answer(true);
 * expect(session.result).toEqual({ grams: 50 });
 * ```
 * @param input is not held against its schema, which the build makes: what the AI gives may be anything
 */
export async function openTool(tool: ToolExport, input: unknown, options: OpenOptions = {}): Promise<Session> {
  const given = { ...options, mode: "no-view", arguments: input as OpenOptions["arguments"] } as const;
  return openInProcess(
    toolCommand(() => tool),
    given,
    true,
  );
}

async function openInProcess(command: CommandExport, options: OpenOptions, isTool: boolean): Promise<Session> {
  const extensionFolder = options.extensionFolder ?? process.cwd();
  const manifest = readManifest(extensionFolder);
  const definition = manifest.commands.find(({ name }) => name === options.name);
  const data = new DataFolder(options.dataFolder ?? mkdtempSync(join(tmpdir(), "preview-")));
  const session = new Session({
    manifest,
    extensionFolder,
    command: options.name ?? "command",
    mode: options.mode ?? definition?.mode ?? "view",
    isTool,
    data,
    preferences: options.preferences ?? {},
    launchType: options.launchType ?? "userInitiated",
    launchContext: options.launchContext,
    arguments: options.arguments ?? {},
    platform: options.platform ?? (process.platform === "darwin" ? "macOS" : "Windows"),
    appearance: "dark",
    window: new Window(),
    as: options.as ?? readPlatformOptions(process.env.PREVIEW_AS ?? ""),
    disabled: options.disabled,
    quietMs: options.quietMs ?? 50,
    patienceMs: 120_000,
    perform: options.perform,
  });
  session.onDispose = () => {
    if (options.dataFolder === undefined) data.delete();
    const [error] = session.errors;
    if (error) throw error;
  };
  session.start((host, launch) => new Command(launch, host, command));
  if (options.settle !== false) await session.settled();
  return session;
}

export interface LauncherSetting {
  /** The folder with the extension's package.json; by default the working directory. It is built where that is not done. */
  extensionFolder?: string;
  /** By default a temporary one, which stays. */
  dataFolder?: string;
  /** The variables of commands. */
  env: NodeJS.ProcessEnv;
  as?: PlatformOptions;
  disabled?: string[];
  probe?: LauncherOptions["probe"];
  onProbe?: LauncherOptions["onProbe"];
}

/** What opens the extension's built commands by name, each in a thread that ends as the platform ends it. Dispose it when done. */
export async function openLauncher({
  extensionFolder = process.cwd(),
  dataFolder,
  ...setting
}: LauncherSetting): Promise<Launcher> {
  const extension = readExtension(extensionFolder);
  await buildExtension(extension);
  return new Launcher({
    extension,
    data: new DataFolder(dataFolder ?? mkdtempSync(join(tmpdir(), "preview-"))),
    threadText: await threadText(),
    quietMs: 50,
    patienceMs: 120_000,
    ...setting,
    env: () => setting.env,
  });
}

export type { Companion } from "./companion";
export { readPlatformOptions } from "./host/platform-options";
export { Session, type CommandExport, type Effect, type ToolExport };
export type * from "./host/view";
