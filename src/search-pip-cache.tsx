import type { LaunchProps } from "@raycast/api";
import { SearchView } from "./interface/packages/search-view";
import { typedText } from "./interface/packages/typed-text";
import { linkedView } from "./interface/packages/views";

export default function Command({ arguments: given, launchContext }: LaunchProps) {
  return <SearchView text={typedText(given.package)} view={linkedView(launchContext?.view)} />;
}
