/** What the header of a cached response tells. */
import type { Body } from "../formats/body";

/** Response headers by lower-case name. */
export type Headers = ReadonlyMap<string, string>;

export interface StoredResponse {
  ok: true;
  /** 0 where what is stored is no such number. */
  status: number;
  headers: Headers;
  /** The body in this file: empty where it lies in a file of its own. */
  body: Body;
  /** Where the body starts in this file; absent when it is stored encoded (pip 6 to 9). */
  position?: number;
  /** What makes pip ignore the entry although it can be read, in a few words. */
  damage?: string;
}

export interface UnreadableResponse {
  ok: false;
  /** Why, in a few words a person can read. */
  reason: "empty" | "legacy" | "truncated" | "unreadable header" | "too large to look into" | "foreign";
  /** Of a truncated file: the part of the body that is there. */
  body?: Body;
}

/** One of each reason. */
export const unreadable: Record<UnreadableResponse["reason"], UnreadableResponse> = {
  empty: { ok: false, reason: "empty" },
  legacy: { ok: false, reason: "legacy" },
  truncated: { ok: false, reason: "truncated" },
  "unreadable header": { ok: false, reason: "unreadable header" },
  "too large to look into": { ok: false, reason: "too large to look into" },
  foreign: { ok: false, reason: "foreign" },
};
