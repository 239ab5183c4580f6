/**
 * `npm run test:mutants`: changes the source in small ways, one at a time, and counts the changes that no test notices.
 * `-- FILES` narrows it to some files, or lines of them (`src/files/guard.ts:10-20`).
 */
import { Stryker } from "@stryker-mutator/core";
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join, relative } from "node:path";
import { targets } from "./targets.mjs";

/** Of the mutants that could be tried, killed at least and timed out at most. % */
const KILLED_AT_LEAST = 90;
const TIMED_OUT_AT_MOST = 2;

const root = join(import.meta.dirname, "../..");
const folder = "artifacts/mutants";

async function main() {
  process.chdir(root);
  mkdirSync(folder, { recursive: true });
  useOwnTemporaryDirectory();
  const wanted = process.argv.slice(2);
  const mutants = [];
  const taken = new Set();
  for (const [name, target] of Object.entries(targets)) {
    const files = target.mutate.flatMap(sourcesIn).filter((file) => !taken.has(file));
    for (const file of files) taken.add(file);
    const mutate = wanted.length === 0 ? files : wanted.filter((one) => files.includes(one.replace(/:[-:\d]+$/, "")));
    if (mutate.length > 0) mutants.push(...(await run(name, target, mutate)));
  }
  const { "killed %": killed, "timed out %": timedOut } = print(mutants);
  if (killed < KILLED_AT_LEAST || timedOut > TIMED_OUT_AT_MOST) process.exitCode = 1;
}

/** Source that is changed may close or remove the directory that it takes for its own: the system's is no place for that. */
function useOwnTemporaryDirectory() {
  const directory = mkdtempSync(join(process.env.TMPDIR ?? tmpdir(), "mutants-"));
  chmodSync(directory, 0o1777);
  process.env.TMPDIR = directory;
  process.once("exit", () => {
    try {
      rmSync(directory, { recursive: true, force: true });
    } catch (error) {
      console.warn(`Something is left there: ${error.message}`);
    }
  });
}

function sourcesIn(path) {
  if (!statSync(path).isDirectory()) return [path];
  const names = readdirSync(path).filter((name) => name.endsWith(".ts"));
  return names.map((name) => `${path}/${name}`);
}

function run(name, { tests, except = [] }, mutate) {
  process.env.MUTANTS_TESTS = JSON.stringify(tests);
  process.env.MUTANTS_TESTS_EXCEPT = JSON.stringify(except);
  return new Stryker({
    mutate,
    testRunner: "warm",
    buildCommand: "tsx scripts/mutants/bundle-workers.ts",
    coverageAnalysis: "perTest",
    ignoreStatic: true,
    disableTypeChecks: true,
    concurrency: Math.max(1, availableParallelism() - 1),
    incremental: true,
    incrementalFile: join(folder, `${name}.json`),
    tempDirName: join(folder, "copies"),
    ignorePatterns: ["artifacts", "dist", "media", "store"],
    dryRunTimeoutMinutes: 30,
    timeoutMS: 30_000,
    timeoutFactor: 4,
    plugins: [join(import.meta.dirname, "test-runner.mjs"), join(import.meta.dirname, "survivors.mjs")],
    reporters: ["progress-append-only", "survivors", "html"],
    htmlReporter: { fileName: join(folder, `${name}.html`) },
    logLevel: "warn",
  }).runMutationTest();
}

/** A line for each file, and one for all, which is returned. */
function print(mutants) {
  const files = [...new Set(mutants.map(({ fileName }) => fileName))].sort();
  const scores = files.map((file) => [
    relative(root, file),
    scoreOf(mutants.filter(({ fileName }) => fileName === file)),
  ]);
  const all = scoreOf(mutants);
  console.table(Object.fromEntries([...scores, ["all", all]]));
  return all;
}

function scoreOf(mutants) {
  const count = (status) => mutants.filter((mutant) => mutant.status === status).length;
  const [killed, survived, unreached, timedOut] = ["Killed", "Survived", "NoCoverage", "Timeout"].map(count);
  const share = (part) => Math.round((1000 * part) / (killed + survived + unreached + timedOut)) / 10;
  return {
    killed,
    survived,
    "not reached": unreached,
    "timed out": timedOut,
    ignored: count("Ignored"),
    "killed %": share(killed),
    "timed out %": share(timedOut),
  };
}

await main();
