/** A pip: what is really in its cache beside what it says, what it is told, by whom, and what it can. */
import { Color, List } from "@raycast/api";
import type { SettingKey, Resolution } from "../../pip/configuration";
import type { Installation, Known } from "../../pip/installation";
import { pipRelease } from "../../pip/pip-releases";
import { isAtLeast, isWithin } from "../../packaging/releases";
import { downloadLayouts, isKnownTo, layouts, type Layout } from "../../pip-cache/layouts";
import { firstLines, formatBytes, formatCount, formatPath, inline } from "../shared/format";
import { cachingStates, differenceOf, notWritableOf, placeOf, valueOf } from "./installation-text";
import { bytesIn, type InstallationsOfCache } from "./use-installations";
import type { PipCacheAnswer } from "./use-pip-cache-info";
import { visible, visibleLines } from "../../files/visible";

/** Of what pip lists. */
const MAX_LINES = 12;

export interface InstallationDetailProps {
  installation: Installation;
  group: InstallationsOfCache;
  /** What pip itself says; absent until it was asked, and of one that cannot be. */
  cacheInfo?: PipCacheAnswer;
  /** It is being asked just now. */
  isAsking: boolean;
}

export function InstallationDetail({ installation, group, cacheInfo, isAsking }: InstallationDetailProps) {
  const { Metadata } = List.Item.Detail;
  const { python, environment, dead, caching, settings, files, otherDirectories } = installation;
  const state = cachingStates[caching.state];
  const capabilities = valueOf(installation.capabilities);
  const version = valueOf(installation.pipVersion);
  return (
    <List.Item.Detail
      isLoading={isAsking}
      markdown={markdownOf(installation, group, cacheInfo)}
      metadata={
        <Metadata>
          <Metadata.Label title="Python" text={formatPath(python)} />
          {environment && <Metadata.Label title="Virtual Environment" text={formatPath(environment)} />}
          {installation.notAsked && <Fact title="pip" fact={installation.pipVersion} />}
          {!dead && !installation.notAsked && (
            <>
              <Fact title="pip" fact={installation.pipVersion} />
              <Metadata.TagList title="Caching">
                <Metadata.TagList.Item text={state.title} color={state.color} />
              </Metadata.TagList>
              {group.path && <Fact title="Cache Directory" fact={installation.cacheDirectory} />}
            </>
          )}
          {otherDirectories.map(({ command, directory }) => (
            <Metadata.Label key={command} title={`“pip ${command}” Caches In`} text={formatPath(directory)} />
          ))}
          {group.path && <Metadata.Label title="Shared By" text={formatCount(group.installations.length, "pip")} />}
          {group.rows && <Metadata.Label title="Size" text={formatBytes(bytesIn(group))} />}
          {files.length > 0 && <Metadata.Separator />}
          <Setting name="cache-dir" resolution={settings["cache-dir"]} />
          <Setting name="no-cache-dir" resolution={settings["no-cache-dir"]} />
          {files.map(({ path, level, reason }) => (
            <Metadata.Label
              key={path}
              title={`Reads (${level})`}
              text={reason ? { value: `${formatPath(path)}: ${visible(reason)}`, color: Color.Red } : formatPath(path)}
            />
          ))}
          {capabilities && (
            <>
              <Metadata.Separator />
              <Metadata.Label title="Has “pip cache”" text={capabilities.cacheCommand ? "Yes" : "No"} />
              {downloadLayouts.filter(isNewerThanPipCache).map((layout) => (
                <Metadata.Label
                  key={layout}
                  title={`Sees ${layout}`}
                  text={isKnownTo(version, layout) ? "Yes" : "No"}
                />
              ))}
              <Metadata.Label title="Downloads Go To" text={writtenBy(version).join(", ")} />
            </>
          )}
        </Metadata>
      }
    />
  );
}

/** All others every pip sees that has `pip cache`. */
const isNewerThanPipCache = (layout: Layout) => isAtLeast(layouts[layout].pips.from, pipRelease.cacheCommand);

const writtenBy = (version: string | undefined) =>
  downloadLayouts.filter((layout) => isWithin(version, layouts[layout].pips));

/** Sentences are too long for a label. */
function markdownOf(
  installation: Installation,
  group: InstallationsOfCache,
  cacheInfo: PipCacheAnswer | undefined,
): string {
  const { dead, notAsked, byCacheOnly, problem, caching } = installation;
  const paragraphs: string[] = [];
  if (dead) paragraphs.push(`**Gone.** ${dead}`);
  else if (notAsked) {
    paragraphs.push(
      `**Not asked.** ${byCacheOnly ? "Only a file in a cache names it, and whoever can write there may have. What stands here was read, not asked." : notAsked}`,
    );
  } else if (caching.state !== "on")
    paragraphs.push(`**${cachingStates[caching.state].title}.** ${caching.reason ?? ""}`);
  const failure = notWritableOf(installation);
  if (failure) paragraphs.push(inline(`${formatPath(failure.path)}: ${failure.reason}`));
  if (problem && problem !== caching.reason) paragraphs.push(`**Problem.** ${problem}`);
  const difference = differenceOf(group, installation, cacheInfo);
  if (difference.length > 0) paragraphs.push(difference.join(" "));
  if (cacheInfo && "unknown" in cacheInfo && cacheInfo.unknown !== caching.reason) {
    paragraphs.push(`**pip cache info** fails: ${cacheInfo.unknown}`);
  }
  if (cacheInfo && "listed" in cacheInfo) {
    const list = firstLines(cacheInfo.list.split("\n"), MAX_LINES).join("\n");
    paragraphs.push(`pip says:\n\n\`\`\`\n$ pip cache info\n${cacheInfo.info}\n\n$ pip cache list\n${list}\n\`\`\``);
  }
  return visibleLines(paragraphs.join("\n\n"));
}

function Fact({ title, fact }: { title: string; fact: Known<string> }) {
  const text = "value" in fact ? formatPath(fact.value) : { value: visible(fact.unknown), color: Color.SecondaryText };
  return <List.Item.Detail.Metadata.Label title={title} text={text} />;
}

function Setting({ name, resolution: { winner, overridden } }: { name: SettingKey; resolution: Resolution }) {
  const { Label } = List.Item.Detail.Metadata;
  return (
    <>
      {winner && <Label title={name} text={`${visible(winner.value)} (${placeOf(winner)})`} />}
      {overridden.map((other) => (
        <Label
          key={placeOf(other)}
          title={`Overridden ${name}`}
          text={{ value: `${visible(other.value)} (${placeOf(other)})`, color: Color.SecondaryText }}
        />
      ))}
    </>
  );
}
