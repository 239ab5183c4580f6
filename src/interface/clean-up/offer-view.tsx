/** Exactly what an offer would remove, row by row; each can be left out. */
import { Action, ActionPanel, Icon, Keyboard, List, showToast, Toast, useNavigation } from "@raycast/api";
import { memo, useCallback, useEffect, useMemo, useRef, useState } from "react";
import type { RowKey } from "../../packaging/row-key";
import { noSums } from "../../pip-cache/rows/groups";
import type { Rows } from "../../pip-cache/rows/rows";
import type { RowRemoval } from "../removal/use-row-removal";
import { SelectAction, SelectAllActions, withKey } from "../shared/actions";
import { formatBytes, formatCount, formatNumber, formatSize, titleCase } from "../shared/format";
import { isFound, keywordsOf } from "../shared/keywords";
import type { KeptTest } from "../shared/marks";
import { rowIcon, selectedIcon, sizeAccessories } from "../shared/icons";
import { formatUnits } from "../shared/units";
import { useFirstRow } from "../shared/use-first-row";
import { useSliced } from "../shared/use-sliced";
import { partsOf, requestOf, type Offer, type OfferPart } from "./offers";

/** Rows that stand by themselves; one stands for all others. */
const MAX_PARTS = 1_000;
/** Rows that are made at once: all of them would freeze the window. */
const STEP = 50;
const REST = "rest";

export interface OfferViewProps extends Pick<RowRemoval, "onRemove"> {
  offer: Offer;
  rows: Rows;
  isKept: KeptTest;
  /** Real paths of the cache directories. */
  paths: string[];
}

export function OfferView({ offer, rows, isKept, paths, onRemove }: OfferViewProps) {
  const { pop } = useNavigation();
  const [parts = [], isWorking] = useSliced(() => partsOf(rows, offer, isKept), [rows, offer, isKept]);
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const most = useGrowing(Math.min(parts.length, MAX_PARTS));
  const rest = useMemo(() => sumOf(parts.slice(MAX_PARTS)), [parts]);
  const going = useMemo(() => parts.filter(({ key }, at) => !left.has(at < MAX_PARTS ? key : REST)), [parts, left]);
  const sum = useMemo(() => sumOf(going), [going]);
  const isOpen = useRef(true);
  useEffect(() => {
    isOpen.current = true;
    return () => void (isOpen.current = false);
  }, []);
  const ids = useMemo(() => [...parts.slice(0, MAX_PARTS).map(({ key }): string => key), REST], [parts]);
  const { request, keys } = useMemo(() => requestOf(offer, going, parts.length, paths), [offer, going, parts, paths]);
  const amount = `${titleCase(request.what)} (${formatBytes(sum.bytes)})`;
  const remove = async () => {
    if (going.length === 0) return sayNothingSelected();
    const removal = await onRemove(request, keys);
    if (removal && isOpen.current) pop();
  };
  const [typed, setTyped] = useState("");
  const [highlighted, setHighlighted] = useState<string | null>();
  const { onMoveTo, onSelectionChange, selectedItemId } = useFirstRow(parts[0]?.key);
  const toggle = (id: string, stays: boolean) => {
    setLeft((before) => withKey(before, id, stays));
    const nameOf = new Map<string, string>(parts.map(({ key, name }) => [key, name]));
    const next = ids.slice(ids.indexOf(id) + 1).find((one) => isFound(typed, keywordsOf([nameOf.get(one) ?? "More"])));
    if (next !== undefined) onMoveTo(next);
  };
  const acting = useRef({ remove, toggle });
  acting.current = { remove, toggle };
  const actions: PartActionsProps = {
    what: offer.what,
    onRemove: useCallback(() => acting.current.remove(), []),
    onToggle: useCallback((id: string, stays: boolean) => acting.current.toggle(id, stays), []),
    onAll: useCallback(() => setLeft(new Set()), []),
    onNone: useCallback(() => setLeft(new Set(ids)), [ids]),
  };
  /** Only the row it is on says how much would go: all of them would be made again for each that is left out. */
  const amountAt = (id: string) => (id === (highlighted ?? parts[0]?.key) && going.length > 0 ? amount : undefined);
  return (
    <List
      isLoading={isWorking || most < Math.min(parts.length, MAX_PARTS)}
      searchBarPlaceholder="Search what would go"
      navigationTitle={offer.title}
      filtering
      onSearchTextChange={setTyped}
      selectedItemId={selectedItemId}
      onSelectionChange={(id) => {
        onSelectionChange(id);
        setHighlighted(id);
      }}
    >
      <List.Section
        title={offer.title}
        subtitle={`${formatNumber(going.length)} of ${formatCount(parts.length, "row")}, ${formatSize(sum)}`}
      >
        {parts.slice(0, most).map((part) => (
          <PartItem
            key={part.key}
            id={part.key}
            rowKey={part.key}
            name={part.name}
            versions={part.versions}
            entries={part.entries}
            bytes={part.bytes}
            shared={part.shared}
            isGoing={!left.has(part.key)}
            amount={amountAt(part.key)}
            {...actions}
          />
        ))}
        {parts.length > MAX_PARTS && most === MAX_PARTS && (
          <PartItem
            key={REST}
            id={REST}
            name={`${formatNumber(parts.length - MAX_PARTS)} More`}
            {...rest}
            isGoing={!left.has(REST)}
            amount={amountAt(REST)}
            {...actions}
          />
        )}
      </List.Section>
    </List>
  );
}

