/* eslint-disable @raycast/prefer-title-case -- “On” and “Off” are adverbs, which the rule takes for prepositions */
/** What can be done with a pip and its cache. */
import { Action, ActionPanel, Icon, Keyboard, useNavigation } from "@raycast/api";
import type { Installation } from "../../pip/installation";
import { purgeArguments } from "../../pip/purge";
import type { CacheDirectory } from "../../pip-cache/locate";
import { askAnyway } from "./ask-anyway";
import { askCachingOff, askCachingOn } from "./caching-switch";
import { formatPath } from "../shared/format";
import { openPreferences } from "../shared/platform-calls";
import { DetailsAction, MoreMenu, RefreshAction, type DetailsActionProps } from "../shared/actions";
import { notWritableOf } from "./installation-text";
import { purgeAndMeasure } from "./purge-and-measure";
import { HistoryView } from "../removal/history-view";
import { removeSelection } from "../removal/removal";
import { SearchView } from "../packages/search-view";
import type { InstallationsOfCache } from "./cache-groups";
import { hasCacheCommand } from "./cache-info";

export interface InstallationActionsProps extends DetailsActionProps {
  installation: Installation;
  group: InstallationsOfCache;
  /** A pip was asked anew. */
  onAnswer: (installation: Installation) => void;
  /** What was known may be wrong. */
  onRefresh: () => void;
}

export function InstallationActions(props: InstallationActionsProps) {
  const { installation, group, onRefresh } = props;
  const { python, dead, files } = installation;
  const { cache } = group;
  return (
    <ActionPanel>
      <ActionPanel.Section>
        {cache && <SearchAction cache={cache} />}
        <DetailsAction key="details" {...props} />
      </ActionPanel.Section>
      <ActionPanel.Section>
        {installation.notAsked && <AskAction {...props} />}
        {cache && <ClearAction cache={cache} onRefresh={onRefresh} />}
        <PurgeAction {...props} />
        <SwitchAction {...props} />
      </ActionPanel.Section>
      <ActionPanel.Section>
        <OpenConfigurationAction paths={[...new Set(files.map(({ path }) => path))]} />
        <ActionPanel.Submenu key="copy" title="Copy…" icon={Icon.Clipboard}>
          {hasCacheCommand(installation) && (
            <Action.CopyToClipboard
              key="copy-purge-command"
              title="Copy Purge Command"
              icon={Icon.Eraser}
              shortcut={Keyboard.Shortcut.Common.Copy}
              content={[quoted(python), ...purgeArguments].join(" ")}
            />
          )}
          {dead === undefined && (
            <Action.CopyToClipboard
              key="copy-one-time-command"
              title="Copy One-Time Command"
              icon={Icon.Terminal}
              content={`${quoted(python)} -m pip install --no-cache-dir `}
            />
          )}
          <Action.CopyToClipboard
            key="copy-diagnostics"
            title="Copy Diagnostics"
            icon={Icon.Bug}
            content={withoutCredentials(JSON.stringify(installation, null, 2))}
          />
          {(cache ?? !dead) && (
            <Action.ShowInFinder key="show-in-finder" path={cache?.path ?? python} icon={Icon.Finder} />
          )}
        </ActionPanel.Submenu>
        <MoreMenu key="more">
          <RefreshAction key="refresh" onRefresh={onRefresh} />
          <Action.Push key="history" title="Show History…" icon={Icon.Clock} target={<HistoryView />} />
        </MoreMenu>
      </ActionPanel.Section>
    </ActionPanel>
  );
}

/** For a cache that none of the pips uses. */
export function UnusedCacheActions({ cache, onRefresh }: { cache: CacheDirectory; onRefresh: () => void }) {
  return (
    <ActionPanel>
      <SearchAction cache={cache} />
      <Action.ShowInFinder key="show-in-finder" path={cache.path} icon={Icon.Finder} />
      <ClearAction cache={cache} onRefresh={onRefresh} />
      <RefreshAction key="refresh" onRefresh={onRefresh} />
    </ActionPanel>
  );
}

