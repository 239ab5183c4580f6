/**
 * Where tools keep what others may keep, too: archives as they were downloaded, and wheels unpacked. Folders of wheels that a tool built
 * are not looked into, since each build is another file; conda's packages are nobody else's.
 */
import { lstatSync } from "node:fs";
import { FileBody } from "../../pip-cache/entries/file-body";
import { openEntry } from "../../pip-cache/entries/open-entry";
import type { Layout } from "../../pip-cache/layouts";
import type { Body } from "../../pip-cache/readers/formats/body";
import { FileList, type Columns } from "../../files/file-list";
import { nativePath } from "../../files/names";
import { pathMatcher } from "../../files/patterns";
import { entriesIn } from "../../files/walk";
import { normalizeName } from "../../packaging/normalize";
import type { PackagesMessage } from "../collect-packages";
import { describedFiles, type CacheRoot } from "../described-files";
import { describerOf } from "../describers";
import type { PackageCacheTool } from "../part";

/** Who keeps something. */
export type CopyTool = "pip" | PackageCacheTool;

interface Copy {
  tool: CopyTool;
  /** Absent of pip's, which are named by their addresses. */
  name?: string;
  version?: string;
  /** Real path of the folder that it lies below. */
  root: string;
}

export interface ArchiveCopy extends Copy {
  /** Below the root; the one with the contents is the last. */
  files: [path: string, ...others: string[]];
  /** Of pip's, which keeps headers with it. */
  layout?: Layout;
}

export interface UnpackedCopy extends Copy {
  /** Of its folder, below the root. */
  path: string;
  /** Of its `RECORD`, below that. */
  record: string;
  /** Environments have links to the folder, or to what is in it, and would break without: nothing of it can go. */
  isLinkedTo?: boolean;
}

/** Files of pip's, header before body. */
export interface PipFiles {
  layout: Layout;
  root: string;
  files: Columns;
}

export interface CopiesMessage {
  /** Only of these packages, by their normalised names. */
  names: string[];
  /** Wheels and source distributions of these packages. */
  pip: PipFiles[];
  tools: PackagesMessage[];
}

/** Pauses after each that it looks at. */
export function* findCopies(message: CopiesMessage): Generator<ArchiveCopy | UnpackedCopy | undefined> {
  for (const { layout, root, files } of message.pip) {
    let entry: ArchiveCopy | undefined;
    for (const { path, follows } of FileList.from(files)) {
      if (follows) entry?.files.push(path);
      else {
        yield entry;
        entry = { tool: "pip", layout, root, files: [path] };
      }
    }
    yield entry;
  }
  const names = new Set(message.names);
  for (const { tool, roots } of message.tools) {
    for (const cache of roots) {
      const find = finders.get(cache.target);
      if (find === undefined) continue;
      const stays = cache.kept.map(pathMatcher);
      for (const copy of find(tool, cache)) {
        const path = copy && ("path" in copy ? copy.path : copy.files[0]);
        const isMeant = copy?.name !== undefined && names.has(normalizeName(copy.name));
        yield isMeant && !stays.some((matches) => matches(path ?? "")) ? copy : undefined;
      }
    }
  }
}

type Finder = (tool: PackageCacheTool, cache: CacheRoot) => Generator<ArchiveCopy | UnpackedCopy | undefined>;

/** By the id of the target, see `describerOf`. */
const finders = new Map<string, Finder>([
  ["uv.cache", inArchiveFolders],
  ["poetry.artifacts", inFiles],
  ["pdm.packages", inLinkedFolders],
]);

/** PDM's `packages`, which its projects have symbolic links to, unless told otherwise: who does stands in `.referrers`. */
function* inLinkedFolders(tool: PackageCacheTool, cache: CacheRoot): ReturnType<Finder> {
  for (const copy of inFolders(tool, cache, "")) {
    if (copy === undefined) yield undefined;
    else yield { ...copy, isLinkedTo: !isEmpty(`${cache.root}/${copy.path}/.referrers`) };
  }
}

/** What is not there is empty, too. */
function isEmpty(path: string): boolean {
  return !lstatSync(nativePath(path), { throwIfNoEntry: false })?.size;
}

/** uv's `archive-vNUMBER`, in which each wheel has a folder. */
function* inArchiveFolders(tool: PackageCacheTool, cache: CacheRoot): ReturnType<Finder> {
  for (const { name, type } of entriesIn(cache.root)) {
    if (type === "directory" && /^archive-v\d+$/.test(name)) yield* inFolders(tool, cache, `${name}/`);
  }
}

/** Wheels in folders of their own, each with one `dist-info`. */
function* inFolders(tool: PackageCacheTool, cache: CacheRoot, above: string): Generator<UnpackedCopy | undefined> {
  const { root, target, folder } = cache;
  const describe = describerOf(target, folder);
  for (const { name: own, type } of entriesIn(above === "" ? root : `${root}/${above.slice(0, -1)}`)) {
    yield undefined;
    if (type !== "directory") continue;
    const path = above + own;
    const said = entriesIn(`${root}/${path}`).filter((one) => one.name.endsWith(".dist-info"));
    const [info] = said;
    if (info?.type !== "directory" || said.length > 1) continue;
    const record = `${info.name}/RECORD`;
    const { name, version } = describe?.(`${path}/${record}`, () => undefined) ?? {};
    yield { tool, root, path, record, name, version };
  }
}

/** Archives under their own names. */
function* inFiles(tool: PackageCacheTool, cache: CacheRoot): ReturnType<Finder> {
  for (const found of describedFiles(cache)) {
    yield undefined;
    if (found?.file.type !== "file") continue;
    const { kind, name, version } = found.described;
    if (kind !== "wheel" && kind !== "source distribution") continue;
    yield { tool, root: cache.root, files: [found.file.path], name, version };
  }
}

/** The archive itself, as it was downloaded; undefined where it cannot be read. `close` must be called. */
export function openArchive({ root, files, layout }: ArchiveCopy): { body: Body; close: () => void } | undefined {
  if (layout !== undefined) {
    const [first, ...others] = files;
    const entry = openEntry({ layout, root, files: [{ path: first }, ...others.map((path) => ({ path }))] });
    return entry.ok ? entry : undefined;
  }
  const body = new FileBody();
  try {
    body.open(`${root}/${files[0]}`);
    return { body, close: () => body.close() };
  } catch {
    return undefined;
  }
}
