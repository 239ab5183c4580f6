/** Lists the files of some packages that go by their paths, part by part: all of a part, or nothing of it. */
import { FileList } from "../files/file-list";
import { pathMatcher } from "../files/patterns";
import { inSlices } from "../files/tasks";
import { walk, type FoundFile } from "../files/walk";
import { FileBody } from "../pip-cache/entries/file-body";
import { withEffort } from "../pip-cache/readers/formats/effort";
import { packageKeyOf, EFFORT, type CacheRoot } from "./collect-packages";
import { describerOf } from "./describers";
import type { PackageCacheTool, PartKind } from "./part";
import type { MayGo } from "./remover";

/** What tells a tool that a part is whole goes first, so that no part is taken for one which is not. */
export interface PackageFiles {
  first: FileList;
  rest: FileList;
}

interface Part {
  kind: PartKind;
  isLinked: boolean;
  files: FoundFile[];
}

/**
 * @param keys of the packages, as `CachedPackage` has them
 * @throws the signal's reason when aborted
 */
export async function listPackageFiles(
  tool: PackageCacheTool,
  { root, target, folder, kept }: CacheRoot,
  keys: ReadonlySet<string>,
  mayGo: MayGo,
  signal?: AbortSignal,
): Promise<PackageFiles> {
  const parts = new Map<string, Part>();
  const describe = describerOf(target, folder);
  const stays = kept.map(pathMatcher);
  const opened = new FileBody();
  let path = "";
  const body = () => {
    try {
      opened.open(`${root}/${path}`);
      return opened;
    } catch {
      return undefined;
    }
  };
  const describeIt = () => describe?.(path, body);
  const listing = function* () {
    for (const file of walk(root, { exclude: (one) => stays.some((matches) => matches(one)) })) {
      signal?.throwIfAborted();
      yield undefined;
      if (!file) continue;
      path = file.path;
      const described = withEffort(EFFORT, describeIt)?.value;
      if (described?.name === undefined || !keys.has(packageKeyOf(tool, described.name))) continue;
      const part = parts.get(described.part) ?? { kind: described.kind, isLinked: false, files: [] };
      parts.set(described.part, part);
      part.isLinked ||= file.links > 1;
      part.files.push(file);
    }
  };
  try {
    await inSlices(listing());
  } finally {
    opened.close();
  }
  const files: PackageFiles = { first: new FileList(), rest: new FileList() };
  for (const [name, { kind, isLinked, files: own }] of parts) {
    if (!mayGo(name, kind, isLinked)) continue;
    for (const file of own) (file.path.startsWith(`${name}/info/`) ? files.first : files.rest).add(file);
  }
  return files;
}
