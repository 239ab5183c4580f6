/** Opens an entry that a scan has found, to read its body. */
import { FileBody } from "./file-body";
import type { AtLeastOne } from "../entry";
import { responseForm, type Layout } from "../layouts";
import type { Body } from "../readers/formats/body";
import { readStoredResponse } from "../readers/response/header";
import type { HeaderNames } from "../readers/response/message-pack-header";
import type { StoredResponse, UnreadableResponse } from "../readers/response/stored-response";

/** Where an entry lies: its files, header before body, below a layout's folder. */
export interface EntryLocation {
  layout: Layout;
  root: string;
  files: Readonly<AtLeastOne<{ path: string }>>;
}

export interface OpenEntry {
  ok: true;
  /** What was stored, the body aside, which may lie in a file of its own. */
  stored: StoredResponse;
  body: Body;
  /** Must be called; the body cannot be read afterwards. */
  close: () => void;
}

export interface ClosedEntry {
  ok: false;
  reason: UnreadableResponse["reason"] | "no stored response" | "no body" | "gone, or not readable";
}

/**
 * Never throws.
 * @param names see `readStoredResponse`
 */
export function openEntry(
  { layout, root, files }: EntryLocation,
  names?: HeaderNames | "all",
): OpenEntry | ClosedEntry {
  const form = responseForm(layout);
  if (form === undefined) return { ok: false, reason: "no stored response" };
  const header = new FileBody();
  const body = new FileBody();
  const close = () => {
    header.close();
    body.close();
  };
  const fail = (reason: ClosedEntry["reason"]): ClosedEntry => {
    close();
    return { ok: false, reason };
  };
  try {
    header.open(`${root}/${files[0].path}`);
    const stored = readStoredResponse(header, names);
    if (!stored.ok) return fail(stored.reason);
    if (form.bodySuffix === undefined) return { ok: true, stored, body: stored.body, close };
    const [, bodyFile] = files;
    if (bodyFile === undefined) return fail("no body");
    body.open(`${root}/${bodyFile.path}`);
    header.close();
    return { ok: true, stored, body, close };
  } catch {
    return fail("gone, or not readable");
  }
}
