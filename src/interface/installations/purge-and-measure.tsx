/** pip's own purge: what pip prints, and what it really did, measured before and after. */
import { Action, ActionPanel, Alert, confirmAlert, Detail, Icon, Keyboard, type useNavigation } from "@raycast/api";
import { failureOf, type Failure } from "../../files/failure";
import { inSlices } from "../../files/tasks";
import type { Installation } from "../../pip/installation";
import { purgeWithPip, type Purge } from "../../pip/purge";
import { purgedOf } from "../../pip-cache/purged";
import { downloadLayouts, isKnownTo } from "../../pip-cache/layouts";
import { locate, type CacheDirectory } from "../../pip-cache/locate";
import { addForeign, noForeign, type ForeignFiles } from "../../pip-cache/foreign";
import { listEntries } from "../../pip-cache/scan/list";
import { noSums, sumGroups, type Sums } from "../../pip-cache/rows/groups";
import { specialRows } from "../../pip-cache/entry";
import { sparing, type Spared } from "../../pip-cache/remove/question";
import { scan } from "../../pip-cache/scan/scan";
import { recallHardSum } from "../cost/hard-sum";
import { hardQuestion, hardValues, type HardSum } from "../cost/hard-text";
import { formatBytes, formatCount, formatPath } from "../shared/format";
import { mayBegin, withAct, type Act } from "../removal/act";
import { mayRemoveInBulk } from "../removal/bulk";
import { recordRemoval } from "../removal/history";
import { sparedText, withoutKept } from "../removal/kept";
import { byLayout, layoutsOf, installationName, valueOf } from "./installation-text";
import { pipActivity } from "../shared/pips";
import { afterwards, foreignText } from "../removal/removal-messages";
import { startProgressToast } from "../shared/toasts";
import { formatUnits } from "../shared/units";
import { withValues } from "../shared/values";
import { code, escaped, fenced } from "../shared/markdown";

export interface PurgeOptions {
  push: ReturnType<typeof useNavigation>["push"];
  /** pip has purged, or tried to. */
  onEnd: () => void;
  /** See `Act`. */
  continues?: string;
}

/** Asks, purges, and shows what happened. Declining says nothing. */
export async function purgeAndMeasure(
  installation: Installation,
  { path }: CacheDirectory,
  { push, onEnd, continues }: PurgeOptions,
): Promise<void> {
  if (!(await mayRemoveInBulk("Did Not Purge"))) return;
  const readAt = Date.now();
  const roots = cacheAt(path).flatMap(({ folders }) => folders.map(({ root }) => root));
  const failure = "Did Not Purge";
  if (!(await mayBegin({ failure, roots }))) return;
  const content = await contentOf(installation, path);
  if (content === undefined) return;
  const { bytes, entries } = sumGroups(content.sums);
  const values = { bytes, entries, ...hardValues(content.hard) };
  if (!(await confirmAlert(withValues(purgeAlert(installation, path, content), values)))) return;
  const act: Act = {
    doing: "Purging with pip",
    failure,
    what: "Purge by pip",
    roots,
    unit: "entry",
    planned: { bytes: sumGroups(content.sums).bytes },
    readAt,
    again: { kind: "purge", python: installation.python, path },
    continues,
  };
  await withAct(act, async ({ id, starts, started, end }) => {
    const working = await startProgressToast(act.doing);
    try {
      const before = await sumsIn(path, working.signal);
      const { bytes: all } = sumGroups([...before.sums, before.foreign]);
      starts({ name: "pip", roots, bytes: all });
      const purge = await purgeWithPip(installation, { signal: working.signal, onStart: started }).catch(stopped);
      const after = await sumsIn(path);
      // A pip that downloads meanwhile may leave more than there was.
      const freed = (of: (sums: Sums) => number) => {
        const inAll = ({ sums, foreign }: CacheSums) => of(sumGroups([...sums, foreign]));
        return Math.max(0, inAll(before) - inAll(after));
      };
      // What has names elsewhere did not come back.
      const [bytes, entries] = [freed(({ bytes, shared }) => bytes - shared), freed(({ entries }) => entries)];
      const failures = purge.failure ? [failureOf(path, new Error(purge.failure))] : [];
      const ended = { at: Date.now(), what: act.what, count: entries, unit: act.unit, bytes, failures };
      await recordRemoval({ act: id, ...ended });
      end();
      await working.dismiss();
      push(
        <PurgeReport
          title={installationName(installation)}
          freed={`${formatBytes(bytes)} from ${formatUnits(entries, "entry")}`}
          foreignGone={before.foreign.files - after.foreign.files}
          left={byLayout(after.sums)}
          unread={[...before.failures, ...after.failures]}
          purge={purge}
        />,
      );
    } catch (error) {
      await working.fail(error, "Could Not Purge with pip");
    }
    onEnd();
  });
}

interface Content {
  sums: LayoutSums;
  /** What would go although pip did not write it. */
  foreign: ForeignFiles;
  /** What is kept, of which pip knows nothing. */
  kept?: Spared;
  /** What pip takes of what is hard to get back. */
  hard?: HardSum;
  isBusy: boolean;
}

