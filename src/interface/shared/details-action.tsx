/** Shows the details beside a list, or takes them away again. */
import { Action, Icon, Keyboard } from "@raycast/api";

export interface DetailsActionProps {
  isShowingDetail: boolean;
  onToggleDetail: () => void;
}

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
