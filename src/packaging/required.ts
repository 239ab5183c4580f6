/**
 * What core metadata says that a package requires: `METADATA` of a wheel or of what is installed, `PKG-INFO`. Headers as in
 * e-mail, of which each may be folded. Its name and version are read by `pip-cache/readers/identify/metadata.ts`.
 */
import { normalizeName } from "./normalize";
import { Reader } from "./reader";

export interface Required {
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
const fold = /(?:\r\n?|\n)[ \t]+/g;

/** Of any bytes; of more than 1 MB, the fields that end before. Nothing of what is no metadata. */
export function readRequired(bytes: Uint8Array): Required {
  const text = new TextDecoder().decode(bytes.subarray(0, mostBytes));
  const reader = new Reader(bytes.length > mostBytes ? text.slice(0, text.lastIndexOf("\n") + 1) : text);
  const required: Required = { requires: [], providesExtras: [] };
  for (;;) {
    const found = reader.take(field);
    if (found === undefined) return required;
    reader.take(/\r\n?|\n/y);
    const colon = found.indexOf(":");
    const value = () =>
      found
        .slice(colon + 1)
        .replace(fold, " ")
        .trim();
    switch (found.slice(0, colon).toLowerCase()) {
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
