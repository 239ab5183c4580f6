/** Removing what a project or an environment alone needs. */
import { Action, Icon, Keyboard, showToast, Toast } from "@raycast/api";
import { PIP } from "../../pip-cache/entry";
import { neededByNobodyElse, onlyNeededBy } from "../../projects/needed";
import type { Needs } from "../../projects/needs";
import { removeTogether } from "../removal/remove-together";
import type { RowRemoval } from "../removal/use-row-removal";
import type { OtherTools } from "../python-tools/use-other-tools";
import type { Packages } from "../shared/use-packages";
import { normalizeName } from "../../packaging/normalize";
import { packageIn } from "../../packaging/row-key";
import type { Selection } from "../../pip-cache/selection";
import { formatBytes, formatCount, formatPath } from "../shared/format";
import { openCommand } from "../shared/platform-calls";
import type { NeedUnit } from "./source-sums";
import { sumsOfUnitTools, type UnitTool } from "./unit-tools";

/** What other tools keep because of it, and what removes that together with pip's part. */
export interface FinishingTools {
  /** Of the unit. */
  tools: readonly UnitTool[];
  others: OtherTools;
  packages: Pick<Packages, "caches" | "known">;
  onRemoved: RowRemoval["onRemoved"];
  /** What is needed of pip's part, and of that of the others; undefined where that cannot be, which was said. */
  readNow: () => Promise<Needs | undefined>;
  readNowOfTools: () => Promise<Needs | undefined>;
}

export interface FinishActionProps extends Pick<RowRemoval, "onRemove"> {
  unit: NeedUnit;
  needs: Needs;
  ofTools: FinishingTools;
  /** It has gone. */
  onFinished?: () => void;
}

/** What of what is cached because of it goes with it, where that is nothing: a sentence. */
export const nothingAloneText = ({ bytes }: Pick<NeedUnit, "bytes">): string =>
  bytes === 0
    ? "Nothing is cached because of it."
    : `Others need all ${formatBytes(bytes)} that are cached because of it, too, or you keep it.`;

/** Removes what it alone needs; where that is nothing, says so and what else can go. */
export function FinishAction({ unit, needs, ofTools, onRemove, onFinished }: FinishActionProps) {
  const { source, paths } = unit;
  const sums = sumsOfUnitTools(ofTools.tools);
  const aloneBytes = unit.aloneBytes + sums.aloneBytes;
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
            message: nothingAloneText({ bytes: unit.bytes + sums.bytes }),
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
        const names = new Set(found.flatMap(({ key, others: more }) => (more.length > 0 ? [packageIn(key)] : [])));
        for (const { cached } of ofTools.tools.flatMap((one) => one.others))
          names.add(normalizeName(cached.name ?? ""));
        const others = names.size;
        const environments = paths.length - 1;
        const because = [
          `Nothing changes in ${formatPath(source.path)}.`,
          environments > 0 &&
            `What ${environments === 1 ? "its environment" : `its ${formatCount(environments, "environment")}`} has installed counts as needed by it, and stays installed.`,
          others > 0 && `${formatCount(others, "package")} that others need, too, ${others === 1 ? "stays" : "stay"}.`,
        ];
        const request = {
          // Somebody else may need it by now.
          nowhereIn: { besides: paths },
          what: `what only ${source.name} needs`,
          because: because.filter(Boolean).join(" "),
        };
        const selection = { tools: [PIP], ...neededByNobodyElse(found) };
        if (sums.aloneBytes > 0) return finishWithTools(unit, ofTools, { ...request, selection }, onFinished);
        const removal = await onRemove(
          { ...request, selection, verb: "Remove", ask: true, inBulk: true },
          found.flatMap(({ key, others: more }) => (more.length === 0 ? [key] : [])),
        );
        if (removal) onFinished?.();
      }}
    />
  );
}

interface FinishRequest {
  nowhereIn: { besides: string[] };
  what: string;
  because: string;
  /** Of pip's part. */
  selection: Selection;
}

/** All of it together, after one question. */
async function finishWithTools(
  { aloneBytes }: NeedUnit,
  { tools, others, packages, onRemoved, readNow, readNowOfTools }: FinishingTools,
  { selection, ...request }: FinishRequest,
  onFinished: (() => void) | undefined,
): Promise<void> {
  const { nowhereIn } = request;
  await removeTogether({
    ...request,
    isNamed: false,
    readNow,
    tools: tools.flatMap(({ tool, alone }) => {
      if (alone.length === 0) return [];
      const { message, targets, upTo } = tool;
      return {
        ...{ message, targets, upTo, packages: alone, inBulk: true, nowhereIn, readNow: readNowOfTools },
        onEnd: (after) => (after ? others.onRead(tool, after.read, after.at) : others.loading.reload()),
      };
    }),
    ...(aloneBytes > 0 && {
      pip: { caches: packages.caches, known: packages.known(), selection, onEnd: onRemoved },
    }),
    onEnd: onFinished,
  });
}
