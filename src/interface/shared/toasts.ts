/**
 * Toasts that settle. Updates carry no id and hit whichever toast is visible, so a result is always a new toast, and
 * late progress is dropped rather than written over it. With the window closed a result is shown elsewhere, so what shows
 * progress goes first: otherwise it would spin for ever.
 */
import { showToast, Toast } from "@raycast/api";
import { setTimeout as delay } from "node:timers/promises";
import { showFailure } from "./failure-toast";
import { copyText } from "./platform-calls";

/** The platform needs this long to be done with the last update of a toast. ms */
const LAST_UPDATE_MS = 250;
/** What is done sooner needs no progress, and then its result waits for none. ms */
const FIRST_UPDATE_MS = 400;

/** Of what takes no longer nobody needs to know that it can be left. ms */
const LONG_MS = 2_000;
const ENDS_WITH_VIEW = "Stops when you leave or quit Raycast";

/** How many toasts were shown: of two that work at once, only the later one is visible. */
let shown = 0;

export interface ProgressToast {
  /** For what is to stop when the person cancels. */
  signal: AbortSignal;
  progress: (message: string) => void;
  /** Ends it without a word, as when a dialog was declined. */
  dismiss: () => Promise<void>;
  settle: (result: Toast.Options) => Promise<void>;
  /** Says what has failed. What the person has cancelled has not: the toast only goes. */
  fail: (error: unknown, title: string) => Promise<void>;
}

/**
 * Shows that something is being done, with Cancel where it can be.
 * @param endsWithView whether it ends when its view is left, which is said as soon as it takes long
 */
export async function startProgressToast(
  title: string,
  { cancellable = true, message = "", endsWithView = false } = {},
): Promise<ProgressToast> {
  const controller = new AbortController();
  const start = performance.now();
  const mine = ++shown;
  let settled = false;
  let lastUpdate = -Infinity;
  const toast = await showToast({
    style: Toast.Style.Animated,
    title,
    message,
    primaryAction: cancellable ? { title: "Cancel", onAction: () => !settled && controller.abort() } : undefined,
  });
  const finish = async () => {
    settled = true;
    const wait = LAST_UPDATE_MS - (performance.now() - lastUpdate);
    if (wait > 0) await delay(wait);
  };
  const dismiss = async () => {
    await finish();
    if (mine === shown) await toast.hide();
  };
  return {
    signal: controller.signal,
    progress: (text) => {
      const now = performance.now();
      if (settled || mine !== shown || now - start < FIRST_UPDATE_MS) return;
      lastUpdate = now;
      toast.message = endsWithView && now - start > LONG_MS ? `${text} · ${ENDS_WITH_VIEW}` : text;
    },
    dismiss,
    settle: async (result) => {
      await dismiss();
      shown++;
      await showToast(result);
    },
    fail: async (error, failure) => {
      if (controller.signal.aborted) return dismiss();
      await dismiss();
      shown++;
      await showFailure(error, failure);
    },
  };
}

export const copyAction = (title: string, text: string): NonNullable<Toast.Options["primaryAction"]> => ({
  title,
  onAction: () => copyText(text),
});
