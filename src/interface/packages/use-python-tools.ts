/** The other tools that keep Python packages, for the list's dropdown: looked for once the list has been painted. */
import { useCallback, useEffect, useState } from "react";
import type { PackageCacheTool } from "../../python-caches/part";
import { recallFirstRows } from "./first-rows";
import type { ReadPackages } from "../../python-caches/read-packages";
import {
  findPythonTools,
  recallElsewhere,
  recallSums,
  rememberRead,
  type BytesElsewhere,
  type PythonTool,
} from "../python-tools/python-tools";

export interface KnownPythonTools {
  tools: readonly PythonTool[];
  /** Bytes by tool, of those of which they are known. */
  sums: ReadonlyMap<PackageCacheTool, number>;
  /** What pip kept when its list was seen last; absent where that was never. */
  pipBytes?: number;
  /** It was read what a tool keeps. @param at when that was begun, ms since 1970 */
  onRead: (tool: PythonTool, read: ReadPackages, at: number) => void;
  /** What they were seen to keep of packages when it was read last. */
  elsewhere: BytesElsewhere;
}

const nothing = { tools: [], sums: new Map<PackageCacheTool, number>(), elsewhere: new Map() };

/** @param isWanted whether there is anything to choose */
export function usePythonTools(isWanted: boolean): KnownPythonTools {
  const [known, setKnown] = useState<Omit<KnownPythonTools, "onRead">>(nothing);
  useEffect(() => {
    if (!isWanted) return;
    const afterwards = setTimeout(() => {
      const tools = findPythonTools();
      const pipBytes = recallFirstRows()?.cacheTotals.bytes;
      setKnown({ tools, sums: recallSums(tools), pipBytes, elsewhere: recallElsewhere(tools) });
    });
    return () => clearTimeout(afterwards);
  }, [isWanted]);
  const onRead = useCallback((tool: PythonTool, read: ReadPackages, at: number) => {
    rememberRead(tool, read, at);
    setKnown((before) => {
      const isKnown = before.tools.some(({ id }) => id === tool.id);
      const tools = isKnown ? before.tools : [...before.tools, tool];
      const sums = new Map(before.sums).set(tool.id, read.total.bytes);
      return { ...before, tools, sums, elsewhere: recallElsewhere(tools) };
    });
  }, []);
  return { ...known, onRead };
}