/** For a machine on which no pip was found. */
export const NothingFoundActions = ({ onRefresh }: { onRefresh: () => void }) => (
  <ActionPanel>
    <Action key="choose-pythons" title="Choose Python Paths…" icon={Icon.Gear} onAction={openPreferences} />
    <RefreshAction key="refresh" onRefresh={onRefresh} />
  </ActionPanel>
);

const SearchAction = ({ cache }: { cache: CacheDirectory }) => (
  <Action.Push
    key="search-cache"
    title="Search This Cache…"
    icon={Icon.MagnifyingGlass}
    target={<SearchView cache={cache.path} />}
  />
);

function ClearAction({ cache, onRefresh }: { cache: CacheDirectory; onRefresh: () => void }) {
  const clear = () =>
    removeSelection({
      caches: [cache],
      selection: {},
      what: formatPath(cache.path),
      verb: "Clear",
      ask: true,
      inView: true,
      onEnd: onRefresh,
    });
  return (
    <Action
      key="clear"
      title="Clear This Cache"
      icon={Icon.Trash}
      style={Action.Style.Destructive}
      shortcut={Keyboard.Shortcut.Common.Remove}
      onAction={clear}
    />
  );
}

/** A Python that was not started, for a reason that a person can overrule. */
const AskAction = ({ installation, onAnswer }: InstallationActionsProps) => (
  <Action
    key="ask-anyway"
    title="Ask Anyway"
    icon={Icon.SpeechBubble}
    onAction={() => askAnyway(installation, onAnswer)}
  />
);

/** pip purges the directory that `pip cache dir` names, and no other one that it also uses. */
function PurgeAction({ installation, group: { cache }, onRefresh }: InstallationActionsProps) {
  const { push } = useNavigation();
  const { cacheDirectory } = installation;
  const isItsOwn = "value" in cacheDirectory && cache?.sources.includes(cacheDirectory.value);
  if (!cache || !isItsOwn || !hasCacheCommand(installation)) return null;
  return (
    <Action
      key="purge"
      title="Purge with This pip"
      icon={Icon.Eraser}
      style={Action.Style.Destructive}
      onAction={() => purgeAndMeasure(installation, cache, { push, onEnd: onRefresh })}
    />
  );
}

function SwitchAction({ installation, onAnswer, onRefresh }: InstallationActionsProps) {
  const { dead, notAsked, pipVersion, caching } = installation;
  if (dead !== undefined || notAsked !== undefined || "unknown" in pipVersion) return null;
  if (caching.isNotWritable) {
    const command = notWritableOf(installation)?.command;
    return command === undefined ? null : (
      <Action.CopyToClipboard
        key="copy-command"
        title="Copy Command to Own the Cache"
        icon={Icon.Clipboard}
        content={command}
      />
    );
  }
  if (caching.state === "off" || caching.state === "failing") {
    return (
      <Action
        key="caching-on"
        title="Turn Caching On"
        icon={Icon.Play}
        onAction={() => askCachingOn(installation, { onAnswer, onEnd: onRefresh })}
      />
    );
  }
  return (
    <Action
      key="caching-off"
      title="Turn Caching Off"
      icon={Icon.Stop}
      onAction={() => askCachingOff(installation, { onAnswer, onEnd: onRefresh })}
    />
  );
}

/** The files that exist; the one that wins stands first. */
function OpenConfigurationAction({ paths }: { paths: string[] }) {
  const [only] = paths;
  if (only === undefined) return null;
  const shortcut = Keyboard.Shortcut.Common.Open;
  if (paths.length === 1) {
    return (
      <Action.Open
        key="open-configuration"
        title="Open Configuration File"
        icon={Icon.Document}
        shortcut={shortcut}
        target={only}
      />
    );
  }
  return (
    <ActionPanel.Submenu
      key="open-configuration"
      title="Open Configuration File…"
      icon={Icon.Document}
      shortcut={shortcut}
    >
      {paths.toReversed().map((path) => (
        <Action.Open key={path} title={formatPath(path)} icon={Icon.Document} target={path} />
      ))}
    </ActionPanel.Submenu>
  );
}

const quoted = (path: string): string => (/^[\w./\\:-]+$/.test(path) ? path : `"${path}"`);

const withoutCredentials = (text: string): string => text.replace(/(\w+:\/+)[^/@\s"]*@/g, "$1…@");
