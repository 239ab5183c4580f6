/** The tests that install real tools and let them fill their caches, or lock, over the network: `npm run test:tools`. */
import base from "./jest.config.mjs";

/** @type {import("jest").Config} */
export default {
  ...base,
  testMatch: [
    "<rootDir>/test/developer-caches/real/*.tools.ts",
    "<rootDir>/test/projects/**/*.tools.ts",
    "<rootDir>/test/python-caches/*.tools.ts",
  ],
  testTimeout: 600_000,
  maxWorkers: 1,
};
