/** The units in which a cache is counted, the same ones everywhere. */
import { specialRows } from "../../pip-cache/entry";
import { formatCount } from "./format";

/** Of what pip keeps, entries, whatever number of files each is made of; of what it did not write, files. */
export type Unit = "entry" | "file";

/** @param key see `rowKey` */
export const unitOf = (key: string): Unit => (key === specialRows.foreign ? "file" : "entry");

/** `1 entry`, `1,204 entries`, `6 files`. */
export const formatUnits = (count: number, unit: Unit): string =>
  formatCount(count, unit, unit === "entry" ? "entries" : "files");
