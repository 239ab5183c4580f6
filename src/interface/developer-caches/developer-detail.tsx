/** Each place of a tool: where, how much, what making it again costs, what stays, and who is using it. */
import { Color, List } from "@raycast/api";
import { formatAge, formatBytes, formatPath, formatShare, linkedDetail } from "../shared/format";
import { tiers } from "../shared/icons";
import type { MeasuredTarget, MeasuredTool } from "./measured-tools";
import { visible } from "../../files/visible";

export function DeveloperDetail({ measured, totalBytes }: { measured: MeasuredTool; totalBytes: number }) {
  const { Metadata } = List.Item.Detail;
  return (
    <List.Item.Detail
      metadata={
        <Metadata>
          <Metadata.Label
            title="Size"
            text={`${measured.upTo ? "up to " : ""}${formatBytes(measured.bytes)} (${formatShare(measured.bytes, totalBytes)} of all)`}
          />
          {measured.newestMs > 0 && <Metadata.Label title="Last Used" text={formatAge(measured.newestMs)} />}
          <Metadata.Label title="Measured" text={formatAge(measured.measuredAt)} />
          {measured.usedBy && (
            <Metadata.Label title="In Use Now" text={{ value: visible(measured.usedBy), color: Color.Orange }} />
          )}
          {measured.targets.map((target) => (
            <TargetDetail key={target.resolved.root} {...target} />
          ))}
        </Metadata>
      }
    />
  );
}

function TargetDetail({ resolved, refused, size }: MeasuredTarget) {
  const { Metadata } = List.Item.Detail;
  const { target, tier, path, leftOut } = resolved;
  const isData = tier === "never";
  return (
    <>
      <Metadata.Separator />
      <Metadata.Label
        title={target.label}
        text={size ? `${size.upTo ? "up to " : ""}${formatBytes(size.bytes)}${isData ? ", Not Counted" : ""}` : "–"}
      />
      <Metadata.Label title="Path" text={formatPath(path)} />
      <Metadata.TagList title="Tier">
        <Metadata.TagList.Item text={tiers[tier].title} color={tiers[tier].color} />
      </Metadata.TagList>
      <Metadata.Label title={isData ? "What It Is" : "To Make It Again"} text={target.cost} />
      {size && size.shared > 0 && <Metadata.Label title="Linked Elsewhere" text={linkedDetail(size.shared)} />}
      {target.keep && <Metadata.Label title="Stays" text={target.keep.why} />}
      {size?.kept?.map((one) => (
        <Metadata.Label key={one} title="Left Alone" text={one.replace(/^Kept: /, "")} />
      ))}
      {size?.unreadable && <Metadata.Label title="Not Readable" text={size.unreadable} />}
      {target.note && <Metadata.Label title="Note" text={target.note} />}
      {(leftOut ?? refused ?? target.showOnly) && (
        <Metadata.Label title="Not Cleared" text={visible(leftOut ?? refused ?? target.showOnly ?? "")} />
      )}
    </>
  );
}
