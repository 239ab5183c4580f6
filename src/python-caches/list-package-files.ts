/** Lists the files of some packages that go by their paths, part by part: all of a part, or nothing of it. */
import { FileList } from "../files/file-list";
import { upwardFrom } from "../files/names";
import { inSlices } from "../files/tasks";
import type { FoundFile } from "../files/walk";
import { packageKeyOf } from "./collect-packages";
import { describedFiles, type CacheRoot } from "./described-files";
import type { PackageCacheTool, PartKind } from "./part";
import type { MayGo } from "./remover";

/**
 * Files of a package, or of several that have few, which go together. What tells a tool that a part is whole goes first, so that no
 * part is taken for one which is not.
 */
export interface PackageFiles {
  first: FileList;
  rest: FileList;
}

interface Part {
  kind: PartKind;
  isLinked: boolean;
  files: FoundFile[];
}

/** Files that go together are so many at least, where nothing has to go first. */
const TOGETHER = 200;

/**
 * Package by package, so that what is stopped leaves whole packages.
 * @param keys of the packages, as `CachedPackage` has them
 * @throws the signal's reason when aborted
 */
export async function listPackageFiles(
  tool: PackageCacheTool,
  cache: CacheRoot,
  keys: ReadonlySet<string>,
  mayGo: MayGo,
  signal?: AbortSignal,
): Promise<PackageFiles[]> {
  const packages = new Map([...keys].map((key) => [key, new Map<string, Part>()]));
  /** What could not be read, and all that it lies in: nobody knows what these have. A file with another name may be among it. */
  const unknown = new Set<string>();
  const onUnreadable = (path: string) => {
    unknown.add(path);
    for (const above of upwardFrom(path)) unknown.add(above);
  };
  const listing = function* () {
    for (const found of describedFiles(cache, onUnreadable)) {
      signal?.throwIfAborted();
      yield undefined;
      const { name, kind, part: path } = found?.described ?? {};
      const parts = name === undefined ? undefined : packages.get(packageKeyOf(tool, name));
      if (!found || !parts || path === undefined || kind === undefined) continue;
      const part = parts.get(path) ?? { kind, isLinked: false, files: [] };
      parts.set(path, part);
      part.isLinked ||= found.file.links > 1;
      part.files.push(found.file);
    }
  };
  await inSlices(listing());
  const files: PackageFiles[] = [];
  for (const parts of packages.values()) {
    let last = files.at(-1);
    if (!last || last.first.length > 0 || last.rest.length >= TOGETHER) {
      last = { first: new FileList(), rest: new FileList() };
      files.push(last);
    }
    for (const [name, { kind, isLinked, files: own }] of parts) {
      if (!mayGo(name, kind, isLinked) || unknown.has(name) || unknown.has("")) continue;
      for (const file of own) (file.path.startsWith(`${name}/info/`) ? last.first : last.rest).add(file);
    }
  }
  return files;
}
