import { LaunchType, type LaunchProps } from "@raycast/api";
import { showSize, updateSize } from "./interface/clean-up/cache-size";

export default async function Command({ launchType }: LaunchProps) {
  await (launchType === LaunchType.Background ? updateSize() : showSize());
}
