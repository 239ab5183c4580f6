/** What environments and projects need of what is cached: read anew each time, beside what could be read the last time. */
import { environment } from "@raycast/api";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { keepFile } from "../../files/kept-file";
import { thisMachine } from "../../files/machine";
import { readMounts } from "../../files/volumes";
import { isPackage, type RowKey } from "../../packaging/row-key";
import type { Group } from "../../pip-cache/rows/groups";
import { isNeeded } from "../../projects/needed";
import type { Needs, NeedSource } from "../../projects/needs";
import type { CacheDirectory } from "../../pip-cache/locate";
import { pythonPrefixes } from "../../pip-cache/notes/selfcheck";
import { knownPythons } from "../../projects/environments/read-environments";
import { readNeeds, type ReadNeeds } from "../../projects/read-needs";
import type { RowsByCache } from "../shared/memory";
import { preferredPaths } from "../shared/pips";
import { projectFolders } from "./project-folders";

export interface KnownNeeds extends Omit<ReadNeeds, "remembered"> {
  /** Whether there are folders in which projects were looked for. */
  hasFolders: boolean;
  /** When they began to be read, ms since 1970. */
  at: number;
}

export interface ReadNeedsOptions {
  signal: AbortSignal;
  /** Nobody looks at it: see `LookOut`. */
  isInBackground?: boolean;
}

/** What is kept of some ten environments, bytes. */
const FEW = 100_000;

const file = () => join(environment.supportPath, "sources.bin");

/**
 * @param known what was read of the caches
 * @throws the signal's reason when aborted
 */
export async function readAllNeeds(
  caches: CacheDirectory[],
  known: RowsByCache,
  { signal, isInBackground }: ReadNeedsOptions,
): Promise<KnownNeeds> {
  const at = Date.now();
  const machine = thisMachine();
  const lookOut = { machine, mounts: await readMounts(machine), isInBackground };
  const selfcheckPrefixes = pythonPrefixes(caches);
  const pythons = await knownPythons(lookOut, { extraPaths: preferredPaths(), selfcheckPrefixes, signal });
  const folders = projectFolders();
  const cached = caches.flatMap((cache) => {
    const rows = known.get(cache.path);
    return rows ? [{ cache, rows: rows.toPart() }] : [];
  });
  const last = await readFile(file()).catch(() => undefined);
  const message = { ...lookOut, folders, pythons, caches: cached, remembered: last, at };
  // Starting a thread takes longer than reading a few environments.
  const threads = folders.length === 0 && (last?.length ?? 0) < FEW ? 0 : 1;
  const { remembered, ...read } = await readNeeds(message, { signal, threads });
  // Where it cannot be kept, what is unreadable the next time counts for nothing; removing waits for nobody.
  if (remembered) await keepFile(file(), Buffer.from(remembered)).catch(() => {});
  return { ...read, hasFolders: folders.length > 0, at };
}

/** Tests what of packages nothing needs that was looked at: only of packages something can be needed. */
export const nowhereTest =
  (needs: Needs, kind: NeedSource["kind"]) =>
  ({ version }: Pick<Group, "version">, key: RowKey): boolean =>
    isPackage(key) && !isNeeded(needs, key, version, kind);
