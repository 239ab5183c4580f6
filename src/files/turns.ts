/** Turns of what several processes and threads of ours change: of what is looked at and replaced, nothing is lost between. */
import { closeSync, openSync } from "node:fs";
import { dirname } from "node:path";
import { removeOwnTemporaryFile } from "./own";
import { makeFolders, removeLeftTemporaries, temporaryBeside } from "./temporaries";

/** ms */
const GIVE_WAY_MS = 10;
/** Who is ended with its thread leaves its turn; one that lasts is a few files long. ms */
const LEFT_AFTER_MS = 10_000;
/** Nobody waits for longer. ms */
const WAITS_MS = 2_000;

/** So long one gives way who has seen another; by chance, so that two do not meet again. ms */
export const waitForTurnMs = (): number => 1 + Math.random() * GIVE_WAY_MS;

/**
 * Shows that it wants to change a file before it looks whether others do: of two, at least one sees the other, and gives way.
 * @returns what ends the turn; undefined where others are at it
 * @throws an error of `node:fs`
 */
export function beginTurn(path: string): (() => void) | undefined {
  const turns = `${path}.turn`;
  const own = temporaryBeside(turns);
  closeSync(openSync(own, "wx", 0o600));
  const end = () => removeOwnTemporaryFile(own);
  if (removeLeftTemporaries(turns, false, LEFT_AFTER_MS).every((other) => other === own)) return end;
  end();
  return undefined;
}

/**
 * Waits for a turn without giving way to anything else of this thread. Where nobody ends theirs it goes on without one: what
 * is done is to bear that.
 * @throws an error of `node:fs`
 */
export function awaitTurn(path: string): () => void {
  makeFolders(dirname(path));
  const until = Date.now() + WAITS_MS;
  for (;;) {
    const end = beginTurn(path);
    if (end) return end;
    if (Date.now() > until) return () => undefined;
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, waitForTurnMs());
  }
}
