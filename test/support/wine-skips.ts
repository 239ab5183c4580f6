/** The one list of what Wine cannot do: the tests that need it are skipped there, and only there, for these reasons. */

export interface Skip {
  /** Test files, from the project's folder, with `/`. */
  files: string[];
  /** Which tests, by the titles of their blocks and their own, joined by ` › `; all of the files when left out. */
  tests?: RegExp;
  reason: string;
}

const links = "Wine makes no links";
const junctions = "Wine makes no junctions, by which these have the project's packages";
const modes = "Windows has no such modes";
const longPaths = "Wine tells no real path of more than 260 characters";
const scripts = "Windows starts no scripts of a shell";
const processes = "Wine has no PowerShell, which tells what runs, so that built wheels stay";
const manyFiles = "Wine takes minutes to write thousands of files";
const posixMachine = "it lays out a Linux, whose paths begin with /";

export const wineSkips: Skip[] = [
  {
    files: ["test/files/guard.test.ts"],
    tests:
      /is refused when (it is a link|a directory above it is a link)|^the way .* not through a link$|a link leads to by now|^a directory that becomes a link/,
    reason: links,
  },
  {
    files: ["test/files/holds.test.ts"],
    tests: /never two have it$/,
    reason: "Wine makes a second pipe of one name, which Windows refuses",
  },
  { files: ["test/files/remove-trees.test.ts"], tests: /threads$/, reason: longPaths },
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
  { files: ["test/interface/removal.test.ts"], tests: /leads in a circle/, reason: links },
  {
    files: ["test/interface/removal.test.ts"],
    tests: /^cancelling/,
    reason: manyFiles,
  },
  {
    files: ["test/pip/switch.test.ts"],
    tests: /the file that a link leads to|is not where we make one|or a link to nothing/,
    reason: links,
  },
  { files: ["test/pip/switch.test.ts"], tests: /may not be read or written|not ours to change/, reason: modes },
  {
    files: ["test/files/replace-file.test.ts"],
    tests: /is not one that a link leads to|a link to nothing or in a circle/,
    reason: links,
  },
  { files: ["test/files/replace-file.test.ts"], tests: /or makes it private$/, reason: modes },
  {
    files: ["test/clean-up-pip-cache.test.ts"],
    tests: /(› |^)(built|everything|unused)( .*)?$|leaves out of everything/,
    reason: processes,
  },
  { files: ["test/key-presses.test.ts"], tests: /^(Built wheels|Everything) goes with/, reason: processes },
  { files: ["test/terminal.test.ts"], tests: /› question and result of clearing /, reason: processes },
  {
    files: ["test/clean-up-pip-cache.test.ts", "test/search-developer-caches.test.ts"],
    tests: /what interrupted pips left .*(goes without|begins between|is a place of pip)/,
    reason: processes,
  },
  { files: ["test/developer-caches/pip-leavings.test.ts"], tests: /links|a link that/, reason: links },
  { files: ["test/developer-caches/documented-trees.test.ts"], reason: posixMachine },
  {
    files: ["test/developer-caches/old-versions.test.ts", "test/developer-caches/hub-revisions.test.ts"],
    reason: posixMachine,
  },
  {
    files: ["test/clear-old-versions.test.ts"],
    tests: /^asks with|^says why nothing goes|^what was interrupted/,
    reason: processes,
  },
  { files: ["test/developer-caches/targets.test.ts", "test/developer-caches/orphaned.test.ts"], reason: posixMachine },
  { files: ["test/developer-caches/asked.test.ts"], reason: posixMachine },
  { files: ["test/developer-caches/platforms.test.ts"], tests: /^of ~|^all of them together/, reason: posixMachine },
  {
    files: ["test/search-developer-caches.test.ts"],
    tests: /^what a tool that is gone has left/,
    reason: processes,
  },
  { files: ["test/files/attempts.test.ts"], tests: /^what is still there is what can be looked at/, reason: links },
  { files: ["test/pip/find.test.ts"], tests: /^on a Mac › finds|hard links$/, reason: links },
  { files: ["test/pip/candidates.test.ts"], tests: /^on (darwin|linux) › /, reason: posixMachine },
  { files: ["test/pip/default-index.test.ts"], tests: /^on (a Mac|Linux)/, reason: posixMachine },
  { files: ["test/pip/find.test.ts"], tests: /share one file$/, reason: posixMachine },
  { files: ["test/pip/find.test.ts"], tests: /asks the registry/, reason: scripts },
  {
    files: [
      "test/developer-caches/resolve.test.ts",
      "test/developer-caches/clear.test.ts",
      "test/developer-caches/hub-repositories.test.ts",
      "test/developer-caches/locked.test.ts",
    ],
    reason: posixMachine,
  },
  {
    files: ["test/developer-caches/run-command.test.ts"],
    tests: /^(a tool's command|a program that others can change|asking tools) › |PATH first|versions of Node/,
    reason: posixMachine,
  },
  { files: ["test/developer-caches/in-use.test.ts"], tests: /really runs from it/, reason: processes },
  { files: ["test/files/processes.test.ts"], tests: /without this one/, reason: processes },
  {
    files: ["test/developer-caches/volumes.test.ts"],
    tests: /of this machine are known|named and not measured/,
    reason: posixMachine,
  },
  { files: ["test/pip/running.test.ts"], tests: /pip\.conf open/, reason: processes },
  { files: ["test/pip/caching.test.ts"], reason: posixMachine },
  {
    files: ["test/interface/foreign.test.ts"],
    tests:
      /when the cache is cleared|by the action of its row|under version control|nothing else is there|no part of pip's size/,
    reason: processes,
  },
  { files: ["test/interface/foreign.test.ts"], tests: /where nothing can be moved/, reason: links },
  {
    files: ["test/clear-pip-cache.test.ts"],
    tests: /says what came back|clears them all|a purge of pip leaves|^the history/,
    reason: processes,
  },
  {
    files: ["test/search-developer-caches.test.ts"],
    tests:
      /^(clears a tool's safe|clears all safe|clears several|counts what find counts|asks for what costs|says what a tier is)|a running program uses/,
    reason: processes,
  },
  {
    files: ["test/hide-tools.test.ts"],
    tests: /^hides a tool until|^a hidden tool is cleared/,
    reason: processes,
  },
  {
    files: ["test/own-folders.test.ts"],
    tests: /^a folder has a row|^refuses a link, and takes|^right before it is moved/,
    reason: processes,
  },
  { files: ["test/ollama-models.test.ts"], tests: /^asks, and|^nothing goes where its/, reason: scripts },
  { files: ["test/ollama-models.test.ts"], tests: /^what is no manifest/, reason: links },
  { files: ["test/own-folders.test.ts"], tests: /^a folder that has become a link/, reason: links },
  { files: ["test/developer-caches/own-folder.test.ts"], tests: /link leads to, and a link/, reason: links },
  {
    files: ["test/search-developer-caches.test.ts"],
    tests: /a tool clear what only it may|Docker alone/,
    reason: scripts,
  },
  { files: ["test/interface/tool-removal.test.ts", "test/interface/remove-together.test.ts"], reason: scripts },
  { files: ["test/tools/remove-with-tools.test.ts"], tests: /uv|^removes nothing/, reason: scripts },
  { files: ["test/interface/finish-tools.test.ts"], tests: /^removes what it alone needs/, reason: scripts },
  { files: ["test/interface/clean-up-tools.test.ts"], tests: /^removes one with the tool/, reason: scripts },
  { files: ["test/interface/tool-needs.test.ts"], tests: /^removes what nothing needs/, reason: scripts },
  { files: ["test/show-pip-cache-size.test.ts"], tests: /starts no program/, reason: scripts },
  { files: ["test/python-caches/remove-with-tool.test.ts"], reason: posixMachine },
  {
    files: ["test/search-pip-cache.test.ts"],
    tests: /selects no more than that|takes everything, keeps the roots|^what was remembered/,
    reason: processes,
  },
  { files: ["test/search-pip-cache.test.ts"], tests: /another one's folder is a link/, reason: links },
  {
    files: ["test/interface/interrupted.test.ts"],
    tests: /^(search-pip-cache|check-pip-cache|show-pip-installations|search-developer-caches) tells/,
    reason: manyFiles,
  },
  { files: ["test/pip/switch.test.ts"], tests: /^off may change the person's file alone/, reason: posixMachine },
  { files: ["test/foreign-keys.test.ts"], tests: /each of them can be removed$/, reason: processes },
  { files: ["preview/test/guard.test.ts"], tests: /^the server of the page › /, reason: junctions },
  { files: ["preview/test/terminal.test.ts", "preview/test/extension.test.ts"], reason: junctions },
  { files: ["test/sample.test.ts"], tests: /^the sample of the preview › /, reason: junctions },
  { files: ["test/developer-caches/catalogue.test.ts"], tests: /^on (darwin|linux) › /, reason: posixMachine },
  { files: ["test/developer-caches/catalogue.test.ts"], tests: /^on win32 › .* behind a link /, reason: links },
  { files: ["test/pip/unused.test.ts"], tests: /in pipx$/, reason: posixMachine },
  {
    files: ["test/interface/history.test.ts"],
    tests: /^keeps the last 500/,
    reason: manyFiles,
  },
  { files: ["test/settled.test.ts"], tests: /what those answer$/, reason: scripts },
  { files: ["test/bench/main.test.ts"], reason: manyFiles },
  {
    files: ["test/pip-cache/foreign.test.ts"],
    tests: /^a folder that is a link › |^what is said of a folder|stays: link$/,
    reason: links,
  },
  {
    files: ["test/files/remove-files.test.ts"],
    tests: /unlinks links and pipes|where a link leads there|through a link above it|was missing, changed or could not/,
    reason: links,
  },
  { files: ["test/files/measure.test.ts"], tests: /finds files and links|what cannot be looked at/, reason: links },
  {
    files: ["test/projects/environments/layouts.test.ts"],
    tests: /^on (darwin|linux) › |conda installed|^conda's are|below project|in their configuration/,
    reason: posixMachine,
  },
  { files: ["test/projects/environments/links.test.ts"], reason: posixMachine },
  {
    files: ["test/projects/read-needs.test.ts"],
    tests: /what environments and projects need is found|^what is handed over in many parts/,
    reason: posixMachine,
  },
  {
    files: ["test/tidy-pip-cache.test.ts"],
    tests:
      /leaves what is kept, and says so|removes by the policy without a word|keeps all as it is in the background (while|once)|in the background, that the budget|^what is in a project › lives beside/,
    reason: processes,
  },
  {
    files: ["test/interface/decided-meanwhile.test.ts"],
    tests: /goes by the policy in the background, also of what is needed since/,
    reason: processes,
  },
  { files: ["test/projects/too-much.test.ts", "test/pip-cache/tidy-year.test.ts"], reason: manyFiles },
  {
    files: ["test/projects/environments/hostile.test.ts"],
    tests: /^of a folder of a hundred thousand|^of packages that require a million/,
    reason: manyFiles,
  },
  { files: ["test/projects/environments/hostile.test.ts"], tests: /^pipes, links/, reason: links },
  { files: ["test/projects/environments/hostile.test.ts"], tests: /may not be read/, reason: modes },
];
