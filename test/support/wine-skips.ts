/** The one list of what Wine cannot do: the tests that need it are skipped there, and only there, for these reasons. */

export interface Skip {
  /** Test files, from the project's folder, with `/`. */
  files: string[];
  /** Which tests, by the titles of their blocks and their own, joined by ` › `; all of the files when left out. */
  tests?: RegExp;
  reason: string;
}

const links = "Wine makes no links";

export const wineSkips: Skip[] = [
  {
    files: ["test/files/guard.test.ts"],
    tests:
      /is refused when (it is a link|a directory above it is a link)|a link leads to by now|^a directory that becomes a link/,
    reason: links,
  },
  { files: ["test/files/small-file.test.ts"], tests: /a link to it is/, reason: links },
  {
    files: ["test/pip-cache/scan.test.ts"],
    tests: /where it is a link|whoever says that it is one|folder that is a link/,
    reason: links,
  },
  {
    files: ["test/pip-cache/removal.test.ts"],
    tests: /when that is a link|becomes a link|was a link|folder that is a link|the one that is no link/,
    reason: links,
  },
];
