/** Tests that not every machine can run: what is skipped says why in its title. */

import { mkdtempSync, rmdirSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

// Loaded late by `src/files/programs.ts`: who acts as somebody else by then could not write what jest compiles of it.
// Only in tests: what is run before them, and the bench, come by here too, and have other loaders.
if (typeof it === "function") void import("execa");

/** `describe`, or a skipped one whose title says why. */
export function describeUnless(reason: string | undefined, title: string, block: () => void): void {
  if (reason) describe.skip(`${title} (${reason})`, block);
  else describe(title, block);
}

/** `it`, or a skipped one whose title says why. */
export function itUnless(
  reason: string | undefined,
  title: string,
  block: Parameters<typeof it>[1],
  timeoutMs?: number,
): void {
  itOrSkip(reason)(title, block, timeoutMs);
}

interface TestMaker {
  (title: string, block: Parameters<typeof it>[1], timeoutMs?: number): void;
  each: typeof it.each;
}

/** `it` itself, with `each`, or, for a reason, one that skips and says why in every title. */
export function itOrSkip(reason: string | undefined): TestMaker {
  if (!reason) return it;
  const because = (title: string) => `${title} (${reason})`;
  const skip = (title: string, block: Parameters<typeof it>[1], timeoutMs?: number) =>
    it.skip(because(title), block, timeoutMs);
  const each = ((table: readonly unknown[]) =>
    (title: string, block: (...row: unknown[]) => unknown, timeoutMs?: number) =>
      it.skip.each(table)(because(title), block, timeoutMs)) as typeof it.each;
  return Object.assign(skip, { each });
}

/** How many cases or files: a fifth, or as said, under Wine, where every look at a file is a question to its server. */
export const fewerUnderWine = (count: number, fewer = Math.ceil(count / 5)): number =>
  process.env.TEST_UNDER_WINE ? fewer : count;

/** Why a test that only Linux can run is skipped elsewhere. */
export const notLinux = process.platform === "linux" ? undefined : "only on Linux";

/** User and group that own nothing. */
export const NOBODY = 65_534;

/** Why the superuser cannot run these tests as somebody else; undefined when that works, and for everybody else. */
export const noNobody = whyNoNobody();

/** Why a test that acts as somebody else is skipped by those who may not. */
export const noSuperuser = process.geteuid?.() === 0 ? noNobody : "only the superuser can act as somebody else";

/** Why a test that needs any pip at all is skipped where there is none. */
export const noPip = "there is no pip on this machine";

function whyNoNobody(): string | undefined {
  if (process.geteuid?.() !== 0) return undefined;
  // Asked first: who acts as somebody else is told nothing of the environment.
  const directory = tmpdir();
  process.seteuid?.(NOBODY);
  try {
    statSync(process.execPath);
    rmdirSync(mkdtempSync(join(directory, "pip-cache-test-")));
    return undefined;
  } catch {
    return "others may not reach the temporary directory, or this Node";
  } finally {
    process.seteuid?.(0);
  }
}
