/**
 * In which forms responses were written down, each with its readers: one that names lets much pass, and one that checks
 * nothing that pip does not.
 */

import type { Serialization } from "../../layouts";
import type { Body } from "../formats/body";
import { Malformed, TooMuch, unpack, type Unpacked } from "../formats/strict-msgpack";
import { readJsonResponse, readJsonValue } from "./json-header";
import { readMessagePackResponse, type HeaderNames } from "./message-pack-header";
import { unreadable, type StoredResponse, type UnreadableResponse } from "./stored-response";

/** `{"response": …, "vary": …}`, as pip has it in its hands. */
export type StrictResponse = Pick<Unpacked, "value"> & Partial<Unpacked>;

export interface SerializationReader {
  /** The digit in the mark at the start of the file: 4 for `cc=4,`. */
  version: number;
  /**
   * Reads what naming needs. Never throws, except what `file.read` throws.
   * @param start the start of the file
   * @param names the headers to decode, from `headerNames`, at least
   */
  read: (file: Body, start: Buffer, names: HeaderNames | "all") => StoredResponse | UnreadableResponse;
  /**
   * Reads it as pip does; undefined where it does not begin so.
   * @param start the start of the file
   * @throws Malformed, TooMuch, and what `file.read` throws
   */
  readStrictly: (file: Body, start: Buffer) => StrictResponse | undefined;
}

/** What stands before the response: `cc=4,`. */
export const MARK = 5;

export const serializations: Record<Serialization, SerializationReader> = {
  MessagePack: {
    version: 4,
    read: readMessagePackResponse,
    readStrictly: (file) => unpack(file, MARK),
  },
  JSON: {
    version: 2,
    read: (file) => {
      const response = readJsonResponse(file);
      return typeof response === "string" ? unreadable[response] : response;
    },
    readStrictly: (file) => {
      const value = readJsonValue(file);
      if (value === "too large to look into") throw new TooMuch();
      if (typeof value === "string") throw new Malformed();
      return { value };
    },
  },
  /** It runs code when it is read, so it is never read; that it is one shows at its start, the protocol. */
  pickle: {
    version: 1,
    read: () => unreadable.legacy,
    readStrictly: (_, start) => {
      const [pickle, protocol = 0] = start.subarray(MARK);
      if (pickle === 0x80 && protocol >= 2 && protocol <= 5) throw new TooMuch();
      return undefined;
    },
  },
};
