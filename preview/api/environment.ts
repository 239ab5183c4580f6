/** What a command can ask about where it runs. Every answer is that of the command that asks. */
import type * as Raycast from "@raycast/api";
import { currentCommand } from "../host/running-command";

const raycastVersion = "1.104.0";

export const environment: Raycast.Environment = {
  raycastVersion,
  isDevelopment: true,
  textSize: "medium",
  canAccess: () => false,
  get ownerOrAuthorName() {
    const { owner, author } = currentCommand().options.manifest;
    return owner ?? author ?? "";
  },
  get extensionName() {
    return currentCommand().options.manifest.name;
  },
  get commandName() {
    return currentCommand().options.command;
  },
  get commandMode() {
    return currentCommand().options.mode;
  },
  get assetsPath() {
    return currentCommand().assetsPath;
  },
  get supportPath() {
    return currentCommand().data.folder("support");
  },
  get appearance() {
    return currentCommand().appearance;
  },
  get theme() {
    return currentCommand().appearance;
  },
  get launchType() {
    return currentCommand().options.launchType as Raycast.LaunchType;
  },
  get launchContext() {
    return currentCommand().options.launchContext as Raycast.Environment["launchContext"];
  },
};

export function getPreferenceValues<Values extends Raycast.PreferenceValues>(): Values {
  return currentCommand().preferences as Values;
}
