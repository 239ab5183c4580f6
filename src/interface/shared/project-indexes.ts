/** The package indexes that files of projects name: what was read last, for whoever asks where pips may look. */
import { Cache } from "@raycast/api";
import { Recollection } from "./recollection";

const recollection = new Recollection<string[]>(new Cache({ namespace: "projects" }), "indexes", 1);

/** Addresses without credentials; undefined where projects were never read. */
export const projectIndexes = (): string[] | undefined => recollection.recall()?.value;

/** @param at when they began to be read, ms since 1970 */
export const rememberProjectIndexes = (indexes: string[], at: number): void => recollection.remember(indexes, at);
