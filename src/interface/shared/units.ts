/** The units in which a cache is counted, the same ones everywhere. */
import { isPackage, specialIn, type RowKey } from "../../packaging/row-key";
import { formatCount } from "./format";

/** Of what pip keeps, entries, whatever number of files each is made of; of what it did not write, files. */
export type Unit = "entry" | "file";

export const unitOf = (key: RowKey): Unit => (specialIn(key) === "foreign" ? "file" : "entry");

/** `1 entry`, `1,204 entries`, `6 files`. */
export const formatUnits = (count: number, unit: Unit): string =>
  formatCount(count, unit, unit === "entry" ? "entries" : "files");

/** `3 packages`; `3 rows` where one of them is no package. */
export const formatRows = (keys: readonly RowKey[]): string =>
  formatCount(keys.length, keys.every(isPackage) ? "package" : "row");
