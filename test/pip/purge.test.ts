/** What a purge takes of files that pip did not write, held against the pips of the machine. */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { purgedOf } from "../../src/pip/purge";
import { atLeast, findPips, runPip } from "../support/pip";
import { temporaryDirectory } from "../support/temporary";
import { filesBelow } from "../support/tree";
import { itOrSkip } from "../support/unless";

const plain = ["wheels/README.md", "wheels/notes/deep/n.txt", "wheels/numpy-1.0-py3-none-any.whl"];
const others = ["http/index.html", "http/p/a", "http-v2/.git/HEAD", "selfcheck/thesis.txt", "log/debug.log"];
const trees: [string, string[]][] = [
  ["beside nothing", [...plain, ...others]],
  ["beside what is called like no wheel", [...plain, ...others, "wheels/aa/plain.whl", "wheels/aa/n.txt"]],
];

const pips = findPips().filter(({ version }) => atLeast(version, "20.1"));
const noPips = pips.length > 0 ? undefined : "there is no pip with a purge on this machine";

itOrSkip(noPips).each(pips.flatMap((pip) => trees.map(([where, files]) => ({ pip, where, files }))))(
  "pip $pip.version takes just what is told of it, $where",
  async ({ pip, files }) => {
    const cache = temporaryDirectory();
    for (const path of files) {
      mkdirSync(dirname(join(cache, path)), { recursive: true });
      writeFileSync(join(cache, path), "words");
    }
    await runPip(pip, ["cache", "purge"], { cacheDirectory: cache });
    const left = new Set(filesBelow(cache));
    expect(purgedOf(files, pip.version).sort()).toEqual(files.filter((path) => !left.has(path)).sort());
  },
);

const both = ["http/a", "http-v2/a", "wheels/a-1.whl", "wheels/a.txt", "selfcheck/a"];
it.each([
  ["20.1.1", ["wheels/a-1.whl"]],
  ["20.2.4", ["wheels/a-1.whl"]],
  ["20.3.4", ["http/a", "wheels/a-1.whl"]],
  ["23.2.1", ["http/a", "wheels/a-1.whl"]],
  ["24.3.1", ["http/a", "http-v2/a", "wheels/a-1.whl"]],
  ["25.3", ["http/a", "http-v2/a", "wheels/a-1.whl"]],
  ["26.0", ["http/a", "http-v2/a", "wheels/a-1.whl", "wheels/a.txt"]],
])("as pip %s was seen to do", (version, taken) => {
  expect(purgedOf(both, version)).toEqual(taken);
});
