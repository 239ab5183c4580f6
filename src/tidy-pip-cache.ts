import type { LaunchProps } from "@raycast/api";
import { tidyCache } from "./interface/tidy/tidy-cache";

export default async function Command({ arguments: given }: LaunchProps) {
  await tidyCache(given);
}
