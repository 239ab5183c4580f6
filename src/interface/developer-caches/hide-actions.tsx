/** Hiding a tool from the map, and showing it again. */
import { Action, ActionPanel, Icon, List, showToast, Toast } from "@raycast/api";
import type { Tool } from "../../developer-caches/tool";
import { showFailure } from "../shared/failure-toast";
import type { UnreadableData } from "../shared/personal-data";
import { UnreadableRow } from "../shared/unreadable-row";
import { hideTool, setMapListAside } from "./map-list";

interface HideActionProps {
  tool: Tool;
  isHidden: boolean;
  onChange: () => void;
}

export function HideAction({ tool, isHidden, onChange }: HideActionProps) {
  const change = async () => {
    try {
      hideTool(tool.id, !isHidden);
      onChange();
      await showToast({
        style: Toast.Style.Success,
        title: isHidden ? `${tool.name} Is Shown Again` : `${tool.name} Is Hidden`,
        message: isHidden ? undefined : "It is in the filter Hidden Tools, and nothing clears it with others",
      });
    } catch (error) {
      await showFailure(error, isHidden ? `Could Not Show ${tool.name}` : `Could Not Hide ${tool.name}`);
    }
  };
  return (
    <Action
      title={isHidden ? "Show This Tool Again" : "Hide This Tool"}
      icon={isHidden ? Icon.Eye : Icon.EyeDisabled}
      onAction={change}
    />
  );
}

interface UnreadableMapListProps {
  unreadable: UnreadableData;
  onChange: () => void;
}

/** Until the list can be read all tools are shown and no folders, and nothing is removed in bulk. */
export function UnreadableMapList({ unreadable, onChange }: UnreadableMapListProps) {
  const setAside = async () => {
    try {
      setMapListAside();
      onChange();
    } catch (error) {
      await showFailure(error, "Could Not Set It Aside");
    }
  };
  return (
    <List.Section title="Cannot Be Read">
      <UnreadableRow
        id="unreadable-hidden"
        unreadable={unreadable}
        says="All tools are shown, and no added folder; nothing is removed in bulk."
      >
        <ActionPanel.Section>
          <Action key="set-aside" title="Set Aside and Begin Anew" icon={Icon.Document} onAction={setAside} />
        </ActionPanel.Section>
      </UnreadableRow>
    </List.Section>
  );
}
