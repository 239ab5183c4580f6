/** The last removals, the total ever reclaimed, and the size of pip's cache over time. Writing it may fail, on a full disk for one; removing may not. */
import { LocalStorage } from "@raycast/api";
import type { Failure } from "../../files/failure";
import { groupFailures, type FailureGroup } from "../shared/failure-messages";
import { PersonalData, UnreadableDataError, type UnreadableData } from "../shared/personal-data";
import type { Unit } from "../shared/units";

export interface HistoryEntry {
  /** ms since 1970 */
  at: number;
  /** What was removed, as a title: `requests`, `pip Cache`, `Metadata of numpy`. */
  what: string;
  /** How many of what are gone; 0 where only the bytes are known. */
  count: number;
  unit: Unit;
  bytes: number;
  /** Of pip's cache, where that is something else than all bytes of its entries: beside other tools', or in the Trash. */
  fromPip?: number;
  /** How many files and folders stayed, or could not be read. */
  failed: number;
  reasons: FailureGroup[];
  /** What stayed and why, or that it was stopped. */
  note?: string;
  /** The id of the act, which has one entry however often its end is found. */
  act?: string;
  /** What is said was told by the act's note: lower bounds. */
  interrupted?: true;
}

/** A removal that has ended. */
export interface EndedRemoval extends Omit<HistoryEntry, "failed" | "reasons"> {
  failures: readonly Failure[];
}

/** The size of all that pip keeps, as it was last known on a day. */
export interface SizePoint {
  /** ms since 1970 */
  at: number;
  bytes: number;
}

export interface History {
  /** Newest first. */
  entries: HistoryEntry[];
  /** Bytes reclaimed by all removals ever, also those no longer listed. */
  totalBytes: number;
  /** At most one a day, oldest first. */
  sizes: SizePoint[];
}

/** The history, and what of it cannot be read. */
export interface HistoryState extends History {
  unreadable?: UnreadableData;
  /** Paths of histories that could not be read when something new was to be written. */
  aside: string[];
}

const MAX_ENTRIES = 500;
const MAX_BYTES = 200_000;
const MAX_SIZES = 400;

const nothing: History = { entries: [], totalBytes: 0, sizes: [] };

const data = new PersonalData<History>({
  name: "The history",
  file: "history",
  version: 1,
  empty: nothing,
  parse: ({ entries, totalBytes, sizes = [] }) => {
    if (!Array.isArray(entries) || !isNumber(totalBytes) || !Array.isArray(sizes)) return undefined;
    const parsed = entries.map(parseEntry);
    if (!parsed.every((entry) => entry !== undefined) || !sizes.every(isPoint)) return undefined;
    return { entries: parsed, totalBytes, sizes };
  },
});

export async function readHistory(): Promise<HistoryState> {
  await takeOver();
  const stored = data.read();
  const aside = data.aside();
  return "value" in stored ? { ...stored.value, aside } : { ...nothing, aside, ...stored };
}

/** Resolves when it is written, or cannot be. Beside a history that cannot be read a new one begins. */
export async function recordRemoval({ failures, ...removal }: EndedRemoval): Promise<void> {
  const entry = { ...removal, failed: failures.length, reasons: groupFailures(failures) };
  try {
    await takeOver();
    changeOrBegin((history) => withEntry(history, entry));
  } catch {
    // See above.
  }
}

/** Keeps how large pip's cache is today, in place of what it was earlier on the same day, but of nothing that was found out later. */
export async function recordSize(bytes: number, at = Date.now()): Promise<void> {
  try {
    await takeOver();
    const stored = data.read();
    // One that cannot be read is not set aside for a number that will be there again tomorrow.
    if ("unreadable" in stored || stored.value.sizes.some((one) => one.bytes === bytes && isSameDay(one.at, at)))
      return;
    data.change((history) => ({ ...history, sizes: withSize(history.sizes, { at, bytes }) }));
  } catch {
    // The next reading tells it again.
  }
}

function withSize(sizes: SizePoint[], point: SizePoint): SizePoint[] {
  const isLater = ({ at }: SizePoint) => at > point.at && at <= Date.now();
  const isOfDay = ({ at }: SizePoint) => isSameDay(at, point.at);
  if (sizes.some((one) => isOfDay(one) && isLater(one))) return sizes;
  const others = sizes.filter((one) => !isOfDay(one));
  return [...others, point].sort((a, b) => a.at - b.at).slice(-MAX_SIZES);
}

