import { DeveloperCachesView } from "./interface/developer-caches/developer-caches-view";

export default function Command() {
  return <DeveloperCachesView />;
}
