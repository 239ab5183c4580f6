/** How large pip's cache is, below the title of a command and in a word: what a person sees without opening anything. */
import { Cache, getPreferenceValues, Toast } from "@raycast/api";
import { join } from "node:path";
import { thisMachine } from "../../files/machine";
import { isPackage } from "../../packaging/row-key";
import type { CacheDirectory } from "../../pip-cache/locate";
import { Rows } from "../../pip-cache/rows/rows";
import { isDryRun } from "../removal/act";
import { recordSize } from "../removal/history";
import { whyNoCache } from "../removal/no-cache";
import { readChanged } from "../shared/cache-rows";
import { allCaches, knownCaches } from "../shared/caches";
import { formatBytes, formatPath, formatShare } from "../shared/format";
import { recallRows } from "../shared/memory";
import { setSubtitle, showWord } from "../shared/platform-calls";
import { Recollection } from "../shared/recollection";
import { startProgressToast } from "../shared/toasts";
import { parseSize, sizeText } from "../tidy/amounts";
import { isOlder } from "./cache-totals";

const DAYS = 90;
/** The platform ends what takes too long in the background, and says not how long that is. ms */
const STEP_MS = 20_000;

interface CacheSize {
  /** Of all that pip wrote. */
  bytes: number;
  /** Of these, what is of packages that were not used for 90 days. */
  unusedBytes: number;
}

const recollection = new Recollection<CacheSize>(new Cache({ namespace: "size" }), "size", 1);

/** Measures now, and says so. */
export async function showSize(): Promise<void> {
  const looking = await startProgressToast("Measuring the pip Cache");
  try {
    const caches = await allCaches(looking.signal);
    const none = whyNoCache(caches, "Nothing Is Cached");
    if (none) {
      if (caches.length === 0) await setSubtitle(NOTHING);
      return await looking.settle(none);
    }
    const at = Date.now();
    const { size, failures } = await measureCaches(caches, looking.signal, (share) =>
      looking.progress(formatShare(share, 1)),
    );
    const [unread] = failures;
    if (unread) {
      const message = `${formatPath(unread.path)}: ${unread.reason}`;
      return await looking.settle({
        style: Toast.Style.Failure,
        title: "Not All of the pip Cache Can Be Read",
        message,
      });
    }
    await tell(size, at);
    await looking.dismiss();
    const limit = limitOf();
    await showWord(
      [`pip keeps ${sizeOf(size)}`, limit && "problem" in limit && limit.problem].filter(Boolean).join(" · "),
    );
  } catch (error) {
    await looking.fail(error, "Could Not Measure the pip Cache");
  }
}

/**
 * The same while nobody looks: starts no program, removes nothing, and looks only at what has changed in caches that were read
 * before. Where that is not all of them, what was said last stays.
 */
export async function updateSize(): Promise<void> {
  const signal = AbortSignal.timeout(STEP_MS);
  try {
    let isAll = true;
    const caches = knownCaches((path) => {
      const may = mayLookUnasked(path);
      isAll &&= may;
      return may;
    });
    if (!isAll || caches.some(({ problem }) => problem)) return;
    if (caches.length === 0) return await setSubtitle(NOTHING);
    const remembered = await recallRows();
    if (!caches.every(({ path }) => remembered.get(path)?.reading)) return;
    const at = Date.now();
    const { size, failures } = await measureCaches(caches, signal);
    if (failures.length === 0) await tell(size, at);
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

const NOTHING = "Nothing cached";

/** Not in a person's documents, where macOS would ask whether that is allowed. */
function mayLookUnasked(path: string): boolean {
  const { home } = thisMachine();
  return ["Desktop", "Documents", "Downloads"].every((name) => !`${path}/`.startsWith(join(home, name, "/")));
}

async function measureCaches(caches: CacheDirectory[], signal: AbortSignal, onPartial?: (share: number) => void) {
  const { complete, failures, remembered } = await readChanged(caches, signal, onPartial);
  await remembered;
  return { size: sizeIn(Rows.together([...complete.values()])), failures };
}

function sizeIn(rows: Rows): CacheSize {
  const isUnused = isOlder(DAYS);
  let unusedBytes = 0;
  for (let row = 0; row < rows.length; row++) {
    const sums = rows.sums(row);
    if (isPackage(rows.keyAt(row)) && isUnused(sums)) unusedBytes += sums.bytes;
  }
  return { bytes: rows.sums().bytes, unusedBytes };
}

/** So often at most a size is told that another one has found meanwhile: that one tells it, too. */
const MOST_TOLD = 5;

/** Of two that measure at once, the one that began later is right, whichever comes to its end first. */
async function tell(size: CacheSize, at: number): Promise<void> {
  if (!isDryRun()) await recordSize(size.bytes, at);
  recollection.remember(size, at);
  for (let times = 0; times < MOST_TOLD; times++) {
    const last = recollection.recall();
    await setSubtitle(sizeOf(last?.value ?? size));
    if (recollection.recall()?.at === last?.at) return;
  }
}

/** `6.2 GB · 1.1 GB not used for 90 days`; `⚠️ 6.2 GB, more than 5 GB · …` */
function sizeOf({ bytes, unusedBytes }: CacheSize): string {
  const limit = limitOf();
  const isAbove = limit && "value" in limit && bytes > limit.value;
  const size = isAbove ? `⚠️ ${formatBytes(bytes)}, more than ${sizeText(limit.value)}` : formatBytes(bytes);
  return unusedBytes > 0 ? `${size} · ${formatBytes(unusedBytes)} not used for ${DAYS} days` : size;
}

/** Undefined where nobody wants to be warned. */
function limitOf() {
  const { warnAbove } = getPreferenceValues<{ warnAbove?: string }>();
  return warnAbove?.trim() ? parseSize(warnAbove) : undefined;
}
