/**
 * What pip writes into a cache directory, and all that anything is ever removed from: one record for each layout, which
 * is a folder there, or a file. Whatever treats one layout otherwise than another asks its record. A new layout is a
 * record here, and a reader where what it holds is of a form that has none.
 */
import { isWithin, type ReleaseRange } from "../packaging/releases";

export type Layout = "http" | "http-v2" | "wheels" | "selfcheck" | "selfcheck.json";

/** How entries lie below the folder of a layout; see `placements` in `written.ts`. */
export type Placement =
  /** Five folders deep, by the first digits of the entry's name. */
  | "buckets"
  /** Four folders deep, by a hash of what a wheel was built from. */
  | "wheel folders"
  /** In the folder itself. */
  | "flat"
  /** It is no folder: a file of the cache directory itself. */
  | "file";

/** In which form a response was written down: each has a reader in `readers/response/serializations.ts`. */
export type Serialization = "MessagePack" | "JSON" | "pickle";

/** A stored response, named by the hash of its address: the header, and the body in it or in a file of its own. */
export interface ResponseForm {
  is: "response";
  /** What the name of the body's file has besides that of the header's; absent where both are in one file. */
  bodySuffix?: string;
  /** Those that the pips of the layout read; all others are damage to them. */
  serializations: readonly Serialization[];
  /** What it is when the file with the header ends too early: see `damages`. */
  cutOff: "short" | "header";
}

/** What an entry of a layout is. */
type EntryForm =
  | ResponseForm
  /** A wheel that was built on this machine, with its `origin.json`. */
  | { is: "built wheel" }
  /** When pip last looked for a newer pip. */
  | { is: "note" };

/** What pip leaves when it is ended while it writes; see `leftovers` in `written.ts`. */
export type Leftover = "adjacent file" | "unnamed file" | "lock" | "lock link" | "lock folder" | "build";

export interface LayoutRecord {
  /** What a person calls all that lies there. */
  title: string;
  /** The pips that write and read it. */
  pips: ReleaseRange;
  /** Another program that does, whatever pips there are. */
  alsoOf?: "pip-audit";
  /** Since which pip `pip cache purge` takes every file there, also what pip did not write; of downloads only. */
  purgedSince?: readonly [major: number, minor: number];
  placement: Placement;
  entry: EntryForm;
  leftovers: readonly Leftover[];
  /** Whether a pip that has chosen an entry fails where that is gone: then it stays for as long as one is running. */
  waits: boolean;
}

/** pip 23.3 stored bodies in files of their own. A pip looks into no download folder but its own. */
export const layouts: Record<Layout, LayoutRecord> = {
  http: {
    title: "Downloads of pip before 23.3",
    pips: { from: "6.0", until: "23.2" },
    alsoOf: "pip-audit",
    purgedSince: [20, 3],
    placement: "buckets",
    entry: { is: "response", serializations: ["MessagePack", "JSON", "pickle"], cutOff: "short" },
    leftovers: ["adjacent file", "unnamed file", "lock", "lock link", "lock folder"],
    waits: false,
  },
  "http-v2": {
    title: "Downloads of pip 23.3 and newer",
    pips: { from: "23.3" },
    purgedSince: [23, 3],
    placement: "buckets",
    entry: { is: "response", bodySuffix: ".body", serializations: ["MessagePack"], cutOff: "header" },
    leftovers: ["adjacent file", "unnamed file", "lock", "lock folder"],
    waits: false,
  },
  wheels: {
    title: "Built on this machine",
    pips: { from: "7.0" },
    placement: "wheel folders",
    entry: { is: "built wheel" },
    leftovers: ["build"],
    waits: true,
  },
  selfcheck: {
    title: "Version checks",
    pips: { from: "19.3" },
    placement: "flat",
    entry: { is: "note" },
    leftovers: ["adjacent file"],
    waits: false,
  },
  "selfcheck.json": {
    title: "Version checks of pip before 19.3",
    pips: { from: "6.0", until: "19.2" },
    placement: "file",
    entry: { is: "note" },
    leftovers: [],
    waits: false,
  },
};

/** In the order of their records. */
export const layoutNames = Object.keys(layouts) as readonly Layout[];

/** Those that hold what pip downloads. */
export const downloadLayouts = layoutNames.filter((layout) => layouts[layout].entry.is === "response");

/** Whether a pip knows of a layout: counts what is there, and purges it. Newer pips know the older ones, too. */
export const isKnownTo = (pipVersion: string | undefined, layout: Layout): boolean =>
  isWithin(pipVersion, { from: layouts[layout].pips.from });

/** The form of the responses in a layout; undefined where there are none. */
export function responseForm(layout: Layout): ResponseForm | undefined {
  const { entry } = layouts[layout];
  return entry.is === "response" ? entry : undefined;
}

/** The name or path that the body of an entry has beside that of its header; undefined where it has no file of its own. */
export function bodyPathOf(layout: Layout, headerPath: string): string | undefined {
  const suffix = responseForm(layout)?.bodySuffix;
  return suffix === undefined ? undefined : headerPath + suffix;
}

/** The name or path of the header that belongs to that of a body; undefined for what is not called as a body is. */
export function headerPathOf(layout: Layout, bodyPath: string): string | undefined {
  const suffix = responseForm(layout)?.bodySuffix;
  return suffix !== undefined && bodyPath.endsWith(suffix) ? bodyPath.slice(0, -suffix.length) : undefined;
}
