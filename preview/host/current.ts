/**
 * Which running command a call such as `showToast()` belongs to. The real API has one command per process; here several
 * may live in one, so the command travels along its own asynchronous work, and a call from elsewhere goes to the last opened.
 */
import { AsyncLocalStorage } from "node:async_hooks";

export class Current<Command extends { isOpen: boolean }> {
  private readonly running = new AsyncLocalStorage<Command>();
  private latest: Command | undefined;

  /** The command at hand; undefined where none was ever opened. */
  get(): Command | undefined {
    // React's scheduler keeps the context it was first started in, which may be that of a command long gone.
    const own = this.running.getStore();
    return own?.isOpen ? own : (this.latest ?? own);
  }

  /** Runs a function, and all that it starts, as part of a command. */
  runIn<T>(command: Command, work: () => T): T {
    return this.running.run(command, work);
  }

  enter(command: Command): void {
    this.latest = command;
  }

  leave(command: Command): void {
    if (this.latest === command) this.latest = undefined;
  }
}
