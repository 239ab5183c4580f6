/** That it cannot be read what is kept: until it can, nothing is removed in bulk. */
import { Action, ActionPanel, Color, Icon, Keyboard, List } from "@raycast/api";
import { formatPath } from "./format";
import type { UnreadableData } from "./personal-data";

export function UnreadableMarks({ unreadable: { name, path, reason } }: { unreadable: UnreadableData }) {
  return (
    <List.Section title="Cannot Be Read">
      <List.Item
        id="unreadable-marks"
        title={`${name} cannot be read`}
        subtitle={`Nothing is removed in bulk. ${formatPath(path)}: ${reason}`}
        icon={{ source: Icon.Warning, tintColor: Color.Orange }}
        actions={
          <ActionPanel>
            <Action.ShowInFinder key="show-in-finder" path={path} icon={Icon.Finder} />
            <Action.CopyToClipboard
              key="copy-path"
              title="Copy Path"
              icon={Icon.Clipboard}
              shortcut={Keyboard.Shortcut.Common.CopyPath}
              content={path}
            />
          </ActionPanel>
        }
      />
    </List.Section>
  );
}
