/** What other tools than pip keep of what was named, for who has no list: nothing of it is removed. */
import { inSlices } from "../../files/tasks";
import type { Requirements } from "../../packaging/requirements";
import { addSums, noSums, sumGroups } from "../../pip-cache/rows/groups";
import { formatBytes } from "../shared/format";
import { searchRequirements } from "./search";
import { groupsOf, showRows } from "./shown";
import { readTool, toolsToRead, type ReadTool } from "../python-tools/read-tools";
import { rowsOfAll, type ShareGroup } from "./tool-rows";
import { toolTitles, type View } from "./views";

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
