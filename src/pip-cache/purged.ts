/** What pip's own purge takes of files that pip did not write. */
import { isAtLeast } from "../packaging/releases";
import { layoutNames, layouts } from "./layouts";

/** Since then it takes all of a directory of built wheels in and below which no wheel is left. */
const purgesWheelFolders = [26, 0];

/**
 * Which of those files go: any in the folders of its downloads, whatever is called like a wheel among built wheels, and, of
 * a new pip, what lies there with no wheel (`remove_cache_items` in `pip/_internal/commands/cache.py` of 20.1 to 26.2).
 * @param files below the cache directory, with `/`
 */
export function purgedOf(files: string[], pipVersion: string | undefined): string[] {
  const uncalled = files.filter((path) => path.endsWith(".whl") && !isCalledWheel(path));
  return files.filter((path) => {
    const layout = layoutNames.find((name) => path.startsWith(`${name}/`));
    if (layout === undefined) return false;
    const { entry, purgedSince } = layouts[layout];
    if (entry.is !== "built wheel") return purgedSince !== undefined && isAtLeast(pipVersion, purgedSince);
    const directory = path.slice(0, path.lastIndexOf("/") + 1);
    const isLeft = uncalled.some((wheel) => wheel.startsWith(directory));
    return isCalledWheel(path) || (!isLeft && isAtLeast(pipVersion, purgesWheelFolders));
  });
}

const isCalledWheel = (path: string): boolean => /-[^/]*\.whl$/.test(path);
