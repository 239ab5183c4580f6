/** What the actions on all selected rows say and do, worked out once for the panels of all rows. */
import { isPackage, type RowKey } from "../../packaging/row-key";
import type { Rows } from "../../pip-cache/rows/rows";
import { isMarkedVersion, type KnownMarks } from "../shared/marks";
import { bytesStayingOf } from "./kept-text";
import { ownerOfAll, partOf } from "./owner";
import type { Search } from "./search";
import type { Selected } from "./selected";
import type { ViewPart } from "./views";

export interface SelectedRows extends Selected {
  owner: ReturnType<typeof ownerOfAll>;
  /** What goes of it, as it stands in a sentence. */
  what: string;
  packages: number;
  /** Whether all packages are. */
  areKept: boolean;
}

/**
 * What is kept of several rows stays when they are removed together.
 * @param rows absent while nothing was read
 */
export function selectedRows(
  selected: Selected,
  rows: Rows | undefined,
  chosen: Search["chosen"],
  part: ViewPart | undefined,
  marks: KnownMarks,
): SelectedRows {
  const { keys, bytes } = selected;
  const owner = ownerOfAll(keys, chosen);
  const going = keys.length > 1 && !part?.isKept ? keys.filter((key) => !marks.whole.has(key)) : keys;
  return {
    ...selected,
    bytes: bytes - (rows ? bytesStayingOf(rows, partOf(owner, part), marks) : 0),
    owner,
    what: (going.length > 0 ? ownerOfAll(going, chosen) : owner).what,
    packages: keys.filter(isPackage).length,
    areKept: areMarked(keys, chosen, marks),
  };
}

/** Whether all packages of these rows are marked, or the versions of them that are meant. */
export const areMarked = (keys: RowKey[], chosen: Search["chosen"], { whole, versions }: KnownMarks): boolean =>
  keys.filter(isPackage).every((key) => {
    const meant = chosen?.get(key)?.versions;
    if (meant === undefined) return whole.has(key);
    const marked = versions.get(key) ?? [];
    return [...meant].every((version) => marked.some((its) => isMarkedVersion(its, version)));
  });
