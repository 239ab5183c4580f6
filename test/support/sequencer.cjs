/** Which file is tested when: what starts many programs or waits begins first, so that none of it is left when all else is done. */
const { default: Sequencer } = require("@jest/test-sequencer");

/** Real pips and environments, pages in a browser, commands in a terminal, and acts that are ended midway. */
const isLong = ({ path }) => /(^|[-/\\])(pips|real|page|terminal|settled|interrupted)\.test\.tsx?$/.test(path);

module.exports = class extends Sequencer {
  /** Else by the times of earlier runs, or by size where there are none, as after a fresh clone. */
  sort(tests) {
    const sorted = super.sort(tests);
    return [...sorted.filter(isLong), ...sorted.filter((test) => !isLong(test))];
  }
};
