/** The tests as mutation testing runs them: `npm run test:mutants`. Threads start from the source, which is what is mutated. */
import base from "./jest.config.mjs";

/** @type {import("jest").Config} */
export default {
  ...base,
  transform: { ...base.transform, "\\.txt$": "<rootDir>/test/support/worker-transform.cjs" },
  // What tests say of the tree itself is no verdict on a mutant: bundles, lint rules, the page in a browser.
  testPathIgnorePatterns: [
    "/node_modules/",
    "workers\\.test",
    "lint\\.test",
    "page\\.test",
    "/test/bench/",
    "store\\.test",
  ],
};
