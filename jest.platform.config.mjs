/**
 * The tests that run the built commands as the platform does, in threads that end, and the commands' own tests once in each way
 * in which the platform may behave (`preview/host/platform-options.ts`): `npm run test:platform`.
 */
import base, { modulesFor } from "./jest.config.mjs";

const { globalSetup, testTimeout, maxWorkers, testSequencer, ...project } = base;

/** What goes for tests that share a process; the other options are of threads, and of what a command is started with. */
const ways = ["strict,store", "anchored", "untold,late"];
const commands = [
  "search-pip-cache",
  "check-pip-cache",
  "clear-pip-cache",
  "tidy-pip-cache",
  "show-pip-installations",
  "search-developer-caches",
];

/** @type {import("jest").Config} */
export default {
  maxWorkers,
  testSequencer,
  testTimeout: 3 * testTimeout,
  projects: [
    { ...project, globalSetup, displayName: "threads", testMatch: ["<rootDir>/test/platform/*.platform.ts"] },
    ...ways.map((previewAs) => ({
      ...project,
      globalSetup,
      displayName: previewAs,
      moduleNameMapper: modulesFor(previewAs),
      globals: { previewAs },
      setupFiles: ["<rootDir>/test/platform/options.cjs"],
      testMatch: commands.map((name) => `<rootDir>/test/${name}.test.ts`),
    })),
  ],
};
