/**
 * Dates as Python's `email.utils.parsedate_tz` reads them, down to what it lets pass: pip asks nothing else of the
 * `Date` of a response, and ends with an error where that gives none.
 * Source: Lib/email/_parseaddr.py and Lib/calendar.py (`timegm`) of CPython 3.11.
 */

const months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const longMonths = "january february march april may june july august september october november december".split(" ");
const days = new Set(["mon", "tue", "wed", "thu", "fri", "sat", "sun"]);
/** What `str.isspace` is true of, which is not what `\s` matches. */
const space = "\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000";
const spaces = new RegExp(`[${space}]+`, "u");
const ends = new RegExp(`^[${space}]+|[${space}]+$`, "gu");
const integer = new RegExp(`^[${space}]*([+-]?)(\\p{Nd}+(?:_\\p{Nd}+)*)[${space}]*$`, "u");
const isDigit = /^[\p{Nd}\u00b2\u00b3\u00b9\u2070\u2074-\u2079\u2080-\u2089]/u;
/** Python refuses to make a number of more. */
const maxDigits = 4300;

/** What Python's `int` makes of a text; undefined where it raises. Above 2^53 not exact. */
export function pythonInteger(text: string): number | undefined {
  const [, sign, groups] = integer.exec(text) ?? [];
  if (groups === undefined) return undefined;
  const digits = groups.replaceAll("_", "");
  if (digits.length > maxDigits) return undefined;
  const value = Number([...digits].map(decimal).join(""));
  return sign === "-" ? -value : value;
}

/** Decimal digits come in Unicode in runs of ten. */
function decimal(digit: string): number {
  const code = digit.codePointAt(0)!;
  if (code < 0x80) return code - 0x30;
  let value = 0;
  while (value < 9 && /^\p{Nd}$/u.test(String.fromCodePoint(code - value - 1))) value++;
  return value;
}

/** Text without the white space around it, as `str.strip` leaves it. */
export function pythonStrip(text: string): string {
  return text.replace(ends, "");
}

/**
 * Seconds since 1970, the time zone ignored, as pip does.
 * @returns "none" where `parsedate_tz` finds no date, "out of range" where `timegm` raises.
 */
export function mailDate(text: string): number | "none" | "out of range" {
  const [first, ...fields] = text.split(spaces).filter(Boolean);
  if (first === undefined) return "none";
  const isDay = first.endsWith(",") || days.has(first.toLowerCase());
  if (!isDay) fields.unshift(first.slice(first.lastIndexOf(",") + 1));
  if (fields.length === 3) {
    const [date = "", ...rest] = fields;
    const parts = date.split("-");
    if (parts.length === 3) fields.splice(0, 3, ...parts, ...rest);
  }
  if (fields.length === 4) {
    const last = fields[3] ?? "";
    const plus = last.indexOf("+");
    const sign = plus === -1 ? last.indexOf("-") : plus;
    if (sign > 0) fields.splice(3, 1, last.slice(0, sign), last.slice(sign));
    else fields.push("");
  }
  const [, , , , zone] = fields;
  let [day, month, year, time] = fields;
  if (!day || !month || !year || time === undefined || zone === undefined) return "none";
  let index = monthIndex(month);
  if (index < 0) {
    [day, month] = [month.toLowerCase(), day.toLowerCase()];
    index = monthIndex(month);
    if (index < 0) return "none";
  }
  if (day.endsWith(",")) day = day.slice(0, -1);
  if (year.indexOf(":") > 0) [year, time] = [time, year];
  // Python looks at the last character of what may be empty here, and raises.
  if (year === "") return "out of range";
  if (year.endsWith(",")) year = year.slice(0, -1);
  if (year === "") return "none";
  if (!isDigit.test(year)) year = zone;
  if (time === "") return "out of range";
  if (time.endsWith(",")) time = time.slice(0, -1);
  let parts = time.split(":");
  if (parts.length === 1 && time.includes(".")) parts = time.split(".");
  if (parts.length !== 2 && parts.length !== 3) return "none";
  if (parts.length === 2) parts.push("0");
  const [fullYear, date, hour, minute, second] = [year, day, ...parts].map(pythonInteger);
  if (fullYear === undefined || date === undefined) return "none";
  if (hour === undefined || minute === undefined || second === undefined) return "none";
  return secondsSince1970(fullYear < 100 ? fullYear + (fullYear > 68 ? 1900 : 2000) : fullYear, index, [
    date,
    hour,
    minute,
    second,
  ]);
}

function monthIndex(text: string): number {
  const lower = text.toLowerCase();
  return Math.max(months.indexOf(lower), longMonths.indexOf(lower));
}

function secondsSince1970(
  year: number,
  month: number,
  [day, hour, minute, second]: [number, number, number, number],
): number | "out of range" {
  if (year < 1 || year > 9999) return "out of range";
  const first = new Date(0).setUTCFullYear(year, month, 1) / 1000;
  return first + (day - 1) * 86_400 + hour * 3600 + minute * 60 + second;
}
