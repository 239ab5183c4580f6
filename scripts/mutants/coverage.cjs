/**
 * Runs before mutated code in a thread or a process of its own: what it reaches there counts for the test that started it.
 * Written at once, since threads and processes are ended at any moment. Where a command's own thread runs a worker's text,
 * what is reached counts without.
 */
const { appendFileSync } = require("node:fs");
const process = require("node:process");

const file = process.env.MUTANTS_REACHED;
if (file !== undefined && globalThis.__stryker__ === undefined) {
  const first = (reached, mutant, count) => {
    if (!(mutant in reached)) appendFileSync(file, `${mutant}\n`);
    reached[mutant] = count;
    return true;
  };
  globalThis.__stryker__ = { mutantCoverage: { static: new Proxy({}, { set: first }), perTest: {} } };
}
