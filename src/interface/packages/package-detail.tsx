/** What is kept of a package: by version and kind, in which layout, for which Pythons, and where. */
import { Color, List } from "@raycast/api";
import type { ReactNode } from "react";
import { specialIn } from "../../packaging/row-key";
import { damages, kinds } from "../../pip-cache/entry";
import { layouts } from "../../pip-cache/layouts";
import type { CacheDirectory } from "../../pip-cache/locate";
import { sumGroups, type Group } from "../../pip-cache/rows/groups";
import type { Summary } from "../../pip-cache/rows/summary";
import { newestFirst } from "../../packaging/versions";
import {
  formatAge,
  formatBytes,
  formatCount,
  formatNumber,
  formatPath,
  formatShare,
  linkedDetail,
  titleCase,
} from "../shared/format";
import { reasonText } from "../shared/reason-text";
import { formatUnits, unitOf, type Unit } from "../shared/units";
import { byPython, pythonName } from "../shared/python-tags";

/** Most versions that are listed one by one. */
const MAX_VERSIONS = 30;

export interface PackageDetailProps {
  summary: Summary;
  /** Bytes of all caches shown. */
  totalBytes: number;
  caches: CacheDirectory[];
  isLoading?: boolean;
  /** Further lines, below the versions. */
  children?: ReactNode;
}

const { Metadata } = List.Item.Detail;

export function PackageDetail(props: PackageDetailProps) {
  const { summary, caches, isLoading, children } = props;
  return (
    <List.Item.Detail
      isLoading={isLoading}
      metadata={
        <Metadata>
          <SumLabels {...props} />
          <DamageLabels groups={summary.groups} />
          <Metadata.Separator />
          <PartLabels summary={summary} />
          {children}
          <Metadata.Separator />
          <LayoutLabels groups={summary.groups} />
          {caches.map(({ path }) => (
            <Metadata.Label key={path} title="Cache Directory" text={formatPath(path)} />
          ))}
        </Metadata>
      }
    />
  );
}

/** What is true of all of it. */
function SumLabels({ summary, totalBytes }: PackageDetailProps) {
  const { key, groups, entries, bytes, shared, lastUsedMs } = summary;
  const pythons = [...new Set(groups.flatMap(({ python }) => (python === undefined ? [] : [python])))].sort(byPython);
  const share =
    specialIn(key) === "foreign" ? ", not counted as cache" : ` (${formatShare(bytes, totalBytes)} of the cache)`;
  return (
    <>
      <Metadata.Label title="Size" text={`${formatBytes(bytes)}${share}`} />
      {shared > 0 && <Metadata.Label title="Linked Elsewhere" text={linkedDetail(shared)} />}
      <Metadata.Label title={unitOf(key) === "entry" ? "Entries" : "Files"} text={formatNumber(entries)} />
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

function DamageLabels({ groups }: { groups: Group[] }) {
  const damaged = groups.flatMap(({ version, kind, damage }) =>
    damage === undefined ? [] : [`${version ?? kind}: ${damages[damage]}`],
  );
  return (
    <>
      {damaged.length > 0 && <Metadata.Separator />}
      {damaged.map((value, index) => (
        <Metadata.Label key={index} title="Damaged" text={{ value, color: Color.Red }} />
      ))}
    </>
  );
}

/** Its versions, and what belongs to none. */
function PartLabels({ summary: { key, name, groups, versions } }: { summary: Summary }) {
  const unit = unitOf(key);
  const versionless = groups.filter(({ version }) => version === undefined);
  return (
    <>
      {newestFirst(versions)
        .slice(0, MAX_VERSIONS)
        .map((version) => (
          <Metadata.Label
            key={version}
            title={version}
            text={kindsText(
              groups.filter((group) => group.version === version),
              name,
            )}
          />
        ))}
      {versions.length > MAX_VERSIONS && (
        <Metadata.Label title={formatCount(versions.length - MAX_VERSIONS, "more version")} />
      )}
      {byLabel(versionless, name).map(([label, part]) => (
        <Metadata.Label
          key={label}
          title={kinds.some((kind) => kind === label) ? titleCase(label) : label}
          text={sizeText(part, unit)}
        />
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

/** `wheel 12.3 MB, metadata 2.1 kB` */
function kindsText(groups: Group[], name: string): string {
  return byLabel(groups, name)
    .map(([kind, part]) => `${kind} ${formatBytes(sumGroups(part).bytes)}`)
    .join(", ");
}

/** Largest first. What has no name is told apart by why it has none. */
function byLabel(groups: Group[], name: string): [string, Group[]][] {
  const parts = new Map<string, Group[]>();
  for (const group of groups) {
    const isNameless = group.kind === "other" || group.kind === "foreign";
    const label = (isNameless && reasonText(group, name)) || group.kind;
    parts.set(label, [...(parts.get(label) ?? []), group]);
  }
  return [...parts].sort(([, a], [, b]) => sumGroups(b).bytes - sumGroups(a).bytes);
}

function sizeText(groups: Group[], unit: Unit): string {
  const { entries, bytes } = sumGroups(groups);
  return `${formatBytes(bytes)}, ${formatUnits(entries, unit)}`;
}
