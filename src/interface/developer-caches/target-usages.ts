/** What uses the places of the tools right now: looked up for all of them with one list of processes. */
import { realpathSync } from "node:fs";
import { usageOf, type Usage } from "../../developer-caches/in-use";
import type { ResolvedTarget } from "../../developer-caches/resolve";
import { listProcesses, type RunningProcess } from "../../files/processes";
import { runningPip } from "../../pip/running";

/** By the root of the target. */
export async function listUsages(targets: ResolvedTarget[], signal: AbortSignal): Promise<ReadonlyMap<string, Usage>> {
  const running = await listProcesses({ signal });
  const usageIn = async (target: ResolvedTarget): Promise<[string, Usage]> => {
    if (running === undefined) return [target.root, { state: "unknown" }];
    return [target.root, await (target.tool.id === "pip" ? usageOfPip : usageOf)(target, { running }).catch(unknown)];
  };
  return new Map(await Promise.all(targets.map(usageIn)));
}

const unknown = (): Usage => ({ state: "unknown" });

/** As wherever a pip may be in the way: not one that only looks, nor one that caches elsewhere. */
async function usageOfPip({ place, target }: ResolvedTarget, options: { running: RunningProcess[] }): Promise<Usage> {
  const path = realpathSync.native(place);
  const pip = await runningPip({ ...(target.isCommon ? { temporary: path } : { caches: [path] }), ...options });
  return pip.state === "busy" ? { state: "busy", program: "pip", ...pip.process } : { state: pip.state };
}
