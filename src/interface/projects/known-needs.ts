/** What environments and projects need of what is cached: read anew each time, beside what could be read the last time. */
import { environment } from "@raycast/api";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { failureOf, isNotFound, type Failure } from "../../files/failure";
import { keepFile } from "../../files/kept-file";
import { thisMachine } from "../../files/machine";
import { readMounts } from "../../files/volumes";
import { isPackage, type RowKey } from "../../packaging/row-key";
import type { Group } from "../../pip-cache/rows/groups";
import { isNeeded, type NeedScope } from "../../projects/needed";
import type { Needs } from "../../projects/needs";
import type { CacheDirectory } from "../../pip-cache/locate";
import { pythonPrefixes } from "../../pip-cache/notes/selfcheck";
import { knownPythons } from "../../projects/environments/read-environments";
import type { VersionsElsewhere } from "../../projects/cached-rows";
import { readNeeds, type ReadNeeds } from "../../projects/read-needs";
import type { RowsByCache } from "../shared/memory";
import type { UnreadableData } from "../shared/personal-data";
import { preferredPaths } from "../shared/pips";
import { rememberProjectIndexes } from "../shared/project-indexes";
import { readProjectFolders } from "./project-folders";

export interface KnownNeeds extends Omit<ReadNeeds, "remembered" | "indexes"> {
  /** Whether there are folders in which projects were looked for. */
  hasFolders: boolean;
  /** The list of folders, where it cannot be read: projects were looked for where they were the last time. */
  unreadableFolders?: UnreadableData;
  /** When they began to be read, ms since 1970. */
  at: number;
}

export interface ReadNeedsOptions {
  signal: AbortSignal;
  /** Nobody looks at it: see `LookOut`. */
  isInBackground?: boolean;
  /** What other tools keep: what is needed of that is said by the keys of pip's rows. */
  elsewhere?: VersionsElsewhere;
}

/** What is kept of some ten environments, bytes. */
const FEW = 100_000;
const FEW_ROWS = 2_000;

const file = () => join(environment.supportPath, "sources.bin");

/**
 * @param rows what was read of the caches
 * @throws the signal's reason when aborted
 */
export async function readAllNeeds(
  caches: CacheDirectory[],
  rows: RowsByCache,
  { signal, isInBackground, elsewhere }: ReadNeedsOptions,
): Promise<KnownNeeds> {
  const at = Date.now();
  const stored = readProjectFolders();
  const folders = "value" in stored ? stored.value.folders : undefined;
  // Then it is known before anything is read.
  if (folders?.length === 0) rememberProjectIndexes([], at);
  const machine = thisMachine();
  const lookOut = { machine, mounts: await readMounts(machine), isInBackground };
  const selfcheckPrefixes = pythonPrefixes(caches);
  const pythons = await knownPythons(lookOut, { extraPaths: preferredPaths(), selfcheckPrefixes, signal });
  const cached = caches.flatMap((cache) => {
    const own = rows.get(cache.path);
    return own ? [{ cache, rows: own.toPart() }] : [];
  });
  const last = await readLast();
  const remembered = "bytes" in last ? last : undefined;
  const message = { ...lookOut, folders, pythons, caches: cached, elsewhere, remembered, at };
  // Starting a thread takes longer than reading a few environments; beside many rows the command's own heap has no room.
  const rowCounts = [...cached.map(({ rows }) => rows.keys.length), elsewhere?.length ?? 0];
  const isLittle = (remembered?.bytes.length ?? 0) < FEW && rowCounts.every((count) => count < FEW_ROWS);
  const threads = folders?.length === 0 && isLittle ? 0 : 1;
  const { remembered: toKeep, indexes, ...read } = await readNeeds(message, { signal, threads });
  rememberProjectIndexes(indexes, at);
  // Where it cannot be kept, what is unreadable the next time counts for nothing; removing waits for nobody.
  if (toKeep) await keepFile(file(), Buffer.from(toKeep), { at }).catch(() => {});
  if ("code" in last) read.found.failures.push(last);
  const known: KnownNeeds = { ...read, hasFolders: read.found.folders.length > 0, at };
  return "unreadable" in stored ? { ...known, unreadableFolders: stored.unreadable } : known;
}

/** What was kept of the last reading; why that cannot be read; nothing where nothing was kept. */
async function readLast(): Promise<{ path: string; bytes: Buffer } | Failure | object> {
  const path = file();
  try {
    return { path, bytes: await readFile(path) };
  } catch (error) {
    return isNotFound(error) ? {} : failureOf(path, error);
  }
}

/** What a person calls what is found nowhere: in a sentence, as a title, and where there is little room beside "Looked At". */
export const nowhere: Record<NeedScope, { label: string; title: string; short: string }> = {
  both: {
    label: "versions in no known environment or project",
    title: "Neither Installed nor in a Project That Was Looked At",
    short: "Found Nowhere",
  },
  environment: {
    label: "versions installed in no known environment",
    title: "Installed Nowhere That Was Looked At",
    short: "Installed Nowhere",
  },
  project: {
    label: "versions in no known project",
    title: "In No Project That Was Looked At",
    short: "In No Project",
  },
};

/** What can be shown: without folders nobody has looked for projects. */
export const nowheres = (hasFolders: boolean): NeedScope[] =>
  hasFolders ? ["both", "environment", "project"] : ["environment"];

/** Tests what of packages nothing needs that was looked at: only of packages something can be needed. */
export const nowhereTest =
  (needs: Needs, whose: NeedScope) =>
  ({ version }: Pick<Group, "version">, key: RowKey): boolean =>
    isPackage(key) && !isNeeded(needs, key, version, whose);
