import { InstallationsView } from "./interface/installations-view";

export default function Command() {
  return <InstallationsView />;
}
