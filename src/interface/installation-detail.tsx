/** A pip: what it is told, by whom, what it can see of its cache, and what is really there. */
import { Color, List } from "@raycast/api";
import { usePromise } from "@raycast/utils";
import { useRef } from "react";
import type { Occurrence, Resolution } from "../pip/configuration";
import { pipCacheInfo, type PipCacheInfo } from "../pip/info";
import type { Installation, Known } from "../pip/installation";
import { isPackage, sumGroups } from "../pip-cache/rows";
import { formatBytes, formatCount, formatPath } from "./format";
import { bytesIn, type InstallationsOfCache } from "./use-installations";

export interface InstallationDetailProps {
  installation: Installation;
  group: InstallationsOfCache;
}

export function InstallationDetail({ installation, group }: InstallationDetailProps) {
  const { Metadata } = List.Item.Detail;
  const { python, environment, dead, problem, caching, settings, files, otherDirectories } = installation;
  const says = usePipsWords(installation);
  const abilities = "value" in installation.abilities ? installation.abilities.value : undefined;
  return (
    <List.Item.Detail
      metadata={
        <Metadata>
          <Metadata.Label title="Python" text={formatPath(python)} />
          {environment && <Metadata.Label title="Virtual Environment" text={formatPath(environment)} />}
          {(dead ?? problem) && (
            <Metadata.Label
              title={dead ? "Gone" : "Problem"}
              text={{ value: dead ?? problem ?? "", color: Color.Red }}
            />
          )}
          <Fact title="pip" fact={installation.pipVersion} />
          <Fact title="Cache Directory" fact={installation.cacheDirectory} />
          {otherDirectories.map(({ command, directory }) => (
            <Metadata.Label key={command} title={`pip ${command} Caches In`} text={formatPath(directory)} />
          ))}
          <Metadata.Label title="Shared By" text={formatCount(group.installations.length, "pip")} />
          <Metadata.Separator />
          <Metadata.Label title="Caching" text={[caching.state, caching.reason].filter(Boolean).join(": ")} />
          <Setting name="cache-dir" resolution={settings["cache-dir"]} />
          <Setting name="no-cache-dir" resolution={settings["no-cache-dir"]} />
          {files.map(({ path, level, reason }) => (
            <Metadata.Label
              key={path}
              title={`Reads (${level})`}
              text={[formatPath(path), reason].filter(Boolean).join(": ")}
            />
          ))}
          {abilities && (
            <>
              <Metadata.Separator />
              <Metadata.Label title="Has “pip cache”" text={abilities.cacheCommand ? "Yes" : "No, since 20.1 only"} />
              <Metadata.Label title="Sees http-v2" text={abilities.readsHttpV2 ? "Yes" : "No, since 23.3 only"} />
              <Metadata.Label title="Downloads Go To" text={abilities.writes} />
            </>
          )}
          {says && <Metadata.Separator />}
          {says && "unknown" in says && <Metadata.Label title="pip cache info" text={says.unknown} />}
          {says && "listed" in says && <Metadata.Label title="pip Says" text={wordsOf(says)} />}
          {says && "listed" in says && <Metadata.Label title="Really There" text={thereOf(group, says)} />}
        </Metadata>
      }
    />
  );
}

function Fact({ title, fact }: { title: string; fact: Known<string> }) {
  const text = "value" in fact ? formatPath(fact.value) : { value: fact.unknown, color: Color.SecondaryText };
  return <List.Item.Detail.Metadata.Label title={title} text={text} />;
}

function Setting({ name, resolution: { winner, overridden } }: { name: string; resolution: Resolution }) {
  const { Label } = List.Item.Detail.Metadata;
  if (winner === undefined) return null;
  return (
    <>
      <Label title={name} text={`${winner.value} (${placeOf(winner)})`} />
      {overridden.map((other) => (
        <Label key={placeOf(other)} title={`Overridden ${name}`} text={`${other.value} (${placeOf(other)})`} />
      ))}
    </>
  );
}

export const placeOf = ({ file, line, section, variable }: Occurrence): string =>
  variable ?? `${formatPath(file ?? "")}, line ${line}, [${section}]`;

/** Two processes, so only for the pip that is looked at. */
function usePipsWords({ python, dead, abilities }: Installation): PipCacheInfo | { unknown: string } | undefined {
  const abortable = useRef<AbortController>(null);
  const { data } = usePromise(
    (path: string) => pipCacheInfo({ python: path }, { signal: abortable.current?.signal }),
    [python],
    {
      abortable,
      execute: dead === undefined && "value" in abilities && abilities.value.cacheCommand,
      onError: () => {},
    },
  );
  return data;
}

function wordsOf({ listed, httpFiles, httpSize }: PipCacheInfo): string {
  const downloads = httpFiles === undefined ? "" : `, ${formatCount(httpFiles, "HTTP file")} (${httpSize ?? "?"})`;
  return `${formatCount(listed, "built wheel")}${downloads}`;
}

/** The sentence that explains the difference. */
function thereOf({ rows }: InstallationsOfCache, { listed }: PipCacheInfo): string {
  const groups = rows.flatMap((row) => row.groups);
  const downloads = sumGroups(groups.filter(({ layout }) => layout === "http" || layout === "http-v2"));
  const layouts = [...new Set(groups.map(({ layout }) => layout))].filter((layout) => layout.startsWith("http"));
  if (downloads.entries === 0) return formatBytes(bytesIn(rows));
  const packages = formatCount(rows.filter(isPackage).length, "package");
  return (
    `pip lists ${formatCount(listed, "built wheel")}. ${formatCount(downloads.entries, "download")} of ${packages}, ` +
    `${formatBytes(downloads.bytes)}, lie in ${layouts.join(" and ")}, which pip cannot list.`
  );
}
