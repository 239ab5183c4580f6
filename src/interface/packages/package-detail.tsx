/** What is kept of a package: by version and kind, in which layout, for which Pythons, and where. */
import { List } from "@raycast/api";
import { specialIn } from "../../packaging/row-key";
import { damages } from "../../pip-cache/entry";
import { layouts } from "../../pip-cache/layouts";
import type { CacheDirectory } from "../../pip-cache/locate";
import { sumGroups, type Group } from "../../pip-cache/rows/groups";
import { allGroups, type Summary } from "../../pip-cache/rows/summary";
import {
  formatAge,
  formatBytes,
  formatCount,
  formatNumber,
  formatPath,
  formatShare,
  linkedWarning,
  titleCase,
} from "../shared/format";
import { bullets, escaped, paragraphs } from "../shared/markdown";
import type { NamedHardFile } from "../../pip-cache/cost/hard";
import { costLabels, hardMarkdown, hardTitle } from "../cost/hard-text";
import { hardIcon, keptIcon } from "../shared/icons";
import { reasonText } from "../shared/reason-text";
import { formatUnits, unitOf, type Unit } from "../shared/units";
import { byPython, pythonName } from "../shared/python-tags";
import type { KeptOfRow } from "./kept-text";

/** Most versions that are listed one by one. */
const SHOWN_VERSIONS = 30;

export interface PackageDetailProps {
  summary: Summary;
  /** Bytes of all caches shown. */
  totalBytes: number;
  caches: CacheDirectory[];
  kept?: KeptOfRow;
  /** Of its files, those that are hard to get back. */
  hard?: readonly NamedHardFile[];
  isLoading?: boolean;
  /** What else there is to say: markdown. */
  more?: string | false;
}

const { Metadata } = List.Item.Detail;

export function PackageDetail(props: PackageDetailProps) {
  const { summary, caches, kept, hard = [], isLoading, more } = props;
  return (
    <List.Item.Detail
      isLoading={isLoading}
      markdown={paragraphs([sentencesOf(summary), hardMarkdown(hard), more])}
      metadata={
        <Metadata>
          <SumLabels {...props} />
          <PartLabels summary={summary} kept={kept} />
          <CostLabels summary={summary} hard={hard} />
          <Metadata.Separator />
          <LayoutLabels groups={allGroups(summary)} />
          {caches.map(({ path }) => (
            <Metadata.Label key={path} title="Cache Directory" text={formatPath(path)} />
          ))}
        </Metadata>
      }
    />
  );
}

/** What is true of all of it. */
function SumLabels({ summary, totalBytes, kept }: PackageDetailProps) {
  const { key, entries, bytes, shared, lastUsedMs } = summary;
  const pythons = [...new Set(allGroups(summary).flatMap(({ python }) => (python === undefined ? [] : [python])))].sort(
    byPython,
  );
  const share =
    specialIn(key) === "foreign" ? ", not counted as cache" : ` (${formatShare(bytes, totalBytes)} of the cache)`;
  return (
    <>
      <Metadata.Label title="Size" text={`${formatBytes(bytes)}${share}`} />
      {shared > 0 && <Metadata.Label title="Linked Elsewhere" text={formatBytes(shared)} />}
      <Metadata.Label title={unitOf(key) === "entry" ? "Entries" : "Files"} text={formatNumber(entries)} />
      {kept && (
        <Metadata.Label title="Kept" icon={keptIcon} text={kept.isWhole ? "Always, the whole package" : kept.text} />
      )}
      <Metadata.Label title="Last Used" text={formatAge(lastUsedMs)} />
      {pythons.length > 0 && (
        <Metadata.TagList title="For">
          {pythons.map((tag) => (
            <Metadata.TagList.Item key={tag} text={tag === "any" ? "Any Python" : pythonName(tag)} />
          ))}
        </Metadata.TagList>
      )}
    </>
  );
}

