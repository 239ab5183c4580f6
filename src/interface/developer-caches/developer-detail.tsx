/** Each place of a tool: where, how much, what making it again costs, what stays, and who is using it. */
import { Color, List } from "@raycast/api";
import { isOwnFolder } from "../../developer-caches/own-folder";
import { formatAge, formatBytes, formatPath, formatShare, linkedWarning } from "../shared/format";
import { tiers } from "../shared/icons";
import { code, escaped, paragraphs } from "../shared/markdown";
import { trashName } from "../shared/trash-name";
import { isOrphaned, type MeasuredTarget, type MeasuredTool } from "./measured-tools";
import { visible } from "../../files/visible";

export function DeveloperDetail({ measured, totalBytes }: { measured: MeasuredTool; totalBytes: number }) {
  const { Metadata } = List.Item.Detail;
  return (
    <List.Item.Detail
      markdown={paragraphs(measured.targets.map(sentencesOf))}
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
            <TargetLabels key={target.resolved.root} {...target} />
          ))}
        </Metadata>
      }
    />
  );
}

function TargetLabels({ resolved, size }: MeasuredTarget) {
  const { Metadata } = List.Item.Detail;
  const { target, tier, path } = resolved;
  return (
    <>
      <Metadata.Separator />
      <Metadata.Label
        title={target.label}
        text={size ? `${size.upTo ? "up to " : ""}${formatBytes(size.bytes)}` : "–"}
      />
      <Metadata.Label title="Path" text={formatPath(path)} />
      {size && size.shared > 0 && <Metadata.Label title="Linked Elsewhere" text={formatBytes(size.shared)} />}
      <Metadata.TagList title="Tier">
        <Metadata.TagList.Item text={tiers[tier].title} color={tiers[tier].color} />
      </Metadata.TagList>
    </>
  );
}

/** What is too long for a label: first what it is or costs, then what stays, and what else there is to know. */
function sentencesOf(measured: MeasuredTarget): string {
  const { resolved, refused, size } = measured;
  const { target, tier, path } = resolved;
  const isOwn = isOwnFolder(resolved);
  const movable = `${isOwn ? "It" : "All of it is cache: it"} can be moved to the ${trashName}.`;
  const facts: [name: string, text: string | undefined][] = [
    [tier === "never" ? "What it is" : "To make it again", target.cost],
    [tier === "never" ? "Neither counted nor cleared" : "Not cleared", refused],
    ["What can be done", isOrphaned(measured) ? movable : undefined],
    ["Stays", target.keep?.why],
    ...(size?.kept ?? []).map((one): [string, string] => ["Left alone", one.replace(/^Kept: /, "")]),
    ["Not readable", size?.unreadable],
    ["Note", target.note],
  ];
  const lines = facts.flatMap(([name, text]) => (text ? [`**${name}:** ${escaped(text)}`] : []));
  if (size && size.shared > 0) lines.push(`${linkedWarning(size.shared)}.`);
  return [`### ${escaped(target.label)}`, ...lines, code(formatPath(path))].join("\n\n");
}
