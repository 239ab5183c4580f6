/**
 * Opens the built list on a cache that it remembers, and tells how long it takes from a key to the question: of one package,
 * of all that are selected, of everything; then of the commands that clear everything and remove by a name, from starting to
 * load them.
 */
import { loadCommand, readExtension } from "../../preview/launcher/extension";
import { openCommand, type Session } from "../../preview";
import { observe, readTask } from "./observe";

interface Task {
  extension: string;
  dataFolder: string;
  /** The name of a package. */
  package: string;
}

const { extension, dataFolder, package: name } = readTask<Task>();
const settled = { timeoutMs: 600_000 };
const numbers: Record<string, number> = {};

const open = (command: string, given: Record<string, string> = {}) =>
  openCommand(loadCommand(readExtension(extension), command), {
    ...{ name: command, dataFolder, extensionFolder: extension, settle: false, arguments: given },
  });

/** Does what leads to a question, notes how long it takes, and declines. */
async function asked(what: string, act: () => Promise<Session>): Promise<void> {
  const startedAt = performance.now();
  const session = await act();
  await session.waitFor(({ alert }) => alert !== undefined);
  numbers[`${what}Ms`] = performance.now() - startedAt;
  await session.answer(false);
}

void observe(async () => {
  const session = await open("search-pip-cache");
  await session.settled(settled);
  const removing = process.platform === "darwin" ? "cmd+d" : "ctrl+d";
  /** What takes long to settle is not waited for, but the dialog. */
  const begun = async (work: Promise<void>) => {
    void work;
    return session;
  };
  await session.search(name);
  await session.settled(settled);
  await asked("package", () => begun(session.press(removing, name)));
  await session.search("");
  await session.settled(settled);
  await session.run("select-all");
  await asked("selection", () => begun(session.press(removing)));
  await asked("everything", () => begun(session.run("Clear pip Cache")));
  const [error] = session.errors;
  if (error) throw error;
  session.dispose();
  await asked("command", () => open("clear-pip-cache"));
  await asked("named", () => open("remove-cached-package", { package: name }));
  return numbers;
});
