/**
 * Which running command a call such as `showToast()` belongs to. In a thread of its own there is one; in a process that runs
 * several, the command travels along its own asynchronous work, and a call from elsewhere goes to the last opened.
 */
import { AsyncLocalStorage } from "node:async_hooks";

export class Current<Command> {
  private readonly running = new AsyncLocalStorage<Command>();
  private latest: Command | undefined;

  /** The command at hand, which may have ended; undefined where none was ever opened. */
  get(): Command | undefined {
    return this.running.getStore() ?? this.latest;
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
