/** What could not be read, said where the rest is shown: sums without it would pass for the whole. */
import { Action, ActionPanel, Color, Detail, Icon, List } from "@raycast/api";
import type { Failure } from "../../files/failure";
import { ChooseCacheAction, RefreshAction } from "./actions";
import { commandOf } from "./failure-messages";
import { firstLines, formatCount, formatPath } from "./format";
import { keywordsOf } from "./keywords";
import { bullets, code, escaped } from "./markdown";

const MAX_LINES = 30;

export interface UnreadProps {
  /** At least one. */
  failures: Failure[];
  onRefresh: () => void;
}

/** `1 item could not be read`: a folder or a file. */
export const unreadMessage = (failures: Failure[]): string =>
  `${formatCount(failures.length, "item")} could not be read`;

export function UnreadItem({ failures, onRefresh }: UnreadProps) {
  const [first] = failures;
  return (
    <List.Item
      id="unread"
      title={unreadMessage(failures)}
      subtitle={first && `${formatPath(first.path)}: ${first.reason}`}
      icon={{ source: Icon.Lock, tintColor: Color.Orange }}
      keywords={keywordsOf([
        unreadMessage(failures),
        ...failures.slice(0, MAX_LINES).map(({ path }) => formatPath(path)),
      ])}
      detail={<List.Item.Detail markdown={unreadText(failures)} />}
      actions={<UnreadActions failures={failures} onRefresh={onRefresh} />}
    />
  );
}

/** Every path with its reason. */
function unreadText(failures: Failure[]): string {
  const lines = failures.map(({ path, reason }) => `${code(formatPath(path))}: ${escaped(reason)}`);
  return bullets(firstLines(lines, MAX_LINES));
}

export function UnreadActions({ failures, onRefresh }: UnreadProps) {
  const [first] = failures;
  const command = commandOf(failures);
  return (
    <ActionPanel>
      <Action.Push
        key="show-unread"
        title="Show What Was Not Read…"
        icon={Icon.Eye}
        target={<Detail markdown={`# Not Read\n\n${unreadText(failures)}`} />}
      />
      <RefreshAction key="refresh" onRefresh={onRefresh} />
      {command !== undefined && (
        <Action.CopyToClipboard key="copy-command" title="Copy Command" icon={Icon.Clipboard} content={command} />
      )}
      {first && <Action.ShowInFinder key="show-in-finder" path={first.path} icon={Icon.Finder} />}
      <ChooseCacheAction key="choose-cache" />
    </ActionPanel>
  );
}

/** Instead of rows, where nothing of a cache can be read. */
export function NothingReadable({ failures, onRefresh }: { failures: Failure[]; onRefresh: () => void }) {
  const [first] = failures;
  return (
    <List.EmptyView
      icon={Icon.Lock}
      title="Cannot Read the pip Cache"
      description={first && `${formatPath(first.path)}: ${first.reason}`}
      actions={<UnreadActions failures={failures} onRefresh={onRefresh} />}
    />
  );
}
