/**
 * What core metadata says that a package requires: `METADATA` of a wheel or of what is installed, `PKG-INFO`. Headers as in
 * e-mail, of which each may be folded. What is cached is named by `pip-cache/readers/identify/metadata.ts`.
 */
import { normalizeName } from "./normalize";
import { Reader } from "./reader";

export interface Required {
  /** As they stand there; nobody has looked whether they are a name and a version. */
  name?: string;
  version?: string;
  /** Of each `Requires-Dist` what `parseDependency` reads. */
  requires: string[];
  /** What `admitsPython` reads. */
  requiresPython?: string;
  /** Normalised. */
  providesExtras: string[];
}

/** Enough for what old ones have among their headers, a description. */
const mostBytes = 1 << 20;

/** With the lines that it is folded into. */
const field = /(?:[!-9;-~]*:|[ \t])[^\r\n]*(?:(?:\r\n?|\n)[ \t][^\r\n]*)*/y;

/** Of any bytes; of more than 1 MB, the fields that end before. Nothing of what is no metadata. */
export function readRequired(bytes: Uint8Array): Required {
  const end = endOfHeaders(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  const text = new TextDecoder().decode(bytes.subarray(0, Math.min(end, mostBytes)));
  const reader = new Reader(end > mostBytes ? text.slice(0, text.lastIndexOf("\n") + 1) : text);
  const required: Required = { requires: [], providesExtras: [] };
  for (;;) {
    const found = reader.take(field);
    if (found === undefined) return required;
    reader.take(/\r\n?|\n/y);
    const colon = found.indexOf(":");
    const value = () =>
      found
        .slice(colon + 1)
        .split(/[\r\n]/)
        .map((line) => line.trim())
        .filter(Boolean)
        .join(" ");
    switch (found.slice(0, colon).toLowerCase()) {
      case "name":
        required.name ??= value();
        break;
      case "version":
        required.version ??= value();
        break;
      case "requires-dist":
        required.requires.push(value());
        break;
      case "requires-python":
        required.requiresPython ??= value();
        break;
      case "provides-extra":
        required.providesExtras.push(normalizeName(value()));
    }
  }
}

/** What follows them may be a thousand times longer. */
function endOfHeaders(bytes: Buffer): number {
  const ends = ["\n\n", "\n\r\n", "\r\r"].map((end) => bytes.indexOf(end)).filter((at) => at >= 0);
  return Math.min(bytes.length, ...ends);
}
