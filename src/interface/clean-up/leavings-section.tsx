/** What interrupted pips left outside their caches, beside what can go from these. */
import { Action, ActionPanel, Icon, Keyboard, List } from "@raycast/api";
import { HistoryView } from "../removal/history-view";
import { removePipLeavings, type FoundLeavings } from "../removal/remove-pip-leavings";
import { CopyPathAction, DetailsAction, MoreMenu, RefreshAction, type DetailsActionProps } from "../shared/actions";
import { formatAge, formatBytes, formatCount, formatNumber, formatPath, formatSize } from "../shared/format";
import { sizeAccessories } from "../shared/icons";
import { code, escaped, paragraphs } from "../shared/markdown";

/** Of very many the first are named. */
const NAMED = 20;

const says = "Temporary folders of pips that were interrupted, in which nothing has changed for a day.";

export interface LeavingsSectionProps extends DetailsActionProps {
  found: FoundLeavings;
  onRefresh: () => void;
}

export function LeavingsSection({ found, isShowingDetail, onToggleDetail, onRefresh }: LeavingsSectionProps) {
  const { paths, bytes, newestMs } = found;
  return (
    <List.Section title="Outside the Cache">
      <List.Item
        key="left-by-pips"
        id="left-by-pips"
        title="Left by Interrupted pips"
        subtitle={isShowingDetail ? undefined : says}
        icon={Icon.Eraser}
        keywords={["leftovers", "temporary"]}
        accessories={[
          ...(isShowingDetail ? [] : [{ text: formatCount(paths.length, "folder") }]),
          ...sizeAccessories(found, `${formatNumber(bytes)} bytes in ${formatCount(paths.length, "folder")}`, {
            folders: paths.length,
          }),
        ]}
        detail={
          <List.Item.Detail
            markdown={paragraphs([
              "# Left by Interrupted pips",
              escaped(says),
              ...paths.slice(0, NAMED).map((path) => code(formatPath(path))),
              paths.length > NAMED && `and ${formatNumber(paths.length - NAMED)} more`,
            ])}
            metadata={
              <List.Item.Detail.Metadata>
                <List.Item.Detail.Metadata.Label title="Size" text={formatSize(found)} />
                <List.Item.Detail.Metadata.Label title="Folders" text={formatNumber(paths.length)} />
                {newestMs > 0 && <List.Item.Detail.Metadata.Label title="Last Used" text={formatAge(newestMs)} />}
              </List.Item.Detail.Metadata>
            }
          />
        }
        actions={
          <ActionPanel>
            <DetailsAction key="details" isShowingDetail={isShowingDetail} onToggleDetail={onToggleDetail} />
            <Action.ShowInFinder key="show-in-finder" path={paths[0] ?? ""} icon={Icon.Finder} />
            <Action
              key="remove-left-by-pips"
              title={`Remove What pip Left (${formatBytes(bytes)})`}
              icon={Icon.Trash}
              style={Action.Style.Destructive}
              shortcut={Keyboard.Shortcut.Common.Remove}
              onAction={() => removePipLeavings(found, onRefresh)}
            />
            <ActionPanel.Submenu key="copy" title="Copy…" icon={Icon.Clipboard}>
              <CopyPathAction key="copy-path" title="Copy Paths" path={paths.join("\n")} />
            </ActionPanel.Submenu>
            <MoreMenu key="more">
              <RefreshAction key="refresh" onRefresh={onRefresh} />
              <Action.Push key="history" title="Show History…" icon={Icon.Clock} target={<HistoryView />} />
            </MoreMenu>
          </ActionPanel>
        }
      />
    </List.Section>
  );
}
