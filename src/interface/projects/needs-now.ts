/** What is needed, read anew because something is about to go, and said to be. */
import { showToast, Toast } from "@raycast/api";
import { formatPath } from "../shared/format";
import { revealFile } from "../shared/platform-calls";
import { startProgressToast } from "../shared/toasts";
import type { KnownNeeds } from "./known-needs";
import { readProjectFolders } from "./project-folders";

/** @returns undefined where that cannot be, which was said. @param read see `readAllNeeds` */
export async function needsNow(read: (signal: AbortSignal) => Promise<KnownNeeds>): Promise<KnownNeeds | undefined> {
  if (!(await areFoldersReadable())) return undefined;
  const reading = await startProgressToast("Reading What Is Needed");
  try {
    const needs = await read(reading.signal);
    await reading.dismiss();
    return needs;
  } catch (thrown) {
    await reading.fail(thrown, "Could Not Read What Is Needed");
    return undefined;
  }
}

/** Where the list of folders cannot be read nobody knows what projects need. */
async function areFoldersReadable(): Promise<boolean> {
  const stored = readProjectFolders();
  if ("value" in stored) return true;
  const { name, path, reason } = stored.unreadable;
  await showToast({
    style: Toast.Style.Failure,
    title: "Could Not Read What Is Needed",
    message: `${name} cannot be read: ${formatPath(path)}. ${reason} Finish Project can set it aside.`,
    primaryAction: { title: "Show File", onAction: () => revealFile(path) },
  });
  return false;
}
