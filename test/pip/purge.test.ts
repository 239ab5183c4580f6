/** What a purge takes of files that pip did not write, held against the pips of the machine. */
import { purgedOf } from "../../src/pip-cache/purged";
import { atLeast, findPips, onePerVersion } from "../support/pip";
import { foreignTrees, reallyPurged } from "../support/purged";
import { itOrSkip } from "../support/unless";

const pips = onePerVersion(findPips()).filter(({ version }) => atLeast(version, "20.1"));
const noPips = pips.length > 0 ? undefined : "there is no pip with a purge on this machine";

itOrSkip(noPips).each(pips.flatMap((pip) => foreignTrees.map((tree) => ({ pip, ...tree }))))(
  "pip $pip.version takes just what is told of it, $where",
  async ({ pip, files }) => {
    expect(purgedOf(files, pip.version)).toEqual(await reallyPurged(pip, files));
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
