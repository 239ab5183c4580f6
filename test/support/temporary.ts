/**
 * Temporary directories, and whatever else must end, that go away by themselves: after the test that made them, or, when
 * made outside a test (`beforeAll`, module level), after the last test of the file.
 */

import { chmodSync, lstatSync, mkdtempSync, readdirSync, realpathSync, rmdirSync, rmSync, unlinkSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

type Cleaning = () => void | Promise<void>;

const ofTheFile: Cleaning[] = [];
let ofTheTest: Cleaning[] | undefined;

if (typeof afterAll === "function") {
  beforeEach(() => {
    ofTheTest = [];
  });
  afterEach(async () => {
    const cleanings = ofTheTest ?? [];
    ofTheTest = undefined;
    await clean(cleanings);
  });
  afterAll(() => clean(ofTheFile));
}

/** Registers what ends something when the current test, or the file, is over; last registered, first called. */
export function afterwards(cleaning: Cleaning): void {
  (ofTheTest ?? ofTheFile).push(cleaning);
}

/** Asked at once: who acts as somebody else later is told nothing of the environment. */
const parent = tmpdir();

/** A new empty directory, its links resolved (macOS' `/tmp` is one), removed after the test. */
export function temporaryDirectory(): string {
  const directory = realpathSync.native(mkdtempSync(join(parent, "pip-cache-test-")));
  afterwards(() => removeInTime(directory));
  return directory;
}

/** On Windows a file that a thread, stopped a moment ago, has open still keeps its directory. */
async function removeInTime(directory: string): Promise<void> {
  try {
    removeOrdinary(directory);
  } catch {
    if (process.platform === "win32") await rm(directory, { recursive: true, force: true, maxRetries: 10 });
    else removeDirectory(directory);
  }
}

/** `rmSync` finds out by errors what is a directory, which takes three times as long. Throws at what is in any way odd. */
function removeOrdinary(directory: string): void {
  for (const entry of readdirSync(directory, { withFileTypes: true })) {
    const path = join(directory, entry.name);
    if (entry.isDirectory()) removeOrdinary(path);
    else unlinkSync(path);
  }
  rmdirSync(directory);
}

/** Ends all, also after one that failed, and throws what the first of those threw. */
async function clean(cleanings: Cleaning[]): Promise<void> {
  const errors: unknown[] = [];
  for (const cleaning of cleanings.splice(0).reverse()) {
    try {
      await cleaning();
    } catch (error) {
      errors.push(error);
    }
  }
  if (errors.length > 0) throw errors[0];
}

/** Removes a directory, also one in which not everything may be changed. */
export function removeDirectory(directory: string): void {
  try {
    rmSync(directory, { recursive: true, force: true, maxRetries: 10 });
  } catch {
    makeWritable(Buffer.from(directory));
    rmSync(directory, { recursive: true, force: true, maxRetries: 10 });
  }
}

/** Gives back the right to list and change every directory of a tree, so that it can be removed. */
function makeWritable(directory: Buffer): void {
  chmodSync(directory, 0o700);
  // As bytes: not every name is UTF-8.
  for (const name of readdirSync(directory, { encoding: "buffer" })) {
    const path = Buffer.concat([directory, Buffer.from("/"), name]);
    if (lstatSync(path).isDirectory()) makeWritable(path);
  }
}
