/** Chooses what the list of packages shows. */
import { Icon, List, type Image } from "@raycast/api";
import type { CacheDirectory } from "../../pip-cache/locate";
import { formatBytes, formatCount } from "../shared/format";
import type { CacheTotals, NowhereTotals } from "../clean-up/cache-totals";
import { nowhere } from "../projects/known-needs";
import type { HardSum } from "../cost/hard-text";
import { hardIcon, kindIcons, nowhereIcons } from "../shared/icons";
import { formatUnits } from "../shared/units";
import { toolIcons, ToolChoices, type ToolChoicesProps } from "./tool-choices";
import { decodeView, encodeView, sortOrders, viewTitle, type SortOrder, type View } from "./views";

export const sortIcons: Record<SortOrder, Icon> = { size: Icon.HardDrive, "last-used": Icon.Clock, name: Icon.Text };

export interface ViewDropdownProps {
  /** Absent while nothing is known. */
  cacheTotals?: CacheTotals;
  /** See `NowhereTotals`. */
  nowhereTotals?: NowhereTotals;
  /** What is hard to get back; absent where that is nothing, or not known. */
  hard?: HardSum;
  caches: CacheDirectory[];
  pythonTools: ToolChoicesProps["known"];
  /** Whether the view shows one cache directory anyway. */
  isFixed: boolean;
  /** What is chosen, see `encodeView`. */
  value: string;
  onChange: (value: string) => void;
}

/** What can be chosen, and what of the cache it shows; that is absent where it is all, or gone. */
export interface Choice {
  view: View;
  amount?: string;
}

export function ViewDropdown(props: ViewDropdownProps) {
  const { cacheTotals, nowhereTotals, hard, caches, pythonTools, isFixed, value, onChange } = props;
  const orders = (Object.keys(sortOrders) as SortOrder[]).map((order): Choice => ({ view: { type: "sort", order } }));
  const filters = [...(cacheTotals ? filtersOf(cacheTotals) : []), ...nowhereChoices(nowhereTotals)];
  if (hard) filters.push({ view: { type: "hard" }, amount: choiceAmount(hard) });
  const folders =
    !isFixed && caches.length > 1 ? caches.map(({ path }): Choice => ({ view: { type: "cache", path } })) : [];
  const chosen = decodeView(value);
  const isOffered = [...orders, ...filters, ...folders].some(({ view }) => encodeView(view) === value);
  // What is chosen stays on offer when the last of it has gone.
  if (!isOffered && chosen.type !== "cache") filters.push({ view: chosen });
  const ofTypes = (...types: View["type"][]) => filters.filter(({ view }) => types.includes(view.type));
  return (
    <List.Dropdown tooltip="Sort and Filter" value={value} onChange={onChange}>
      <Choices title="Sort By" choices={orders} />
      {!isFixed && <ToolChoices known={pythonTools} pipBytes={cacheTotals?.bytes} />}
      <Choices title="Show Only" choices={ofTypes("damaged", "unused", "kept", "hard")} />
      <Choices title="Of What Was Looked At" choices={ofTypes("nowhere")} />
      <Choices title="By Kind" choices={ofTypes("kind")} />
      <Choices title="By Python" choices={ofTypes("python")} />
      <Choices title={formatCount(caches.length, "Cache Directory", "Cache Directories")} choices={folders} />
    </List.Dropdown>
  );
}

/** What there is nothing of is not offered. */
function filtersOf({ damaged, unused, kept, kinds, pythons }: CacheTotals): Choice[] {
  const choices: Choice[] = [];
  if (damaged.entries > 0) choices.push({ view: { type: "damaged" }, amount: choiceAmount(damaged) });
  if (unused) choices.push({ view: { type: "unused" }, amount: formatBytes(unused.bytes) });
  if (kept) choices.push({ view: { type: "kept" }, amount: choiceAmount(kept) });
  for (const { kind, ...counted } of kinds)
    choices.push({ view: { type: "kind", kind }, amount: choiceAmount(counted) });
  for (const { tag, bytes } of pythons) {
    choices.push({ view: { type: "python", tag }, amount: formatBytes(bytes) });
  }
  return choices;
}

const nowhereChoices = (totals: NowhereTotals = new Map()): Choice[] =>
  Array.from(totals, ([whose, sum]) => ({ view: { type: "nowhere", in: whose }, amount: choiceAmount(sum) }));

/** Empty files are something, too. */
export const choiceAmount = ({ entries, bytes }: { entries: number; bytes: number }): string =>
  bytes > 0 ? formatBytes(bytes) : formatUnits(entries, "entry");

export function Choices({ title, choices }: { title: string; choices: Choice[] }) {
  if (choices.length === 0) return null;
  return (
    <List.Dropdown.Section title={title}>
      {choices.map(({ view, amount }) => (
        <List.Dropdown.Item
          key={encodeView(view)}
          title={amount === undefined ? titleOf(view) : `${titleOf(view)} (${amount})`}
          value={encodeView(view)}
          icon={iconOf(view)}
        />
      ))}
    </List.Dropdown.Section>
  );
}

/** With its sum a longer one would be cut; the heading says the rest, and the list's own all of it. */
function titleOf(view: View): string {
  const own = ownOf(view);
  return own.type === "nowhere" ? nowhere[own.in].short : viewTitle(own);
}

/** What is chosen of a tool's list. */
function ownOf(view: View): View {
  if (view.type !== "tool") return view;
  return view.only ?? (view.order === undefined ? view : { type: "sort", order: view.order });
}

function iconOf(chosen: View): Image.ImageLike {
  const view = ownOf(chosen);
  switch (view.type) {
    case "sort":
      return sortIcons[view.order];
    case "damaged":
      return Icon.ExclamationMark;
    case "unused":
      return Icon.Moon;
    case "kept":
      return Icon.Pin;
    case "hard":
      return hardIcon;
    case "nowhere":
      return nowhereIcons[view.in];
    case "kind":
      return kindIcons[view.kind];
    case "python":
      return Icon.Code;
    case "cache":
      return Icon.Folder;
    case "tool":
      return toolIcons[view.tool];
  }
}
