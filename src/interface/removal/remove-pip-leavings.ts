/** What interrupted pips left in the folders for temporary files: found, and removed as a person goes through it. */
import { Alert, confirmAlert, Icon, Toast } from "@raycast/api";
import { catalogue } from "../../developer-caches/catalogue/catalogue";
import { findLeavings, removeLeavings } from "../../developer-caches/pip-leavings";
import { resolveTools } from "../../developer-caches/resolve";
import { addRemoval, emptyRemoval, logAfter } from "../../files/attempts";
import { thisMachine } from "../../files/machine";
import { readMounts } from "../../files/volumes";
import { PIP } from "../../pip-cache/entry";
import { commandAction, failureMessage } from "../shared/failure-messages";
import { firstLines, formatBytes, formatCount, formatPath, linkedSentence } from "../shared/format";
import { temporaryActivity } from "../shared/pips";
import { startProgressToast } from "../shared/toasts";
import { withValues } from "../shared/values";
import { askedOnce, mayBegin, withAct, type Act } from "./act";
import { recordRemoval } from "./history";
import { reclaimedText } from "./removal-messages";

/** What all folders for temporary files have of it. */
export interface FoundLeavings {
  /** Paths of the folders. */
  paths: string[];
  /** Paths of those that they lie in. */
  roots: string[];
  bytes: number;
  shared: number;
  newestMs: number;
  /** When the looking began, ms since 1970. */
  readAt: number;
}

/** @throws the signal's reason when aborted */
export async function findPipLeavings(signal?: AbortSignal): Promise<FoundLeavings> {
  const sum: FoundLeavings = { paths: [], roots: [], bytes: 0, shared: 0, newestMs: 0, readAt: Date.now() };
  const machine = thisMachine();
  const pip = catalogue.filter(({ id }) => id === PIP);
  const targets = resolveTools(pip, machine, { mounts: await readMounts(machine) });
  for (const { root, target, blocked } of targets) {
    if (!target.isCommon || blocked !== undefined) continue;
    const { folders, bytes, shared, newestMs = 0 } = await findLeavings(root, { signal, at: sum.readAt });
    if (folders.length === 0) continue;
    sum.roots.push(root);
    for (const name of folders) sum.paths.push(`${root}/${name}`);
    sum.bytes += bytes;
    sum.shared += shared;
    sum.newestMs = Math.max(sum.newestMs, newestMs);
  }
  return sum;
}

const failure = "Did Not Remove What pip Left";

/** Asks, removes and reports. Declining says nothing. */
export async function removePipLeavings(found: FoundLeavings, onEnd: () => void): Promise<void> {
  const act: Act = {
    doing: "Removing what pips left",
    failure,
    what: "Left by Interrupted pips",
    roots: found.roots,
    unit: "file",
    planned: { bytes: found.bytes },
    readAt: found.readAt,
    again: { kind: "tools", roots: found.roots },
  };
  if (!(await mayBegin(act))) return;
  const values = { bytes: found.bytes, shared: found.shared };
  const isSure = await askedOnce(found.paths.join("\0"), async () =>
    (await confirmAlert(withValues(question(found), values))) ? true : undefined,
  );
  if (isSure) await carryOut(act, found, onEnd);
}

function question({ paths, bytes, shared }: FoundLeavings): Alert.Options {
  return {
    title: `Remove What Interrupted pips Left (${formatBytes(bytes)})?`,
    message: [
      ...firstLines(
        paths.map((path) => formatPath(path)),
        10,
      ),
      ...(shared > 0 ? [linkedSentence({ bytes, shared })] : []),
      "",
      "Nothing in them has changed in the last day, and no pip looks for what another one left.",
    ].join("\n"),
    icon: Icon.Trash,
    primaryAction: { title: "Remove", style: Alert.ActionStyle.Destructive },
  };
}

async function carryOut(act: Act, found: FoundLeavings, onEnd: () => void): Promise<void> {
  await withAct(act, async (running) => {
    const working = await startProgressToast(act.doing, { endsWithView: true });
    try {
      const sum = emptyRemoval();
      let refused: string | undefined;
      for (const root of found.roots) {
        const before = sum.bytes;
        const { refused: why, ...removal } = await removeLeavings(root, {
          signal: working.signal,
          at: found.readAt,
          activity: temporaryActivity,
          log: logAfter(running, sum),
          onProgress: (bytes) => working.progress(formatBytes(before + bytes)),
        });
        refused ??= why;
        addRemoval(sum, removal);
      }
      const { bytes, files, failures } = sum;
      const isStopped = working.signal.aborted;
      if (refused === undefined) {
        await recordRemoval({
          act: running.id,
          at: Date.now(),
          what: act.what,
          count: files,
          unit: "file",
          bytes,
          fromPip: 0,
          failures,
          note: isStopped ? "Stopped" : undefined,
        });
      }
      running.end();
      const isDone = refused === undefined && failures.length === 0 && !isStopped;
      const done = failures.length > 0 ? "Removed in Part" : "Removed What pip Left";
      const result: Toast.Options = {
        style: isDone ? Toast.Style.Success : Toast.Style.Failure,
        title: refused === undefined ? `${isStopped ? "Stopped" : done} ${reclaimedText(bytes)}` : failure,
        message: refused ?? [formatCount(files, "file"), failureMessage(failures)].filter(Boolean).join(" · "),
        primaryAction: commandAction(failures),
        secondaryAction: isDone ? undefined : { title: "Retry", onAction: () => void carryOut(act, found, onEnd) },
      };
      await working.settle(withValues(result, { reclaimed: bytes, files, failures: failures.length }));
    } catch (error) {
      await working.fail(error, failure);
    }
    onEnd();
  });
}
