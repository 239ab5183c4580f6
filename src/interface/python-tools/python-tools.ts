/** The other tools that keep Python packages: where, and how much, without starting or reading anything of them. */
import { Cache } from "@raycast/api";
import { basename } from "node:path";
import { appendTo, own } from "../../files/lookup";
import { catalogue } from "../../developer-caches/catalogue/catalogue";
import { resolveTools, type ResolvedTarget } from "../../developer-caches/resolve";
import type { Tool } from "../../developer-caches/tool";
import { thisMachine } from "../../files/machine";
import type { Mount } from "../../files/volumes";
import type { PackagesMessage } from "../../python-caches/collect-packages";
import { normalizeName } from "../../packaging/normalize";
import { holdsPackages } from "../../python-caches/describers";
import type { PackageCacheTool } from "../../python-caches/part";
import type { ReadPackages } from "../../python-caches/read-packages";
import { Recollection } from "../shared/recollection";
import { rememberPackages } from "../shared/remembered-packages";
import { pathsReported, sizesSeen } from "../shared/tool-sizes";

/** A tool that has a cache on this machine. */
export interface PythonTool {
  id: PackageCacheTool;
  name: string;
  /** What is read of it. */
  message: PackagesMessage;
  /** Of the roots of the message. */
  targets: ResolvedTarget[];
  /** Environments may have clones, which nobody sees: its numbers are upper bounds. */
  upTo: boolean;
}

const ofPython = catalogue.filter(({ targets }) => targets.some(({ id }) => holdsPackages(id)));

/** The tool of the catalogue, if it is one of them. */
export function packageToolOf(id: string): PackageCacheTool | undefined {
  return ofPython.some((tool) => tool.id === id) ? (id as PackageCacheTool) : undefined;
}

/**
 * In the order of the catalogue.
 * @param mounts what is left out is known only with these, so they are wanted where something is read
 */
export function findPythonTools(mounts?: Mount[]): PythonTool[] {
  const reported = pathsReported.recall()?.value;
  const resolved = resolveTools(ofPython, thisMachine(), { mounts, reported });
  return ofPython.flatMap((tool) => pythonToolOf(tool, resolved) ?? []);
}

/** What is read of a tool; undefined where none of these targets is of it and can be read package by package. */
export function pythonToolOf({ id, name }: Tool, resolved: readonly ResolvedTarget[]): PythonTool | undefined {
  const targets = resolved.filter(
    ({ tool, target, leftOut, isFile }) =>
      tool.id === id && leftOut === undefined && !isFile && holdsPackages(target.id),
  );
  if (targets.length === 0) return undefined;
  const roots = targets.map(({ root, target, path, kept }) => ({
    root,
    target: target.id,
    folder: basename(path),
    kept,
  }));
  const tool = id as PackageCacheTool;
  const { platform } = thisMachine();
  const upTo = targets.some(({ target }) => target.sharing?.[platform] === "clones");
  return { id: tool, name, message: { tool, roots }, targets, upTo };
}

/** Bytes by tool and normalized name. */
export type BytesElsewhere = ReadonlyMap<string, readonly { tool: PackageCacheTool; bytes: number; upTo: boolean }[]>;

/** Of so many packages of a tool it is remembered that it keeps them: the largest. */
const MOST_REMEMBERED = 5_000;

const cache = new Cache({ namespace: "python-tools" });
const sumsRead = new Recollection<Partial<Record<PackageCacheTool, { bytes: number; at: number }>>>(cache, "sums", 1);
const packagesRead = (id: PackageCacheTool) => new Recollection<[name: string, bytes: number][]>(cache, id, 1);

/** Keeps what a tool was seen to keep. @param at when its reading began, ms since 1970 */
export function rememberRead({ id, message }: PythonTool, read: ReadPackages, at: number): void {
  const { packages, total } = read;
  void rememberPackages(message, read, at);
  sumsRead.remember({ ...sumsRead.recall()?.value, [id]: { bytes: total.bytes, at } });
  const named = packages.flatMap(({ name, bytes }): [string, number][] =>
    name === undefined ? [] : [[normalizeName(name), bytes]],
  );
  packagesRead(id).remember(named.slice(0, MOST_REMEMBERED));
}

/** What these tools were seen to keep of packages when it was read last. */
export function recallElsewhere(tools: readonly PythonTool[]): BytesElsewhere {
  const elsewhere = new Map<string, { tool: PackageCacheTool; bytes: number; upTo: boolean }[]>();
  for (const { id, upTo } of tools) {
    for (const [name, bytes] of packagesRead(id).recall()?.value ?? [])
      appendTo(elsewhere, name, { tool: id, bytes, upTo });
  }
  return elsewhere;
}

/** What tools kept when it was last read, or measured in the list of developer caches, in bytes; those of which nothing is known are absent. */
export function recallSums(tools: readonly PythonTool[]): Map<PackageCacheTool, number> {
  const sizes = sizesSeen.recall()?.value ?? {};
  const read = sumsRead.recall()?.value;
  const sums = new Map<PackageCacheTool, number>();
  for (const { id, message } of tools) {
    const measured = message.roots.map(({ root }) => own(sizes, root));
    const measuredAt = Math.min(...measured.map((size) => size?.at ?? 0));
    const seen = read?.[id];
    if (seen !== undefined && seen.at >= measuredAt) sums.set(id, seen.bytes);
    else if (measuredAt > 0)
      sums.set(
        id,
        measured.reduce((sum, size) => sum + (size?.bytes ?? 0), 0),
      );
  }
  return sums;
}
