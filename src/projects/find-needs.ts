/** Reads environments and projects, and says which of what is cached they need: long work, in a thread, handed over in parts. */
import { CachedRows, type VersionsElsewhere } from "./cached-rows";
import { findSources, type FoundSources, type SourcesMessage } from "./find-sources";
import type { NeededPackage, NeedSource } from "./needs";
import { needsOf } from "./needs-of";
import { packRemembered, remember, thisFileSystem, unpackRemembered } from "./remembered";
import type { Source } from "./source";
import type { CacheDirectory } from "../pip-cache/locate";
import { Rows, type RowsPart } from "../pip-cache/rows/rows";
import type { RowKey } from "../packaging/row-key";
import type { TaskContext } from "../files/tasks";

export interface NeedsMessage extends Omit<SourcesMessage, "folders"> {
  /** See `SourcesMessage`. Undefined where they are not known: those of the last reading count, and nothing is to be kept. */
  folders?: string[];
  /** What is cached, as it was read. */
  caches: { cache: CacheDirectory; rows: RowsPart }[];
  /** What other tools keep, where it is asked what is needed of that, too. */
  elsewhere?: VersionsElsewhere;
  /** What was kept of the last reading, see `packRemembered`, and where; undefined where nothing was. */
  remembered?: { path: string; bytes: Uint8Array };
  /** When it begins, ms since 1970. */
  at: number;
}

/** A part of what is found. */
export interface NeedsPart {
  /** Indexes of all packages' sources are those in the list of all. */
  sources: NeedSource[];
  packages: [key: RowKey, needed: NeededPackage][];
  /** In the last one: what is to be kept for the next reading; undefined where that is too large, or not to be kept. */
  remembered?: Uint8Array;
  /** In the last one: see `indexesOf`. */
  indexes?: string[];
  found?: Omit<FoundSources, "sources">;
}

/** Reasons of one part: taking in more at a time would keep the command's own thread from turning. */
const PART = 1_000;

export function* findNeeds(message: NeedsMessage, context: TaskContext): Generator<NeedsPart | undefined, NeedsPart> {
  const { caches, at } = message;
  const nothing: NeedsPart = { sources: [], packages: [] };
  const kept = message.remembered;
  const last = kept && (yield* unpackRemembered(Buffer.from(kept.bytes)));
  const folders = message.folders ?? last?.folders ?? [];
  const { sources, ...found } = yield* findSources({ ...message, folders }, context);
  if (context.stopped()) return nothing;
  if (kept && last === undefined) {
    const reason =
      "What was read the last time is damaged, or of another version: what cannot be read now is not known.";
    found.failures.push({ path: kept.path, code: "UNKNOWN", reason });
  }
  const remembered = remember({ folders: found.folders, sources, at }, last, thisFileSystem);
  yield undefined;
  const ofPip = caches.map(({ cache, rows }) => ({ cache, rows: Rows.from(rows) }));
  const cached = new CachedRows(ofPip, message.elsewhere);
  const all = remembered.sources.map(({ source }) => source);
  const needs = yield* untilStopped(needsOf(all, cached, message.machine), context);
  if (needs === undefined) return nothing;
  let part: NeedsPart = { sources: needs.sources, packages: [] };
  let reasons = 0;
  for (const [key, own] of needs.packages) {
    part.packages.push([key, own]);
    reasons += own.sources.length;
    for (const by of own.versions.values()) reasons += by.length;
    if (reasons < PART) continue;
    yield part;
    part = { sources: [], packages: [] };
    reasons = 0;
  }
  yield part;
  const packed = message.folders && (yield* packRemembered(remembered));
  return { ...nothing, found, remembered: packed, indexes: indexesOf(all) };
}

/** Of all projects together. */
const MAX_INDEXES = 50;

/** The indexes that files of projects name, each once, as they are written there. */
function indexesOf(sources: readonly Source[]): string[] {
  const files = sources.flatMap((source) => (source.kind === "project" ? source.files : []));
  return [...new Set(files.flatMap(({ indexes = [] }) => indexes))].slice(0, MAX_INDEXES);
}

/** Undefined where it was stopped before its end. */
function* untilStopped<Result>(
  steps: Generator<undefined, Result>,
  { stopped }: TaskContext,
): Generator<undefined, Result | undefined> {
  for (;;) {
    if (stopped()) return undefined;
    const step = steps.next();
    if (step.done) return step.value;
    yield undefined;
  }
}
