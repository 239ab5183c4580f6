/** Exports what a person chose into a folder, with progress, and says what came of it. */
import { showToast, Toast } from "@raycast/api";
import { withNewFolders, type CacheDirectory } from "../../pip-cache/locate";
import { exportFiles, type Exported } from "../../pip-cache/export/export";
import { writeRequirements } from "../../pip-cache/export/requirements-text";
import type { Selection } from "../../pip-cache/selection";
import { formatBytes, formatPath } from "../shared/format";
import type { RowsByCache } from "../shared/memory";
import { indexUrlsToRead } from "../shared/pips";
import { revealFile } from "../shared/platform-calls";
import { startProgressToast } from "../shared/toasts";
import { withValues } from "../shared/values";
import { filesText, resultText } from "./export-messages";

export interface ExportRequest {
  /** As it stands in a sentence. */
  what: string;
  selection: Selection;
}

export interface Wheelhouse extends Exported {
  hasRequirements: boolean;
  /** Why there are none, where a person wanted them: a sentence. */
  noRequirements?: string;
}

/** @returns undefined where nothing was exported, which has been said */
export async function exportWheelhouse(
  { what, selection }: ExportRequest,
  folder: string,
  wantsRequirements: boolean,
  { caches, known }: { caches: CacheDirectory[]; known: RowsByCache },
): Promise<Wheelhouse | undefined> {
  const toast = await startProgressToast("Exporting…", { message: what });
  try {
    const exported = await exportFiles(withNewFolders(caches), selection, folder, {
      signal: toast.signal,
      indexUrls: await indexUrlsToRead(),
      known,
      onProgress: ({ bytes, totalBytes }) => toast.progress(`${formatBytes(bytes)} of ${formatBytes(totalBytes)}`),
    });
    const wheelhouse = withRequirements(exported, wantsRequirements);
    await toast.settle(resultToast(wheelhouse, what));
    return exported.files.length + exported.left.length > 0 ? wheelhouse : undefined;
  } catch (error) {
    if (!toast.signal.aborted) {
      await toast.fail(error, "Could Not Export");
      return undefined;
    }
    await toast.dismiss();
    await showToast({
      style: Toast.Style.Success,
      title: "Export Canceled",
      message: "What was copied until then is whole, and stays.",
      primaryAction: { title: "Show Folder", onAction: () => void revealFile(folder) },
    });
    return undefined;
  }
}

function withRequirements(exported: Exported, areWanted: boolean): Wheelhouse {
  if (!areWanted || exported.files.length === 0) return { ...exported, hasRequirements: false };
  const written = writeRequirements(exported.folder, exported.files);
  if (written === true) return { ...exported, hasRequirements: true };
  const noRequirements =
    written === false
      ? "Another requirements.txt is there, and stays. Move it, or choose another folder."
      : written.reason;
  return { ...exported, hasRequirements: false, noRequirements };
}

function resultToast(wheelhouse: Wheelhouse, what: string): Toast.Options {
  const { files, left, ended, noRoom, folder, noRequirements } = wheelhouse;
  const values = {
    exported: files.filter(({ wasThere }) => !wasThere).length,
    there: files.filter(({ wasThere }) => wasThere).length,
    left: left.length,
    bytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
  };
  const message = [resultText(wheelhouse), noRequirements].filter(Boolean).join(" · ");
  if (noRoom) {
    return {
      style: Toast.Style.Failure,
      title: "Not Enough Room There",
      message: `${formatPath(folder)} has ${formatBytes(noRoom.free)} free, and this takes ${formatBytes(noRoom.needed)}. Nothing was copied.`,
    };
  }
  if (files.length === 0 && left.length === 0 && !ended) {
    return {
      style: Toast.Style.Failure,
      title: "Nothing to Export",
      message: `There is no wheel and no sdist of ${what} in the cache.`,
    };
  }
  const isWhole = left.length === 0 && ended === undefined && noRequirements === undefined;
  return withValues(
    {
      style: isWhole ? Toast.Style.Success : Toast.Style.Failure,
      title: `Exported ${filesText(wheelhouse)}`,
      message: message || formatPath(folder),
      primaryAction: { title: "Show Folder", onAction: () => void revealFile(folder) },
    },
    values,
  );
}
