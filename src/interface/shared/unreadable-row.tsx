/** That it cannot be read what a person has decided: where it lies, and what comes of that. */
import { Action, ActionPanel, Color, Icon, List } from "@raycast/api";
import { CopyPathAction } from "./actions";
import type { ReactNode } from "react";
import { formatPath } from "./format";
import type { UnreadableData } from "./personal-data";

interface UnreadableRowProps {
  id: string;
  unreadable: UnreadableData;
  /** What comes of it: a sentence. */
  says?: string;
  /** What else can be done. */
  children?: ReactNode;
}

export const UnreadableRow = ({ id, unreadable: { name, path, reason }, says, children }: UnreadableRowProps) => (
  <List.Item
    id={id}
    title={`${name} cannot be read`}
    subtitle={[says, `${formatPath(path)}: ${reason}`].filter(Boolean).join(" ")}
    icon={{ source: Icon.Warning, tintColor: Color.Orange }}
    actions={
      <ActionPanel>
        <Action.ShowInFinder key="show-in-finder" path={path} icon={Icon.Finder} />
        <CopyPathAction key="copy-path" path={path} />
        {children}
      </ActionPanel>
    }
  />
);

/** Until the marks can be read, nothing is removed in bulk. */
export const UnreadableMarks = ({ unreadable }: Pick<UnreadableRowProps, "unreadable">) => (
  <List.Section title="Cannot Be Read">
    <UnreadableRow id="unreadable-marks" unreadable={unreadable} says="Nothing is removed in bulk." />
  </List.Section>
);
