/** Reads what the other tools that have a cache here keep, and remembers it. */
import { thisMachine } from "../../files/machine";
import { readMounts } from "../../files/volumes";
import { readPackages, type ReadPackages } from "../../python-caches/read-packages";
import { recallPackages } from "../shared/remembered-packages";
import { findPythonTools, rememberRead, type PythonTool } from "./python-tools";

/** What was read of a tool. */
export interface ReadTool {
  tool: PythonTool;
  read: ReadPackages;
  /** It is what was remembered, as of then; ms since 1970. */
  rememberedAt?: number;
}

/** Reads what a tool keeps, and remembers it. @throws the signal's reason when aborted */
export async function readTool(tool: PythonTool, signal: AbortSignal): Promise<ReadTool> {
  const at = Date.now();
  const read = await readPackages(tool.message, { signal });
  rememberRead(tool, read, at);
  return { tool, read };
}

/** Those that have a cache here, to be read. */
export const toolsToRead = async (): Promise<PythonTool[]> => findPythonTools(await readMounts(thisMachine()));

/** What is remembered of these; those of which nothing is are left out. */
export async function recallTools(tools: readonly PythonTool[]): Promise<ReadTool[]> {
  const recalled: ReadTool[] = [];
  for (const tool of tools) {
    const remembered = await recallPackages(tool.message);
    if (remembered) recalled.push({ tool, read: remembered.value, rememberedAt: remembered.at });
  }
  return recalled;
}
