/**
 * PDM's cache: `http` (answers of an index), `wheels` (built here, below folders made of a hash), `hashes`, `metadata`, and
 * `packages`, which projects link to where `install.cache` is on (pdm/models/caches.py, pdm/installers).
 */
import type { Describer, Described } from "../part";
import { describeArchiveFile, describeResponse, wheelNamed } from "../stored-files";

/** See `Describer`: of what lies in one of these folders. */
export const pdmFolders = new Map<string, Describer>([
  ["http", describeResponse],
  ["wheels", (path, body) => describeArchiveFile(path, body, "built wheel")],
  ["hashes", () => ({ kind: "metadata", part: "hashes" })],
  ["metadata", () => ({ kind: "metadata", part: "metadata" })],
  ["packages", describePackage],
]);

/** `six-1.16.0-py2.py3-none-any.whl.cache/…`, or without the endings until PDM 2.11. */
function describePackage(path: string): Described {
  const folder = path.slice(0, Math.max(0, path.indexOf("/")));
  const named = wheelNamed(`${folder.replace(/(\.whl)?(\.cache)?$/, "")}.whl`);
  const inFolder = folder !== "" && ({ ofFolder: true } as const);
  return { kind: named ? "unpacked package" : "other", part: folder, ...named, ...inFolder };
}
