/** The last removals, and the total ever reclaimed. Writing it may fail, on a full disk for one; removing may not. */
import { LocalStorage } from "@raycast/api";
import type { Failure } from "../../files/failure";
import type { Unit } from "../shared/units";

export interface HistoryEntry {
  /** ms since 1970 */
  at: number;
  /** What was removed, such as "requests" or "Everything". */
  what: string;
  /** How many of what are gone; 0 where only the bytes are known. */
  count: number;
  unit: Unit;
  bytes: number;
  failures: Failure[];
  /** What stayed and why, or that it was stopped. */
  note?: string;
}

export interface History {
  /** Newest first. */
  entries: HistoryEntry[];
  /** Bytes reclaimed by all removals ever, also those no longer listed. */
  totalBytes: number;
}

const KEY = "history";
/** Removals may end at the same moment: each is added to what the others have written. */
let writing = Promise.resolve();
const MAX_ENTRIES = 50;
/** A removal that fails everywhere must not fill the storage. */
const MAX_FAILURES = 100;

export async function readHistory(): Promise<History> {
  try {
    const stored = JSON.parse((await LocalStorage.getItem<string>(KEY)) ?? "null") as History | null;
    if (Array.isArray(stored?.entries) && typeof stored.totalBytes === "number") return stored;
  } catch {
    // Made anew by the next removal.
  }
  return { entries: [], totalBytes: 0 };
}

/** Resolves when it is written, or cannot be. */
export function recordRemoval(entry: HistoryEntry): Promise<void> {
  return (writing = writing.then(() => write(entry)));
}

async function write(entry: HistoryEntry): Promise<void> {
  try {
    const { entries, totalBytes } = await readHistory();
    const kept = { ...entry, failures: entry.failures.slice(0, MAX_FAILURES) };
    const history: History = {
      entries: [kept, ...entries].slice(0, MAX_ENTRIES),
      totalBytes: totalBytes + entry.bytes,
    };
    await LocalStorage.setItem(KEY, JSON.stringify(history));
  } catch {
    // See above.
  }
}

export async function forgetHistory(): Promise<void> {
  await LocalStorage.removeItem(KEY);
}
