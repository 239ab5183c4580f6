import { join } from "node:path";
import base from "./jest.config.mjs";

/** The tests that `npm run test:mutants` runs, in the copy of the project that is mutated. */
export default {
  ...base,
  testEnvironment: join(import.meta.dirname, "scripts/mutants/environment.cjs"),
  testMatch: JSON.parse(process.env.MUTANTS_TESTS ?? "[]").map((file) => `<rootDir>/${file}`),
  testTimeout: 30_000,
};
