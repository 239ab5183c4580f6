/**
 * Which running command a call such as `showToast()` belongs to. The real API has one command per process; here several
 * may live in one, so the command travels along its own asynchronous work, and a call from elsewhere goes to the last opened.
 */
import { AsyncLocalStorage } from "node:async_hooks";
import type { RunningCommand } from "./running-command";

const running = new AsyncLocalStorage<RunningCommand>();
let latest: RunningCommand | undefined;

export function currentSession(): RunningCommand {
  // React's scheduler keeps the context it was first started in, which may be that of a command long gone.
  const own = running.getStore();
  const session = own?.isOpen ? own : (latest ?? own);
  if (!session) throw new Error("No command is open: @raycast/api works inside a command that the preview runs.");
  return session;
}

/** Runs a function, and all that it starts, as part of a command. */
export function runIn<T>(session: RunningCommand, work: () => T): T {
  return running.run(session, work);
}

export function enter(session: RunningCommand): void {
  latest = session;
}

export function leave(session: RunningCommand): void {
  if (latest === session) latest = undefined;
}
