/** Tests that not every machine can run: what is skipped says why in its title. */

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
  if (reason) it.skip(`${title} (${reason})`, block, timeoutMs);
  else it(title, block, timeoutMs);
}

/** Why a test that only Linux can run is skipped elsewhere. */
export const notLinux = process.platform === "linux" ? undefined : "only on Linux";

/** Why a test that acts as somebody else is skipped by those who may not. */
export const noSuperuser = process.getuid?.() === 0 ? undefined : "only the superuser can act as somebody else";
