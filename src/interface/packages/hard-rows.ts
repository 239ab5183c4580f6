/** The rows of pip's list with just what of them is hard to get back: single files, which groups do not tell apart. */
import { PIP } from "../../pip-cache/entry";
import { groupOfHard, type HardFile } from "../../pip-cache/cost/hard";
import { sumGroups, type Group, type Sums } from "../../pip-cache/rows/groups";
import type { Rows } from "../../pip-cache/rows/rows";
import type { RowKey } from "../../packaging/row-key";
import type { ListedRows } from "./shown";

export class HardRows implements ListedRows {
  readonly list = PIP;
  readonly length: number;

  constructor(
    private readonly rows: Rows,
    private readonly hard: ReadonlyMap<RowKey, readonly HardFile[]>,
  ) {
    this.length = rows.length;
  }

  keyAt(row: number): RowKey {
    return this.rows.keyAt(row);
  }

  nameAt(row: number): string {
    return this.rows.nameAt(row);
  }

  numberOf(key: RowKey): number | undefined {
    return this.rows.numberOf(key);
  }

  groupsAt(row: number): Group[] {
    return this.hard.get(this.rows.keyAt(row))?.map(groupOfHard) ?? [];
  }

  sums(row: number): Sums {
    return sumGroups(this.groupsAt(row));
  }
}
