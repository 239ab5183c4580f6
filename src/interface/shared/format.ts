/** Numbers as people read them: sizes in base 1000, as pip and Finder count. */
import { thisMachine, type Machine } from "../../files/machine";
import { contentsOf, type AtLeastOne } from "../../pip-cache/entry";
import type { Layout } from "../../pip-cache/layouts";
import { platformPath } from "../../files/names";
import { visible } from "../../files/visible";

const units = ["bytes", "kB", "MB", "GB", "TB"];

/** `12.3 MB`; three digits at most, whole bytes below 1 kB. */
export function formatBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  if (unit === 0) return `${value} ${value === 1 ? "byte" : "bytes"}`;
  return `${value < 99.95 ? value.toFixed(1) : value.toFixed(0)} ${units[unit]}`;
}

/** What a size is of, in part or whole: files that keep a name after what is spoken of has gone. */
export interface SharedSize {
  bytes: number;
  shared: number;
}

/** `1.4 MB`, `1.4 MB, of it 0.2 MB linked elsewhere: removing frees nothing of that`. */
export function formatSize({ bytes, shared }: SharedSize): string {
  return shared > 0 ? `${formatBytes(bytes)}, of it ${linkedWarning(shared)}` : formatBytes(bytes);
}

/** `1.4 MB linked elsewhere: removing freed nothing of that`, when it has been removed. */
export const linkedMessage = (shared: number): string =>
  shared > 0 ? `${formatBytes(shared)} linked elsewhere: removing freed nothing of that` : "";

/** The same beside a size that was said already: `Of it 1.4 MB linked elsewhere: removing frees nothing of that.` */
export const linkedSentence = ({ bytes, shared }: SharedSize): string =>
  shared < bytes ? `Of it ${linkedWarning(shared)}.` : "All of it is linked elsewhere: removing frees nothing.";

/** `1.4 MB linked elsewhere: removing frees nothing of that`. */
export const linkedWarning = (shared: number): string =>
  `${formatBytes(shared)} linked elsewhere: removing frees nothing of that`;

/** `1,204`. Not by the platform's own formatting, which takes longer to load than a list to paint. */
export function formatNumber(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ",");
}

/** `1 file`, `1,204 files`. */
export function formatCount(count: number, singular: string, plural = `${singular}s`): string {
  return `${formatNumber(count)} ${count === 1 ? singular : plural}`;
}

const DAY_MS = 86_400_000;

/** `today`, `3 days ago`, `5 months ago`. */
export function formatAge(ms: number, now = Date.now()): string {
  const days = Math.floor((now - ms) / DAY_MS);
  if (days < 1) return "today";
  if (days < 60) return `${formatCount(days, "day")} ago`;
  if (days < 730) return `${formatCount(Math.floor(days / 30.44), "month")} ago`;
  return `${formatCount(Math.floor(days / 365.25), "year")} ago`;
}

const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** `Mar 5, 2026`, in the time zone of the machine. By hand for the reason that numbers are. */
export function formatDay(ms: number): string {
  const date = new Date(ms);
  if (Number.isNaN(date.valueOf())) return "at a time that no calendar has";
  return `${months[date.getMonth()]} ${date.getDate()}, ${date.getFullYear()}`;
}

/** `Mar 5, 2026, 09:07`. */
export function formatTime(ms: number): string {
  const date = new Date(ms);
  if (Number.isNaN(date.valueOf())) return formatDay(ms);
  const [hours, minutes] = [date.getHours(), date.getMinutes()].map((part) => String(part).padStart(2, "0"));
  return `${formatDay(ms)}, ${hours}:${minutes}`;
}

/** `42%`, `<1%`. */
export function formatShare(part: number, whole: number): string {
  if (whole === 0) return "0%";
  const percent = (part / whole) * 100;
  return percent > 0 && percent < 1 ? "<1%" : `${Math.round(percent)}%`;
}

/** A share as a picture of ten steps, and in numbers: `▰▰▱▱▱▱▱▱▱▱ 18%`. */
export function shareBar(part: number, whole: number): string {
  const steps = whole > 0 ? Math.min(10, Math.round((part / whole) * 10)) : 0;
  return `${"▰".repeat(steps)}${"▱".repeat(10 - steps)} ${formatShare(part, whole)}`;
}

/** A path as people write it, with `~` for the home directory; on Windows with backslashes, and without regard to case. */
export function formatPath(path: string, { home, platform }: Machine = thisMachine()): string {
  const isWindows = platform === "win32";
  const written = platformPath(path, platform);
  const folder = platformPath(home, platform);
  const [whole, start] = isWindows ? [written.toLowerCase(), folder.toLowerCase()] : [written, folder];
  const isHome = whole === start || whole.startsWith(start + (isWindows ? "\\" : "/"));
  return visible(isHome ? `~${written.slice(folder.length)}` : written);
}

/** A path below a folder as people write it: on Windows with backslashes. */
export const formatBelow = (path: string): string => visible(platformPath(path));

/** Of the file that has an entry's contents: absolute, as the platform writes it. */
export const pathOf = (entry: { root: string; layout: Layout; files: AtLeastOne<{ path: string }> }): string =>
  platformPath(`${entry.root}/${contentsOf(entry).path}`);

/** A text in the platform's title case: `Files for Python 3.9`. */
export function titleCase(text: string): string {
  return text.replace(/\b(?!(?:for|of|pip)\b)[a-z]/g, (letter) => letter.toUpperCase());
}

/** The same of a text with names in it, which stay as they are, as do versions, file names and paths: `Metadata of numpy`. */
export function titleCaseBeside(names: ReadonlySet<string>, text: string): string {
  return text.replace(/(?<!\S)[a-z]+(?!\S)/g, (word) => (names.has(word) ? word : titleCase(word)));
}

/** At most `count` lines, and how many more there are. Of the others, which may be thousands, none is made. */
export function firstLines<Item>(
  items: readonly Item[],
  count: number,
  lineOf: (item: Item) => string = String,
): string[] {
  const lines = items.slice(0, count).map((item) => lineOf(item));
  return items.length > count ? [...lines, `…and ${formatNumber(items.length - count)} more`] : lines;
}
