/** What is kept of a package: how much with which tool, in which versions and forms, and what of it would come back. */
import { List } from "@raycast/api";
import { addSums, noSums, type Sums } from "../../pip-cache/rows/groups";
import { formatAge, formatBytes, formatCount, linkedWarning, titleCase } from "../shared/format";
import { bullets, escaped, paragraphs } from "../shared/markdown";
import { removals } from "./tool-removal";
import type { ShareGroup, ToolListed, ToolShare } from "./tool-rows";
import { toolTitles } from "./views";

/** Forms of versions that are told of each tool. */
const MOST_FORMS = 30;

export function ToolDetail({ listed }: { listed: ToolListed }) {
  const { Metadata } = List.Item.Detail;
  const { name, shares, groups, sums } = listed;
  const isOfSeveral = shares.length > 1;
  const upTo = shares.some((share) => share.upTo);
  const parts = shares.map((share) => [
    isOfSeveral && `## ${toolTitles[share.tool]}: ${sizeOf(share, share.upTo)}`,
    bullets(
      formLines(
        groups.filter(({ tool }) => tool === share.tool),
        share.upTo,
      ),
    ),
    saysOf(share),
  ]);
  return (
    <List.Item.Detail
      markdown={paragraphs([`# ${escaped(name)}`, ...parts.flat()])}
      metadata={
        <Metadata>
          <Metadata.Label title="Size" text={sizeOf(sums, upTo)} />
          {sums.shared > 0 && <Metadata.Label title="Linked Elsewhere" text={formatBytes(sums.shared)} />}
          <Metadata.Label title="Comes Back" text={sizeOf({ bytes: sums.bytes - sums.shared }, upTo)} />
          <Metadata.Label title="Files" text={formatCount(sums.files, "file")} />
          {sums.newestMs > 0 && <Metadata.Label title="Last Used" text={formatAge(sums.newestMs)} />}
          {isOfSeveral && <Metadata.Separator />}
          {isOfSeveral &&
            shares.map((share) => (
              <Metadata.Label key={share.tool} title={toolTitles[share.tool]} text={sizeOf(share, share.upTo)} />
            ))}
        </Metadata>
      }
    />
  );
}

/** How the tool removes it; of pip's an action does. */
const saysOf = ({ tool, cached: [own] }: ToolShare): string | false =>
  own?.name !== undefined && (removals[tool]?.says(own.name) ?? false);

/** Largest first. */
function formLines(groups: readonly ShareGroup[], upTo: boolean): string[] {
  const forms = new Map<string, Sums>();
  for (const group of groups) {
    const label = labelOf(group);
    const sums = forms.get(label) ?? noSums();
    addSums(sums, group);
    forms.set(label, sums);
  }
  const sorted = [...forms].sort(([, one], [, other]) => other.bytes - one.bytes);
  const lines = sorted.slice(0, MOST_FORMS).map(([label, sums]) => {
    const linked = sums.shared > 0 ? `, of it ${linkedWarning(sums.shared)}` : "";
    return `${escaped(label)}: ${sizeOf(sums, upTo)}${linked}`;
  });
  const rest = sorted.slice(MOST_FORMS).reduce((sum, [, { bytes }]) => sum + bytes, 0);
  if (sorted.length > MOST_FORMS) {
    lines.push(`…and ${formatCount(sorted.length - MOST_FORMS, "other")}: ${sizeOf({ bytes: rest }, upTo)}`);
  }
  return lines;
}

const labelOf = ({ kind, version }: ShareGroup): string =>
  version === undefined ? titleCase(kind) : `${version}, ${kind}`;

const sizeOf = ({ bytes }: { bytes: number }, upTo: boolean): string => `${upTo ? "up to " : ""}${formatBytes(bytes)}`;
