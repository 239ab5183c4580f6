/** Links that open the list on a package or a filter, from anywhere: to be copied, or to become a quicklink. */
import { Action, Icon } from "@raycast/api";
import { copyLinkTo, linkToSearch, type Linked } from "../shared/platform-calls";

export interface LinkActionsProps {
  /** What the quicklink is called. */
  name: string;
  to: Linked;
  /** What their keys begin with, and their titles end with, where a panel has links to several things. */
  of?: "view";
}

export function LinkActions({ name, to, of }: LinkActionsProps) {
  const link = linkToSearch(to);
  if (link === undefined) return null;
  return (
    <>
      <Action
        key={of ? "copy-view-link" : "copy-deep-link"}
        title={of ? "Copy Link to Filter" : "Copy Link"}
        icon={Icon.Link}
        onAction={() => copyLinkTo(link)}
      />
      <Action.CreateQuicklink
        key={of ? "create-view-quicklink" : "create-quicklink"}
        title={of ? "Create Quicklink to Filter…" : "Create Quicklink…"}
        icon={Icon.Bookmark}
        quicklink={{ name, link }}
      />
    </>
  );
}
