/** Tidying from a view, and what it would do, item by item. */
import { Action, ActionPanel, Icon, Keyboard, List, useNavigation } from "@raycast/api";
import { useCachedState } from "@raycast/utils";
import type { Rows } from "../../pip-cache/rows/rows";
import type { TidyItem, TidyReason } from "../../pip-cache/tidy/tidy";
import type { RowRemoval } from "../removal/use-row-removal";
import { DetailsAction } from "../shared/actions";
import {
  firstLines,
  formatAge,
  formatBytes,
  formatCount,
  formatNumber,
  formatSize,
  formatTime,
} from "../shared/format";
import { rowIcon, sizeAccessories } from "../shared/icons";
import { MAX_ROWS } from "../shared/limits";
import { escaped, paragraphs } from "../shared/markdown";
import { copyText } from "../shared/platform-calls";
import { formatUnits } from "../shared/units";
import { dated, withValues } from "../shared/values";
import { sizeText } from "./amounts";
import type { Policy } from "./policy";
import { keysOf, tidyingText, tidyRequestOf, type PolicyTidying, type TidyWish } from "./tidy-request";

export interface TidyProps extends TidyWish, Pick<RowRemoval, "onRemove"> {
  tidying: PolicyTidying;
  /** That it was worked out from. */
  rows: Rows;
  /** Real paths of the cache directories. */
  paths: string[];
  /** Something has gone. */
  onTidied?: () => void;
}

export function TidyAction({ tidying, policy, once, rows, paths, onRemove, onTidied }: TidyProps) {
  return (
    <Action
      title={`Tidy pip Cache (${formatBytes(tidying.bytes)})`}
      icon={Icon.Trash}
      style={Action.Style.Destructive}
      shortcut={Keyboard.Shortcut.Common.Remove}
      onAction={async () => {
        const removal = await onRemove(tidyRequestOf(tidying, { policy, once }, rows, paths), keysOf(tidying));
        if (removal) onTidied?.();
      }}
    />
  );
}

/** What would go and why, in the order in which it goes. */
export function TidyingView(props: TidyProps) {
  const { items } = props.tidying;
  const { pop } = useNavigation();
  const [isShowingDetail, setShowingDetail] = useCachedState("show-detail-tidying", false);
  const rest = items.length - MAX_ROWS;
  return (
    <List
      searchBarPlaceholder="Search what would go"
      navigationTitle="Tidying"
      filtering
      isShowingDetail={isShowingDetail}
    >
      <List.Section title="What Would Go" subtitle={tidyingText(props.tidying)}>
        {items.slice(0, MAX_ROWS).map((item) => (
          <List.Item
            key={`${item.why} ${item.key}`}
            id={`${item.why} ${item.key}`}
            title={item.name}
            subtitle={isShowingDetail ? undefined : versionsText(item)}
            icon={rowIcon(item.key)}
            accessories={[
              ...(isShowingDetail
                ? []
                : [
                    { text: reasonText(item.why, props.policy) },
                    withValues({ text: formatAge(item.lastUsedMs) }, dated("lastUsed", item.lastUsedMs)),
                  ]),
              ...sizeAccessories(item, `${formatNumber(item.bytes)} bytes in ${formatUnits(item.entries, "entry")}`, {
                entries: item.entries,
              }),
            ]}
            detail={<TidyDetail item={item} policy={props.policy} />}
            actions={
              <ActionPanel>
                <DetailsAction
                  key="details"
                  isShowingDetail={isShowingDetail}
                  onToggleDetail={() => setShowingDetail((before) => !before)}
                />
                <Action key="back" title="Back" icon={Icon.ArrowLeft} onAction={pop} />
                <TidyAction key="tidy" {...props} onTidied={() => (pop(), props.onTidied?.())} />
                <Action
                  key="copy"
                  title="Copy Name"
                  icon={Icon.Clipboard}
                  shortcut={Keyboard.Shortcut.Common.CopyName}
                  onAction={() => copyText(item.name)}
                />
              </ActionPanel>
            }
          />
        ))}
        {rest > 0 && <List.Item id="rest" title={`…and ${formatCount(rest, "other")}`} icon={Icon.Ellipsis} />}
      </List.Section>
    </List>
  );
}

/** Versions that are named; what goes may be thousands. */
const MOST_VERSIONS = 100;

function TidyDetail({ item, policy }: { item: TidyItem; policy: Policy }) {
  const { name, why, versions, isWhole, entries, lastUsedMs } = item;
  const listed = firstLines(versions.map(escaped), MOST_VERSIONS).join(", ");
  return (
    <List.Item.Detail
      markdown={paragraphs([
        `# ${escaped(name)}`,
        sentenceOf(why, policy),
        isWhole ? "Nothing of it stays." : "The rest of it stays.",
        listed && `**Goes:** ${listed}`,
      ])}
      metadata={
        <List.Item.Detail.Metadata>
          <List.Item.Detail.Metadata.Label title="Size" text={formatSize(item)} />
          <List.Item.Detail.Metadata.Label title="Entries" text={formatNumber(entries)} />
          <List.Item.Detail.Metadata.Label title="Last Used" text={formatTime(lastUsedMs)} />
        </List.Item.Detail.Metadata>
      }
    />
  );
}

/** Why something goes, as a sentence. */
function sentenceOf(why: TidyReason, { days = 0, newestVersions = 0, budgetBytes = 0 }: Policy): string {
  const texts: Record<TidyReason, string> = {
    leftover: "It is what a pip has left that was ended while it wrote.",
    damaged: "It is damaged: pip cannot use it.",
    older: `It is older than the newest ${newestVersions === 1 ? "version" : formatCount(newestVersions, "version")}.`,
    unused: `pip has not dealt with the package for more than ${formatCount(days, "day")}.`,
    budget: `Without it there is room for what was used since: at most ${sizeText(budgetBytes)}.`,
  };
  return texts[why];
}

function reasonText(why: TidyReason, { days = 0 }: Policy): string {
  const texts: Record<TidyReason, string> = {
    leftover: "Left over",
    damaged: "Damaged",
    older: "Older versions",
    unused: `Not used for ${formatCount(days, "day")}`,
    budget: "For the budget",
  };
  return texts[why];
}

/** `1.25.0, 1.26.4 +3`, `all of it` */
function versionsText({ versions, isWhole }: TidyItem): string | undefined {
  if (versions.length === 0) return undefined;
  const more = versions.length > 3 ? ` +${versions.length - 2}` : "";
  const text = versions.slice(0, more ? 2 : 3).join(", ") + more;
  return isWhole ? `${text}, all of it` : text;
}
