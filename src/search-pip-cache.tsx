import { SearchView } from "./interface/search-view";

export default function Command() {
  return <SearchView />;
}
