/** What is kept of a package: by version and kind, in which layout, for which Pythons, and where. */
import { Color, List } from "@raycast/api";
import type { ReactNode } from "react";
import { damages, kinds, specialRows } from "../../pip-cache/entry";
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

export function PackageDetail({ summary, totalBytes, caches, isLoading, children }: PackageDetailProps) {
  const { Metadata } = List.Item.Detail;
  const { groups } = summary;
  const unit = unitOf(summary.key);
  const isForeign = summary.key === specialRows.foreign;
  const damaged = groups.filter(({ damage }) => damage !== undefined);
  const pythons = [...new Set(groups.flatMap(({ python }) => (python === undefined ? [] : [python])))].sort(byPython);
  const places = [...new Set(groups.map(({ layout }) => layout))];
  const versions = newestFirst(summary.versions);
  return (
    <List.Item.Detail
      isLoading={isLoading}
      metadata={
        <Metadata>
          <Metadata.Label
            title="Size"
            text={
              isForeign
                ? `${formatBytes(summary.bytes)}, not counted as cache`
                : `${formatBytes(summary.bytes)} (${formatShare(summary.bytes, totalBytes)} of the cache)`
            }
          />
          {summary.shared > 0 && <Metadata.Label title="Linked Elsewhere" text={linkedDetail(summary.shared)} />}
          <Metadata.Label title={unit === "entry" ? "Entries" : "Files"} text={formatNumber(summary.entries)} />
          <Metadata.Label title="Last Used" text={formatAge(summary.lastUsedMs)} />
          {pythons.length > 0 && (
            <Metadata.TagList title="For">
              {pythons.map((tag) => (
                <Metadata.TagList.Item key={tag} text={tag === "any" ? "Any Python" : pythonName(tag)} />
              ))}
            </Metadata.TagList>
          )}
          {damaged.length > 0 && <Metadata.Separator />}
          {damaged.map((group, index) => (
            <Metadata.Label
              key={index}
              title="Damaged"
              text={{
                value: `${group.version ?? group.kind}: ${group.damage && damages[group.damage]}`,
                color: Color.Red,
              }}
            />
          ))}
          <Metadata.Separator />
          {versions.slice(0, MAX_VERSIONS).map((version) => (
            <Metadata.Label
              key={version}
              title={version}
              text={kindsText(
                groups.filter((group) => group.version === version),
                summary.name,
              )}
            />
          ))}
          {versions.length > MAX_VERSIONS && (
            <Metadata.Label title={formatCount(versions.length - MAX_VERSIONS, "more version")} />
          )}
          {byLabel(
            groups.filter(({ version }) => version === undefined),
            summary.name,
          ).map(([label, part]) => (
            <Metadata.Label
              key={label}
              title={kinds.some((kind) => kind === label) ? titleCase(label) : label}
              text={sizeText(part, unit)}
            />
          ))}
          {children}
          <Metadata.Separator />
          {places.map((layout) => (
            <Metadata.Label
              key={layout}
              title={layouts[layout].title}
              text={formatBytes(sumGroups(groups.filter((group) => group.layout === layout)).bytes)}
            />
          ))}
          {caches.map(({ path }) => (
            <Metadata.Label key={path} title="Cache Directory" text={formatPath(path)} />
          ))}
        </Metadata>
      }
    />
  );
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
