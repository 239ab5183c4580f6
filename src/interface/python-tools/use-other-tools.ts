/** What other tools keep, for a view: at first what is remembered, then one after the other what was read. */
import { useState } from "react";
import { readPackages, type ReadPackages } from "../../python-caches/read-packages";
import { useLoading, type Loading } from "../shared/use-loading";
import { findPythonTools, rememberRead, type PythonTool } from "./python-tools";
import { recallTools, toolsToRead, type ReadTool } from "./read-tools";

export interface OtherTools {
  read: ReadTool[];
  loading: Loading<void>;
  /** It was found out otherwise what a tool keeps now. @param at when that was begun, ms since 1970 */
  onRead: (tool: PythonTool, now: ReadPackages, at: number) => void;
}

/**
 * @param isWanted whose packages are
 * @param remember keeps what was read
 */
export function useOtherTools(isWanted: (tool: PythonTool) => boolean, remember = rememberRead): OtherTools {
  const [read, setRead] = useState<ReadTool[]>([]);
  const onRead: OtherTools["onRead"] = (tool, now, at) => {
    remember(tool, now, at);
    setRead((before) => [...before.filter((other) => other.tool.id !== tool.id), { tool, read: now }]);
  };
  const loading = useLoading(
    async (signal) => {
      const recalled = await recallTools(findPythonTools().filter(isWanted));
      setRead((before) => [...before, ...recalled.filter((one) => !before.some((other) => isOfSame(one, other)))]);
      const wanted = (await toolsToRead()).filter(isWanted);
      setRead((before) => before.filter((one) => wanted.some(({ id }) => id === one.tool.id)));
      for (const one of wanted) {
        const at = Date.now();
        onRead(one, await readPackages(one.message, { signal }), at);
      }
    },
    [],
    "Could Not Read the Packages",
  );
  return { read, loading, onRead };
}

const isOfSame = (one: ReadTool, other: ReadTool) => one.tool.id === other.tool.id;
