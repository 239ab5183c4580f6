/** What a command can ask about where it runs. Every answer is that of the command that asks. */
import type * as Raycast from "@raycast/api";
import { currentSession } from "../host/current";

const raycastVersion = "1.104.0";

export const environment: Raycast.Environment = {
  raycastVersion,
  isDevelopment: true,
  textSize: "medium",
  canAccess: () => false,
  get ownerOrAuthorName() {
    const { owner, author } = currentSession().options.manifest;
    return owner ?? author ?? "";
  },
  get extensionName() {
    return currentSession().options.manifest.name;
  },
  get commandName() {
    return currentSession().options.command;
  },
  get commandMode() {
    return currentSession().options.mode;
  },
  get assetsPath() {
    return currentSession().assetsPath;
  },
  get supportPath() {
    return currentSession().data.folder("support");
  },
  get appearance() {
    return currentSession().appearance;
  },
  get theme() {
    return currentSession().appearance;
  },
  get launchType() {
    return currentSession().options.launchType as Raycast.LaunchType;
  },
  get launchContext() {
    return currentSession().options.launchContext as Raycast.Environment["launchContext"];
  },
};

export function getPreferenceValues<Values extends Raycast.PreferenceValues>(): Values {
  return currentSession().preferences as Values;
}
