/** Columns outside the JS heap, which the platform limits, that grow as they fill. */

type Column = Uint8Array<ArrayBuffer> | Int32Array<ArrayBuffer> | Float64Array<ArrayBuffer>;

/** A column of at least so many cells with the same content: the same one where it is large enough. */
export function withCapacity<One extends Column>(column: One, cells: number): One {
  if (cells <= column.length) return column;
  const larger = new (column.constructor as new (length: number) => One)(Math.max(64, column.length * 2, cells));
  larger.set(column);
  return larger;
}
