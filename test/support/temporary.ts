/**
 * Temporary directories that go away by themselves: after the test that made them, or, when made outside a test
 * (`beforeAll`, module level), after the last test of the file.
 */

import { chmodSync, lstatSync, mkdtempSync, readdirSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const ofTheFile: string[] = [];
let ofTheTest: string[] | undefined;

if (typeof afterAll === "function") {
  beforeEach(() => {
    ofTheTest = [];
  });
  afterEach(() => {
    const directories = ofTheTest ?? [];
    ofTheTest = undefined;
    directories.forEach(remove);
  });
  afterAll(() => ofTheFile.splice(0).forEach(remove));
}

/** A new empty directory, its links resolved (macOS' `/tmp` is one), removed after the test. */
export function temporaryDirectory(): string {
  const directory = realpathSync(mkdtempSync(join(tmpdir(), "pip-cache-test-")));
  (ofTheTest ?? ofTheFile).push(directory);
  return directory;
}

function remove(directory: string): void {
  try {
    rmSync(directory, { recursive: true, force: true });
  } catch {
    makeWritable(directory);
    rmSync(directory, { recursive: true, force: true });
  }
}

/** Gives back the right to list and change every directory of a tree, so that it can be removed. */
function makeWritable(directory: string): void {
  chmodSync(directory, 0o700);
  for (const name of readdirSync(directory)) {
    const path = join(directory, name);
    if (lstatSync(path).isDirectory()) makeWritable(path);
  }
}
