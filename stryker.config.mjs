/**
 * Mutation testing of what removes or writes: each mutant is a fault made on purpose, which some test must notice.
 * On demand, and incremental: `npm run test:mutants`.
 * @type {import("@stryker-mutator/api/core").PartialStrykerOptions}
 */
export default {
  mutate: ["src/pip-cache/selection.ts"],
  testRunner: "jest",
  jest: { configFile: "jest.mutants.config.mjs" },
  coverageAnalysis: "perTest",
  incremental: true,
  incrementalFile: "mutants/incremental.json",
  tempDirName: "mutants/sandbox",
  ignorePatterns: ["dist", "mutants", "media"],
  reporters: ["clear-text", "progress-append-only"],
  clearTextReporter: { allowColor: false, reportTests: false, logTests: false },
  concurrency: 2,
  timeoutMS: 20_000,
  // All related tests once, one after the other.
  dryRunTimeoutMinutes: 45,
  thresholds: { high: 95, low: 90, break: 90 },
};
