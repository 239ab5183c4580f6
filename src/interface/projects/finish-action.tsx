/** Removing what a project or an environment alone needs. */
import { Action, Icon, Keyboard } from "@raycast/api";
import { PIP } from "../../pip-cache/entry";
import { neededByNobodyElse, onlyNeededBy } from "../../projects/needed";
import type { Needs } from "../../projects/needs";
import type { RowRemoval } from "../removal/use-row-removal";
import { formatBytes, formatCount, formatPath } from "../shared/format";
import type { NeedUnit } from "./source-sums";

export interface FinishActionProps extends Pick<RowRemoval, "onRemove"> {
  unit: NeedUnit;
  needs: Needs;
}

/** Removes what it alone needs; nothing where that is nothing. */
export function FinishAction({ unit, needs, onRemove }: FinishActionProps) {
  const { source, paths, aloneBytes } = unit;
  if (aloneBytes === 0) return null;
  return (
    <Action
      key="finish"
      title={`Remove What Only It Needs (${formatBytes(aloneBytes)})`}
      icon={Icon.Trash}
      style={Action.Style.Destructive}
      shortcut={Keyboard.Shortcut.Common.Remove}
      onAction={() => {
        const found = onlyNeededBy(needs, paths);
        const others = found.filter((one) => one.others.length > 0).length;
        const stays = others > 0 ? ` What others need, too, stays: of ${formatCount(others, "package")}.` : "";
        const request = {
          selection: { tools: [PIP], ...neededByNobodyElse(found) },
          what: `what only ${source.name} needs`,
          verb: "Remove" as const,
          inBulk: true,
          ask: true,
          because: `Nothing changes in ${formatPath(source.path)}.${stays}`,
        };
        return onRemove(
          request,
          found.flatMap(({ key, others: more }) => (more.length === 0 ? [key] : [])),
        );
      }}
    />
  );
}
