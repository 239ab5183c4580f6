/** Copies what can be told of the files that could not be named. */
import { Action, Icon, showToast, Toast } from "@raycast/api";
import { withNewFolders, type CacheDirectory } from "../../pip-cache/locate";
import { listFiles } from "../../pip-cache/details/list-files";
import { specialRows } from "../../pip-cache/entry";
import { otherReport } from "./other-files";
import { indexUrls } from "../shared/pips";
import { copyText } from "../shared/platform-calls";
import { startProgressToast } from "../shared/toasts";

export function ReportAction({ caches }: { caches: CacheDirectory[] }) {
  return <Action key="copy-report" title="Copy Report" icon={Icon.Clipboard} onAction={() => copyReport(caches)} />;
}

async function copyReport(caches: CacheDirectory[]): Promise<void> {
  const working = await startProgressToast("Looking at the Files");
  try {
    const options = { signal: working.signal, indexUrls: await indexUrls() };
    const report = otherReport(await listFiles(withNewFolders(caches), specialRows.other, options));
    await working.dismiss();
    if (await copyText(report)) await showToast({ style: Toast.Style.Success, title: "Copied Report" });
  } catch (error) {
    await working.fail(error, "Could Not Look at the Files");
  }
}
