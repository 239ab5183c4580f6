/** The one list of what Wine cannot do: the tests that need it are skipped there, for these reasons, and only there. */

export interface Skip {
  /** Test files, from the project's folder, with `/`. */
  files: string[];
  /** Which tests, by the titles of their blocks and their own, joined by ` › `; all of the files when left out. */
  tests?: RegExp;
  reason: string;
}

export const wineSkips: Skip[] = [];
