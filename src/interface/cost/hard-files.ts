/**
 * The cached files that are hard to get back: found out once the list is there, remembered, and judged by what is configured
 * and installed now. A question reads nothing: what was not found out yet is not claimed.
 */
import { environment } from "@raycast/api";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { keepFile, keptFileAt } from "../../files/kept-file";
import { inSlices } from "../../files/tasks";
import { readChangedCosts } from "../../pip-cache/cost/costs";
import { hardIn, stillHard, type Circumstances, type HardFile, type NamedHardFile } from "../../pip-cache/cost/hard";
import type { CacheDirectory } from "../../pip-cache/locate";
import type { RowKey } from "../../packaging/row-key";
import type { RowsByCache } from "../shared/memory";
import { defaultIndexUrls, indexUrls, indexUrlsToRead, rememberedPips } from "../shared/pips";
import { projectIndexes } from "../shared/project-indexes";

const file = () => join(environment.supportPath, "costs.bin");

/** What was judged last, and by what. */
let judged: { by: string; files: HardFile[] } | undefined;

/**
 * Finds out what has changed since it was found out last, and remembers it.
 * @param known what was read of the caches, to the end and without failures
 * @throws the signal's reason when aborted
 */
export async function readHardFiles(
  caches: CacheDirectory[],
  known: RowsByCache,
  signal: AbortSignal,
): Promise<NamedHardFile[]> {
  const at = Date.now();
  const before = await recallCosts();
  const told = [...(await indexUrlsToRead(signal)), ...(projectIndexes() ?? [])];
  const options = { known, indexUrls: told, publicIndexes: await defaultIndexUrls(signal) };
  const costs = await readChangedCosts(caches, before, { ...options, signal });
  if (costs !== before) {
    // Where it cannot be kept, it is found out again; nobody waits for it.
    await keepFile(file(), costs, { at }).catch(() => {});
  }
  return stillHard(await judge(costs, await circumstancesNow(caches)), known);
}

/**
 * The same by what is remembered, of packages that are as they were.
 * @param keys of the packages that are asked about, by default of all: of few it takes no time
 */
export async function recallHardFiles(
  caches: CacheDirectory[],
  known: RowsByCache,
  keys?: readonly RowKey[],
): Promise<NamedHardFile[]> {
  const circumstances = await circumstancesNow(caches);
  const wanted = keys && new Set(keys);
  const isAsked = ({ key }: HardFile) => wanted?.has(key) ?? true;
  if (judged?.by === judgedBy(circumstances)) return stillHard(judged.files.filter(isAsked), known);
  const costs = await recallCosts();
  if (costs === undefined) return [];
  const files = wanted ? inSlices(hardIn(costs, circumstances, wanted)) : judge(costs, circumstances);
  return stillHard(await files, known);
}

async function judge(costs: Buffer, circumstances: Circumstances): Promise<HardFile[]> {
  const by = judgedBy(circumstances);
  const files = await inSlices(hardIn(costs, circumstances));
  judged = { by, files };
  return files;
}

const recallCosts = (): Promise<Buffer | undefined> => readFile(file()).catch(() => undefined);

/** Another text where it has to be judged anew. */
const judgedBy = ({ indexUrls, pythons, caches }: Circumstances): string =>
  JSON.stringify([file(), keptFileAt(file()), indexUrls, pythons, caches.map(({ path }) => path)]);

/**
 * What pips have told of this machine, and files of projects; where one has not told its Python, or none where it looks, or no
 * projects were read yet, nothing is claimed by that.
 */
async function circumstancesNow(caches: CacheDirectory[]): Promise<Circumstances> {
  const installations = (rememberedPips()?.installations ?? []).filter(({ dead }) => dead === undefined);
  const looksSomewhere = installations.some(({ defaultIndex }) => defaultIndex !== undefined);
  const ofProjects = projectIndexes();
  const pythons = installations.map(({ pythonVersion }) =>
    "value" in pythonVersion ? pythonVersion.value : undefined,
  );
  return {
    caches,
    ...(looksSomewhere && ofProjects && { indexUrls: [...(await indexUrls()), ...ofProjects] }),
    ...(!pythons.includes(undefined) && { pythons: pythons.flatMap((version) => version ?? []) }),
  };
}
