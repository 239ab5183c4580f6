/** Which row of a list is selected. */
import type { PlatformOptions } from "./platform-options";

export class Selection {
  /** The selected row; undefined when there is none. */
  id: string | undefined;
  private index = 0;
  private isByHand = false;
  private wanted: unknown;
  private reported: string | null | undefined;

  constructor(private readonly as: Pick<PlatformOptions, "selection" | "tellsFirstSelection">) {}

  select(id: string): void {
    this.id = id;
    this.isByHand = true;
  }

  /** Back to the first row, as after typing. */
  reset(): void {
    if (this.as.selection === "anchored") return;
    this.isByHand = false;
    this.index = 0;
  }

  /**
   * Follows the rows that are there now. The first row is selected until a person moves the selection, or is anchored as soon
   * as it is selected; then it stays on that row, and goes to the one in its place when that row goes.
   * @param wanted the list's `selectedItemId`, which counts when it changes
   * @param report told the selected row, or null for none, when that is another one than before
   */
  update(ids: string[], wanted: unknown, report: (id: string | null) => void): void {
    if (wanted !== this.wanted) {
      this.wanted = wanted;
      if (typeof wanted === "string" && ids.includes(wanted)) this.select(wanted);
    }
    if (this.isByHand) {
      const at = this.id === undefined ? -1 : ids.indexOf(this.id);
      this.index = at >= 0 ? at : Math.max(0, Math.min(this.index, ids.length - 1));
    } else {
      this.index = 0;
    }
    this.id = ids[this.index];
    if (this.as.selection === "anchored" && this.id !== undefined) this.isByHand = true;
    const now = this.id ?? null;
    if (now === this.reported) return;
    const isFirst = this.reported === undefined;
    this.reported = now;
    if (isFirst && !this.as.tellsFirstSelection) return;
    report(now);
  }
}
