import { LaunchType, type LaunchProps } from "@raycast/api";
import { tidyCache } from "./interface/tidy/tidy-cache";
import { tidyInBackground } from "./interface/tidy/tidy-in-background";

export default async function Command({ arguments: given, launchType }: LaunchProps) {
  await (launchType === LaunchType.Background ? tidyInBackground() : tidyCache(given));
}
