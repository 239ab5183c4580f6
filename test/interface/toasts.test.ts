/** Toasts that settle: on a platform where updates carry no id, the last word must be the result. */

import timers from "node:timers/promises";
import { startProgressToast, type ProgressToast } from "../../src/interface/shared/toasts";
import { open } from "../commands/open";
import { afterwards } from "../support/temporary";

const { setTimeout: delay } = timers;

/** Runs something inside a command, as all that shows toasts does. */
const inCommand = (work: () => Promise<void>) => open(work, { mode: "no-view" });

it("a result is a toast of its own, which late progress and a late Cancel do not change", async () => {
  let working: ProgressToast | undefined;
  const session = await inCommand(async () => {
    working = await startProgressToast("Removing");
    await delay(450);
    working.progress("1 of 2 files");
    void working.settle({ title: "Removed" });
    working.progress("2 of 2 files");
    await delay(400);
    working.progress("3 of 2 files");
  });
  expect(session.toasts).toMatchObject([
    { style: "animated", title: "Removing", message: "1 of 2 files" },
    { style: "success", title: "Removed" },
  ]);
  expect(working?.signal.aborted).toBe(false);
});

it("Cancel does nothing once it settles", async () => {
  let working: ProgressToast | undefined;
  const session = await open(
    async () => {
      working = await startProgressToast("Removing");
      await delay(450);
      working.progress("1 of 2 files");
      await working.settle({ title: "Removed" });
      await delay(100);
    },
    { mode: "no-view", settle: false },
  );
  await session.waitFor(({ toast }) => toast?.message === "1 of 2 files");
  await session.runToastAction("Cancel");
  expect(session.toast?.title).toBe("Removed");
  expect(working?.signal.aborted).toBe(false);
});

it("the last figure has 250 ms to arrive, and what is done sooner shows none and does not wait", async () => {
  let now = 0;
  const clock = jest.spyOn(performance, "now").mockImplementation(() => now);
  const waiting = jest.spyOn(timers, "setTimeout");
  afterwards(() => [clock, waiting].forEach((spy) => spy.mockRestore()));
  const waited: unknown[] = [];
  const took: number[] = [];
  const session = await inCommand(async () => {
    for (const ms of [0, 450]) {
      const working = await startProgressToast("Removing");
      now += ms;
      working.progress("100%");
      waiting.mockClear();
      const start = Date.now();
      await working.settle({ title: "Removed" });
      took.push(Date.now() - start);
      // As opposed to what the session looks for in between.
      waited.push(waiting.mock.calls.flatMap(([wait = 0]) => (wait > 100 && wait < 1_000 ? [wait] : [])));
    }
  });
  expect(session.toasts.map(({ message }) => message)).toEqual([undefined, undefined, "100%", undefined]);
  expect(waited).toEqual([[], [250]]);
  expect(took[1]).toBeGreaterThanOrEqual(240);
});

it("of two that work at once, the one whose toast is not visible writes over nothing and hides nothing", async () => {
  const session = await inCommand(async () => {
    const first = await startProgressToast("First");
    const second = await startProgressToast("Second");
    await delay(450);
    second.progress("second");
    first.progress("first");
    await first.dismiss();
    await second.settle({ title: "Second Is Done" });
  });
  expect(session.toasts).toMatchObject([
    { style: "animated", title: "First" },
    { title: "Second", message: "second" },
    { title: "Second Is Done" },
  ]);
  expect(session.toast?.title).toBe("Second Is Done");
});

it("what ends with its view says so as soon as it takes long, and nothing else does", async () => {
  const session = await inCommand(async () => {
    for (const endsWithView of [true, false]) {
      const working = await startProgressToast("Removing", { endsWithView });
      await delay(450);
      working.progress("1 of 2 files");
      await delay(1_600);
      working.progress("2 of 2 files");
      await working.settle({ title: "Removed" });
    }
  });
  expect(session.toasts.map(({ message }) => message)).toEqual([
    "2 of 2 files · Stops when you leave or quit Raycast",
    undefined,
    "2 of 2 files",
    undefined,
  ]);
});
