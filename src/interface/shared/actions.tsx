/** Actions that several lists have, alike in each. */
import { Action, ActionPanel, Icon, Keyboard } from "@raycast/api";
import type { ReactNode } from "react";
import { openPreferences, sayWhenSettingsCount } from "./platform-calls";

export interface DetailsActionProps {
  isShowingDetail: boolean;
  onToggleDetail: () => void;
}

/** Shows the details beside a list, or takes them away again. */
export function DetailsAction({ isShowingDetail, onToggleDetail }: DetailsActionProps) {
  return (
    <Action
      title={isShowingDetail ? "Hide Details" : "Show Details"}
      icon={Icon.Sidebar}
      shortcut={Keyboard.Shortcut.Common.ToggleQuickLook}
      onAction={onToggleDetail}
    />
  );
}

export function RefreshAction({ title = "Refresh", onRefresh }: { title?: string; onRefresh: () => void }) {
  return (
    <Action
      title={title}
      icon={Icon.ArrowClockwise}
      shortcut={Keyboard.Shortcut.Common.Refresh}
      onAction={() => {
        onRefresh();
        void sayWhenSettingsCount();
      }}
    />
  );
}

export const CopyNameAction = ({ name }: { name: string }) => (
  <Action.CopyToClipboard
    title="Copy Name"
    icon={Icon.Clipboard}
    shortcut={Keyboard.Shortcut.Common.CopyName}
    content={name}
  />
);

/** @param path several, one on each line */
export const CopyPathAction = ({ path, title = "Copy Path" }: { path: string; title?: string }) => (
  <Action.CopyToClipboard
    title={title}
    icon={Icon.Clipboard}
    shortcut={Keyboard.Shortcut.Common.CopyPath}
    content={path}
  />
);

export const ChooseCacheAction = () => (
  <Action title="Choose Cache Directory…" icon={Icon.Gear} onAction={openPreferences} />
);

/** Selects a row for actions on several, or takes that back, and goes on to the next one. */
export function SelectAction({ isSelected, onToggle }: { isSelected: boolean; onToggle: () => void }) {
  return (
    <Action
      title={isSelected ? "Deselect" : "Select"}
      icon={isSelected ? Icon.Circle : Icon.CheckCircle}
      shortcut={{ macOS: { modifiers: ["opt"], key: "s" }, Windows: { modifiers: ["alt"], key: "s" } }}
      onAction={onToggle}
    />
  );
}

/** For as many rows as there are: each is offered where it has something to do. */
export function SelectAllActions({ onAll, onNone }: { onAll?: () => void; onNone?: () => void }) {
  return (
    <>
      {onAll && <Action key="select-all" title="Select All" icon={Icon.CheckList} onAction={onAll} />}
      {onNone && <Action key="deselect-all" title="Deselect All" icon={Icon.XMarkCircle} onAction={onNone} />}
    </>
  );
}

/** What is about the whole list or leads elsewhere: the last entry of a panel. */
export const MoreMenu = ({ children }: { children: ReactNode }) => (
  <ActionPanel.Submenu title="More…" icon={Icon.Ellipsis}>
    {children}
  </ActionPanel.Submenu>
);

/** Says what a key makes of it rather than turning it over: pressed twice before the row is drawn anew, it has no other end. */
export function withKey<Key>(keys: ReadonlySet<Key>, key: Key, isIn: boolean): ReadonlySet<Key> {
  const changed = new Set(keys);
  if (isIn) changed.add(key);
  else changed.delete(key);
  return changed;
}
