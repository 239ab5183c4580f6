/** Moves the cache to the Trash, or the Recycle Bin. That gives no space back until that is emptied, and its messages say so. */
import { isDeepStrictEqual } from "node:util";
import { Alert, confirmAlert, Icon, showToast, Toast, trash } from "@raycast/api";
import { lstatSync } from "node:fs";
import { join } from "node:path";
import { assertRemovableRoot } from "../../files/guard";
import { thisMachine } from "../../files/machine";
import { realPath } from "../../files/presence";
import { isMountedIn, readMounts } from "../../files/volumes";
import { withNewFolders, type CacheDirectory } from "../../pip-cache/locate";
import { plan } from "../../pip-cache/remove/plan";
import { recallHardSum } from "../cost/hard-sum";
import { hardQuestion, hardValues, type HardSum } from "../cost/hard-text";
import { firstLines, formatBytes, formatPath } from "../shared/format";
import { askedOnce, mayBegin, withAct, type Act } from "./act";
import { mayRemoveInBulk } from "./bulk";
import { recordRemoval } from "./history";
import { sparedText, withoutKept } from "./kept";
import { recallRows } from "../shared/memory";
import { pipActivity } from "../shared/pips";
import { afterwards, foreignText } from "./removal-messages";
import { startProgressToast } from "../shared/toasts";
import { trashName } from "../shared/trash-name";
import { withValues } from "../shared/values";

export interface TrashRequest {
  /** Whose they are, as it stands in a title: `uv`. */
  what: string;
  /** Real paths. */
  paths: string[];
  /** What is worked on, for whoever else may want to. */
  roots: string[];
  bytes: number;
  /** When that was measured, ms since 1970. */
  readAt: number;
  /** What a person should know of it, sentences. */
  says: string[];
  /** Asked before the question and right before they are moved: why that may not be, a sentence. */
  whyNot: () => Promise<string | undefined>;
  /** The id of the interrupted act that this one continues. */
  continues?: string;
  onEnd: () => Promise<void>;
}

/** Asks, and moves folders, each whole, that are no pip's. */
export async function moveFoldersToTrash(request: TrashRequest): Promise<void> {
  const { what, paths, roots, bytes, readAt, whyNot, continues, onEnd } = request;
  const failure = `Did Not Move ${what} to the ${trashName}`;
  const whyNotNow = async () => {
    const [mounted] = await mountedAmong(paths);
    return mounted === undefined ? whyNot() : `Something is mounted in ${formatPath(mounted)}: it would go along.`;
  };
  if (!(await mayBegin({ failure, roots }))) return;
  const isSure = await askedOnce(JSON.stringify(paths), async () => {
    const why = await whyNotNow();
    if (why === undefined) return (await confirmAlert(withValues(foldersAlert(request), { bytes }))) || undefined;
    await showToast({ style: Toast.Style.Failure, title: failure, message: why });
    return undefined;
  });
  if (!isSure) return;
  const doing = `Moving ${what} to the ${trashName}`;
  const again = { kind: "tools" as const, roots, paths };
  await withAct(
    { doing, failure, what, roots, unit: "file", planned: { bytes }, readAt, again, continues },
    async ({ id, begin, end }) => {
      const working = await startProgressToast(doing, { cancellable: false });
      try {
        const why = await whyNotNow();
        if (why !== undefined)
          return await working.settle({ style: Toast.Style.Failure, title: failure, message: why });
        for (const path of paths) assertRemovableRoot(path);
        begin();
        await trash(paths);
        const note = `Moved to the ${trashName}`;
        await recordRemoval({
          act: id,
          at: Date.now(),
          what,
          count: 0,
          unit: "file",
          bytes: 0,
          fromPip: 0,
          failures: [],
          note,
        });
        end();
        const result: Toast.Options = {
          style: Toast.Style.Success,
          title: `Moved ${what} to the ${trashName}`,
          message: `${formatBytes(bytes)}; empty the ${trashName} to get the space back`,
        };
        await working.settle(withValues(result, { reclaimed: 0, moved: bytes }));
      } catch (error) {
        await working.fail(error, `Could Not Move ${what} to the ${trashName}`);
      }
      await onEnd();
    },
  );
}

