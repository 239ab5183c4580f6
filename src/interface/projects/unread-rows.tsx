/** What could not be read, or was not looked at: what needs something there is not known, so a person is told. */
import { ActionPanel, Icon, List } from "@raycast/api";
import { CopyPathAction } from "../shared/actions";
import type { NeedSource } from "../../projects/needs";
import type { UnreadReference } from "../../projects/source";
import { formatCount, formatNumber, formatPath } from "../shared/format";
import { keywordsOf } from "../shared/keywords";
import type { KnownNeeds } from "./known-needs";

const MOST = 50;

/** Parts of sources that could not be read. */
export function UnreadRows({ sources }: { sources: readonly NeedSource[] }) {
  const all = sources.reduce((sum, { unreadCount }) => sum + unreadCount, 0);
  return <ReasonRows title="Not Read" reasons={sources.flatMap(({ unread }) => unread)} all={all} />;
}

/** What was to be looked at as a whole and was not. */
export function NotLookedAtRows({ found }: Pick<KnownNeeds, "found">) {
  const failures = found.failures.map(({ path, reason }) => ({ text: path, why: reason }));
  const reasons = [...failures, ...found.leftOut];
  return <ReasonRows title="Not Looked At" reasons={reasons} all={reasons.length} />;
}

/** @param all how many there are: not all may be handed over, or shown */
function ReasonRows({ title, reasons, all }: { title: string; reasons: UnreadReference[]; all: number }) {
  if (all === 0) return null;
  const shown = reasons.slice(0, MOST);
  const more = all > shown.length ? `, the first ${formatNumber(shown.length)} shown` : "";
  return (
    <List.Section title={title} subtitle={`${formatCount(all, "reason")}${more}`}>
      {shown.map(({ text, why }, index) => (
        <List.Item
          key={index}
          id={`${title} ${index}`}
          title={formatPath(text)}
          subtitle={why}
          icon={Icon.ExclamationMark}
          keywords={keywordsOf([formatPath(text)])}
          actions={
            <ActionPanel>
              <CopyPathAction key="copy-path" path={text} />
            </ActionPanel>
          }
        />
      ))}
    </List.Section>
  );
}
