/** What the sample is said to have been through: how large it was in the last months, and what was removed. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { HistoryEntry, SizePoint } from "../src/interface/removal/history";

const day = 86_400_000;
/** Of the months before, bytes, a week apart. */
const weeks = [
  2.1, 2.4, 2.4, 3.0, 3.9, 4.1, 5.6, 6.0, 2.9, 3.1, 3.4, 4.4, 4.5, 5.2, 5.2, 6.3, 7.1, 7.4, 4.8, 5.1, 5.3, 5.9,
];

const removed: Pick<HistoryEntry, "what" | "count" | "bytes" | "note">[] = [
  { what: "Packages Not Used for 180 Days", count: 212, bytes: 3_320_000_000 },
  { what: "nvidia-nccl-cu12", count: 3, bytes: 188_700_000 },
  { what: "3 Packages", count: 41, bytes: 2_610_000_000, note: "1 built wheel kept: pip is running" },
];
/** Weeks ago, of each. */
const when = [14.5, 9.2, 4.5];

/** Writes the history where the commands keep theirs. */
export function makeSampleHistory(data: string): void {
  const now = Date.now();
  const sizes = weeks.map((gigabytes, index): SizePoint => {
    return { at: now - (weeks.length - index) * 7 * day, bytes: Math.round(gigabytes * 1e9) };
  });
  const entries = removed.map((entry, index): HistoryEntry => {
    return { ...entry, at: now - (when[index] ?? 0) * 7 * day, unit: "entry", failed: 0, reasons: [] };
  });
  const totalBytes = removed.reduce((sum, { bytes }) => sum + bytes, 0);
  mkdirSync(join(data, "support"), { recursive: true });
  writeFileSync(
    join(data, "support", "history.json"),
    JSON.stringify({ version: 1, entries: entries.reverse(), totalBytes, sizes }),
  );
}
