/**
 * The one module that an extension may bring along for its preview (`--with MODULE`): what the preview cannot know of it.
 * Each export is optional.
 */
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";

export interface Companion {
  /**
   * For `--sample`: makes something that the commands can be tried on without harm, and points this process at it, so that
   * they find nothing else. It is deleted when the process ends. Resolves with the folder for the commands' own data.
   */
  moveIntoSample?: () => Promise<{ data: string }>;
  /** True where no command changes anything while `PREVIEW_DRY_RUN` is set; else `--dry-run` is refused, for it would change things all the same. */
  heedsDryRun?: boolean;
}

/** Loads the module at a path, relative to the working directory. Throws when there is none. */
export async function loadCompanion(path: string | undefined): Promise<Companion> {
  return path === undefined ? {} : ((await import(pathToFileURL(resolve(path)).href)) as Companion);
}
