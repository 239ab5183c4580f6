/** Reads the response that pip stored, without its body: a mark such as `cc=4,`, and what follows in the form that it names. */

import { asBuffer, type Body } from "../formats/body";
import { byteAt } from "../formats/bytes";
import { windowSize } from "../formats/msgpack";
import { headerNames, type HeaderNames } from "./message-pack-header";
import { serializations } from "./serializations";
import { unreadable, type StoredResponse, type UnreadableResponse } from "./stored-response";

/** The headers that tell what a response is and whether its body is whole. */
const identifyingHeaders = headerNames([
  "location",
  "content-type",
  "content-encoding",
  "content-length",
  "transfer-encoding",
  "x-pypi-file-project",
  "x-pypi-file-version",
  "x-pypi-file-package-type",
  "x-pypi-file-python-version",
]);

/** Of a file with a body in it: what stands before the body. */
const beforeBody = 512;

const byVersion = new Map(Object.values(serializations).map((reader) => [reader.version, reader]));

/**
 * Reads a stored response: one window of 4 KiB, or, of a file that is larger, its start and a window behind the body.
 * Never throws, except what `file.read` throws.
 * @param names The headers to decode, from `headerNames`; "all" decodes every one.
 */
export function readStoredResponse(
  file: Body,
  names: HeaderNames | "all" = identifyingHeaders,
): StoredResponse | UnreadableResponse {
  if (file.size === 0) return unreadable.empty;
  const start = asBuffer(file.read(0, file.size > windowSize ? beforeBody : windowSize));
  if (start.length < 5) return "cc=4,".startsWith(start.toString("latin1")) ? unreadable.truncated : unreadable.foreign;
  if (start[0] !== 0x63 || start[1] !== 0x63 || start[2] !== 0x3d || start[4] !== 0x2c) return unreadable.foreign;
  const version = byteAt(start, 3) - 0x30;
  const reader = byVersion.get(version);
  if (reader !== undefined) return reader.read(file, start, names);
  return version >= 0 && version <= 9 ? unreadable["unreadable header"] : unreadable.foreign;
}
