/** A check of what was named in the root search. */
import { ActionPanel, Icon, List } from "@raycast/api";
import { packageKey } from "../../packaging/row-key";
import { PIP } from "../../pip-cache/entry";
import { isProjectName } from "../../pip-cache/readers/identify/project";
import { CheckView } from "./check-view";
import { SearchForAction } from "./search-for-action";

/** @param text the name of a package, in whatever spelling; everything is checked where it is empty */
export function CheckTypedView({ text }: { text: string }) {
  if (text === "") return <CheckView />;
  if (!isProjectName(text)) return <NoName text={text} />;
  return <CheckView rowKey={packageKey(PIP, text)} name={text} />;
}

function NoName({ text }: { text: string }) {
  return (
    <List searchBarPlaceholder="Search damaged files">
      <List.EmptyView
        icon={Icon.QuestionMarkCircle}
        title="One Package Is Checked by Its Name"
        description="What was typed is no name of a package. Versions are not told apart here: all that is cached of a package is checked."
        actions={
          <ActionPanel>
            <SearchForAction text={text} />
          </ActionPanel>
        }
      />
    </List>
  );
}