/** Folders that something is mounted at or in: it would go along, and whoever empties the Trash empties it. */
async function mountedAmong(paths: readonly string[]): Promise<string[]> {
  const mounts = await readMounts(thisMachine());
  return paths.filter((path) => isMountedIn(realPath(path) ?? path, mounts));
}

function foldersAlert({ what, paths, bytes, says }: TrashRequest): Alert.Options {
  return {
    title: `Move ${what} to the ${trashName} (${formatBytes(bytes)})?`,
    message: [
      ...firstLines(
        paths.map((path) => formatPath(path)),
        10,
      ),
      "",
      ...says,
      `The space comes back when the ${trashName} is emptied.`,
    ].join("\n"),
    icon: Icon.Trash,
    primaryAction: { title: `Move to ${trashName}`, style: Alert.ActionStyle.Destructive },
  };
}

interface MoveToTrashOptions {
  onEnd: () => void;
  /** There was nothing to be moved. */
  onNothing?: () => void;
  /** The id of the interrupted act that this one continues. */
  continues?: string;
}

/**
 * Asks, and moves pip's folders, each whole, and nothing that lies beside them. One that holds something else, is under
 * version control or is a link stays, and is named.
 */
export async function moveToTrash(
  caches: CacheDirectory[],
  { onEnd, onNothing, continues }: MoveToTrashOptions,
): Promise<void> {
  if (!(await mayRemoveInBulk(`Did Not Move to the ${trashName}`))) return;
  const readAt = Date.now();
  const failure = `Did Not Move to the ${trashName}`;
  const roots = withNewFolders(caches).flatMap(({ folders }) => folders.map(({ root }) => root));
  if (!(await mayBegin({ failure, roots }))) return;
  const asked = withoutKept({ selection: {} });
  const content = await askedOnce(JSON.stringify(roots), async () => {
    const found = await contentOf(caches, onNothing);
    if (found === undefined) return undefined;
    const values = { bytes: found.bytes, ...hardValues(found.hard) };
    const question = withValues(trashAlert(found, continues !== undefined), values);
    return (await confirmAlert(question)) ? found : undefined;
  });
  if (content === undefined) return;
  // Somebody may have kept some of it while the question stood: that is said, as before it.
  if (!isDeepStrictEqual(withoutKept({ selection: {} }), asked)) {
    return moveToTrash(caches, { onEnd, onNothing, continues });
  }
  const { paths, bytes } = content;
  const act: Act = {
    doing: `Moving to the ${trashName}`,
    failure,
    what: "Cache",
    roots,
    unit: "entry",
    planned: { bytes },
    readAt,
    again: { kind: "trash", paths },
    continues,
  };
  await withAct(act, async ({ id, begin, end }) => {
    const working = await startProgressToast(act.doing, { cancellable: false });
    try {
      // What has been put there since the question is not to go either.
      const now = await movableOf(caches, working.signal);
      begin();
      await trash(paths.filter((path) => now.paths.includes(path)));
      await recordRemoval({
        act: id,
        at: Date.now(),
        what: act.what,
        count: 0,
        unit: "entry",
        bytes: 0,
        fromPip: bytes,
        failures: [],
        note: [`Moved to the ${trashName}`, ...now.kept].join(" · "),
      });
      end();
      const result: Toast.Options = {
        style: Toast.Style.Success,
        title: `Moved to the ${trashName}`,
        message: [`${formatBytes(bytes)}; empty the ${trashName} to get the space back`, ...now.kept].join(" · "),
      };
      await working.settle(withValues(result, { reclaimed: 0, moved: bytes }));
    } catch (error) {
      await working.fail(error, `Could Not Move to the ${trashName}`);
    }
    onEnd();
  });
}

