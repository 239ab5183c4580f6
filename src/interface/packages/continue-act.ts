/** Continues what was interrupted, from the list of packages: asks for the same once more, with the numbers of today. */
import { dirname } from "node:path";
import type { InterruptedAct } from "../removal/interrupted";
import { removeSelection, type RemovalRequest } from "../removal/removal";
import { moveToTrash } from "../removal/trash";
import { openCommand } from "../shared/platform-calls";
import type { Packages } from "../shared/use-packages";
import type { InterruptedActs } from "../removal/use-interrupted";
import type { RowRemoval } from "../removal/use-row-removal";

export interface ContinueOptions {
  packages: Packages;
  removal: RowRemoval;
  interrupted: InterruptedActs;
  readNow: RemovalRequest["readNow"];
}

/** What pip has stored or used since the interrupted act's question is left out, and what is kept or needed by now. */
export async function continueAct(
  { id, again, readAt, what }: InterruptedAct,
  { packages, removal, interrupted, readNow }: ContinueOptions,
): Promise<void> {
  const { allCaches: caches, update } = packages;
  if (again.kind === "trash") {
    const own = caches.filter(({ path }) => again.paths.some((folder) => dirname(folder) === path));
    await moveToTrash(own, {
      onEnd: () => (interrupted.reload(), update()),
      onNothing: () => interrupted.onForget(id),
      continues: id,
    });
  } else if (again.kind !== "selection") {
    // Their rows are there, too, beside the pips that they are about.
    await openCommand("show-pip-installations");
  } else {
    await removeSelection({
      caches,
      selection: { ...again.selection, until: readAt },
      only: again.unused && (({ newestMs }) => newestMs <= readAt),
      what,
      verb: again.verb,
      because: again.because,
      takesKept: again.takesKept,
      inBulk: again.inBulk,
      nowhereIn: again.nowhereIn,
      readNow,
      ask: true,
      inView: true,
      continues: id,
      onNothing: () => (interrupted.onForget(id), update()),
      onEnd: (plan, removed) => removal.onRemoved(plan, removed),
    });
    interrupted.reload();
  }
}
