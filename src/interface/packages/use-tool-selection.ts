/** The rows of tools that are selected, what of them goes with which tool, and those that are being removed. */
import { useMemo, useState } from "react";
import { appendTo } from "../../files/lookup";
import { isPackage, type PackageTool, type RowKey } from "../../packaging/row-key";
import { PIP } from "../../pip-cache/entry";
import type { CachedPackage } from "../../python-caches/collect-packages";
import type { PackageCacheTool } from "../../python-caches/part";
import type { PackagesRemoved } from "../../python-caches/remove-with-tool";
import type { NeedScope } from "../../projects/needed";
import type { Needs } from "../../projects/needs";
import type { KnownNeeds } from "../projects/known-needs";
import { neededNamesSentence } from "../projects/needs-text";
import { removeTogether } from "../removal/remove-together";
import { removeToolPackages, withoutKeptAmong, type ToolPackagesRequest } from "../removal/remove-tool-packages";
import type { RowRemoval } from "../removal/use-row-removal";
import type { KnownMarks } from "../shared/marks";
import { formatRows } from "../shared/units";
import type { Packages } from "../shared/use-packages";
import { bytesStayingOf } from "./kept-text";
import type { PythonTool } from "../python-tools/python-tools";
import type { Selected } from "./selected";
import { isOtherTool, pipKeyOf, type ToolRows } from "./tool-rows";

type Keys = ReadonlySet<RowKey>;

/** What removes pip's part of a package that others keep, too. */
export interface OfPip {
  packages: Packages;
  onRemove: RowRemoval["onRemove"];
  onRemoved: RowRemoval["onRemoved"];
  going: RowRemoval["going"];
}

/** What is needed of the rows, by the keys of pip's. */
export interface NeedsOfRows {
  /** Absent until it was read. */
  needs?: KnownNeeds;
  /** Of which the list shows only what nothing needs. */
  nowhereIn?: NeedScope;
  /** See `ToolPackagesRequest`. */
  readNow: () => Promise<Needs | undefined>;
}

/** What a question about packages adds: who needs them. @param names by the keys of pip's rows */
export const neededBy = ({ needs }: NeedsOfRows, names: ReadonlyMap<RowKey, string>): string | undefined =>
  needs && neededNamesSentence(needs, names);

/** What goes of rows, with which tool. */
interface Shares {
  tools: Map<PackageCacheTool, CachedPackage[]>;
  /** Keys of pip's own rows. */
  pip: RowKey[];
}

export interface SelectedOfTools extends Selected {
  /** Clones share blocks unseen. */
  upTo: boolean;
}

export interface ToolSelection {
  selected: Keys;
  going: Keys;
  onSelect: (change: (before: Keys) => Keys) => void;
  /** Absent where no row is selected. */
  all?: SelectedOfTools;
  /** Removes these rows, of each what all tools keep. */
  onRemove: (keys: readonly RowKey[]) => Promise<void>;
}

export interface ToolSelectionOptions {
  rows: ToolRows | undefined;
  /** Rows are about some versions only, which no tool removes: nothing is selected then. */
  isOfVersions: boolean;
  /** Numbers of the rows that are found. */
  found: readonly number[];
  /** Of those of the view, where it does not show all. */
  among?: readonly number[];
  tools: ReadonlyMap<PackageTool, PythonTool>;
  marks: KnownMarks;
  pip?: OfPip;
  ofNeeds: NeedsOfRows;
  /** Something may have gone from what this one keeps. */
  onRemoved: (tool: PythonTool | undefined, after: PackagesRemoved["after"]) => void;
}

/** Whether something of a row can go: of what belongs to no package only pip's part. */
export const canGo = (rows: ToolRows, row: number, pip: OfPip | undefined): boolean =>
  isPackage(rows.keyAt(row)) || (pip !== undefined && rows.sharesAt(row).some(({ tool }) => tool === PIP));