async function sayNothingSelected(): Promise<void> {
  await showToast({
    style: Toast.Style.Failure,
    title: "Nothing Is Selected",
    message: "All rows stay as they are: select those that are to go.",
  });
}

/** Grows to a number step by step, each after the one before is on screen. */
function useGrowing(until: number): number {
  const [most, setMost] = useState(STEP);
  useEffect(() => {
    if (most >= until) return;
    const next = setImmediate(() => setMost(most + STEP));
    return () => clearImmediate(next);
  }, [most, until]);
  return Math.min(most, until);
}

function sumOf(parts: readonly OfferPart[]): Pick<OfferPart, "entries" | "bytes" | "shared"> {
  const sum = noSums();
  for (const { entries, bytes, shared } of parts) {
    sum.entries += entries;
    sum.bytes += bytes;
    sum.shared += shared;
  }
  const { entries, bytes, shared } = sum;
  return { entries, bytes, shared };
}

interface PartActionsProps {
  what: string;
  onRemove: () => Promise<void>;
  onToggle: (id: string, stays: boolean) => void;
  onAll: () => void;
  onNone: () => void;
}

interface PartItemProps extends PartActionsProps, Omit<OfferPart, "key"> {
  id: string;
  /** Absent for the row that stands for the rest. */
  rowKey?: RowKey;
  isGoing: boolean;
  /** What would go with all that is selected; absent where that is not said. */
  amount?: string;
}

/** Made again only when something of its own has changed: there may be a thousand. */
const PartItem = memo(function PartItem(props: PartItemProps) {
  const { id, rowKey, name, versions, entries, bytes, shared, isGoing, amount, what } = props;
  return (
    <List.Item
      id={id}
      title={name}
      subtitle={versions && versionsText(versions)}
      icon={isGoing ? selectedIcon : rowKey ? rowIcon(rowKey) : Icon.Box}
      accessories={[
        ...(isGoing ? [] : [{ text: "Stays" }]),
        ...sizeAccessories({ bytes, shared }, `${formatNumber(bytes)} bytes in ${formatUnits(entries, "entry")}`, {
          entries,
        }),
      ]}
      actions={
        <ActionPanel title={amount && `Selected: ${amount}`}>
          <SelectAction key="select" isSelected={isGoing} onToggle={() => props.onToggle(id, isGoing)} />
          <SelectAllActions onAll={props.onAll} onNone={props.onNone} />
          <Action
            key="remove"
            title={`Remove ${amount ?? titleCase(what)}`}
            icon={Icon.Trash}
            style={Action.Style.Destructive}
            shortcut={Keyboard.Shortcut.Common.Remove}
            onAction={props.onRemove}
          />
        </ActionPanel>
      }
    />
  );
});

/** `1.26.4, 1.25.0 +3` */
function versionsText(versions: readonly string[]): string {
  const more = versions.length > 3 ? ` +${versions.length - 2}` : "";
  return versions.slice(0, more ? 2 : 3).join(", ") + more;
}
