/** Sorts what may be very much without keeping anybody waiting. */

/** Sorted at once: some thousand comparisons. */
const CHUNK = 512;

/** Sorts, stably, as `toSorted` does. Pauses after each chunk, and often while it merges. */
export function* sortSteps<Value>(
  values: readonly Value[],
  compare: (a: Value, b: Value) => number,
): Generator<undefined, Value[]> {
  let from = values.slice();
  for (let at = 0; at < from.length; at += CHUNK) {
    const chunk = from.slice(at, at + CHUNK).sort(compare);
    for (const [index, value] of chunk.entries()) from[at + index] = value;
    yield undefined;
  }
  for (let width = CHUNK; width < from.length; width *= 2) {
    const to: Value[] = [];
    for (let start = 0; start < from.length; start += 2 * width) {
      const [middle, end] = [Math.min(start + width, from.length), Math.min(start + 2 * width, from.length)];
      let [left, right] = [start, middle];
      for (let at = start; at < end; at++) {
        if (at % CHUNK === 0) yield undefined;
        const isLeft = right >= end || (left < middle && compare(from[left] as Value, from[right] as Value) <= 0);
        to.push(from[isLeft ? left++ : right++] as Value);
      }
    }
    from = to;
  }
  return from;
}

/** Compares by bytes, largest first, and where these are equal by a text, so that nothing is in the order in which it was read. */
export const largestBy =
  <Value extends { bytes: number }>(textOf: (value: Value) => string) =>
  (one: Value, other: Value): number => {
    if (one.bytes !== other.bytes) return other.bytes - one.bytes;
    const [text, otherText] = [textOf(one), textOf(other)];
    return text < otherText ? -1 : text > otherText ? 1 : 0;
  };
