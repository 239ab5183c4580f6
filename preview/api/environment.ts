/** What a command can ask about where it runs. Every answer is that of the command that asks. */
import type * as Raycast from "@raycast/api";
import { currentCommand } from "../command/command";

const raycastVersion = "1.104.0";

export const environment: Raycast.Environment = {
  raycastVersion,
  textSize: "medium",
  canAccess: () => false,
  get isDevelopment() {
    return currentCommand().launch.isDevelopment;
  },
  get ownerOrAuthorName() {
    const { owner, author } = currentCommand().launch.manifest;
    return owner ?? author ?? "";
  },
  get extensionName() {
    return currentCommand().launch.manifest.name;
  },
  get commandName() {
    return currentCommand().launch.command;
  },
  get commandMode() {
    return currentCommand().launch.mode;
  },
  get assetsPath() {
    return currentCommand().assetsPath;
  },
  get supportPath() {
    return currentCommand().data.folder("support");
  },
  get appearance() {
    return currentCommand().launch.appearance;
  },
  get theme() {
    return currentCommand().launch.appearance;
  },
  get launchType() {
    return currentCommand().launch.launchType as Raycast.LaunchType;
  },
  get launchContext() {
    return currentCommand().launch.launchContext as Raycast.Environment["launchContext"];
  },
};

export function getPreferenceValues<Values extends Raycast.PreferenceValues>(): Values {
  return currentCommand().launch.preferences as Values;
}
