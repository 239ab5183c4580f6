/** Asks once more for packages whose removal through their tool was interrupted, with what is there of them now. */
import { readPackages } from "../../python-caches/read-packages";
import type { InterruptedAct } from "../removal/interrupted";
import { removeToolPackages } from "../removal/remove-tool-packages";
import type { MeasuredTool } from "./measured-tools";
import { packagesOf, targetsOf } from "./tool-packages-view";

export interface ContinuedEnds {
  onEnd: () => void;
  /** There is nothing of it any more. */
  onNothing: () => void;
}

/** @param tools those that were found */
export async function continueWithTool(
  { id, again }: InterruptedAct,
  tools: readonly MeasuredTool[],
  { onEnd, onNothing }: ContinuedEnds,
): Promise<void> {
  if (again.kind !== "packages") return;
  const { names } = again;
  const measured = tools.find(({ tool }) => tool.id === again.tool);
  const message = measured && packagesOf(measured);
  if (measured === undefined || message === undefined) return onNothing();
  const request = { message, targets: targetsOf(measured, message), upTo: measured.upTo, continues: id, onEnd };
  if (names === undefined) return removeToolPackages(request);
  const { packages } = await readPackages(message);
  const left = packages.filter(({ name }) => name !== undefined && names.includes(name));
  if (left.length === 0) return onNothing();
  await removeToolPackages({ ...request, packages: left });
}
