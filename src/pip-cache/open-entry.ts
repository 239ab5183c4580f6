/** Opens an entry that a scan has found, to read its body. */
import { FileBody } from "./file-body";
import type { EntryFile, Layout } from "./entry";
import type { Body } from "./readers/body";
import { readStoredResponse, type Headers } from "./readers/header";

/** Where an entry lies: its files, header before body, below a layout's folder. */
export interface EntryLocation {
  layout: Layout;
  root: string;
  files: EntryFile[];
}

export interface OpenEntry {
  headers: Headers;
  body: Body;
  /** Must be called; the body cannot be read afterwards. */
  close: () => void;
}

/** Undefined for what is no stored response, is gone, or cannot be read. */
export function openEntry({ layout, root, files }: EntryLocation): OpenEntry | undefined {
  if (layout !== "http" && layout !== "http-v2") return undefined;
  const header = new FileBody();
  const body = new FileBody();
  const close = () => {
    header.close();
    body.close();
  };
  try {
    header.open(`${root}/${files[0].path}`);
    const stored = readStoredResponse(header);
    if (stored.ok && layout === "http") return { headers: stored.headers, body: stored.body, close };
    if (stored.ok && files.length > 1) {
      body.open(`${root}/${files[1].path}`);
      header.close();
      return { headers: stored.headers, body, close };
    }
  } catch {
    // Gone, or not ours to read.
  }
  close();
  return undefined;
}
