/** Continues an interrupted purge or switch of caching: asks for it once more. */
import { showToast, Toast, useNavigation } from "@raycast/api";
import type { InterruptedAct } from "../removal/interrupted";
import type { InterruptedActs } from "../removal/use-interrupted";
import { askCachingOff, askCachingOn, type SwitchOptions } from "./caching-switch";
import { purgeAndMeasure } from "./purge-and-measure";
import type { InstallationsOfCache } from "./cache-groups";

export function useContinue(
  groups: InstallationsOfCache[],
  interrupted: InterruptedActs,
  options: SwitchOptions,
): (act: InterruptedAct) => Promise<void> {
  const { push } = useNavigation();
  return async ({ id, again }) => {
    if (again.kind !== "purge" && again.kind !== "caching") return;
    const all = groups.flatMap((group) => group.installations.map((installation) => ({ installation, ...group })));
    const found = all.find(({ installation }) => installation.python === again.python);
    if (found === undefined || (again.kind === "purge" && found.cache === undefined)) {
      await showToast({
        style: Toast.Style.Failure,
        title: "Cannot Continue",
        message: "That pip was not found again.",
      });
      return;
    }
    const { installation, cache } = found;
    if (again.kind === "purge" && cache) {
      await purgeAndMeasure(installation, cache, { push, onEnd: options.onEnd, continues: id });
    } else if (again.kind === "caching") {
      await (again.to === "off" ? askCachingOff : askCachingOn)(installation, { ...options, continues: id });
    }
    interrupted.reload();
  };
}
