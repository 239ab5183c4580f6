/**
 * `npm run test:windows`: builds the extension, runs its commands and the whole test suite on Node for Windows, under Wine.
 * Elsewhere it says that it was skipped, and why. With names of test files it runs those only.
 */
import { execFileSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";
import useFastDisk from "../../test/support/fast-disk";
import { notYetPortable } from "../../test/support/wine-skips";
import { makeWindows, missing, type Windows } from "./wine";

const root = join(__dirname, "../..");
const PROJECT = "project";
/** The whole run; what is left of it when the suite starts is the suite's. ms */
const LIMIT_MS = 25 * 60_000;

interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { keep: { type: "boolean" } },
  });
  const counts: Counts = { passed: 0, failed: 0, skipped: 0 };
  const why = missing();
  if (why !== undefined) {
    console.log(`Windows: skipped, ${why}.`);
    counts.skipped++;
  } else {
    const startedAt = Date.now();
    useFastDisk();
    const folder = mkdtempSync(join(tmpdir(), "pip-cache-windows-"));
    const windows = makeWindows(folder);
    try {
      install(windows);
      await build(windows, counts);
      if (positionals.length === 0) await runCommands(windows, counts);
      await runSuite(windows, counts, positionals, LIMIT_MS - (Date.now() - startedAt));
    } finally {
      windows.stop();
      if (values.keep) console.log(`Kept: ${folder}`);
      else rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
    }
  }
  console.log(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
  process.exitCode = counts.failed === 0 ? 0 : 1;
}

/**
 * Copies what git knows of the project, or would take, and installs what it needs on Windows. npm on Linux makes links of
 * programs; there it makes a script for each kind of shell.
 */
function install({ drive }: Windows): void {
  const listed = execFileSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], { cwd: root });
  for (const path of listed.toString().split("\0").filter(Boolean)) {
    if (!existsSync(join(root, path))) continue;
    mkdirSync(dirname(join(drive, PROJECT, path)), { recursive: true });
    cpSync(join(root, path), join(drive, PROJECT, path));
  }
  const words = ["ci", "--os=win32", "--cpu=x64", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"];
  execFileSync("npm", words, { cwd: join(drive, PROJECT), stdio: ["ignore", "ignore", "inherit"] });
  const bin = join(drive, PROJECT, "node_modules/.bin");
  for (const name of readdirSync(bin)) {
    const target = readlinkSync(join(bin, name)).replaceAll("/", "\\");
    rmSync(join(bin, name));
    writeFileSync(join(bin, name), `#!/bin/sh\nexec node "$(dirname "$0")/${target.replaceAll("\\", "/")}" "$@"\n`);
    writeFileSync(join(bin, `${name}.cmd`), `@node "%~dp0\\${target}" %*\r\n`);
  }
}

async function build(windows: Windows, counts: Counts): Promise<void> {
  const words = ["node_modules/@raycast/api/bin/run.js", "build", "-e", "dist", "-o", "dist"];
  const { status, output } = await windows.node(PROJECT, words, { timeoutMs: 300_000 });
  report(counts, "ray build", status === 0, output);
}

/** As `npm start` has it. */
const withSample = ["--with", "sample/preview.ts"];

/** Every command, on a cache that lies where pip for Windows keeps it. */
async function runCommands(windows: Windows, counts: Counts): Promise<void> {
  const user = readdirSync(join(windows.drive, "users")).find((name) => name !== "Public");
  if (user === undefined) throw new Error("Wine made no user.");
  const cache = join(windows.drive, "users", user, "AppData/Local/pip/Cache");
  mkdirSync(cache, { recursive: true });
  const archive = join(root, "test/fixtures/pip-caches/http-v2-pip24.3.1.tar.gz");
  execFileSync("tar", ["xzf", archive, "-C", cache, "--strip-components=1"]);
  const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { commands: { name: string }[] };
  for (const { name } of manifest.commands) {
    const words = [
      "node_modules/tsx/dist/cli.mjs",
      "preview/main.ts",
      ...withSample,
      "--print",
      name,
      "--data",
      String.raw`C:\data`,
    ];
    const { status, output } = await windows.node(PROJECT, words, { timeoutMs: 120_000 });
    report(counts, `--print ${name}`, status === 0, output);
    console.log(output);
  }
}

/** Of what Jest writes with `--json`. */
interface JestResults {
  numTotalTests: number;
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  numRuntimeErrorTestSuites: number;
}

async function runSuite(windows: Windows, counts: Counts, files: string[], timeoutMs: number): Promise<void> {
  const words = ["node_modules/jest/bin/jest.js", "--maxWorkers=2", "--json", "--outputFile=results.json", ...files];
  if (files.length === 0) {
    counts.skipped += notYetPortable.length;
    for (const file of notYetPortable) console.log(`skipped ${file}: not yet portable`);
    words.push("--testPathIgnorePatterns", "/node_modules/", ...notYetPortable.map(pattern));
  }
  const env = { TEST_UNDER_WINE: "1", FUZZ_RUNS: "100" };
  const { output } = await windows.node(PROJECT, words, { timeoutMs, env });
  const results = join(windows.drive, PROJECT, "results.json");
  if (!existsSync(results)) return report(counts, "jest", false, output);
  const run = JSON.parse(readFileSync(results, "utf8")) as JestResults;
  if (run.numTotalTests === 0) return report(counts, "jest", false, output);
  counts.passed += run.numPassedTests;
  counts.failed += run.numFailedTests + run.numRuntimeErrorTestSuites;
  counts.skipped += run.numPendingTests;
  if (run.numFailedTests + run.numRuntimeErrorTestSuites > 0) console.log(output);
}

/** A test file, or a folder of them, as jest looks for it; of separators it takes care. */
const pattern = (file: string): string => file.replaceAll(".", "\\.");

function report(counts: Counts, title: string, isPassed: boolean, output: string): void {
  counts[isPassed ? "passed" : "failed"]++;
  console.log(`${isPassed ? "ok      " : "FAILED  "}${title}`);
  if (!isPassed) console.log(output);
}

void main();
