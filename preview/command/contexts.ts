/**
 * Where several commands live in one process, each is known by the asynchronous context that its work runs in. React's
 * scheduler runs all work in the context in which its loop was first started, which may be that of a command long gone.
 */
import { AsyncResource } from "node:async_hooks";
import { createRequire } from "node:module";

type Work = (...given: unknown[]) => unknown;

interface Scheduler {
  unstable_scheduleCallback: ((priority: unknown, work: Work, options?: unknown) => unknown) & { keepsContexts?: true };
}

/** Has the scheduler run what it is given in the context that it was given in. To be called before React's reconciler is loaded. */
export function keepContexts(): void {
  // The very instance that the reconciler will take hold of.
  const scheduler = createRequire(require.resolve("react-reconciler"))("scheduler") as Scheduler;
  const schedule = scheduler.unstable_scheduleCallback;
  if (schedule.keepsContexts) return;
  scheduler.unstable_scheduleCallback = Object.assign(
    (priority: unknown, work: Work, options?: unknown) => schedule(priority, bound(work), options),
    { keepsContexts: true as const },
  );
}

/** What is left to do comes back as a function. */
function bound(work: Work): Work {
  const run = AsyncResource.bind(work);
  return (...given) => {
    const rest = run(...given);
    return typeof rest === "function" ? bound(rest as Work) : rest;
  };
}