interface Content extends Movable {
  entries: number;
  bytes: number;
  /** What of it is hard to get back. */
  hard?: HardSum;
  isIdle: boolean;
}

/** What there is to be moved; undefined where that is nothing, or cannot be said. */
async function contentOf(caches: CacheDirectory[], onNothing?: () => void): Promise<Content | undefined> {
  const counting = await startProgressToast("Working Out the Size");
  const { signal } = counting;
  try {
    const movable = await movableOf(caches, signal);
    for (const path of movable.paths) assertRemovableRoot(path);
    const everything = withoutKept({ selection: {} });
    const { files, entries, bytes, spared } = await plan(movable.caches, everything, {
      signal,
      known: await recallRows(),
    });
    if (spared) {
      await counting.settle({
        style: Toast.Style.Failure,
        title: `Did Not Move to the ${trashName}`,
        message: `${sparedText(spared)} would go, too: folders are moved whole. Stop keeping that, or use Clear pip Cache, which leaves it`,
      });
      return undefined;
    }
    if (files === 0) {
      const isKept = movable.kept.length > 0;
      const why = isKept ? "Clear pip Cache removes just what is pip's" : "There is nothing in it";
      await counting.settle({
        style: Toast.Style.Failure,
        title: `Nothing to Move to the ${trashName}`,
        message: [...movable.kept, why].join(" · "),
      });
      onNothing?.();
      return undefined;
    }
    const isIdle = (await pipActivity(caches.map(({ path }) => path))) === "idle";
    const hard = await recallHardSum(caches, everything, { among: movable.caches });
    await counting.dismiss();
    return { ...movable, entries, bytes, hard, isIdle };
  } catch (error) {
    await counting.fail(error, `Could Not Move to the ${trashName}`);
    return undefined;
  }
}

function trashAlert({ paths, kept, entries, bytes, hard, isIdle }: Content, isContinued: boolean): Alert.Options {
  return {
    title: `Move ${formatBytes(bytes)} to the ${trashName}?`,
    message: [
      ...paths.map((path) => formatPath(path)),
      "",
      `The space comes back when the ${trashName} is emptied.`,
      afterwards("some"),
      ...(isContinued ? ["What pip has stored since then goes too."] : []),
      ...(hard ? ["", ...hardQuestion(hard, entries)] : []),
      ...kept.map((one) => `${one}.`),
      ...(isIdle ? [] : ["", "pip may be running: an install that uses the cache can fail."]),
    ].join("\n"),
    icon: Icon.Trash,
    primaryAction: { title: `Move to ${trashName}`, style: Alert.ActionStyle.Destructive },
  };
}

interface Movable {
  /** What can be moved, as pip knows it … */
  paths: string[];
  /** … which is all that these have. */
  caches: CacheDirectory[];
  /** What stays, a sentence each. */
  kept: string[];
}

async function movableOf(located: CacheDirectory[], signal: AbortSignal): Promise<Movable> {
  const movable: Movable = { paths: [], caches: [], kept: [] };
  for (const cache of withNewFolders(located)) {
    const own: CacheDirectory = { ...cache, folders: [] };
    for (const folder of cache.folders) {
      const path = join(cache.path, folder.layout);
      const why = folder.stays ?? (await whyUnmovable({ ...cache, folders: [folder] }, path, signal));
      if (why !== undefined) movable.kept.push(`Kept: ${formatPath(path)}, which ${why}`);
      else {
        movable.paths.push(path);
        own.folders.push(folder);
      }
    }
    movable.caches.push(own);
  }
  return movable;
}

/** Where a link would be moved, it would lead pip nowhere, and what it leads to would stay. */
async function whyUnmovable(one: CacheDirectory, path: string, signal: AbortSignal): Promise<string | undefined> {
  if (lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink()) return "is a link";
  if ((await mountedAmong([path])).length > 0) return "has something mounted in it";
  const { foreign } = await plan([one], { kinds: ["foreign"] }, { signal });
  return foreign.files > 0 ? `holds ${foreignText(foreign)}` : undefined;
}
