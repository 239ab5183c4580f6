/**
 * PDM removes wheels that it built by a pattern of their names, `pdm cache remove PATTERN`, and unpacked packages that no project
 * links to all at once, `pdm cache clear packages` (pdm/cli/commands/cache.py, tried with 2.25.9).
 */
import { basename } from "node:path";
import type { ToolCommand } from "../../developer-caches/tool";
import type { PackageRemover } from "../remover";

const pdm = (...args: string[]): ToolCommand => ({
  program: "pdm",
  arguments: ["cache", ...args],
  environment: { PDM_CACHE_DIR: "{place}", PDM_CHECK_UPDATE: "false", PDM_IGNORE_ACTIVE_VENV: "1" },
});

export const pdmRemover: PackageRemover = {
  remove: ({ target, root }, packages) => {
    if (target.id !== "pdm.cache" || basename(root) !== "wheels") return [];
    return packages.flatMap(({ name, versions }) =>
      name !== undefined && versions.some(({ kind }) => kind === "built wheel") ? [pdm("remove", patternOf(name))] : [],
    );
  },
  takes: "built wheel",
  prune: ({ target }) => (target.id === "pdm.packages" ? [pdm("clear", "packages")] : []),
  prunes: "Unpacked packages go that no project links to.",
  leaves: "PDM removes nothing else of one package; unpacked packages that no project links to go with Prune PDM",
  cannot:
    "PDM removes of one package only the wheels that it built. Unpacked packages that no project links to go with Prune PDM, " +
    "downloads with Clear One Place… in the list of tools.",
};

/** Wheels have `_` where a name has other marks, or what the name has; all that PDM takes are those of the shell. */
const patternOf = (name: string): string => `${name.replace(/[-_.]+/g, "[-_.]")}-*`;
