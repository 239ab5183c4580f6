/**
 * Inflates streams of any length in small steps, so that whoever checks gigabytes can pause, report and stop.
 */

import { Inflate } from "fflate";

/** Compressed bytes given to the decoder at once, at most and at least: chosen so that about `aim` come out. */
const largest = 64 << 10;
const smallest = 1 << 10;
const aim = 1 << 20;

/**
 * Inflates a raw deflate stream of `size` compressed bytes, handing over what comes out. Yields the compressed bytes
 * consumed since the last yield.
 * @param read The next compressed bytes, at most so many; fewer only where they cannot be read.
 * @returns whether the stream was whole and undamaged
 */
export function* inflateStream(
  size: number,
  read: (length: number) => Uint8Array,
  onOutput: (bytes: Uint8Array) => void,
): Generator<number, boolean> {
  let produced = 0;
  let ended = false;
  const inflate = new Inflate((bytes, final) => {
    produced += bytes.length;
    ended ||= final;
    onOutput(bytes);
  });
  let step = smallest;
  for (let left = size; left > 0;) {
    const bytes = read(Math.min(step, left));
    if (bytes.length === 0) return false;
    left -= bytes.length;
    const before = produced;
    try {
      // The decoder keeps what it has not used yet, and the buffer is used again.
      inflate.push(bytes.slice(), left === 0);
    } catch {
      return false;
    }
    const ratio = (produced - before) / bytes.length;
    step = Math.round(Math.min(largest, step * 4, Math.max(smallest, aim / Math.max(ratio, 1))));
    yield bytes.length;
  }
  return ended;
}
