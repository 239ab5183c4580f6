/**
 * What an entry without a name looks like, so that a person, or who reads their report, can find out what it is. Only of
 * what pip stored: files that others put into a cache are nobody's business.
 */
import { baseName } from "../../files/names";
import { contentsOf } from "../entry";
import { headerPathOf } from "../layouts";
import type { LocatedEntry } from "../scan/list";
import { isHash } from "../written";
import { FileBody } from "../entries/file-body";
import { openEntry } from "../entries/open-entry";
import { asBuffer, type Body } from "../readers/formats/body";

export interface Appearance {
  /** The response's own word. */
  contentType?: string;
  /** Bytes of the body, or of the file where that cannot be told apart. */
  size: number;
  /** The first 16 of them, without any credentials that stand there. */
  firstBytes: Buffer;
}

const SHOWN = 16;
/** Looked through for addresses. */
const READ = 1024;

/** Undefined for what pip did not store, and what cannot be read. */
export function appearanceOf(entry: LocatedEntry): Appearance | undefined {
  const { path } = contentsOf(entry);
  if (!isHash(baseName(headerPathOf(entry.layout, path) ?? path))) return undefined;
  const opened = openEntry(entry);
  if (opened.ok) {
    const contentType = opened.stored.headers.get("content-type")?.slice(0, 100);
    const appearance = { contentType, ...startOf(opened.body) };
    opened.close();
    return appearance;
  }
  const file = new FileBody();
  try {
    file.open(`${entry.root}/${path}`);
    return startOf(file);
  } catch {
    return undefined;
  } finally {
    file.close();
  }
}

function startOf(body: Body): Pick<Appearance, "size" | "firstBytes"> {
  const start = asBuffer(body.read(0, READ)).toString("latin1");
  return { size: body.size, firstBytes: Buffer.from(withoutSecrets(start), "latin1").subarray(0, SHOWN) };
}

/** Without users, passwords and queries of addresses; an address that is cut off could be either, so it goes too. */
function withoutSecrets(text: string): string {
  return text
    .replace(/(\/\/)[^\s"'<>/?#]*@/g, "$1")
    .replace(/[^\s"'<>/@]+:[^\s"'<>/@]+@/g, "")
    .replace(/(:\/\/[^\s"'<>?]*)\?[^\s"'<>]*/g, "$1?")
    .replace(/(:\/\/)[^\s"'<>/?#]*$/, "$1");
}

/** As in a hex dump: `50 4b 03 04  PK..`. */
export function hexDump(bytes: Buffer): string {
  const hex = bytes.toString("hex").replace(/..(?=.)/g, "$& ");
  return `${hex}  ${bytes.toString("latin1").replace(/[^\x20-\x7e]/g, ".")}`;
}
