/**
 * Opens built commands as the platform does, each in a thread of its own with a limit of its own, on a cache that they have
 * never seen: the list with its details, then the check of everything.
 */
import { readFileSync } from "node:fs";
import { DataFolder } from "../../preview/host/data-folder";
import type { Session } from "../../preview/host/session";
import { readExtension } from "../../preview/launcher/extension";
import { Launcher } from "../../preview/launcher/launcher";
import { heapNumbers, peakOf } from "./heap";
import { observe, readTask } from "./observe";

interface Task {
  extension: string;
  dataFolder: string;
  /** The file with what threads of commands start from. */
  threadText: string;
  /** The module that watches heaps. */
  probe: string;
  heapMb: number;
}

const { extension, dataFolder, threadText, probe, heapMb } = readTask<Task>();
const numbers = heapNumbers();
const launcher = new Launcher({
  extension: readExtension(extension),
  data: new DataFolder(dataFolder),
  threadText: readFileSync(threadText, "utf8"),
  quietMs: 50,
  heapMb,
  probe: { module: probe, data: numbers },
});

/** The highest sum of all threads of a command, from opening it until it has done its work. */
async function peakWhile(name: string, work: (session: Session) => Promise<void>): Promise<number> {
  numbers.fill(0);
  const session = launcher.openCommand(name);
  await work(session);
  const [error] = session.errors;
  if (error) throw error;
  const peak = peakOf(numbers);
  await launcher.dispose();
  return peak;
}

void observe(async () => {
  const searchBytes = await peakWhile("search-pip-cache", async (session) => {
    await session.waitFor(({ screen }) => (screen?.sections.length ?? 0) > 0, 60_000);
    await session.run("Show Details");
    await session.settled();
  });
  const checkBytes = await peakWhile("check-pip-cache", (session) => session.settled());
  return { searchBytes, checkBytes, heapBytes: Math.max(searchBytes, checkBytes) };
});
