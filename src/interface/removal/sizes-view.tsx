/** How large pip's cache was over time, as a picture and in numbers, with what was removed. */
import { Action, ActionPanel, Detail, environment, Icon, Keyboard, List } from "@raycast/api";
import { formatBytes, formatCount, formatDay } from "../shared/format";
import { keywordsOf } from "../shared/keywords";
import { dated, withValues } from "../shared/values";
import { ForgetHistoryAction } from "./forget-history-action";
import { isoDay, type History, type HistoryEntry, type SizePoint } from "./history";
import { drawSizes } from "./size-drawing";

/** Days in the table; what is older is in the picture, and in what is copied. */
const MAX_DAYS = 40;

interface SizesProps extends Pick<History, "sizes" | "entries"> {
  onForgotten: () => void;
}

/** Nothing where no size is known. */
export function SizesSection({ onForgotten, ...history }: SizesProps) {
  const facts = factsOf(history);
  if (facts === undefined) return null;
  const { now, most, removals } = facts;
  return (
    <List.Section title="Over Time">
      <List.Item
        id="sizes"
        title="Size of the pip Cache"
        subtitle={[
          `at most ${formatBytes(most.bytes)} on ${formatDay(most.at)}`,
          removals.length > 0 && formatCount(removals.length, "removal"),
        ]
          .filter(Boolean)
          .join(", ")}
        icon={Icon.LineChart}
        keywords={keywordsOf(["Size of the pip Cache", "over time", "chart", "picture"])}
        accessories={[
          withValues(
            { text: formatBytes(now.bytes), tooltip: formatDay(now.at) },
            { bytes: now.bytes, ...dated("read", now.at) },
          ),
        ]}
        actions={
          <ActionPanel>
            <Action.Push
              key="show-sizes"
              title="Show Size over Time…"
              icon={Icon.LineChart}
              target={<SizesView {...history} />}
            />
            <CopyNumbers {...history} />
            <ForgetHistoryAction onForgotten={onForgotten} />
          </ActionPanel>
        }
      />
    </List.Section>
  );
}

function SizesView(history: Pick<History, "sizes" | "entries">) {
  const facts = factsOf(history);
  if (facts === undefined) return null;
  const { first, now, most, least, removals, removed } = facts;
  const picture = drawSizes({ sizes: history.sizes, removals, appearance: environment.appearance });
  const words = `${formatBytes(first.bytes)} on ${formatDay(first.at)}, ${formatBytes(now.bytes)} on ${formatDay(now.at)}`;
  const days = daysOf(history.sizes, removals);
  const { Label, Separator } = Detail.Metadata;
  return (
    <Detail
      navigationTitle="Size over Time"
      markdown={[
        "# Size of the pip Cache",
        `![${words}](data:image/svg+xml;base64,${Buffer.from(picture).toString("base64")})`,
        removals.length > 0 ? "A dashed line with an arrow is a removal." : "Nothing was removed in this time.",
        [
          "| Day | Size | Removed |",
          "| --- | ---: | ---: |",
          ...days.slice(0, MAX_DAYS).map((day) => {
            const [size, gone] = [day.size, day.removed].map((bytes) =>
              bytes === undefined ? "" : formatBytes(bytes),
            );
            return `| ${formatDay(day.at)} | ${size} | ${gone} |`;
          }),
        ].join("\n"),
        days.length > MAX_DAYS ? `${formatCount(days.length - MAX_DAYS, "earlier day")} not shown.` : "",
      ]
        .filter(Boolean)
        .join("\n\n")}
      metadata={
        <Detail.Metadata>
          <Label title={formatDay(now.at)} text={formatBytes(now.bytes)} />
          <Label title={`First, ${formatDay(first.at)}`} text={formatBytes(first.bytes)} />
          <Separator />
          <Label title={`Most, ${formatDay(most.at)}`} text={formatBytes(most.bytes)} />
          <Label title={`Least, ${formatDay(least.at)}`} text={formatBytes(least.bytes)} />
          <Separator />
          <Label title={formatCount(removals.length, "Removal")} text={formatBytes(removed)} />
        </Detail.Metadata>
      }
      actions={
        <ActionPanel>
          <CopyNumbers {...history} />
        </ActionPanel>
      }
    />
  );
}

function CopyNumbers({ sizes, entries }: Pick<History, "sizes" | "entries">) {
  const lines = daysOf(sizes, removalsIn(sizes, entries)).map(
    ({ at, size = "", removed = "" }) => `${isoDay(at)},${size},${removed}`,
  );
  return (
    <Action.CopyToClipboard
      key="copy-numbers"
      title="Copy Numbers"
      icon={Icon.Clipboard}
      shortcut={Keyboard.Shortcut.Common.Copy}
      content={["day,bytes,removed bytes", ...lines].join("\n")}
    />
  );
}

interface Facts {
  first: SizePoint;
  now: SizePoint;
  most: SizePoint;
  least: SizePoint;
  removals: SizePoint[];
  /** Bytes of all of them. */
  removed: number;
}

/** Undefined where no size is known. */
function factsOf({ sizes, entries }: Pick<History, "sizes" | "entries">): Facts | undefined {
  const [first] = sizes;
  const now = sizes.at(-1);
  if (first === undefined || now === undefined) return undefined;
  const removals = removalsIn(sizes, entries);
  return {
    first,
    now,
    most: sizes.reduce((most, one) => (one.bytes > most.bytes ? one : most)),
    least: sizes.reduce((least, one) => (one.bytes < least.bytes ? one : least)),
    removals,
    removed: removals.reduce((sum, { bytes }) => sum + bytes, 0),
  };
}

/** What went from pip's cache since its size is known, oldest first. */
function removalsIn([first]: readonly SizePoint[], entries: readonly HistoryEntry[]): SizePoint[] {
  return entries
    .map((entry): SizePoint => ({ at: entry.at, bytes: entry.fromPip ?? (entry.unit === "entry" ? entry.bytes : 0) }))
    .filter(({ at, bytes }) => bytes > 0 && first !== undefined && isoDay(at) >= isoDay(first.at))
    .sort((a, b) => a.at - b.at);
}

interface Day {
  at: number;
  size?: number;
  removed?: number;
}

/** Newest first. */
function daysOf(sizes: readonly SizePoint[], removals: readonly SizePoint[]): Day[] {
  const days = new Map<string, Day>();
  const dayAt = (at: number): Day => {
    const day = days.get(isoDay(at)) ?? { at };
    days.set(isoDay(at), day);
    return day;
  };
  for (const { at, bytes } of sizes) dayAt(at).size = bytes;
  for (const { at, bytes } of removals) {
    const day = dayAt(at);
    day.removed = (day.removed ?? 0) + bytes;
  }
  return [...days.values()].sort((a, b) => b.at - a.at);
}
