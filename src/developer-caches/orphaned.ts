/**
 * What a tool that is gone has left: only it could have cleared that. Where its documents say that all of it can be made
 * again, the folders can be moved to the Trash instead, which is as far as that may be wrong.
 */
import { lstatSync } from "node:fs";
import { join } from "node:path";
import { RefusedError } from "../files/failure";
import { assertRemovableRoot } from "../files/guard";
import type { Machine } from "../files/machine";
import { escapePattern, hasMatch, nameMatcher } from "../files/patterns";
import { namesIn } from "../files/presence";
import type { ResolvedTarget } from "./resolve";
import { isInstalled, whyRefused } from "./run-command";

/**
 * Targets of which all is cache: docs.astral.sh/uv/concepts/cache ("always safe … to remove"), pnpm.io/cli/store,
 * docs.conda.io (environments have files of their own names), pre-commit.com ("advanced": `repo*` are clones),
 * huggingface.co/docs/huggingface_hub/guides/manage-cache, go.dev/ref/mod#module-cache, pdm-project.org (`cache clear`). Not what
 * environments have symbolic links to.
 */
const allCache = new Set([
  "uv.cache",
  "pnpm.store",
  "conda.packages",
  "pre-commit.repositories",
  "huggingface.hub-models",
  "huggingface.hub-datasets",
  "huggingface.hub-spaces",
  "go.modules",
  "pdm.cache",
]);

/**
 * The folders of a target that may go to the Trash because its tool is gone, real paths; none where it is there, may not be used,
 * or where something of it may be more than cache.
 */
export function orphanedFolders(resolved: ResolvedTarget, machine: Machine): string[] {
  const { target, root, place, path, blocked, isFile, kept } = resolved;
  const { commands = [] } = target;
  if (!allCache.has(target.id) || blocked !== undefined || isFile || commands.length === 0) return [];
  const options = { root, place };
  if (commands.some((command) => isInstalled(command, machine, options) || whyRefused(command, machine, options)))
    return [];
  const names = target.holds?.map(nameMatcher);
  const paths = names ? namesIn(root).filter((name) => names.some((matches) => matches(name))) : [""];
  const stays = (below: string) => kept.some((pattern) => hasMatch(`${escapePattern(join(root, below))}/${pattern}`));
  // A link that leads to the folder would lead nowhere, and no tool could make its cache anew.
  if (isLink(path) || (names === undefined && stays(""))) return [];
  return paths.map((name) => join(root, name)).filter((one) => !isLink(one) && isMovable(one));
}

const isLink = (path: string): boolean => lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ?? true;

function isMovable(path: string): boolean {
  try {
    assertRemovableRoot(path);
    return true;
  } catch (error) {
    if (error instanceof RefusedError) return false;
    throw error;
  }
}
