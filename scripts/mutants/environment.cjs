/**
 * Where tests of mutants run. Adds three things to Stryker's own: what a test reaches in threads and processes that it starts
 * counts as reached by it, a mutant that one test has found is not shown to the rest, and slow tests can be left out.
 */
const { chmodSync, copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } = require("node:fs");
const { TestEnvironment } = require("jest-environment-node");
const { tmpdir } = require("node:os");
const { join } = require("node:path");
const process = require("node:process");

let found;
const except = JSON.parse(process.env.MUTANTS_TESTS_EXCEPT ?? "[]");

/** Of a test, with those of the groups it is in. */
const titleOf = ({ name, parent }) => (parent ? `${titleOf(parent)} ${name}` : name);

module.exports = class extends TestEnvironment {
  /** @param {import("@jest/types").Circus.Event} event */
  handleTestEvent({ name, test }) {
    const mutant = process.env.__STRYKER_ACTIVE_MUTANT__;
    if (name === "test_start" && except.some((part) => titleOf(test).includes(part))) test.mode = "skip";
    if (mutant === undefined) this.watch(name);
    else if (name === "test_start" && found === mutant) test.mode = "skip";
    else if (name === "test_done" && test.errors.length > 0) found = mutant;
  }

  /** Whatever user a process runs as, it can load the script and write what it reaches. */
  watch(name) {
    if (name === "test_start") {
      this.folder = mkdtempSync(join(tmpdir(), "mutants-"));
      chmodSync(this.folder, 0o755);
      const script = join(this.folder, "coverage.cjs");
      copyFileSync(join(__dirname, "coverage.cjs"), script);
      const file = join(this.folder, "reached");
      writeFileSync(file, "");
      chmodSync(file, 0o666);
      this.setVariables({ MUTANTS_REACHED: file, NODE_OPTIONS: `--require ${script}` });
    } else if (name === "test_done" && this.folder !== undefined) {
      const { currentTestId, mutantCoverage } = this.global.__stryker__;
      const reached = readFileSync(join(this.folder, "reached"), "utf8").split("\n").filter(Boolean);
      if (mutantCoverage && reached.length > 0) {
        const counts = (mutantCoverage.perTest[currentTestId] ??= {});
        for (const id of reached) counts[id] = (counts[id] ?? 0) + 1;
      }
      this.setVariables({ MUTANTS_REACHED: undefined, NODE_OPTIONS: undefined });
      rmSync(this.folder, { recursive: true });
    }
  }

  /** Tests have a copy of the environment; threads get the real one. */
  setVariables(variables) {
    for (const [name, value] of Object.entries(variables)) {
      for (const { env } of [process, this.global.process]) {
        if (value === undefined) delete env[name];
        else env[name] = value;
      }
    }
  }
};
