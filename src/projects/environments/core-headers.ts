/** What METADATA and PKG-INFO say in their headers, and what `requires.txt` says beside older ones. */

export interface CoreHeaders {
  name?: string;
  version?: string;
  /** Requires-Dist, each as it stands there. */
  requires: string[];
}

/** Reads the headers of core metadata, as Python's own reader of e-mails has them; what is no header ends them. */
export function readCoreHeaders(bytes: Buffer): CoreHeaders {
  const headers: CoreHeaders = { requires: [] };
  let header = "";
  const take = () => {
    const colon = header.indexOf(":");
    const name = header.slice(0, colon).toLowerCase();
    const value = header.slice(colon + 1).trim();
    if (name === "name") headers.name ??= value;
    else if (name === "version") headers.version ??= value;
    else if (name === "requires-dist") headers.requires.push(value);
  };
  for (const line of bytes.toString("utf8", 0, endOfHeaders(bytes)).split(/\r\n|\r|\n/)) {
    if (/^[ \t]/.test(line)) {
      const more = line.trim();
      if (more !== "") header += ` ${more}`;
      continue;
    }
    take();
    header = line;
    if (!/^[!-9;-~]*:/.test(line)) return headers;
  }
  take();
  return headers;
}

/** What follows them may be a thousand times longer. */
function endOfHeaders(bytes: Buffer): number {
  const ends = ["\n\n", "\n\r\n", "\r\r"].map((end) => bytes.indexOf(end)).filter((at) => at >= 0);
  return Math.min(bytes.length, ...ends);
}

/** As Python's `splitlines` has it, but for four characters that separate nothing any more. */
const lineBreak = /\r\n|[\n\r\v\f\x85\u2028\u2029]/;

/**
 * What `requires.txt` says, as Requires-Dist would: `[socks:python_version < "3"]` begins what an extra, and a marker, ask
 * for. As `importlib.metadata` has it.
 */
export function readEggRequires(text: string): string[] {
  const requires: string[] = [];
  let condition = "";
  for (const line of text.split(lineBreak).map((one) => one.trim())) {
    if (line === "" || line.startsWith("#")) continue;
    if (line.startsWith("[") && line.endsWith("]")) condition = conditionOf(line.replace(/^[[\]]+|[[\]]+$/g, ""));
    // Of an address, the semicolon would be a part.
    else requires.push(`${line}${condition && line.includes("@") ? " " : ""}${condition}`);
  }
  return requires;
}

function conditionOf(section: string): string {
  const colon = section.indexOf(":");
  const extra = colon < 0 ? section : section.slice(0, colon);
  const marker = colon < 0 ? "" : section.slice(colon + 1);
  const parts = [extra && marker ? `(${marker})` : marker, extra && `extra == "${extra}"`].filter(Boolean);
  return parts.length > 0 ? `; ${parts.join(" and ")}` : "";
}
