/**
 * Jest on Node for Windows, watched from outside: a test file that does not end is named and ended, so that a run always
 * ends with counts.
 */
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Windows } from "./wine";

const late = "the time for all was over";

/** How long one file may take; the slowest takes a sixth of that on a quiet machine. ms */
const FILE_LIMIT_MS = 12 * 60_000;

export interface FileResult {
  /** From the project's folder, with `/`. */
  file: string;
  passed: number;
  failed: number;
  skipped: number;
  /** Of what is skipped, one each. */
  reasons?: string[];
  /** What Jest says of those that failed. */
  message: string;
  ms: number;
}

interface Told extends Partial<FileResult> {
  file: string;
  event: "begun" | "at" | "ended";
  /** Of the test that begins. */
  title?: string;
}

export interface SuiteOptions {
  /** `C:\` and what follows, where the project lies. */
  project: string;
  workers: number;
  /** Of all files together. ms since 1970 */
  deadline: number;
  onResult: (result: FileResult) => void;
}

/**
 * Runs test files, each to its end or its limit; those that the deadline does not let begin or end count as skipped.
 * @param files from the project's folder
 */
export async function runSuite(windows: Windows, files: string[], options: SuiteOptions): Promise<void> {
  const left = new Set(files);
  const end = (result: FileResult) => {
    if (left.delete(result.file)) options.onResult(result);
  };
  const fail = (file: string, ms: number, message: string) =>
    end({ file, passed: 0, failed: 1, skipped: 0, message, ms });

  while (left.size > 0 && Date.now() < options.deadline) {
    const { unfinished, output, isStopped } = await runOnce(windows, [...left], options, end);
    for (const [file, { ms, at }] of unfinished) {
      if (ms > FILE_LIMIT_MS)
        fail(file, ms, `It did not end within ${FILE_LIMIT_MS / 60_000} minutes, and was at: ${at}`);
      else if (!isStopped) fail(file, ms, `Node ended before it, which was at: ${at}\n${output}`);
    }
    // Nothing is gained by a second try where Jest did not even begin.
    if (!isStopped) for (const file of left) fail(file, 0, `It was not run.\n${output}`);
  }
  // What a slow machine does not come to says nothing of the product.
  for (const file of left) {
    end({ file, passed: 0, failed: 0, skipped: 1, reasons: [late], message: "", ms: 0 });
  }
}

/** One Jest, until it ends, or until a file is over its limit or the time for all is: then everything is stopped. */
async function runOnce(
  windows: Windows,
  files: string[],
  { project, workers, deadline }: SuiteOptions,
  onEnd: (result: FileResult) => void,
): Promise<{ unfinished: Map<string, { ms: number; at: string }>; output: string; isStopped: boolean }> {
  const told = join(windows.drive, project, "told.jsonl");
  rmSync(told, { force: true });
  const words = [
    "node_modules/jest/bin/jest.js",
    `--maxWorkers=${workers}`,
    "--reporters=./scripts/windows/reporter.cjs",
    "--runTestsByPath",
    ...files,
  ];
  let ended: string | undefined;
  const running = windows
    .node(project, words, { env: { TEST_UNDER_WINE: "1", FUZZ_RUNS: "20" } })
    .then(({ output }) => (ended = output));

  const begun = new Map<string, number>();
  const tests = new Map<string, string>();
  let read = 0;
  const listen = () => {
    const lines = existsSync(told) ? readFileSync(told, "utf8").split("\n").slice(0, -1) : [];
    for (const line of lines.slice(read)) {
      const { event, file, title = "", ...what } = JSON.parse(line) as Told;
      if (event === "begun") begun.set(file, Date.now());
      else if (event === "at") tests.set(file, title);
      else {
        const ms = Date.now() - (begun.get(file) ?? Date.now());
        begun.delete(file);
        onEnd({ file, passed: 0, failed: 0, skipped: 0, message: "", ...what, ms });
      }
    }
    read = lines.length;
  };
  const isOver = () => {
    const oldest = Math.min(...begun.values(), Infinity);
    return Date.now() > deadline || Date.now() - oldest > FILE_LIMIT_MS;
  };
  let isStopped = false;
  while (ended === undefined) {
    await Promise.race([running, sleep(500)]);
    listen();
    if (isOver() && ended === undefined) {
      isStopped = true;
      windows.stop();
      await running;
    }
  }
  listen();
  const unfinished = new Map(
    [...begun].map(([file, since]) => [file, { ms: Date.now() - since, at: tests.get(file) ?? "its beginning" }]),
  );
  return { unfinished, output: ended, isStopped };
}
