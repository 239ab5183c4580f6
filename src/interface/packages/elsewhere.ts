/** What other tools than pip keep of what was named, for who has no list: nothing of it is removed. */
import { thisMachine } from "../../files/machine";
import { inSlices } from "../../files/tasks";
import { readMounts } from "../../files/volumes";
import type { Requirements } from "../../packaging/requirements";
import { addSums, noSums, sumGroups } from "../../pip-cache/rows/groups";
import { readPackages } from "../../python-caches/read-packages";
import { formatBytes } from "../shared/format";
import { findPythonTools, rememberRead, type PythonTool } from "./python-tools";
import { searchRequirements } from "./search";
import { groupsOf, showRows } from "./shown";
import { rowsOfAll, type ReadTool, type ShareGroup } from "./tool-rows";
import { toolTitles, type View } from "./views";

/** Reads what a tool keeps, and remembers it. @throws the signal's reason when aborted */
export async function readTool(tool: PythonTool, signal: AbortSignal): Promise<ReadTool> {
  const at = Date.now();
  const read = await readPackages(tool.message, { signal });
  rememberRead(tool, read, at);
  return { tool, read };
}

/** Those that have a cache here, to be read. */
export const toolsToRead = async (): Promise<PythonTool[]> => findPythonTools(await readMounts(thisMachine()));

export interface KeptElsewhere {
  /** Which tools keep how much of it: `uv keeps 32.0 kB`. */
  says: string;
  /** The list that has it. */
  view: View;
}

/** Reads what the tools keep of all that was typed; undefined where that is nothing. @throws the signal's reason when aborted */
export async function findElsewhere(typed: Requirements, signal: AbortSignal): Promise<KeptElsewhere | undefined> {
  const read: ReadTool[] = [];
  for (const tool of await toolsToRead()) read.push(await readTool(tool, signal));
  const rows = await inSlices(rowsOfAll(undefined, read));
  const { shown } = await inSlices(find());
  const keeping = read.flatMap(({ tool: { id, upTo } }) => {
    const sums = noSums();
    for (const row of shown.numbers) {
      const groups = [...groupsOf(rows, row, shown.test)].filter(({ tool }) => tool === id);
      addSums(sums, sumGroups(groups));
    }
    return sums.entries > 0
      ? [{ id, says: `${toolTitles[id]} keeps ${upTo ? "up to " : ""}${formatBytes(sums.bytes)}` }]
      : [];
  });
  const [first, ...others] = keeping;
  if (first === undefined) return undefined;
  const view: View = { type: "tool", tool: others.length > 0 ? "all" : first.id };
  return { says: keeping.map(({ says }) => says).join(", "), view };

  function* find() {
    return yield* searchRequirements<ShareGroup>(yield* showRows<ShareGroup>(rows, "name"), typed, "name");
  }
}
