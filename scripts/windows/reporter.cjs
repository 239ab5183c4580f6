/**
 * Jest's reporter under Wine: tells, line by line of JSON in `told.jsonl`, which test files have begun and how they ended.
 */
const { appendFileSync } = require("node:fs");
const { join, relative } = require("node:path");

/** Whatever is skipped says why at the end of its title, or of that of a block around it. */
const reasonOf = ({ ancestorTitles, title }) =>
  [title, ...ancestorTitles.toReversed()].map((text) => /\(([^()]+)\)$/.exec(text)?.[1]).find(Boolean) ?? "no reason";

module.exports = class {
  /** @param {{ rootDir: string }} config */
  constructor({ rootDir }) {
    this.tell = (path, what) => {
      const file = relative(rootDir, path).replaceAll("\\", "/");
      appendFileSync(join(rootDir, "told.jsonl"), `${JSON.stringify({ file, ...what })}\n`);
    };
  }

  onTestFileStart({ path }) {
    this.tell(path, { event: "begun" });
  }

  onTestCaseStart({ path }, { ancestorTitles, title }) {
    this.tell(path, { event: "at", title: [...ancestorTitles, title].join(" › ") });
  }

  onTestFileResult({ path }, result) {
    this.tell(path, {
      event: "ended",
      passed: result.numPassingTests,
      failed: result.numFailingTests + (result.testExecError ? 1 : 0),
      skipped: result.numPendingTests + result.numTodoTests,
      message: result.failureMessage ?? "",
      reasons: result.testResults.filter(({ status }) => status === "pending").map(reasonOf),
    });
  }
};
