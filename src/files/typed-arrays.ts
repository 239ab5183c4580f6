/** Columns outside the JS heap, which the platform limits, that grow as they fill. */

type Column = Uint8Array<ArrayBuffer> | Int32Array<ArrayBuffer> | Float64Array<ArrayBuffer>;

/** A column of at least so many cells with the same content: the same one where it is large enough. */
export function withCapacity<One extends Column>(column: One, cells: number): One {
  if (cells <= column.length) return column;
  const larger = new (column.constructor as new (length: number) => One)(Math.max(64, column.length * 2, cells));
  larger.set(column);
  return larger;
}

/**
 * What is in a cell that is there: who asks has made sure of it.
 * @throws RangeError where it is not, which is a fault of ours, whatever the data
 */
export function cellAt<Value extends number | string | object>(cells: ArrayLike<Value>, at: number): Value {
  const value = cells[at];
  if (value === undefined) throw new RangeError(`There is no cell ${at} of ${cells.length}.`);
  return value;
}

/**
 * Sorts items by small numbers that they have: those with the number n are `order[starts[n]]` up to `order[starts[n + 1]]`,
 * one after the other as they come.
 * @param numberAt of an item: below `numbers`
 */
export function sortByNumber(
  items: number,
  numbers: number,
  numberAt: (item: number) => number,
): { starts: Int32Array<ArrayBuffer>; order: Int32Array<ArrayBuffer> } {
  const starts = new Int32Array(numbers + 1);
  for (let item = 0; item < items; item++) starts[numberAt(item) + 1]!++;
  for (let number = 0; number < numbers; number++) starts[number + 1]! += cellAt(starts, number);
  const next = starts.slice();
  const order = new Int32Array(items);
  for (let item = 0; item < items; item++) order[next[numberAt(item)]!++] = item;
  return { starts, order };
}
