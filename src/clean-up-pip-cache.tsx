import type { LaunchProps } from "@raycast/api";
import { CleanUpView } from "./interface/clean-up/clean-up-view";

export default function Command({ launchContext }: LaunchProps) {
  return <CleanUpView opensTidying={launchContext?.opens === "tidying"} />;
}
