/**
 * What gathers in a cache beside its entries: notes of pip about itself, unfinished files, and entries that broke.
 */

import { mkdirSync, rmSync, truncateSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { entryKey, entryPath, type Written } from "./cache-writer";
import { type Content, lengthOf, type WriteOptions, writeContent } from "./content";

/** What pip remembers of its last look for a newer pip, one file for each Python. */
export function selfCheck(cache: string, prefix: string, { mtime }: WriteOptions = {}): Written {
  const path = `selfcheck/${entryKey(prefix)}`;
  const text = JSON.stringify({ key: prefix, last_check: "2024-01-02T03:04:05Z", pypi_version: "23.3.2" });
  writeContent(join(cache, path), Buffer.from(text), { mode: 0o644, mtime });
  return { files: [path], size: text.length };
}

/** What a pip that was killed leaves: an entry that was never renamed to its name. */
export function leftover(cache: string, { layout, url, of = "header", content, mtime }: Leftover): Written {
  const path = `${entryPath(layout, url)}${of === "body" ? ".body" : ""}k3x_9q0z.tmp`;
  writeContent(join(cache, path), content, { mtime });
  return { files: [path], size: lengthOf(content) };
}

export interface Leftover {
  layout: "http" | "http-v2";
  url: string;
  /** Of `http-v2`: which of the two files. */
  of?: "header" | "body";
  content: Content;
  mtime?: Date;
}

/** Ways in which an entry is found broken. */
export type Damage =
  /** Body without header: pip ignores it. */
  | "orphan body"
  /** Header without body. */
  | "no body"
  /** Body cut to half its length. */
  | "truncated body"
  | "empty body"
  /** Header cut to half its length. */
  | "truncated header"
  | "empty header"
  | "garbage header"
  /** A directory where the header should be. */
  | "header is a directory";

/** Breaks an entry that was written before; its modification times stay. */
export function damage(cache: string, written: Written, how: Damage, mtime = new Date()): void {
  const [headerFile, bodyFile = headerFile] = written.files;
  if (headerFile === undefined || bodyFile === undefined) throw new Error("Nothing was written.");
  const [header, body] = [join(cache, headerFile), join(cache, bodyFile)];
  const headerSize = () => Math.floor(written.size / 4);
  switch (how) {
    case "orphan body":
      return rmSync(header);
    case "no body":
      return rmSync(body);
    case "truncated body":
      return cut(body, Math.floor(written.size / 2));
    case "empty body":
      return cut(body, 0);
    case "truncated header":
      return cut(header, Math.min(headerSize(), 200));
    case "empty header":
      return cut(header, 0);
    case "garbage header":
      writeFileSync(header, Buffer.alloc(500, "not an entry "));
      return utimesSync(header, mtime, mtime);
    case "header is a directory":
      rmSync(header);
      mkdirSync(header);
  }

  function cut(path: string, length: number): void {
    truncateSync(path, length);
    utimesSync(path, mtime, mtime);
  }
}
