/** What the list says when there is nothing in it, and what to do next. */
import { Action, ActionPanel, Icon, Keyboard, List, openExtensionPreferences } from "@raycast/api";
import { CheckView } from "../check/check-view";
import { placesLookedAt } from "../shared/caches";
import { firstLines, formatPath } from "../shared/format";
import { HistoryView } from "../removal/history-view";
import { UnreadActions } from "../shared/unread-folders";
import type { Packages } from "./use-packages";
import type { View } from "./views";

export interface EmptyPackagesProps {
  packages: Packages;
  /** The view that shows none of the packages there are; absent where there are none. */
  hidden?: View;
  onShowAll: () => void;
  onRefresh: () => void;
}

export function EmptyPackages({ packages, hidden, onShowAll, onRefresh }: EmptyPackagesProps) {
  const { caches, failures } = packages;
  const refresh = (
    <Action
      title="Refresh"
      icon={Icon.ArrowClockwise}
      shortcut={Keyboard.Shortcut.Common.Refresh}
      onAction={onRefresh}
    />
  );
  const preferences = <Action title="Choose Cache Directory…" icon={Icon.Gear} onAction={openExtensionPreferences} />;
  if (hidden) {
    const isDamage = hidden.type === "damaged";
    const check = (
      <Action.Push title="Check Everything…" icon={Icon.Heartbeat} target={<CheckView onChange={onRefresh} />} />
    );
    return (
      <List.EmptyView
        icon={isDamage ? Icon.Heartbeat : Icon.Filter}
        title={isDamage ? "No Damage in Sight" : "Nothing of This Kind"}
        description={
          isDamage
            ? "What is damaged inside shows only when all of it is read: check everything."
            : "The cache has packages, but none that match."
        }
        actions={
          <ActionPanel>
            {isDamage && check}
            <Action title="Show All Packages" icon={Icon.List} onAction={onShowAll} />
            {!isDamage && check}
            {refresh}
          </ActionPanel>
        }
      />
    );
  }
  const [failure] = failures;
  if (failure) {
    return (
      <List.EmptyView
        icon={Icon.Lock}
        title="Cannot Read the pip Cache"
        description={`${formatPath(failure.path)}: ${failure.reason}`}
        actions={<UnreadActions failures={failures} onRefresh={onRefresh} />}
      />
    );
  }
  const [cache] = caches;
  if (cache === undefined) {
    return (
      <List.EmptyView
        icon={Icon.MagnifyingGlass}
        title="No pip Cache Found"
        description={`There is none at ${firstLines(placesLookedAt(), 3).join(", ")}. “pip cache dir” tells where pip keeps it.`}
        actions={
          <ActionPanel>
            {preferences}
            <Action.CopyToClipboard
              title="Copy Command to Find It"
              icon={Icon.Clipboard}
              content="python3 -m pip cache dir"
            />
            {refresh}
          </ActionPanel>
        }
      />
    );
  }
  return (
    <List.EmptyView
      icon={Icon.CheckCircle}
      title="The pip Cache Is Empty"
      description={caches.map(({ path }) => formatPath(path)).join("\n")}
      actions={
        <ActionPanel>
          {refresh}
          <Action.Push title="Show History…" icon={Icon.Clock} target={<HistoryView />} />
          <Action.ShowInFinder path={cache.path} icon={Icon.Finder} />
          {preferences}
        </ActionPanel>
      }
    />
  );
}