/** What is in a cache before it is purged; undefined where that cannot be said. */
async function contentOf(installation: Installation, path: string): Promise<Content | undefined> {
  const counting = await startProgressToast("Working Out the Size");
  try {
    const { sums, kept } = await sumsIn(path, counting.signal);
    const foreign = await foreignPurged(path, valueOf(installation.pipVersion), counting.signal);
    const isBusy = (await pipActivity([path])) === "busy";
    const left = unseenBy(installation, sums);
    const layouts = sums.flatMap((one) => (left.includes(one) ? [] : [one.layout]));
    const hard = await recallHardSum(cacheAt(path), { layouts });
    await counting.dismiss();
    return { sums, foreign, kept, hard, isBusy };
  } catch (error) {
    await counting.fail(error, "Could Not Purge with pip");
    return undefined;
  }
}

/** What a purge of this pip leaves, since it does not know it. */
const unseenBy = ({ pipVersion }: Installation, sums: LayoutSums): LayoutSums =>
  sums.filter(({ layout }) => downloadLayouts.includes(layout) && !isKnownTo(valueOf(pipVersion), layout));

function purgeAlert(
  installation: Installation,
  path: string,
  { sums, foreign, kept, hard, isBusy }: Content,
): Alert.Options {
  const pip = ["pip", valueOf(installation.pipVersion)].filter(Boolean).join(" ");
  const unseen = unseenBy(installation, sums);
  const parts = [
    unseen.length > 0
      ? `${pip} knows nothing of the ${byLayout(unseen)}, and leaves them.`
      : `${pip} removes downloads and built wheels, and may leave some small files.`,
    afterwards("some"),
    hard && hardQuestion(hard, sumGroups(sums).entries).join("\n"),
    kept && `pip does not know what you keep, and takes that, too: ${sparedText(kept)}. Clear pip Cache leaves it.`,
    foreign.files > 0 && `It also removes ${foreignText(foreign)}. Clear pip Cache would keep them.`,
    isBusy && "A pip is running: an install that uses a built wheel from this cache will fail.",
  ];
  return {
    title: `Purge ${formatPath(path)} (${formatBytes(sumGroups(sums).bytes)})?`,
    message: parts.filter(Boolean).join("\n\n"),
    icon: Icon.Eraser,
    primaryAction: { title: `Purge with ${pip}`, style: Alert.ActionStyle.Destructive },
  };
}

/** What a purge would take although pip did not write it. */
async function foreignPurged(path: string, pipVersion: string | undefined, signal: AbortSignal): Promise<ForeignFiles> {
  const entries = await listEntries(cacheAt(path), { foreign: true }, { signal });
  const files = entries.flatMap(({ layout, files }) =>
    files.map((file): [string, number] => [`${layout}/${file.path}`, file.size]),
  );
  const going = new Set(
    purgedOf(
      files.map(([name]) => name),
      pipVersion,
    ),
  );
  const sum = noForeign();
  for (const [name, bytes] of files) if (going.has(name)) addForeign(sum, { files: 1, bytes, names: [name] });
  return sum;
}

/** What pip had removed by then is gone all the same, and has to be said. */
const stopped = (): Purge => ({ output: "", failure: "It was stopped." });

type LayoutSums = ReturnType<typeof layoutsOf>;

const cacheAt = (path: string): CacheDirectory[] =>
  locate([{ path, source: "purge" }]).filter((one) => one.path === path);

interface CacheSums {
  /** Of what pip wrote. */
  sums: LayoutSums;
  /** Of what it did not. */
  foreign: Sums;
  /** Of what pip wrote, what is kept. */
  kept?: Spared;
  failures: Failure[];
}

/** The sums of a cache, and what could not be read. */
async function sumsIn(path: string, signal?: AbortSignal): Promise<CacheSums> {
  const [cache] = cacheAt(path);
  if (cache === undefined) return { sums: [], foreign: noSums(), failures: [] };
  const { rows, failures } = await scan(cache, { signal });
  const foreign = rows.numberOf(specialRows.foreign);
  return {
    sums: layoutsOf(rows),
    foreign: foreign === undefined ? noSums() : rows.sums(foreign),
    kept: await inSlices(sparing(rows, withoutKept({ selection: {} }))),
    failures,
  };
}

interface PurgeReportProps {
  title: string;
  freed: string;
  /** Files that pip did not write, and removed. */
  foreignGone: number;
  left: string;
  unread: Failure[];
  purge: Purge;
}

function PurgeReport({ title, freed, foreignGone, left, unread: [unread], purge }: PurgeReportProps) {
  const { code: status, output, failure } = purge;
  const markdown = [
    `# Really Freed: ${freed}`,
    ...(foreignGone > 0 ? [`Of it ${formatCount(foreignGone, "file")} that pip did not write.`] : []),
    left ? `It left ${left}.` : "It left nothing.",
    ...(unread
      ? [`**Not all of the cache could be counted.** ${code(formatPath(unread.path))}: ${escaped(unread.reason)}`]
      : []),
    ...(failure ? [`**It did not end by itself.** ${escaped(failure)}`] : []),
    ...(status ? [`**It ended with code ${status}.**`] : []),
    `What pip said:\n\n${fenced(output || "Nothing.")}`,
  ].join("\n\n");
  return (
    <Detail
      navigationTitle={title}
      markdown={markdown}
      actions={
        <ActionPanel>
          <Action.CopyToClipboard
            key="copy-report"
            title="Copy Report"
            icon={Icon.Clipboard}
            shortcut={Keyboard.Shortcut.Common.Copy}
            content={markdown}
          />
        </ActionPanel>
      }
    />
  );
}
