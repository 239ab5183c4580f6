/** Asks once more for packages whose removal through their tool was interrupted, with what is there of them now. */
import { thisMachine } from "../../files/machine";
import { readMounts } from "../../files/volumes";
import { needsNow } from "../projects/needs-now";
import { readNeedsWith } from "../projects/elsewhere-needs";
import { readPackages } from "../../python-caches/read-packages";
import type { InterruptedAct } from "../removal/interrupted";
import { removeToolPackages, type ToolPackagesRequest } from "../removal/remove-tool-packages";
import { findPythonTools, rememberRead } from "../python-tools/python-tools";

export interface ContinuedEnds {
  onEnd: () => void;
  /** There is nothing of it any more. */
  onNothing: () => void;
}

export async function continueWithTool(
  { id, again }: InterruptedAct,
  { onEnd, onNothing }: ContinuedEnds,
): Promise<void> {
  if (again.kind !== "packages") return;
  const { names, inBulk, nowhereIn } = again;
  const found = findPythonTools(await readMounts(thisMachine())).find((tool) => tool.id === again.tool);
  if (found === undefined) return onNothing();
  const { message, targets, upTo } = found;
  const request: ToolPackagesRequest = {
    message,
    targets,
    upTo,
    continues: id,
    inBulk,
    onEnd: (after) => {
      if (after) rememberRead(found, after.read, after.at);
      onEnd();
    },
  };
  if (names === undefined) return removeToolPackages(request);
  const { packages } = await readPackages(message);
  const left = packages.filter(({ name }) => name !== undefined && names.includes(name));
  if (left.length === 0) return onNothing();
  const readNow = async () => (await needsNow((signal) => readNeedsWith(packages, signal)))?.needs;
  await removeToolPackages({ ...request, packages: left, nowhereIn, readNow });
}