const isSameDay = (some: number, other: number): boolean => isoDay(some) === isoDay(other);

/** `2026-03-05`, in the time zone of the machine. */
export function isoDay(ms: number): string {
  const date = new Date(ms);
  const [month, day] = [date.getMonth() + 1, date.getDate()].map((part) => String(part).padStart(2, "0"));
  return `${date.getFullYear()}-${month}-${day}`;
}

/** Of an act that was found interrupted and has ended all the same, what it said at its end stands. */
function withEntry({ entries, totalBytes, sizes }: History, entry: HistoryEntry): History {
  const known = entry.act === undefined ? undefined : entries.find(({ act }) => act === entry.act);
  if (known && !known.interrupted) return { entries, totalBytes, sizes };
  const others = entries.filter((one) => one !== known);
  const total = totalBytes - (known?.bytes ?? 0) + entry.bytes;
  return { entries: latest([entry, ...others]), totalBytes: total, sizes };
}

/** @throws where it cannot be written */
export async function forgetHistory(): Promise<void> {
  await takeOver();
  changeOrBegin(() => nothing);
}

function changeOrBegin(edit: (history: History) => History): void {
  try {
    data.change(edit);
  } catch (error) {
    if (!(error instanceof UnreadableDataError)) throw error;
    data.setAside();
    data.change(edit);
  }
}

/** What fits: the newest, of the very last one as many reasons as do. */
function latest(entries: HistoryEntry[]): HistoryEntry[] {
  const sizeOf = (entry: HistoryEntry) => Buffer.byteLength(JSON.stringify(entry)) + 1;
  const [newest, ...others] = entries.slice(0, MAX_ENTRIES);
  if (newest === undefined) return [];
  const last = { ...newest, reasons: [...newest.reasons] };
  while (sizeOf(last) > MAX_BYTES && last.reasons.length > 0) last.reasons.pop();
  let bytes = sizeOf(last);
  const dropped = others.findIndex((entry) => (bytes += sizeOf(entry)) > MAX_BYTES);
  return [last, ...(dropped === -1 ? others : others.slice(0, dropped))];
}

const FORMER_KEY = "history";

/** Once: what was kept in the local storage becomes the file. */
async function takeOver(): Promise<void> {
  const former = await LocalStorage.getItem<string>(FORMER_KEY);
  if (former === undefined) return;
  data.adopt(withVersion(former));
  await LocalStorage.removeItem(FORMER_KEY);
}

/** What is damaged stays so, for a person to see. */
function withVersion(text: string): string {
  try {
    return JSON.stringify({ ...(JSON.parse(text) as object), version: 1 });
  } catch {
    return text;
  }
}

function parseEntry(content: unknown): HistoryEntry | undefined {
  if (typeof content !== "object" || content === null) return undefined;
  const entry = content as Partial<EndedRemoval & HistoryEntry>;
  const { at, what, count, unit, bytes, fromPip, note, act, interrupted } = entry;
  if (!isNumber(at) || !isNumber(count) || !isNumber(bytes) || typeof what !== "string") return undefined;
  if ((unit !== "entry" && unit !== "file") || (note !== undefined && typeof note !== "string")) return undefined;
  if ((act !== undefined && typeof act !== "string") || (interrupted !== undefined && !interrupted)) return undefined;
  if (fromPip !== undefined && !isNumber(fromPip)) return undefined;
  // The local storage had each failure by itself.
  const { failed = entry.failures?.length, reasons = entry.failures && groupFailures(entry.failures) } = entry;
  if (!isNumber(failed) || !Array.isArray(reasons) || !reasons.every(isGroup)) return undefined;
  return { at, what, count, unit, bytes, fromPip, failed, reasons, note, act, interrupted };
}

const isNumber = (value: unknown): value is number => typeof value === "number" && Number.isFinite(value);

function isPoint(point: Partial<SizePoint> | null): boolean {
  return isNumber(point?.at) && isNumber(point.bytes);
}

function isGroup({ reason, code, count, paths, command }: FailureGroup): boolean {
  const texts = [reason, code, ...(Array.isArray(paths) ? paths : [undefined]), command ?? ""];
  return isNumber(count) && texts.every((text) => typeof text === "string");
}
