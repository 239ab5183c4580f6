/**
 * Opens the built list on a cache as a person does, and tells the longest time in which the event loop did not turn: the
 * list, its details, a search, a refresh, and the list once more.
 */
import { monitorEventLoopDelay } from "node:perf_hooks";
import { loadCommand, readExtension } from "../../preview/launcher/extension";
import { openCommand } from "../../preview";
import { observe, readTask } from "./observe";

interface Task {
  extension: string;
  dataFolder: string;
  /** Text that finds some of the rows. */
  search: string;
}

const { extension, dataFolder, search } = readTask<Task>();
const numbers: Record<string, number> = {};

/** Does something, and notes the longest stall meanwhile. ms */
async function watched(what: string, work: () => Promise<unknown>): Promise<void> {
  const delays = monitorEventLoopDelay({ resolution: 1 });
  delays.enable();
  await work();
  delays.disable();
  numbers[`${what}Ms`] = Math.max(0, delays.max / 1e6 - 1);
}

const open = (name: string) => {
  const command = loadCommand(readExtension(extension), name);
  return openCommand(command, { name, dataFolder, extensionFolder: extension, settle: false });
};
const settled = { timeoutMs: 600_000 };

void observe(async () => {
  const session = await open("search-pip-cache");
  await watched("first", () => session.settled(settled));
  await watched("details", async () => {
    await session.run("Show Details");
    await session.settled(settled);
  });
  await watched("search", async () => {
    await session.search(search);
    await session.settled(settled);
  });
  await watched("refresh", async () => {
    await session.search("");
    await session.run("Refresh");
    await session.settled(settled);
  });
  const [error] = session.errors;
  if (error) throw error;
  session.dispose();
  const again = await open("search-pip-cache");
  await watched("reopen", () => again.settled(settled));
  again.dispose();
  return numbers;
});
