import type { LaunchProps } from "@raycast/api";
import { removeByName } from "./interface/packages/remove-by-name";
import { typedText } from "./interface/packages/typed-text";

export default async function Command({ arguments: given }: LaunchProps) {
  await removeByName(typedText(given.package));
}
