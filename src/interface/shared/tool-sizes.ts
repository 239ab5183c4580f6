/** What is remembered of other tools: where they said that they cache, and how large that was. */
import { Cache } from "@raycast/api";
import type { ReportedPaths } from "../../developer-caches/tool-places";
import { Recollection } from "./recollection";

/** A size as it is remembered between runs. */
export interface TargetSize {
  /** Bytes of what lies in it. */
  bytes: number;
  /** Of these, what has names elsewhere: removing frees nothing of that. */
  shared: number;
  /** Clones share blocks unseen: the numbers are upper bounds. */
  upTo: boolean;
  /** ms since 1970; absent when it is empty. */
  newestMs?: number;
  /** What of it could not be read, with the reason; it counts nothing. */
  unreadable?: string;
  /** What lies in it and is no part of it, a sentence each. */
  kept?: string[];
  /** When it was measured, ms since 1970. */
  at: number;
}

/** By the root of the target. */
export type TargetSizes = Record<string, TargetSize>;

const cache = new Cache({ namespace: "developer-caches" });
export const pathsReported = new Recollection<ReportedPaths>(cache, "reported", 4);
export const sizesSeen = new Recollection<TargetSizes>(cache, "sizes", 4);
