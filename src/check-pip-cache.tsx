import type { LaunchProps } from "@raycast/api";
import { CheckTypedView } from "./interface/check/check-typed-view";
import { typedText } from "./interface/packages/typed-text";

export default function Command({ arguments: given }: LaunchProps) {
  return <CheckTypedView text={typedText(given.package)} />;
}
