/**
 * Poetry itself removes of one package only what an index said of a release, `poetry cache clear CACHE:NAME:VERSION`
 * (poetry/console/commands/cache/clear.py, tried with 2.5.1); of files it knows no removing at all. It looks for each file
 * whenever it needs one, and has no list of them, so they go by their paths.
 */
import type { ResolvedTarget } from "../../developer-caches/resolve";
import { namesIn } from "../../files/presence";
import { isProjectName } from "../../pip-cache/readers/identify/project";
import type { CachedPackage } from "../collect-packages";
import type { PackageRemover } from "../remover";

/** Each takes a second. What they leave goes by its path. */
const MOST_COMMANDS = 10;

export const poetryRemover: PackageRemover = {
  remove: ({ target, root }: ResolvedTarget, packages: readonly CachedPackage[]) => {
    if (target.id !== "poetry.cache") return [];
    const releases = packages.flatMap(({ name, versions }) =>
      versions.flatMap(({ kind, version }) =>
        kind === "metadata" && name !== undefined && version !== undefined ? [`${name}:${version}`] : [],
      ),
    );
    // A name that has a colon, or begins like an option, would mean something else.
    const caches = namesIn(`${root}/repositories`).filter(isProjectName);
    return caches
      .flatMap((cache) => releases.map((release) => `${cache}:${release}`))
      .slice(0, MOST_COMMANDS)
      .map((entry) => ({
        program: "poetry",
        arguments: ["cache", "clear", entry, "--no-interaction"],
        environment: { POETRY_CACHE_DIR: "{place}" },
      }));
  },
  byPath: () => () => true,
};
