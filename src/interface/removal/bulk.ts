/** Before anything is removed in bulk: what a person wants kept has to be readable. */
import { showToast, Toast } from "@raycast/api";
import { formatPath } from "../shared/format";
import { unreadableGuards } from "../shared/personal-data";
import { revealFile } from "../shared/platform-calls";

/**
 * Whether things may be removed that nobody named one by one; where not, says why and where to mend it.
 * @param failure title of the toast
 */
export async function mayRemoveInBulk(failure: string): Promise<boolean> {
  const [unreadable] = unreadableGuards();
  if (unreadable === undefined) return true;
  const { name, path, reason } = unreadable;
  await showToast({
    style: Toast.Style.Failure,
    title: failure,
    message: `${name} cannot be read: ${formatPath(path)}. ${reason} Mend it or move it away, and try again.`,
    primaryAction: { title: "Show File", onAction: () => revealFile(path) },
  });
  return false;
}
