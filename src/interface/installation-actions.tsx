/* eslint-disable @raycast/prefer-title-case -- “On…” and “Off…” are adverbs, which the rule takes for prepositions */
/** What can be done with a pip and its cache. */
import { Action, ActionPanel, Icon, Keyboard, useNavigation } from "@raycast/api";
import type { Installation } from "../pip/installation";
import { purgeArguments } from "../pip/purge";
import { askCachingOff, askCachingOn, configurationFileOf } from "./caching-switch";
import { purgeAndMeasure } from "./purge";
import { removeSelection } from "./removal";
import { SearchView } from "./search-view";
import type { InstallationsOfCache } from "./use-installations";

export interface InstallationActionsProps {
  installation: Installation;
  group: InstallationsOfCache;
  onToggleDetail: () => void;
  onRefresh: () => void;
}

export function InstallationActions({ installation, group, onToggleDetail, onRefresh }: InstallationActionsProps) {
  const { push } = useNavigation();
  const { python, dead, caching, abilities } = installation;
  const { cache } = group;
  const canPurge = dead === undefined && "value" in abilities && abilities.value.cacheCommand;
  const purgeCommand = [quoted(python), ...purgeArguments].join(" ");
  const clear = async () => {
    if (!cache) return;
    await removeSelection({
      caches: [cache],
      selection: {},
      what: "pip cache",
      verb: "Clear",
      ask: true,
      inView: true,
    });
    onRefresh();
  };
  return (
    <ActionPanel>
      <ActionPanel.Section>
        {cache && (
          <Action.Push
            title="Search This Cache…"
            icon={Icon.MagnifyingGlass}
            target={<SearchView cache={cache.path} />}
          />
        )}
        <Action
          title="Show Details"
          icon={Icon.Sidebar}
          shortcut={Keyboard.Shortcut.Common.ToggleQuickLook}
          onAction={onToggleDetail}
        />
        {cache && (
          <Action
            title="Clear This Cache…"
            icon={Icon.Trash}
            style={Action.Style.Destructive}
            shortcut={Keyboard.Shortcut.Common.Remove}
            onAction={clear}
          />
        )}
        {cache && canPurge && (
          <Action
            title="Purge with This pip…"
            icon={Icon.Eraser}
            style={Action.Style.Destructive}
            onAction={async () => {
              await purgeAndMeasure(installation, cache, push);
              onRefresh();
            }}
          />
        )}
        {caching.state === "off" || caching.state === "failing" ? (
          <Action
            title="Turn Caching On…"
            icon={Icon.Play}
            onAction={() => askCachingOn(installation).then(onRefresh)}
          />
        ) : (
          <Action
            title="Turn Caching Off…"
            icon={Icon.Stop}
            onAction={() => askCachingOff(installation).then(onRefresh)}
          />
        )}
      </ActionPanel.Section>
      <ActionPanel.Section title="Copy and Open">
        <Action.CopyToClipboard
          title="Copy Purge Command"
          icon={Icon.Clipboard}
          shortcut={Keyboard.Shortcut.Common.Copy}
          content={purgeCommand}
        />
        <Action.ShowInFinder path={cache?.path ?? python} icon={Icon.Finder} />
        <Action.Open
          title="Open Configuration File"
          icon={Icon.Document}
          shortcut={Keyboard.Shortcut.Common.Open}
          target={configurationFileOf(installation)}
        />
        <Action.CopyToClipboard
          title="Copy Diagnostics"
          icon={Icon.Bug}
          content={withoutCredentials(JSON.stringify(installation, null, 2))}
        />
        <Action
          title="Refresh"
          icon={Icon.ArrowClockwise}
          shortcut={Keyboard.Shortcut.Common.Refresh}
          onAction={onRefresh}
        />
      </ActionPanel.Section>
    </ActionPanel>
  );
}

const quoted = (path: string): string => (/^[\w./\\:-]+$/.test(path) ? path : `"${path}"`);

const withoutCredentials = (text: string): string => text.replace(/(\w+:\/\/)[^/@\s"]*@/g, "$1…@");
