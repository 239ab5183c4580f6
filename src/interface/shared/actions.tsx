/** Actions that several lists have, alike in each. */
import { Action, Icon, Keyboard } from "@raycast/api";
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

export const ChooseCacheAction = () => (
  <Action title="Choose Cache Directory…" icon={Icon.Gear} onAction={openPreferences} />
);

/** Selects a row for actions on several, or takes that back. */
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

/** A set with a key where it lacks it, without it where it has it. */
export function toggled<Key>(keys: ReadonlySet<Key>, key: Key): ReadonlySet<Key> {
  const changed = new Set(keys);
  if (!changed.delete(key)) changed.add(key);
  return changed;
}
