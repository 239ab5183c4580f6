/** What of a package can be taken elsewhere: names, commands, addresses, its folder. */
import { Action, ActionPanel, Icon, Keyboard, showToast, Toast } from "@raycast/api";
import { join } from "node:path";
import { packageIn, specialIn } from "../../packaging/row-key";
import type { CacheDirectory } from "../../pip-cache/locate";
import { allGroups, type Summary } from "../../pip-cache/rows/summary";
import { CopyPathAction, CopyNameAction } from "../shared/actions";
import { indexUrlsToRead } from "../shared/pips";
import { copyText } from "../shared/platform-calls";
import { LinkActions } from "./link-actions";
import { ReportAction } from "./report-action";

export interface CopyMenuProps {
  summary: Summary;
  caches: CacheDirectory[];
}

export function CopyMenu({ summary, caches }: CopyMenuProps) {
  const { key, name, versions, isPackage } = summary;
  const [version] = versions;
  const folder = firstFolder(caches, summary);
  return (
    <ActionPanel.Submenu title="Copy…" icon={Icon.Clipboard}>
      <CopyNameAction key="copy-name" name={name} />
      {isPackage && (
        <Action.CopyToClipboard
          key="copy-install-command"
          title="Copy Install Command"
          icon={Icon.Terminal}
          shortcut={Keyboard.Shortcut.Common.Copy}
          content={`pip install ${version ? `${name}==${version}` : name}`}
        />
      )}
      {folder && (
        <>
          <CopyPathAction key="copy-path" path={folder} />
          <Action.ShowInFinder key="show-in-finder" path={folder} icon={Icon.Finder} />
        </>
      )}
      {isPackage && (
        <Action
          key="copy-link"
          title="Copy Link to Index Page"
          icon={Icon.Link}
          onAction={() => copyLink(packageIn(key) ?? name)}
        />
      )}
      {isPackage && <LinkActions key="links" name={`${name} in pip Cache`} to={{ package: packageIn(key) ?? name }} />}
      {specialIn(key) === "other" && <ReportAction key="copy-report" caches={caches} />}
    </ActionPanel.Submenu>
  );
}

/** The page of a project on the index that pips ask. */
async function copyLink(project: string): Promise<void> {
  const [index] = await indexUrlsToRead();
  if (index === undefined) {
    await showToast({
      style: Toast.Style.Failure,
      title: "No Index Known",
      message: "No pip was found that says where it looks for packages.",
    });
  } else if (await copyText(`${index.replace(/\/*$/, "/")}${project}/`)) {
    await showToast({ style: Toast.Style.Success, title: "Copied Link" });
  }
}

/** The folder that holds most of a package, as far as its sums tell; undefined where there is no cache. */
function firstFolder(caches: CacheDirectory[], summary: Summary): string | undefined {
  const [largest] = allGroups(summary).sort((a, b) => b.bytes - a.bytes);
  const cache = caches.find(({ folders }) => folders.some(({ layout }) => layout === largest?.layout)) ?? caches[0];
  return cache && largest ? join(cache.path, largest.layout) : cache?.path;
}
