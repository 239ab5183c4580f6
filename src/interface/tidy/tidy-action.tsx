/** Tidying from a view, and what it would do, item by item. */
import { Action, ActionPanel, Icon, Keyboard, List, useNavigation } from "@raycast/api";
import type { Rows } from "../../pip-cache/rows/rows";
import type { TidyItem, Tidying, TidyReason } from "../../pip-cache/tidy/tidy";
import type { RowRemoval } from "../removal/use-row-removal";
import { formatAge, formatBytes, formatCount, formatNumber } from "../shared/format";
import { rowIcon, sizeAccessories } from "../shared/icons";
import { MAX_ROWS } from "../shared/limits";
import { copyText } from "../shared/platform-calls";
import { formatUnits } from "../shared/units";
import { dated, withValues } from "../shared/values";
import type { Policy } from "./policy";
import { keysOf, tidyingText, tidyRequestOf } from "./tidy-request";

export interface TidyProps extends Pick<RowRemoval, "onRemove"> {
  tidying: Tidying;
  policy: Policy;
  /** That it was worked out from. */
  rows: Rows;
  /** Real paths of the cache directories. */
  paths: string[];
  /** Something has gone. */
  onTidied?: () => void;
}

export function TidyAction({ tidying, policy, rows, paths, onRemove, onTidied }: TidyProps) {
  return (
    <Action
      title={`Tidy pip Cache (${formatBytes(tidying.bytes)})`}
      icon={Icon.Trash}
      style={Action.Style.Destructive}
      shortcut={Keyboard.Shortcut.Common.Remove}
      onAction={async () => {
        const removal = await onRemove(tidyRequestOf(tidying, policy, rows, paths).request, keysOf(tidying));
        if (removal) onTidied?.();
      }}
    />
  );
}

/** What would go and why, in the order in which it goes. */
export function TidyingView(props: TidyProps) {
  const { items } = props.tidying;
  const { pop } = useNavigation();
  const rest = items.length - MAX_ROWS;
  return (
    <List searchBarPlaceholder="Search what would go" navigationTitle="Tidying" filtering>
      <List.Section title="What Would Go" subtitle={tidyingText(props.tidying)}>
        {items.slice(0, MAX_ROWS).map((item) => (
          <List.Item
            key={`${item.why} ${item.key}`}
            id={`${item.why} ${item.key}`}
            title={item.name}
            subtitle={versionsText(item)}
            icon={rowIcon(item.key)}
            accessories={[
              { text: reasonText(item.why, props.policy) },
              withValues({ text: formatAge(item.lastUsedMs) }, dated("lastUsed", item.lastUsedMs)),
              ...sizeAccessories(item, `${formatNumber(item.bytes)} bytes in ${formatUnits(item.entries, "entry")}`, {
                entries: item.entries,
              }),
            ]}
            actions={
              <ActionPanel>
                <Action key="copy" title="Copy Name" icon={Icon.Clipboard} onAction={() => copyText(item.name)} />
                <Action key="back" title="Back" icon={Icon.ArrowLeft} onAction={pop} />
                <TidyAction key="tidy" {...props} onTidied={() => (pop(), props.onTidied?.())} />
              </ActionPanel>
            }
          />
        ))}
        {rest > 0 && <List.Item id="rest" title={`…and ${formatCount(rest, "other")}`} icon={Icon.Ellipsis} />}
      </List.Section>
    </List>
  );
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
