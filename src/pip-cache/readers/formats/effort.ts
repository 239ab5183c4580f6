/**
 * How much work reading something may be where it must not take long: a file of a hundred bytes may become gigabytes, and
 * nothing tells that beforehand. Counted in bytes that zlib inflates, of which a millisecond makes some hundred thousand.
 */

/** What is left of the work that is allowed. */
let left = Infinity;

/** What takes longer than inflating: so much per byte. */
export const Weight = { parse: 2, zstd: 4, lzma: 16, bzip2: 16 } as const;

/** To look at a file and to add it up, as if it were so many bytes: a folder may have a hundred thousand. */
export const LOOK = 4_096;

/** Thrown by `spend`. What has thrown it says nothing of the data. */
export class TooMuchEffort extends Error {
  override readonly name = "TooMuchEffort";
}

/** Says that work of so many bytes is about to be done. @throws TooMuchEffort where that is more than is allowed */
export function spend(bytes: number): void {
  left -= bytes;
  if (left < 0) throw new TooMuchEffort("More work than is allowed.");
}

/** The bytes that may be inflated. */
export const affordable = (): number => Math.max(0, left);

/**
 * Does work that is ended where it is too much.
 * @returns undefined where it was, whatever the work itself made of that
 */
export function withEffort<Value>(bytes: number, work: () => Value): { value: Value } | undefined {
  const before = left;
  left = bytes;
  try {
    const value = work();
    return left < 0 ? undefined : { value };
  } catch (error) {
    if (left < 0) return undefined;
    throw error;
  } finally {
    left = before;
  }
}
