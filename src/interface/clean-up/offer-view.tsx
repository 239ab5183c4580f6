/** Exactly what an offer would remove, row by row; each can be left out. */
import { Action, ActionPanel, Icon, Keyboard, List, useNavigation } from "@raycast/api";
import { memo, useCallback, useEffect, useMemo, useRef, useState } from "react";
import type { RowKey } from "../../packaging/row-key";
import { noSums } from "../../pip-cache/rows/groups";
import type { Rows } from "../../pip-cache/rows/rows";
import type { RowRemoval } from "../removal/use-row-removal";
import { SelectAction, toggled } from "../shared/actions";
import { formatCount, formatNumber, formatSize, titleCase } from "../shared/format";
import { rowIcon, selectedIcon, sizeAccessories } from "../shared/icons";
import { formatUnits } from "../shared/units";
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
  /** Real paths of the cache directories. */
  paths: string[];
}

export function OfferView({ offer, rows, paths, onRemove }: OfferViewProps) {
  const { pop } = useNavigation();
  const [parts = [], isWorking] = useSliced(() => partsOf(rows, offer), [rows, offer]);
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
  const remove = async () => {
    if (going.length === 0) return;
    const { request, keys } = requestOf(offer, going, parts.length, paths);
    const removal = await onRemove(request, keys);
    if (removal && isOpen.current) pop();
  };
  const acting = useRef(remove);
  acting.current = remove;
  const actions: PartActionsProps = {
    what: offer.what,
    onRemove: useCallback(() => acting.current(), []),
    onToggle: useCallback((key: string) => setLeft((before) => toggled(before, key)), []),
    onAll: useCallback(() => setLeft(new Set()), []),
    onNone: useCallback(() => setLeft(new Set([...parts.slice(0, MAX_PARTS).map(({ key }) => key), REST])), [parts]),
  };
  return (
    <List
      isLoading={isWorking || most < Math.min(parts.length, MAX_PARTS)}
      searchBarPlaceholder="Search what would go"
      navigationTitle={offer.title}
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
            {...actions}
          />
        )}
      </List.Section>
    </List>
  );
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
  onToggle: (id: string) => void;
  onAll: () => void;
  onNone: () => void;
}

interface PartItemProps extends PartActionsProps, Omit<OfferPart, "key"> {
  id: string;
  /** Absent for the row that stands for the rest. */
  rowKey?: RowKey;
  isGoing: boolean;
}

/** Made again only when something of its own has changed: there may be a thousand. */
const PartItem = memo(function PartItem(props: PartItemProps) {
  const { id, rowKey, name, versions, entries, bytes, shared, isGoing, what } = props;
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
        <ActionPanel>
          <SelectAction key="select" isSelected={isGoing} onToggle={() => props.onToggle(id)} />
          <Action key="select-all" title="Select All" icon={Icon.CheckList} onAction={props.onAll} />
          <Action key="deselect-all" title="Deselect All" icon={Icon.XMarkCircle} onAction={props.onNone} />
          <Action
            key="remove"
            title={`Remove ${titleCase(what)}`}
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