export function useToolSelection(options: ToolSelectionOptions): ToolSelection {
  const { rows, isOfVersions, found, among, tools, marks, pip } = options;
  const [chosen, setChosen] = useState<Keys>(new Set());
  const [going, setGoing] = useState<Keys>(new Set());
  const selected = useMemo(() => {
    const shown = among && new Set(among);
    const isThere = (row: number | undefined) => row !== undefined && (shown?.has(row) ?? true);
    return new Set(isOfVersions ? [] : [...chosen].filter((key) => isThere(rows?.numberOf(key))));
  }, [chosen, rows, isOfVersions, among]);
  const all = useMemo(() => {
    if (rows === undefined || selected.size === 0) return undefined;
    const keys = [...selected];
    const isFound = new Set(found);
    const hidden = keys.filter((key) => !isFound.has(rows.numberOf(key) ?? -1)).length;
    const shares = sharesOf(rows, keys);
    const upTo = [...shares.tools.keys()].some((tool) => tools.get(tool)?.upTo);
    return { keys, bytes: bytesGoing(shares, keys.length === 1, pip, marks), hidden, upTo };
  }, [rows, selected, found, tools, marks, pip?.packages.read]);
  const onRemove = async (keys: readonly RowKey[]): Promise<void> => {
    if (rows === undefined) return;
    const affected = new Set(keys);
    const without = (before: Keys) => new Set([...before].filter((key) => !affected.has(key)));
    await removeRows(options, rows, keys, {
      onStart: () => setGoing((before) => new Set([...before, ...keys])),
      onEnd: () => {
        setGoing(without);
        setChosen(without);
      },
    });
  };
  return { selected, going, onSelect: setChosen, all, onRemove };
}

function sharesOf(rows: ToolRows, keys: readonly RowKey[]): Shares {
  const shares: Shares = { tools: new Map(), pip: [] };
  for (const key of keys) {
    const row = rows.numberOf(key);
    if (row === undefined) continue;
    for (const { tool, cached } of rows.sharesAt(row)) {
      if (!isOtherTool(tool)) shares.pip.push(pipKeyOf({ key, name: rows.nameAt(row) }));
      else for (const one of cached) if (one.name !== undefined) appendTo(shares.tools, tool, one);
    }
  }
  return shares;
}

/** What is kept of several rows stays when they go together. */
function bytesGoing(
  { tools, pip: pipKeys }: Shares,
  isNamed: boolean,
  pip: OfPip | undefined,
  marks: KnownMarks,
): number {
  const packages = [...tools.values()].flat();
  const going = isNamed ? packages : withoutKeptAmong(packages, { value: marks.marks });
  let bytes = going.reduce((sum, one) => sum + one.bytes, 0);
  const own = pip?.packages.read?.rows;
  if (own === undefined || pipKeys.length === 0) return bytes;
  for (const key of pipKeys) {
    const row = own.numberOf(key);
    if (row !== undefined) bytes += own.sums(row).bytes;
  }
  return bytes - bytesStayingOf(own, { rows: pipKeys }, marks, !isNamed);
}

interface RemovingRows {
  onStart: () => void;
  onEnd: () => void;
}

/** With the one tool that keeps them, or with all. */
async function removeRows(
  { tools, pip, ofNeeds, onRemoved }: ToolSelectionOptions,
  rows: ToolRows,
  keys: readonly RowKey[],
  { onStart, onEnd }: RemovingRows,
): Promise<void> {
  const shares = sharesOf(rows, keys);
  const names = new Map(
    keys.map((key) => {
      const name = rows.nameAt(rows.numberOf(key) ?? 0);
      return [pipKeyOf({ key, name }), name];
    }),
  );
  const because = neededBy(ofNeeds, names);
  const { nowhereIn, readNow } = ofNeeds;
  const requests = [...shares.tools].flatMap(([id, packages]) => {
    const tool = tools.get(id);
    if (tool === undefined || packages.length === 0) return [];
    const { message, targets, upTo } = tool;
    const onEndOfTool: ToolPackagesRequest["onEnd"] = (after) => onRemoved(tool, after);
    return [{ message, targets, upTo, packages, because, nowhereIn, readNow, onEnd: onEndOfTool }];
  });
  const what = names.size === 1 ? ([...names.values()][0] ?? "") : formatRows(keys);
  const ofPip = pip && shares.pip.length > 0 ? pip : undefined;
  const [only, ...others] = requests;
  if (ofPip && only === undefined) {
    await ofPip.onRemove({ selection: { rows: shares.pip }, what, verb: "Remove", ask: true, nowhereIn }, shares.pip);
    return onEnd();
  }
  if (!ofPip && only && others.length === 0) {
    return removeToolPackages({ ...only, onEnd: (after) => (onEnd(), only.onEnd(after)) });
  }
  await removeTogether({
    tools: requests,
    what,
    isNamed: keys.length === 1,
    because,
    nowhereIn,
    readNow,
    ...(ofPip && {
      pip: {
        caches: ofPip.packages.caches,
        known: ofPip.packages.known(),
        selection: { rows: shares.pip },
        onEnd: ofPip.onRemoved,
      },
    }),
    onStart,
    onEnd,
  });
}
