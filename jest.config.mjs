import { availableParallelism } from "node:os";

/** ESM-only packages that the tests run for real, so they are compiled like our own code. */
const esm = [
  "execa",
  "@sindresorhus",
  "@sec-ant",
  "fast-string-truncated-width",
  "fast-string-width",
  "fast-wrap-ansi",
  "figures",
  "get-stream",
  "human-signals",
  "is-plain-obj",
  "is-stream",
  "is-unicode-supported",
  "npm-run-path",
  "parse-ms",
  "path-key",
  "pretty-ms",
  "strip-final-newline",
  "unicorn-magic",
  "yoctocolors",
];

/** Where modules lie that are others than their names say. */
export function modulesFor(previewAs = "") {
  // As commands have it, but for strict mode, which is for developers: what React finds out for them takes twice the time.
  const react = {
    "^(react|react-reconciler|scheduler)$": "<rootDir>/node_modules/$1/cjs/$1.production.js",
    "^react/jsx-runtime$": "<rootDir>/node_modules/react/cjs/react-jsx-runtime.production.js",
  };
  return {
    "^@raycast/api$": "<rootDir>/preview/api",
    "^unicorn-magic$": "<rootDir>/node_modules/unicorn-magic/node.js",
    ...(/\bstrict\b/.test(previewAs) ? {} : react),
  };
}

/** @type {import("jest").Config} */
export default {
  testEnvironment: `<rootDir>/test/support/${process.env.TEST_UNDER_WINE ? "wine-environment" : "environment"}.ts`,
  // Its watch over deleted globals recurses without end on the emitter that signal-exit keeps on `process`.
  testEnvironmentOptions: { globalsCleanup: "off" },
  // One for each folder: on Windows a brace after a separator is a brace.
  testMatch: ["<rootDir>/test/**/*.test.{ts,tsx}", "<rootDir>/preview/test/**/*.test.{ts,tsx}"],
  transform: {
    "\\.txt$": "<rootDir>/test/support/text-transform.cjs",
    "\\.[mc]?[jt]sx?$": [
      "@swc/jest",
      {
        jsc: {
          parser: { syntax: "typescript", tsx: true },
          target: "es2022",
          transform: { react: { runtime: "automatic" } },
        },
        module: { type: "commonjs" },
      },
    ],
  },
  transformIgnorePatterns: [`/node_modules/(?!(${esm.join("|")})/)`],
  moduleNameMapper: modulesFor(process.env.PREVIEW_AS),
  globalSetup: "<rootDir>/test/support/prepare.ts",
  testSequencer: "<rootDir>/test/support/sequencer.cjs",
  // Many tests wait: for programs that they have started, and until nothing on a screen changes.
  maxWorkers: 2 * availableParallelism(),
  // The build and the mutants copy the manifest there, and two packages of one name confuse the resolver.
  modulePathIgnorePatterns: ["<rootDir>/dist/", "<rootDir>/artifacts/"],
  // Of what hangs: on a busy machine, or while commands are built first, a page takes minutes to open.
  testTimeout: 300_000,
};
