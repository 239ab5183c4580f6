/**
 * Revisions in the hub's cache of Hugging Face that no branch and no tag names any more: what `hf cache prune` removes. They
 * share files with those that stay, so that they are counted here as it frees them
 * (`HFCacheInfo.delete_revisions` of huggingface_hub, src/huggingface_hub/utils/_cache_manager.py).
 */
import { lstatSync } from "node:fs";
import { join, sep } from "node:path";
import { nativePath } from "../files/names";
import { realPath } from "../files/presence";
import { readSmallText } from "../files/small-file";
import { inSlices } from "../files/tasks";
import { entriesIn, walk } from "../files/walk";

export interface DetachedRevisions {
  /** The folder of a repository in the hub's cache, such as `models--org--name`. */
  folder: string;
  /** Hashes. */
  revisions: string[];
  /** What comes back with them. */
  bytes: number;
}

export interface HubRevisions {
  detached: DetachedRevisions[];
  /** Hashes that one repository has detached and another has not: `hf`, which goes by hashes, might take both. */
  ambiguous: string[];
}

/**
 * Finds them, and what they free.
 * @param hub the folder that `HF_HUB_CACHE` names, a real path
 * @throws the signal's reason when aborted
 */
export async function detachedRevisions(hub: string, signal?: AbortSignal): Promise<HubRevisions> {
  const repositories = entriesIn(hub)
    .filter(({ name, type }) => type === "directory" && /^(models|datasets|spaces)--./.test(name))
    .map(({ name: folder }) => ({ folder, ...revisionsOf(join(hub, folder)) }));
  const counted = new Set<string>();
  for (const { folder, attached } of repositories)
    for (const [path] of await filesOf(hub, folder, attached, signal)) counted.add(path);
  const detached: DetachedRevisions[] = [];
  for (const { folder, detached: revisions } of repositories) {
    let bytes = 0;
    for (const [path, size] of await filesOf(hub, folder, revisions, signal)) {
      if (!counted.has(path)) bytes += size;
      counted.add(path);
    }
    if (revisions.length > 0) detached.push({ folder, revisions, bytes });
  }
  const named = new Set(repositories.flatMap(({ attached }) => attached));
  const ambiguous = detached.flatMap(({ revisions }) => revisions.filter((revision) => named.has(revision)));
  return { detached, ambiguous };
}

/** Of a repository: all count as attached where its branches and tags cannot be read. */
function revisionsOf(root: string): { attached: string[]; detached: string[] } {
  const named = namedRevisions(join(root, "refs"));
  const all = entriesIn(join(root, "snapshots")).flatMap(({ name, type }) => (type === "directory" ? [name] : []));
  const isAttached = (revision: string) => named === undefined || named.has(revision);
  return { attached: all.filter(isAttached), detached: all.filter((revision) => !isAttached(revision)) };
}

/** What branches and tags name; undefined where one cannot be read. */
function namedRevisions(refs: string): Set<string> | undefined {
  const named = new Set<string>();
  try {
    let isWhole = true;
    const onUnreadable = () => (isWhole = false);
    for (const file of walk(refs, { onUnreadable })) if (file) named.add(readSmallText(join(refs, file.path)).trim());
    return isWhole ? named : undefined;
  } catch {
    return undefined;
  }
}

/** The files that revisions lead to inside of the hub, by their real paths, each with its size in bytes. */
function filesOf(hub: string, folder: string, revisions: string[], signal?: AbortSignal): Promise<Map<string, number>> {
  return inSlices(
    (function* () {
      const files = new Map<string, number>();
      for (const revision of revisions) {
        const root = join(hub, folder, "snapshots", revision);
        for (const file of walk(root)) {
          signal?.throwIfAborted();
          const path = file && realPath(join(root, file.path));
          if (path?.startsWith(hub + sep)) files.set(path, lstatSync(nativePath(path)).size);
          yield undefined;
        }
      }
      return files;
    })(),
  );
}
