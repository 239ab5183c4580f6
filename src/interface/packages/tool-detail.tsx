/** What is kept of a package: how much with which tool, in which versions and forms, and what of it would come back. */
import { List } from "@raycast/api";
import { isPackage } from "../../packaging/row-key";
import { addSums, noSums, type Sums } from "../../pip-cache/rows/groups";
import type { KnownNeeds } from "../projects/known-needs";
import { neededMarkdown } from "../projects/needs-text";
import { formatAge, formatBytes, formatCount, linkedWarning, titleCase } from "../shared/format";
import { bullets, escaped, paragraphs } from "../shared/markdown";
import { removals } from "./tool-removal";
import { pipKeyOf, type ShareGroup, type ToolListed, type ToolShare } from "./tool-rows";
import { damageReasons, toolTitles } from "./views";

/** Forms of versions that are told of each tool. */
const MOST_FORMS = 30;

interface ToolDetailProps {
  listed: ToolListed;
  /** Who needs it; absent until that was read, and where nobody reads it. */
  needs?: KnownNeeds;
  kept?: string;
}

export function ToolDetail({ listed, needs, kept }: ToolDetailProps) {
  const { Metadata } = List.Item.Detail;
  const { name, shares, groups, sums, versions } = listed;
  const damaged = groups.filter(({ damage }) => damage !== undefined);
  const isOfSeveral = shares.length > 1;
  const upTo = shares.some((share) => share.upTo);
  const key = pipKeyOf(listed);
  // Of conda's own packages nobody was asked who knows, see `nowhereRowTest`.
  const isTold = needs?.needs.packages.has(key) || shares.every(({ tool }) => tool !== "conda");
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
      markdown={paragraphs([
        `# ${escaped(name)}`,
        ...parts.flat(),
        damaged.length > 0 && `**Damaged** with pip: ${damageReasons(damaged)}.`,
        needs && isTold && isPackage(listed.key) && neededMarkdown(needs, key, versions),
      ])}
      metadata={
        <Metadata>
          <Metadata.Label title="Size" text={sizeOf(sums, upTo)} />
          {sums.shared > 0 && <Metadata.Label title="Linked Elsewhere" text={formatBytes(sums.shared)} />}
          <Metadata.Label title="Comes Back" text={sizeOf({ bytes: sums.bytes - sums.shared }, upTo)} />
          <Metadata.Label title="Files" text={formatCount(sums.files, "file")} />
          {kept !== undefined && <Metadata.Label title="Keep Always" text={kept} />}
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
