/** What the list says when there is nothing in it, and what to do next. */
import { Action, ActionPanel, Icon, List } from "@raycast/api";
import type { CacheDirectory } from "../../pip-cache/locate";
import { CheckView } from "../check/check-view";
import { HistoryView } from "../removal/history-view";
import { ChooseCacheAction, RefreshAction } from "../shared/actions";
import { placesLookedAt } from "../shared/caches";
import { firstLines, formatPath } from "../shared/format";
import { NothingReadable } from "../shared/unread-folders";
import type { Packages } from "../shared/use-packages";
import type { View } from "./views";

export interface EmptyPackagesProps {
  packages: Packages;
  /** The view that shows none of the packages there are; absent where there are none. */
  hidden?: View;
  onShowAll: () => void;
  onRefresh: () => void;
}

export function EmptyPackages({ packages: { caches, failures }, hidden, onShowAll, onRefresh }: EmptyPackagesProps) {
  if (hidden) return <NoMatch view={hidden} onShowAll={onShowAll} onRefresh={onRefresh} />;
  if (failures.length > 0) return <NothingReadable failures={failures} onRefresh={onRefresh} />;
  return caches.length === 0 ? <NoCache onRefresh={onRefresh} /> : <EmptyCache caches={caches} onRefresh={onRefresh} />;
}

interface NoMatchProps extends Pick<EmptyPackagesProps, "onShowAll" | "onRefresh"> {
  view: View;
}

function NoMatch({ view, onShowAll, onRefresh }: NoMatchProps) {
  const isDamage = view.type === "damaged";
  const check = (
    <Action.Push
      key="check"
      title="Check Everything…"
      icon={Icon.Heartbeat}
      target={<CheckView onChange={onRefresh} />}
    />
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
          <Action key="show-all" title="Show All Packages" icon={Icon.List} onAction={onShowAll} />
          {!isDamage && check}
          <RefreshAction key="refresh" onRefresh={onRefresh} />
        </ActionPanel>
      }
    />
  );
}

function NoCache({ onRefresh }: Pick<EmptyPackagesProps, "onRefresh">) {
  return (
    <List.EmptyView
      icon={Icon.MagnifyingGlass}
      title="No pip Cache Found"
      description={`There is none at ${firstLines(placesLookedAt(), 3).join(", ")}. “pip cache dir” tells where pip keeps it.`}
      actions={
        <ActionPanel>
          <ChooseCacheAction key="choose-cache" />
          <Action.CopyToClipboard
            key="copy-command"
            title="Copy Command to Find It"
            icon={Icon.Clipboard}
            content="python3 -m pip cache dir"
          />
          <RefreshAction key="refresh" onRefresh={onRefresh} />
        </ActionPanel>
      }
    />
  );
}

function EmptyCache({ caches, onRefresh }: { caches: CacheDirectory[]; onRefresh: () => void }) {
  const [first] = caches;
  return (
    <List.EmptyView
      icon={Icon.CheckCircle}
      title="The pip Cache Is Empty"
      description={caches.map(({ path }) => formatPath(path)).join("\n")}
      actions={
        <ActionPanel>
          <RefreshAction key="refresh" onRefresh={onRefresh} />
          <Action.Push key="history" title="Show History…" icon={Icon.Clock} target={<HistoryView />} />
          {first && <Action.ShowInFinder key="show-in-finder" path={first.path} icon={Icon.Finder} />}
          <ChooseCacheAction key="choose-cache" />
        </ActionPanel>
      }
    />
  );
}
