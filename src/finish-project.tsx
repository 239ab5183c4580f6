import type { LaunchProps } from "@raycast/api";
import { FinishProjectView } from "./interface/projects/finish-project-view";

export default function Command({ arguments: given }: LaunchProps) {
  return <FinishProjectView project={given.project} />;
}
