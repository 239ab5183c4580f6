/** The world outside of the command: files, applications, other commands, preferences. All of it is the host's to do. */
import type * as Raycast from "@raycast/api";
import { asCommand } from "../command/command";
import type { Effect } from "../host/effects";

type PathLike = Parameters<typeof Raycast.showInFinder>[0];

export function effect(given: Effect): Promise<void> {
  return asCommand((command) => command.ask<void>({ type: "effect", effect: given }));
}

export async function open(target: string, application?: Raycast.Application | string): Promise<void> {
  const name = typeof application === "object" ? application.path : application;
  await effect({ type: "open", target, ...(name && { application: name }) });
}

export async function showInFinder(path: PathLike): Promise<void> {
  await effect({ type: "show-in-finder", path: String(path) });
}

/** Moves files and folders to a trash folder of the preview's own. Throws when one cannot be moved. */
export async function trash(path: PathLike | PathLike[]): Promise<void> {
  await effect({ type: "trash", paths: (Array.isArray(path) ? path : [path]).map(String) });
}

/** Throws where there is no such command, or it is disabled. */
export async function launchCommand(options: Parameters<typeof Raycast.launchCommand>[0]): Promise<void> {
  const { name, type, arguments: given, context } = options;
  await effect({
    type: "launch",
    command: name,
    launchType: type,
    ...(given && { arguments: given }),
    ...(context && { context }),
  });
}

export async function openExtensionPreferences(): Promise<void> {
  await effect({ type: "open-preferences" });
}

export async function updateCommandMetadata({ subtitle }: { subtitle?: string | null }): Promise<void> {
  if (subtitle !== undefined) await effect({ type: "update-subtitle", subtitle });
}
