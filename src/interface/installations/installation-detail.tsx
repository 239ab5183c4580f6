/** A pip: what is really in its cache beside what it says, what it is told, by whom, and what it can. */
import { Color, List } from "@raycast/api";
import type { Installation, Known } from "../../pip/installation";
import { pipRelease } from "../../pip/pip-releases";
import { isAtLeast, isWithin } from "../../packaging/releases";
import { downloadLayouts, isKnownTo, layouts, type Layout } from "../../pip-cache/layouts";
import { firstLines, formatBytes, formatCount, formatPath } from "../shared/format";
import { bullets, code, escaped, paragraphs, quoted } from "../shared/markdown";
import {
  cachingStates,
  differenceOf,
  folderCalledOf,
  installationName,
  notWritableOf,
  settingKeys,
  settingsSaid,
  valueOf,
  whyNotAsked,
} from "./installation-text";
import { bytesIn, type InstallationsOfCache } from "./cache-groups";
import type { PipCacheAnswer } from "./cache-info";
import { visible } from "../../files/visible";

/** Of what pip lists. */
const MAX_LINES = 12;
/** Pips that share a cache with one. */
const MOST_OTHERS = 5;

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
          {settingKeys.map((name) => {
            const { winner } = settings[name];
            return winner && <Metadata.Label key={name} title={name} text={visible(winner.value)} />;
          })}
          {files.map(({ path, level, reason }) => (
            <Metadata.Label
              key={path}
              title={`Reads (${level})`}
              text={reason ? { value: formatPath(path), color: Color.Red } : formatPath(path)}
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

/**
 * Sentences are too long for a label. First whether it caches, where and with whom, then what is wrong and why pip says
 * something else, then what is set where, and last what it says itself.
 */
function markdownOf(
  installation: Installation,
  group: InstallationsOfCache,
  cacheInfo: PipCacheAnswer | undefined,
): string | undefined {
  const { dead, notAsked, problem, caching, files } = installation;
  const failure = notWritableOf(installation);
  const isSaid = (reason: string) => [dead, notAsked, caching.reason, problem].includes(reason);
  const unknown = dead || notAsked ? [] : unknownOf(installation).filter(({ reason }) => !isSaid(reason));
  const answer = cacheInfo && "unknown" in cacheInfo && !isSaid(cacheInfo.unknown) ? cacheInfo.unknown : undefined;
  return paragraphs([
    stateOf(installation),
    failure && `${code(formatPath(failure.path))}: ${escaped(failure.reason)}`,
    problem && problem !== caching.reason && `**Problem.** ${escaped(problem)}`,
    ...unknown.map(({ title, reason }) => `**${title} is not known.** ${escaped(reason)}`),
    ...files.map(({ path, reason }) => reason && `${code(formatPath(path))}: ${escaped(reason)}`),
    differenceOf(group, installation, cacheInfo).join(" "),
    answer && `**pip cache info** fails: ${escaped(answer)}`,
    bullets(
      settingsSaid(installation).map(
        ({ text, place, isOverridden }) => `${isOverridden ? "Overridden: " : ""}${code(text)}, ${escaped(place)}`,
      ),
    ),
    cacheInfo && "listed" in cacheInfo && quoted(wordsOf(cacheInfo)),
  ]);

  function stateOf({ caching: { state, reason } }: Installation): string | undefined {
    if (dead) return `**Gone.** ${escaped(dead)}`;
    if (notAsked) return `**Not asked.** ${escaped(whyNotAsked(installation) ?? "")}`;
    const sentences =
      state === "on" ? [whereOf(group, installation), folderCalledOf(installation)] : [escaped(reason ?? "")];
    return [`**${cachingStates[state].title}.**`, ...sentences].filter(Boolean).join(" ");
  }
}

/** Where a pip caches, and who else does there. */
function whereOf({ path, installations }: InstallationsOfCache, { python }: Installation): string | undefined {
  if (path === undefined) return undefined;
  const others = installations.filter((one) => one.python !== python).map(installationName);
  const where = `It caches in ${code(formatPath(path))}`;
  if (others.length === 0) return `${where}, alone.`;
  return `${where}, as do ${escaped(firstLines(others, MOST_OTHERS).join("; "))}.`;
}

function unknownOf({ pipVersion, cacheDirectory }: Installation): { title: string; reason: string }[] {
  const facts = { "pip’s version": pipVersion, "The cache directory": cacheDirectory };
  return Object.entries(facts).flatMap(([title, fact]) => ("unknown" in fact ? [{ title, reason: fact.unknown }] : []));
}

function wordsOf({ info, list }: Extract<PipCacheAnswer, { listed: number }>): string[] {
  const said = info.split("\n").filter((line) => line.trim() !== "");
  const listed = firstLines(list.split("\n"), MAX_LINES);
  return ["**pip cache info**", ...said.map(escaped), "**pip cache list**", ...listed.map(escaped)];
}

/** Why it is not known is said in a sentence. */
function Fact({ title, fact }: { title: string; fact: Known<string> }) {
  const text = "value" in fact ? formatPath(fact.value) : { value: "Not Known", color: Color.SecondaryText };
  return <List.Item.Detail.Metadata.Label title={title} text={text} />;
}
