/** Removing what a project or an environment alone needs. */
import { Action, Icon, Keyboard, showToast, Toast } from "@raycast/api";
import { PIP } from "../../pip-cache/entry";
import { neededByNobodyElse, onlyNeededBy } from "../../projects/needed";
import type { Needs } from "../../projects/needs";
import type { RowRemoval } from "../removal/use-row-removal";
import { formatBytes, formatCount, formatPath } from "../shared/format";
import { openCommand } from "../shared/platform-calls";
import type { NeedUnit } from "./source-sums";

export interface FinishActionProps extends Pick<RowRemoval, "onRemove"> {
  unit: NeedUnit;
  needs: Needs;
  /** It has gone. */
  onFinished?: () => void;
}

/** What of what is cached because of it goes with it, where that is nothing: a sentence. */
export const nothingAloneText = ({ bytes }: NeedUnit): string =>
  bytes === 0
    ? "Nothing is cached because of it."
    : `Others need all ${formatBytes(bytes)} that are cached because of it, too, or you keep it.`;

/** Removes what it alone needs; where that is nothing, says so and what else can go. */
export function FinishAction({ unit, needs, onRemove, onFinished }: FinishActionProps) {
  const { source, paths, aloneBytes } = unit;
  if (aloneBytes === 0) {
    return (
      <Action
        key="finish"
        title="Remove What Only It Needs (Nothing)"
        icon={Icon.Trash}
        shortcut={Keyboard.Shortcut.Common.Remove}
        onAction={() =>
          showToast({
            style: Toast.Style.Success,
            title: "There Is Nothing That Only It Needs",
            message: nothingAloneText(unit),
            primaryAction: { title: "Show What Can Go", onAction: () => void openCommand("clean-up-pip-cache") },
          })
        }
      />
    );
  }
  return (
    <Action
      key="finish"
      title={`Remove What Only It Needs (${formatBytes(aloneBytes)})`}
      icon={Icon.Trash}
      style={Action.Style.Destructive}
      shortcut={Keyboard.Shortcut.Common.Remove}
      onAction={async () => {
        const found = onlyNeededBy(needs, paths);
        const others = found.filter((one) => one.others.length > 0).length;
        const environments = paths.length - 1;
        const because = [
          `Nothing changes in ${formatPath(source.path)}.`,
          environments > 0 &&
            `What ${environments === 1 ? "its environment" : `its ${formatCount(environments, "environment")}`} has installed counts as needed by it, and stays installed.`,
          others > 0 && `${formatCount(others, "package")} that others need, too, ${others === 1 ? "stays" : "stay"}.`,
        ];
        const removal = await onRemove(
          {
            selection: { tools: [PIP], ...neededByNobodyElse(found) },
            // Somebody else may need it by now.
            nowhereIn: { besides: paths },
            what: `what only ${source.name} needs`,
            verb: "Remove",
            ask: true,
            inBulk: true,
            because: because.filter(Boolean).join(" "),
          },
          found.flatMap(({ key, others: more }) => (more.length === 0 ? [key] : [])),
        );
        if (removal) onFinished?.();
      }}
    />
  );
}
