import { SearchView } from "./interface/packages/search-view";

export default function Command() {
  return <SearchView />;
}
