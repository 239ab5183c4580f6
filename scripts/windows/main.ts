/**
 * `npm run test:windows`: builds the extension, runs its commands and the whole test suite on Node for Windows, under Wine.
 * Elsewhere it says that it was skipped, and why. With words it runs only test files that have one in their path;
 * `--in FOLDER` keeps that Windows there, and uses it again.
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
import { availableParallelism, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";
import useFastDisk from "../../test/support/fast-disk";
import { runSuite } from "./suite";
import { makeWindows, missing, type Windows } from "./wine";

const root = join(__dirname, "../..");
const PROJECT = "project";
/** The whole run. ms */
const LIMIT_MS = 24 * 60_000;

interface Command {
  name: string;
  arguments?: { name: string; required?: boolean }[];
}

const asking = ["clear-pip-cache", "remove-cached-package"];

interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { in: { type: "string" } },
  });
  const counts: Counts = { passed: 0, failed: 0, skipped: 0 };
  const why = missing();
  if (why !== undefined) {
    console.log(`Windows: skipped, ${why}.`);
    counts.skipped++;
  } else {
    const deadline = Date.now() + LIMIT_MS;
    useFastDisk();
    const folder = values.in ?? mkdtempSync(join(tmpdir(), "pip-cache-windows-"));
    const windows = timed("Windows", () => makeWindows(folder));
    try {
      timed("project", () => install(windows));
      if (positionals.length === 0) await runCommands(windows, counts);
      await testAll(windows, counts, positionals, deadline);
    } finally {
      windows.stop();
      if (values.in === undefined) rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
    }
  }
  console.log(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
  process.exitCode = counts.failed === 0 ? 0 : 1;
}

/** What git knows of the project, or would take; paths from its folder. */
function projectFiles(): string[] {
  const words = ["ls-files", "-z", "--cached", "--others", "--exclude-standard"];
  const listed = execFileSync("git", words, { cwd: root, encoding: "utf8" }).split("\0");
  return listed.filter((path) => path !== "" && existsSync(join(root, path)));
}

/**
 * Copies the project, and installs what it needs on Windows unless that is there. npm on Linux makes links of programs; there
 * it makes a script for each kind of shell.
 */
function install({ drive }: Windows): void {
  const project = join(drive, PROJECT);
  const lock = join(project, "package-lock.json");
  const installed = existsSync(lock) ? readFileSync(lock, "utf8") : undefined;
  for (const name of existsSync(project) ? readdirSync(project) : []) {
    if (name !== "node_modules") rmSync(join(project, name), { recursive: true });
  }
  for (const path of projectFiles()) {
    mkdirSync(dirname(join(project, path)), { recursive: true });
    cpSync(join(root, path), join(project, path), { preserveTimestamps: true });
  }
  if (readFileSync(lock, "utf8") === installed) return;
  const words = ["ci", "--os=win32", "--cpu=x64", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline"];
  execFileSync("npm", [...words, "--silent"], { cwd: project, stdio: ["ignore", "ignore", "inherit"] });
  const bin = join(drive, PROJECT, "node_modules/.bin");
  for (const name of readdirSync(bin)) {
    const target = readlinkSync(join(bin, name)).replaceAll("/", "\\");
    rmSync(join(bin, name));
    writeFileSync(join(bin, name), `#!/bin/sh\nexec node "$(dirname "$0")/${target.replaceAll("\\", "/")}" "$@"\n`);
    writeFileSync(join(bin, `${name}.cmd`), `@node "%~dp0\\${target}" %*\r\n`);
  }
}

/** As `npm start` has it. */
const withSample = ["--with", "sample/preview.ts"];

/** Every command, on a cache that lies where pip for Windows keeps it. The first one builds the extension. */
async function runCommands(windows: Windows, counts: Counts): Promise<void> {
  const user = readdirSync(join(windows.drive, "users")).find((name) => name !== "Public");
  if (user === undefined) throw new Error("Wine made no user.");
  const cache = join(windows.drive, "users", user, "AppData/Local/pip/Cache");
  mkdirSync(cache, { recursive: true });
  const archive = join(root, "test/fixtures/pip-caches/http-v2-pip24.3.1.tar.gz");
  execFileSync("tar", ["xzf", archive, "-C", cache, "--strip-components=1"]);
  const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { commands: Command[] };
  for (const { name, arguments: fields = [] } of manifest.commands) {
    const words = [
      "node_modules/tsx/dist/cli.mjs",
      "preview/main.ts",
      ...withSample,
      "--print",
      name,
      ...fields.filter(({ required }) => required).flatMap((field) => ["--argument", `${field.name}=alpha`]),
      "--data",
      String.raw`C:\data`,
    ];
    const { status, output } = await windows.node(PROJECT, words, { timeoutMs: 240_000 });
    // Commands that ask are answered by nobody, which is said by a status of its own.
    report(counts, `--print ${name}`, status === (asking.includes(name) ? 2 : 0), output);
    console.log(output);
  }
}

/** Runs what git knows of tests, or only files whose path has one of these words in it. */
async function testAll(windows: Windows, counts: Counts, words: string[], deadline: number): Promise<void> {
  const isTest = (path: string) => /^(preview\/)?test\/.*\.test\.tsx?$/.test(path);
  const isNamed = (path: string) => words.some((word) => path.includes(word));
  const files = projectFiles().filter((path) => isTest(path) && (words.length === 0 || isNamed(path)));
  if (files.length === 0) report(counts, "tests", false, `There is no test file called ${words.join(" or ")}.`);
  const reasons = new Map<string, number>();
  await runSuite(windows, files, {
    project: PROJECT,
    workers: availableParallelism(),
    deadline,
    onResult: ({ file, passed, failed, skipped, reasons: own = [], message, ms }) => {
      counts.passed += passed;
      counts.failed += failed;
      counts.skipped += skipped;
      for (const reason of own) reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
      const seconds = `${Math.round(ms / 1000)} s`.padStart(6);
      const result = `${failed === 0 ? "ok      " : "FAILED  "}${seconds}  ${file}`;
      console.log(`${result}  ${passed} passed, ${failed} failed, ${skipped} skipped`);
      if (message !== "") console.log(message);
    },
  });
  const most = [...reasons].sort(([, one], [, other]) => other - one);
  for (const [reason, count] of most) console.log(`skipped ${`${count}`.padStart(6)}  ${reason}`);
}

function timed<Result>(title: string, work: () => Result): Result {
  const startedAt = Date.now();
  const result = work();
  console.log(`made    ${title}: ${Math.round((Date.now() - startedAt) / 1000)} s`);
  return result;
}

function report(counts: Counts, title: string, isPassed: boolean, output: string): void {
  counts[isPassed ? "passed" : "failed"]++;
  console.log(`${isPassed ? "ok      " : "FAILED  "}${title}`);
  if (!isPassed) console.log(output);
}

void main();
