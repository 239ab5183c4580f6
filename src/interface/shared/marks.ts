/**
 * What a person has marked "Keep Always": packages, and versions of packages. The marks stay where there is nothing left of
 * what they are of: it may come back.
 */
import { useEffect, useMemo, useState } from "react";
import { appendTo } from "../../files/lookup";
import { packageIn, packageKey, toolIn, type RowKey } from "../../packaging/row-key";
import { isSameVersion } from "../../packaging/version";
import type { Group } from "../../pip-cache/rows/groups";
import { groupTest, type PartialSelection } from "../../pip-cache/selection";
import { PersonalData, type UnreadableData } from "./personal-data";

export interface Marks {
  packages: RowKey[];
  versions: VersionMark[];
}

export type VersionMark = [row: RowKey, version: string];

export const noMarks: Marks = { packages: [], versions: [] };

const data = new PersonalData<Marks>({
  name: "The list of what is kept",
  file: "kept",
  version: 1,
  empty: noMarks,
  parse: ({ packages, versions }) => {
    if (!Array.isArray(packages) || !Array.isArray(versions)) return undefined;
    return {
      packages: packages.map(keyOf),
      versions: versions.map((mark: unknown): VersionMark => {
        const [key, version, ...others] = mark as unknown[];
        if (typeof version !== "string" || version === "" || others.length > 0) throw new Error("No version");
        return [keyOf(key), version];
      }),
    };
  },
  guardsRemoval: true,
});

/** Names as PEP 503 has them, also where somebody has written them otherwise. */
function keyOf(text: unknown): RowKey {
  const key = text as RowKey;
  const name = typeof text === "string" ? packageIn(key) : undefined;
  if (!name) throw new Error("No package");
  return packageKey(toolIn(key), name);
}

export const readMarks = () => data.read();

const listeners = new Set<() => void>();

/**
 * Marks, or takes marks away: of a version also those that say the same otherwise, as PEP 440 has it.
 * @throws UnreadableDataError; a FileChangeError where it cannot be written
 */
export function mark({ packages, versions }: Marks, keeps: boolean): void {
  const keys = new Set(packages);
  const meant = byRow(versions);
  const isMeant = ([key, version]: VersionMark) =>
    meant.get(key)?.some((its) => isMarkedVersion(its, version)) ?? false;
  data.change((before) => ({
    packages: [...before.packages.filter((key) => !keys.has(key)), ...(keeps ? keys : [])],
    versions: [...before.versions.filter((one) => !isMeant(one)), ...(keeps ? versions : [])],
  }));
  for (const listener of listeners) listener();
}

/** Whether a mark of a version means this one. What is no version by PEP 440 is only what it is. */
export const isMarkedVersion = (marked: string, version: string): boolean =>
  marked === version || isSameVersion(marked, version);

/** What marks mean; undefined where there are none. @param rows the only ones that are asked about; all where absent */
export function markedBy(marks: Marks, rows?: readonly RowKey[]): PartialSelection | undefined {
  const among = rows && new Set(rows);
  const packages = marks.packages.filter((key) => among?.has(key) ?? true);
  const whole = new Set(packages);
  const releases = byRow(marks.versions.filter(([key]) => !whole.has(key) && (among?.has(key) ?? true)));
  const any: PartialSelection[] = [];
  if (packages.length > 0) any.push({ rows: packages });
  if (releases.size > 0) any.push({ releasesOf: [...releases] });
  return any.length > 0 ? { any } : undefined;
}

function byRow(versions: readonly VersionMark[]): Map<RowKey, string[]> {
  const all = new Map<RowKey, string[]>();
  for (const [key, version] of versions) appendTo(all, key, version);
  return all;
}

/** Tests whether a group of a row is kept. */
export type KeptTest = (key: RowKey, group: Group) => boolean;

const never: KeptTest = () => false;

/** The marks as a test; sets are made once. */
export function keptTest(marks: Marks): KeptTest {
  const marked = markedBy(marks);
  const test = marked && groupTest(marked);
  return test ? (key, group) => test(key, group) === true : never;
}

export interface KnownMarks {
  marks: Marks;
  isKept: KeptTest;
  /** Rows that are marked as a whole. */
  whole: ReadonlySet<RowKey>;
  /** Of rows, the versions that are. */
  versions: ReadonlyMap<RowKey, string[]>;
  /** There is something that cannot be read: then `marks` are none, and nothing is removed in bulk. */
  unreadable?: UnreadableData;
}

/** The marks as they are now, in whichever view they are changed. */
export function useMarks(): KnownMarks {
  const [stored, setStored] = useState(readMarks);
  useEffect(() => {
    const onChange = () => setStored(readMarks());
    listeners.add(onChange);
    return () => void listeners.delete(onChange);
  }, []);
  return useMemo(() => {
    const marks = "value" in stored ? stored.value : noMarks;
    return {
      marks,
      isKept: keptTest(marks),
      whole: new Set(marks.packages),
      versions: byRow(marks.versions),
      ...("unreadable" in stored && stored),
    };
  }, [stored]);
}