/** What is too long for a label: what is damaged, what removing does not free, and why files have no name. */
function sentencesOf(summary: Summary): string | undefined {
  const { key, name, shared } = summary;
  const groups = allGroups(summary);
  const damaged = groups.flatMap(({ version, kind, damage }) =>
    damage === undefined ? [] : [`**Damaged:** ${escaped(version ?? kind)}, ${damages[damage]}.`],
  );
  const nameless = byLabel(groups.filter(isNameless), name).map(
    ([label, part]) => `${sizeText(part, unitOf(key))}: ${escaped(label)}`,
  );
  return paragraphs([
    ...new Set(damaged),
    nameless.length > 0 && bullets(nameless),
    shared > 0 && `${linkedWarning(shared)}.`,
  ]);
}

const isNameless = ({ kind }: Group): boolean => kind === "other" || kind === "foreign";

/** Its versions, and what belongs to none. */
function PartLabels({
  summary: { key, name, groups, versions, versionCount },
  kept,
}: Pick<PackageDetailProps, "summary" | "kept">) {
  const unit = unitOf(key);
  const versionless = groups.filter((group) => group.version === undefined && !isNameless(group));
  return (
    <>
      {versions.length + versionless.length > 0 && <Metadata.Separator />}
      {versions.slice(0, SHOWN_VERSIONS).map((version) => (
        <Metadata.Label
          key={version}
          title={version}
          icon={kept?.versions.includes(version) ? keptIcon : undefined}
          text={kindsText(
            groups.filter((group) => group.version === version),
            name,
          )}
        />
      ))}
      {versionCount > SHOWN_VERSIONS && (
        <Metadata.Label title={formatCount(versionCount - SHOWN_VERSIONS, "more version")} />
      )}
      {byLabel(versionless, name).map(([label, part]) => (
        <Metadata.Label key={label} title={titleCase(label)} text={sizeText(part, unit)} />
      ))}
    </>
  );
}

/** What it takes to have it again. */
function CostLabels({ summary, hard }: { summary: Summary; hard: readonly NamedHardFile[] }) {
  const labels = costLabels(allGroups(summary), hard);
  if (labels.length === 0) return null;
  return (
    <>
      <Metadata.Separator />
      {labels.map(([title, text], at) => (
        <Metadata.Label key={at} title={title} text={text} icon={title === hardTitle ? hardIcon : undefined} />
      ))}
    </>
  );
}

function LayoutLabels({ groups }: { groups: Group[] }) {
  return [...new Set(groups.map(({ layout }) => layout))].map((layout) => (
    <Metadata.Label
      key={layout}
      title={layouts[layout].title}
      text={formatBytes(sumGroups(groups.filter((group) => group.layout === layout)).bytes)}
    />
  ));
}

/** `wheel 12.3 MB, metadata 2.1 kB`; of more kinds `12.3 MB: wheel, sdist, metadata`. */
function kindsText(groups: Group[], name: string): string {
  const parts = byLabel(
    groups.map((group) => (isNameless(group) ? { ...group, reason: undefined } : group)),
    name,
  );
  const size = (part: Group[]) => formatBytes(sumGroups(part).bytes);
  if (parts.length > 2) return `${size(groups)}: ${parts.map(([kind]) => kind).join(", ")}`;
  return parts.map(([kind, part]) => `${kind} ${size(part)}`).join(", ");
}

/** Largest first. What has no name is told apart by why it has none. */
function byLabel(groups: Group[], name: string): [string, Group[]][] {
  const parts = new Map<string, Group[]>();
  for (const group of groups) {
    const label = (isNameless(group) && reasonText(group, name)) || group.kind;
    const part = parts.get(label);
    if (part) part.push(group);
    else parts.set(label, [group]);
  }
  return [...parts].sort(([, a], [, b]) => sumGroups(b).bytes - sumGroups(a).bytes);
}

function sizeText(groups: Group[], unit: Unit): string {
  const { entries, bytes } = sumGroups(groups);
  return `${formatBytes(bytes)}, ${formatUnits(entries, unit)}`;
}
