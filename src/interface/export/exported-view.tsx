/** What an export has put into a folder, and how it is installed from there. */
import { Action, ActionPanel, Detail, Icon, Keyboard } from "@raycast/api";
import { CopyPathAction } from "../shared/actions";
import { visible } from "../../files/visible";
import { formatBytes, formatCount, formatNumber, formatPath } from "../shared/format";
import { bullets, code, escaped, fenced, paragraphs } from "../shared/markdown";
import { exportLog, filesText, installCommand, leftText } from "./export-messages";
import type { Wheelhouse } from "./export-wheelhouse";

/** Of each list. */
const MOST = 100;

export function ExportedView({ wheelhouse }: { wheelhouse: Wheelhouse }) {
  const { folder, files, hasRequirements } = wheelhouse;
  const command = files.length > 0 ? installCommand(wheelhouse, hasRequirements) : undefined;
  return (
    <Detail
      navigationTitle="Wheelhouse"
      markdown={markdownOf(wheelhouse, command)}
      actions={
        <ActionPanel>
          {command && (
            <Action.CopyToClipboard
              key="copy-install-command"
              title="Copy Install Command"
              icon={Icon.Terminal}
              content={command}
            />
          )}
          <Action.ShowInFinder key="show-in-finder" path={folder} icon={Icon.Finder} />
          <CopyPathAction key="copy-path" path={folder} />
          <Action.CopyToClipboard
            key="copy-log"
            title="Copy Log"
            icon={Icon.Clipboard}
            shortcut={Keyboard.Shortcut.Common.Copy}
            content={exportLog(wheelhouse)}
          />
        </ActionPanel>
      }
    />
  );
}

function markdownOf(wheelhouse: Wheelhouse, command: string | undefined): string {
  const { folder, files, left, failures, ended, noRequirements } = wheelhouse;
  const named = files.filter(({ isNamedByContents }) => isNamedByContents);
  const unproven = files.filter(({ heldAgainst }) => heldAgainst === "nothing");
  return (
    paragraphs([
      `# ${filesText(wheelhouse)}`,
      `In ${code(formatPath(folder))}${noRequirements ? `. ${escaped(noRequirements)}` : ""}`,
      ended && `**Not all of it:** ${escaped(ended.reason)}`,
      command && "Install from there, without a network; what these require has to lie there, too:",
      command && fenced(command),
      left.length > 0 && "## Not Exported",
      listed(left.map((file) => `${code(visible(file.title))}: ${escaped(leftText(file))}`)),
      failures.length > 0 && "## Not Read",
      listed(failures.map(({ path, reason }) => `${code(formatPath(path))}: ${escaped(reason)}`)),
      named.length > 0 &&
        `Marked with * are those that no cached index page names: they are called as their own contents say.`,
      unproven.length > 0 && `Nothing says what ${formatNumber(unproven.length)} of these should contain.`,
      "## Files",
      listed(
        files.map(
          ({ fileName, bytes, wasThere, isNamedByContents }) =>
            `${code(fileName)}, ${formatBytes(bytes)}${wasThere ? ", was there already" : ""}${isNamedByContents ? " \\*" : ""}`,
        ),
      ),
    ]) ?? ""
  );
}

function listed(lines: string[]): string | false {
  if (lines.length === 0) return false;
  const more = lines.length > MOST ? [`…and ${formatCount(lines.length - MOST, "other")}`] : [];
  return bullets([...lines.slice(0, MOST), ...more]);
}
