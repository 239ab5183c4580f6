import { InstallationsView } from "./interface/installations/installations-view";

export default function Command() {
  return <InstallationsView />;
}
