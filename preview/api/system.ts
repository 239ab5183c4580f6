/** The world outside of the command: files, applications, other commands, preferences. */
import type * as Raycast from "@raycast/api";
import { renameSync } from "node:fs";
import { basename } from "node:path";
import { currentCommand } from "../host/running-command";

type PathLike = Parameters<typeof Raycast.showInFinder>[0];

export async function open(target: string, application?: Raycast.Application | string): Promise<void> {
  const name = typeof application === "object" ? application.path : application;
  await currentCommand().effect({ type: "open", target, ...(name && { application: name }) });
}

export async function showInFinder(path: PathLike): Promise<void> {
  await currentCommand().effect({ type: "show-in-finder", path: String(path) });
}

/** Moves files and folders to a trash folder of the preview's own. Throws when one cannot be moved. */
export async function trash(path: PathLike | PathLike[]): Promise<void> {
  const command = currentCommand();
  const paths = (Array.isArray(path) ? path : [path]).map(String);
  for (const each of paths) {
    const time = new Date().toISOString().replace(/[:.]/g, "-");
    renameSync(each, command.data.file("trash", `${time} ${basename(each)}`));
  }
  await command.effect({ type: "trash", paths });
}

export async function launchCommand(options: Parameters<typeof Raycast.launchCommand>[0]): Promise<void> {
  const { name, type, arguments: given, context } = options;
  const command = currentCommand();
  if (!command.options.manifest.commands.some((each) => each.name === name)) {
    throw new Error(`The extension has no command "${name}".`);
  }
  await command.effect({
    type: "launch",
    command: name,
    launchType: type,
    ...(given && { arguments: given }),
    ...(context && { context }),
  });
}

export async function openExtensionPreferences(): Promise<void> {
  await currentCommand().effect({ type: "open-preferences" });
}

const subtitles = "subtitles.json";

/** The new subtitle stays until it is set to null, also when the preview is started again. */
export async function updateCommandMetadata({ subtitle }: { subtitle?: string | null }): Promise<void> {
  if (subtitle === undefined) return;
  const command = currentCommand();
  command.data.writeJson(subtitles, { ...command.data.readJson(subtitles), [command.options.command]: subtitle });
  await command.effect({ type: "update-subtitle", subtitle });
}
