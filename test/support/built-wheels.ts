/**
 * The part of a cache that pip itself can list: wheels it built on this machine, each beside a file that says what from.
 */

import { createHash } from "node:crypto";
import { join } from "node:path";
import type { Written } from "./cache-writer";
import { type Content, lengthOf, writeContent } from "./content";

/** A wheel that pip built on this machine, with the file that says what from. */
export function builtWheel(cache: string, { fileName, content, origin, key, mtime }: BuiltWheel): Written {
  const hash =
    key ??
    createHash("sha224")
      .update(JSON.stringify(origin ?? fileName))
      .digest("hex");
  const leaf = ["wheels", hash.slice(0, 2), hash.slice(2, 4), hash.slice(4, 6), hash.slice(6)].join("/");
  const written = [{ name: fileName, bytes: content }];
  if (origin !== undefined) {
    const text = typeof origin === "string" ? origin : pythonJson(origin);
    written.push({ name: "origin.json", bytes: Buffer.from(text) });
  }
  for (const { name, bytes } of written) writeContent(join(cache, leaf, name), bytes, { mode: 0o644, mtime });
  return {
    files: written.map(({ name }) => `${leaf}/${name}`),
    size: written.reduce((sum, { bytes }) => sum + lengthOf(bytes), 0),
  };
}

export interface BuiltWheel {
  fileName: string;
  content: Content;
  /** What `origin.json` holds: an object, or text for one that is no JSON; pip before 22.2 wrote none. */
  origin?: object | string;
  /** 56 hex digits; see `wheelKey`. Default: one made of the origin. */
  key?: string;
  mtime?: Date;
}

/** The key of a built wheel's directory in pip 20.0 and newer, of what it was built from and for. */
export function wheelKey(source: {
  url: string;
  sha256?: string;
  subdirectory?: string;
  interpreter: { name: string; version: string };
}): string {
  const { url, sha256, subdirectory, interpreter } = source;
  const parts = {
    interpreter_name: interpreter.name,
    interpreter_version: interpreter.version,
    sha256,
    subdirectory,
    url,
  };
  return createHash("sha224").update(JSON.stringify(parts)).digest("hex");
}

/** What `origin.json` says of a file from an index. */
export function archiveOrigin(url: string, sha256: string): object {
  return { archive_info: { hash: `sha256=${sha256}`, hashes: { sha256 } }, url };
}

/** JSON as Python's json.dumps spaces it. */
function pythonJson(value: unknown): string {
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(pythonJson).join(", ")}]`;
  return `{${Object.entries(value)
    .map(([key, item]) => `${JSON.stringify(key)}: ${pythonJson(item)}`)
    .join(", ")}}`;
}
