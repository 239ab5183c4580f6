/**
 * The tests that run the built commands as the platform does, in threads that end, once in every way that it may have:
 * `npm run test:platform`.
 */
import base from "./jest.config.mjs";

/** @type {import("jest").Config} */
export default {
  ...base,
  testMatch: ["<rootDir>/test/platform/*.platform.ts"],
  testTimeout: 180_000,
};
