/**
 * Opens the built list in the preview's host. Until its first rows: from starting to load the command, as launching it
 * does. Until it has settled: the whole scan, with all that is on screen meanwhile.
 */
import { loadCommand, readExtension } from "../../preview/launcher/extension";
import { openCommand } from "../../preview";
import { watchHeap } from "./heap";
import { observe, readTask } from "./observe";

interface Task {
  extension: string;
  dataFolder: string;
  until: "first rows" | "settled";
  heap?: boolean;
}

const name = "search-pip-cache";
const { extension, dataFolder, until, heap } = readTask<Task>();
const watch = heap ? watchHeap() : undefined;

void observe(async () => {
  const command = loadCommand(readExtension(extension), name);
  const session = await openCommand(command, { name, dataFolder, extensionFolder: extension, settle: false });
  const rowsOf = () => session.screen?.sections.reduce((sum, { items }) => sum + items.length, 0) ?? 0;
  if (until === "settled") await session.settled({ timeoutMs: 600_000 });
  else await session.waitFor(() => rowsOf() > 0);
  const [error] = session.errors;
  if (error) throw error;
  return { rows: rowsOf(), heapBytes: watch?.peak() ?? 0, looks: watch?.looks() ?? 0 };
});
