/**
 * What a tool was seen to keep when it was read last, whole: so that its list has rows before it is read again. A file for each tool,
 * of a bounded size, which is made anew where it is damaged or about other folders.
 */
import { environment } from "@raycast/api";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { keepFile, type KeptAt } from "../../files/kept-file";
import { inSlices } from "../../files/tasks";
import type { CachedPackage, PackagesMessage, PartSums } from "../../python-caches/collect-packages";
import type { PackageCacheTool } from "../../python-caches/part";
import type { ReadPackages } from "../../python-caches/read-packages";
import { sealed, unsealed, type Recalled } from "./recollection";

/** Of what is in a file. */
const VERSION = 1;
/** Characters: of a cache with more the largest packages are remembered. */
const MOST = 4 << 20;
/** Packages that are written or read between two pauses. */
const PART = 100;

/** The first line. */
interface Head {
  /** Real paths. */
  roots: string[];
  total: PartSums;
}

const fileOf = (tool: PackageCacheTool) => join(environment.supportPath, `packages-${tool}.txt`);

const rootsOf = ({ roots }: PackagesMessage): string[] => roots.map(({ root }) => root).sort();

/** Undefined where nothing is remembered of these folders; what could not be read then is not told again. */
export async function recallPackages(message: PackagesMessage): Promise<Recalled<ReadPackages> | undefined> {
  try {
    const kept = unsealed(await readFile(fileOf(message.tool), "utf8"), VERSION);
    return kept && { at: kept.at, value: await inSlices(parsed(kept.text, rootsOf(message))) };
  } catch {
    return undefined;
  }
}

/** @throws where it is of other folders */
function* parsed(text: string, wanted: readonly string[]): Generator<undefined, ReadPackages> {
  const [first = "", ...lines] = text.split("\n");
  const { roots, total } = JSON.parse(first) as Head;
  if (roots.join("\n") !== wanted.join("\n")) throw new Error("Other folders");
  const packages: CachedPackage[] = [];
  for (const line of lines) {
    packages.push(...(JSON.parse(line) as CachedPackage[]));
    yield undefined;
  }
  return { packages, total, unreadable: [] };
}

/**
 * Keeps it for the next time, where it can be kept and nothing is that was found out later.
 * @param at when its reading began, ms since 1970
 */
export async function rememberPackages(message: PackagesMessage, read: ReadPackages, at: number): Promise<void> {
  const text = await inSlices(written({ roots: rootsOf(message), total: read.total }, read.packages));
  await keep(message.tool, sealed(text, VERSION, at), { at });
}

function* written(head: Head, packages: readonly CachedPackage[]): Generator<undefined, string> {
  const lines = [JSON.stringify(head)];
  let left = MOST;
  for (let at = 0; at < packages.length; at += PART) {
    const line = JSON.stringify(packages.slice(at, at + PART));
    left -= line.length;
    if (left < 0) break;
    lines.push(line);
    yield undefined;
  }
  return lines.join("\n");
}

const tools: Record<PackageCacheTool, true> = { uv: true, poetry: true, pdm: true, conda: true };

/** Something is about to go from these folders: what is remembered of them is not so any more. */
export async function forgetPackages(roots: readonly string[]): Promise<void> {
  const at = Date.now();
  for (const tool of Object.keys(tools) as PackageCacheTool[]) {
    try {
      const kept = unsealed(await readFile(fileOf(tool), "utf8"), VERSION);
      const [first = ""] = kept?.text.split("\n", 1) ?? [];
      if (kept && (JSON.parse(first) as Head).roots.some((root) => roots.includes(root))) await keep(tool, "", { at });
    } catch {
      // There is nothing to forget.
    }
  }
}

async function keep(tool: PackageCacheTool, text: string, kept: KeptAt): Promise<void> {
  try {
    await keepFile(fileOf(tool), Buffer.from(text), kept);
  } catch {
    // It will be read again.
  }
}
