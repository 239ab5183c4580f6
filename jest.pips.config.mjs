import base from "./jest.config.mjs";

/** The tests against pips from the package index: `npm run test:pips`, not part of `npm test`. */
export default {
  ...base,
  testMatch: ["<rootDir>/test/pips/**/*.pips.ts"],
  globalSetup: "<rootDir>/test/pips/matrix.ts",
  testTimeout: 300_000,
};
