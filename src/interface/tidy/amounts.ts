/** What a person writes of a policy, understood or refused: a wrong guess here would remove what nobody meant. */

/** A number, or in a sentence why it is none. */
export type TypedAmount = { value: number } | { problem: string };

const KILO = new Map([
  ["", 1e9],
  ...["b", "byte", "bytes"].map((unit): [string, number] => [unit, 1]),
  ...["k", "kb"].map((unit): [string, number] => [unit, 1e3]),
  ...["m", "mb"].map((unit): [string, number] => [unit, 1e6]),
  ...["g", "gb"].map((unit): [string, number] => [unit, 1e9]),
  ...["t", "tb"].map((unit): [string, number] => [unit, 1e12]),
  ...["kib", "mib", "gib", "tib"].map((unit, at): [string, number] => [unit, 1024 ** (at + 1)]),
]);

const EXAMPLE = "Write it as 2 GB, 2.5 GB or 500 MB.";

/**
 * `2 GB`, `2,5 GB`, `500MB`, `2 GiB` as bytes; without a unit it is GB. Sizes are in base 1000, as everywhere here, but for
 * those that are named in base 1024.
 */
export function parseSize(text: string): TypedAmount {
  const [found, number = "", unit = ""] = /^(\d{1,15}(?:[.,]\d{1,12})?)\s*([a-z]*)$/i.exec(text.trim()) ?? [];
  const scale = KILO.get(unit.toLowerCase());
  if (found === undefined || scale === undefined) return { problem: `“${shown(text)}” is no size. ${EXAMPLE}` };
  if (/^\d{1,3}[.,]\d{3}$/.test(number)) {
    return { problem: `“${shown(text)}” can be read in two ways. Write it without a separator, or with another unit.` };
  }
  const value = Math.round(Number(number.replace(",", ".")) * scale);
  if (value === 0) return { problem: "With no room at all everything would go: that is what Clear pip Cache is for." };
  if (!Number.isSafeInteger(value)) return { problem: `“${shown(text)}” is more than any disk has. ${EXAMPLE}` };
  return { value };
}

/** `90`, `90 days`. */
export function parseDays(text: string): TypedAmount {
  const [, number] = /^(\d{1,15})\s*(?:d|days?)?$/i.exec(text.trim()) ?? [];
  if (number === undefined) return { problem: `“${shown(text)}” is no number of days. Write it as 90.` };
  const value = Number(number);
  if (value === 0) return { problem: "After 0 days everything would go: that is what Clear pip Cache is for." };
  return value > 36_500 ? { problem: "That is more than a hundred years. Leave it empty for no limit." } : { value };
}

/** `3`, `3 versions`. */
export function parseVersions(text: string): TypedAmount {
  const [, number] = /^(\d{1,15})\s*(?:versions?)?$/i.exec(text.trim()) ?? [];
  if (number === undefined) return { problem: `“${shown(text)}” is no number of versions. Write it as 3.` };
  const value = Number(number);
  if (value === 0) return { problem: "With 0 versions everything would go: that is what Clear pip Cache is for." };
  return value > 1_000_000 ? { problem: "No package has as many versions. Leave it empty for no limit." } : { value };
}

/** As much of it as has room in a sentence. */
const shown = (text: string): string => {
  const all = [...text.trim()];
  return all.length > 20 ? `${all.slice(0, 20).join("")}…` : all.join("");
};

/** A size as it would be written: `2 GB`, `2 GiB`; read again it is the same. */
export function sizeText(bytes: number): string {
  const units = ["TB", "GB", "MB", "kB", "TiB", "GiB", "MiB"];
  for (const unit of units) {
    const value = bytes / (KILO.get(unit.toLowerCase()) ?? 1);
    if (value >= 1 && value < 1000 && Number.isInteger(value * 100)) return `${value} ${unit}`;
  }
  return `${bytes} bytes`;
}
