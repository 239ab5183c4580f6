/** The row of a tool: how much it keeps, of which tiers, since when unused, and what uses it. */
import { Color, Icon, List } from "@raycast/api";
import { isOwnFolder } from "../../developer-caches/own-folder";
import { visible } from "../../files/visible";
import { formatAge, formatBytes, formatCount } from "../shared/format";
import { linkedAccessory, selectedIcon, shareAccessory, tiers } from "../shared/icons";
import { dated, withValues, type Values } from "../shared/values";
import { DeveloperActions, type DeveloperActionsProps } from "./developer-actions";
import { DeveloperDetail } from "./developer-detail";
import { isOrphaned, type MeasuredTool } from "./measured-tools";
import { toolKeywords } from "./tool-filters";

export interface DeveloperItemProps extends DeveloperActionsProps {
  /** Of all tools. */
  totalBytes: number;
}

export function DeveloperItem({ totalBytes, ...props }: DeveloperItemProps) {
  const { measured, selected, isShowingDetail } = props;
  const { tool } = measured;
  return (
    <List.Item
      id={tool.id}
      title={tool.name}
      icon={selected.has(tool.id) ? selectedIcon : Icon.HardDrive}
      keywords={toolKeywords(measured)}
      accessories={accessoriesOf(measured, totalBytes, isShowingDetail)}
      detail={isShowingDetail && <DeveloperDetail measured={measured} totalBytes={totalBytes} />}
      actions={<DeveloperActions {...props} />}
    />
  );
}

function accessoriesOf(measured: MeasuredTool, totalBytes: number, isShowingDetail: boolean): List.Item.Accessory[] {
  const { bytes, newestMs, usedBy, targets, measuredAt } = measured;
  const shown: List.Item.Accessory[] = [];
  if (usedBy) {
    shown.push({ icon: { source: Icon.Play, tintColor: Color.Orange }, tooltip: `In use: ${visible(usedBy)}` });
  }
  const [first] = targets;
  const refused = targets.every((target) => target.refused !== undefined) ? first?.refused : undefined;
  // What a person has added is not locked: it goes to the Trash.
  if (refused !== undefined && !targets.some((one) => isOwnFolder(one.resolved) && isOrphaned(one)))
    shown.push({ icon: Icon.Lock, tooltip: `Not cleared: ${visible(refused)}` });
  if (!isShowingDetail) {
    const filled = targets.filter(({ size }) => size?.bytes !== 0);
    for (const tier of new Set(filled.map(({ resolved }) => resolved.tier))) {
      shown.push({ tag: { value: tiers[tier].title, color: tiers[tier].color }, tooltip: tiers[tier].description });
    }
    if (newestMs > 0) shown.push({ text: formatAge(newestMs), icon: Icon.Clock, tooltip: "Last used" });
    if (bytes > 0) shown.push(shareAccessory(bytes, totalBytes, "all caches"));
  }
  if (measured.shared > 0) shown.push(linkedAccessory(measured.shared));
  const size = {
    text: sizeOf(measured),
    tooltip: `${formatCount(targets.length, "place")}, measured ${formatAge(measuredAt)}`,
  };
  // Nobody takes for a size what was not measured yet, or is none to rely on.
  const sum: Values =
    targets.some((target) => target.size) && !measured.upTo ? { bytes: measured.bytes, shared: measured.shared } : {};
  const values = { ...sum, places: targets.length, ...dated("lastUsed", newestMs), ...dated("measured", measuredAt) };
  shown.push(withValues(size, values));
  return shown;
}

function sizeOf({ bytes, dataBytes, upTo, targets }: MeasuredTool): string {
  if (targets.every(({ resolved }) => resolved.leftOut)) return "Left Out";
  if (targets.every(({ size }) => size === undefined)) return "Measuring…";
  if (bytes === 0 && targets.some(({ size }) => size?.unreadable)) return "Not Readable";
  if (bytes === 0 && dataBytes > 0) return `${formatBytes(dataBytes)}, Not Counted`;
  return `${upTo ? "up to " : ""}${formatBytes(bytes)}`;
}
