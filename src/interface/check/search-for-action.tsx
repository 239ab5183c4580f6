/** From a check to the list of packages, which has the names that there are. */
import { Action, Icon } from "@raycast/api";
import { openCommand } from "../shared/platform-calls";

export const SearchForAction = ({ text }: { text: string }) => (
  <Action
    key="search-for"
    title="Search pip Cache…"
    icon={Icon.MagnifyingGlass}
    onAction={() => openCommand("search-pip-cache", { arguments: { package: text } })}
  />
);
