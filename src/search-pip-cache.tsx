import type { LaunchProps } from "@raycast/api";
import { SearchView } from "./interface/packages/search-view";
import { typedText } from "./interface/packages/typed-text";

export default function Command({ arguments: given }: LaunchProps) {
  return <SearchView text={typedText(given.package)} />;
}
