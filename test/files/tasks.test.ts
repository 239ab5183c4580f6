/** Long work off the command's thread, and on it where there is no other. */

import { getEventListeners } from "node:events";
import { availableParallelism } from "node:os";
import { setTimeout as delay } from "node:timers/promises";
import { serveTasks } from "../../src/files/serve-tasks";
import {
  idleThreads,
  inSlices,
  maxThreads,
  retryWithoutThreads,
  runToEnd,
  runTask as runUnlimited,
  startAhead,
  ThreadError,
  type TaskOptions,
  type TaskContext,
  type ThreadedTask,
} from "../../src/files/tasks";
import { compile } from "../support/child";
import { inTime } from "../support/in-time";
import { afterwards, temporaryDirectory } from "../support/temporary";
import { marking } from "../support/threads";
import { readdirSync, readFileSync } from "node:fs";

const runTask: typeof runUnlimited = (...given) => inTime(runUnlimited(...given));

interface DoubleMessage {
  number: number;
  steps: number;
  fails?: boolean;
  parts?: boolean;
  heavy?: boolean;
}

/** Doubles a number, after as many steps; in parts, each of them hands over its number. */
function* double(message: DoubleMessage, context: TaskContext): Generator<number | undefined, number> {
  if (message.heavy && context.leave) {
    context.leave(message);
    return -2;
  }
  for (let step = 0; step < message.steps; step++) {
    if (context.stopped()) return -1;
    const end = performance.now() + 1;
    while (performance.now() < end);
    yield message.parts ? step : undefined;
  }
  if (message.fails) throw new Error(`${message.number} is too much`);
  return message.number * 2;
}

let kit: ThreadedTask<DoubleMessage, number>;

beforeAll(async () => {
  const script = await compile(`
    import { serveTasks } from "./src/files/serve-tasks";
    ${double.toString()}
    serveTasks({ double });
  `);
  kit = { source: readFileSync(script, "utf8"), name: "double", task: double };
});

async function run(
  numbers: number[],
  {
    steps = 0,
    failing,
    ...options
  }: Partial<TaskOptions<number>> & { steps?: number; failing?: number; kit?: typeof kit } = {},
): Promise<number[]> {
  const results: number[] = [];
  const messages = numbers.map((number) => ({ number, steps, fails: number === failing }));
  const onResult = (result: number) => void results.push(result);
  await runTask(options.kit ?? kit, messages, { onResult, ...options });
  return results.sort((a, b) => a - b);
}

const numbers = Array.from({ length: 40 }, (_, index) => index);
const doubled = numbers.map((number) => number * 2);

describe("a task", () => {
  it.each([
    { threads: 0, headStartMs: 0 },
    { threads: 1, headStartMs: 0 },
    { threads: 3, headStartMs: 0 },
    { threads: 2, headStartMs: 5 },
    { threads: 2, headStartMs: 60_000 },
  ])("gives every result once ($threads threads, head start $headStartMs ms)", async (options) => {
    expect(await run(numbers, options)).toEqual(doubled);
    expect(await run(numbers, { ...options, steps: 3 })).toEqual(doubled);
    expect(await run([], options)).toEqual([]);
  });

  it.each([
    { threads: 2, headStartMs: 60_000 },
    { threads: 2, headStartMs: 1 },
    { threads: 0 },
    { threads: 2, headStartMs: 60_000, isBroken: true },
  ])("leaves to threads what takes long, or does it where there are none: %p", async ({ isBroken, ...options }) => {
    const results: number[] = [];
    const onResult = (result: number) => void results.push(result);
    const used = isBroken ? { ...kit, source: "throw new Error('no')" } : kit;
    const messages = numbers.map((number) => ({ number, steps: 1, heavy: number % 3 === 0 }));
    await runTask(used, messages, { onResult, ...options });
    expect(results.filter((result) => result !== -2).sort((a, b) => a - b)).toEqual(doubled);
    if (options.threads === 0) expect(results).not.toContain(-2);
  });

  describe("some of which is left to threads", () => {
    /** Leaves all but the first, which takes long enough for threads to have been started. */
    const leaving = (marks: string, start = "") => ({ ...kit, source: marking(marks) + start + kit.source });
    const messages = numbers.map((number) => ({ number, steps: number === 0 ? 60 : 1, heavy: number !== 0 }));

    it("starts none again where none could be started", async () => {
      const marks = temporaryDirectory();
      const results: number[] = [];
      const onResult = (result: number) => void results.push(result);
      const options = { onResult, threads: 2, headStartMs: 1 };
      await runTask(leaving(marks, "throw new Error('no');"), messages, options);
      expect(results.filter((result) => result !== -2).sort((a, b) => a - b)).toEqual(doubled);
      expect(readdirSync(marks)).toHaveLength(2);
    });

    it("starts none for it where it was aborted", async () => {
      const marks = temporaryDirectory();
      const stop = new AbortController();
      const results: number[] = [];
      const onResult = (result: number) => {
        results.push(result);
        if (result === -2) stop.abort();
      };
      const options = { onResult, threads: 2, headStartMs: 60_000, signal: stop.signal };
      await runTask(leaving(marks), messages, options);
      expect(results).toEqual([0, -2]);
      expect(readdirSync(marks)).toEqual([]);
    });

    it("is done once a first one has started here and all have ended", async () => {
      const results: number[] = [];
      const onResult = (result: number) => void results.push(result);
      function* late(message: DoubleMessage, context: TaskContext): Generator<undefined, number> {
        while (message.heavy && !context.relieved()) yield;
        // All that threads take by themselves is done by then.
        while (message.heavy && results.length < 3) yield;
        context.leave?.({ ...message, heavy: false });
        return -2;
      }
      const given = [7, 8, 9, 10].map((number, at) => ({ number, steps: 0, heavy: at === 0 }));
      await runTask({ ...kit, task: late }, given, { onResult, threads: 1, headStartMs: 1 });
      expect(results.sort((a, b) => a - b)).toEqual([-2, 14, 16, 18, 20]);
    });
  });

  it.each([
    ["whose thread throws as it starts", "throw new Error('no')"],
    ["whose thread ends as it starts", "process.exit(0)"],
    ["whose thread cannot be parsed", "this is no code"],
    ["whose thread cannot be made", undefined as unknown as string],
  ])("%s is done on this thread", async (_, source) => {
    const broken = { ...kit, source };
    expect(await run(numbers, { kit: broken, threads: 2, headStartMs: 0 })).toEqual(doubled);
    expect(await run(numbers, { kit: broken, threads: 2, headStartMs: 2, steps: 2 })).toEqual(doubled);
  });

  it("that the thread does not offer is done on this thread", async () => {
    const unknown = { ...kit, name: "triple" };
    expect(await run(numbers, { kit: unknown, threads: 2, headStartMs: 0 })).toEqual(doubled);
  });

  it.each([0, 1, 2])("hands over parts of its results as they come (%i threads)", async (threads) => {
    const results: number[] = [];
    const messages = [100, 200, 300].map((number) => ({ number, steps: 3, parts: true }));
    const options = { threads, headStartMs: 0, onResult: (result: number) => void results.push(result) };
    await runTask(kit, messages, options);
    expect([...results].sort((a, b) => a - b)).toEqual([0, 0, 0, 1, 1, 1, 2, 2, 2, 200, 400, 600]);
    if (threads < 2) expect(results).toEqual([0, 1, 2, 200, 0, 1, 2, 400, 0, 1, 2, 600]);
  });

  it.each([0, 1])("ends where a result cannot be taken, and says why (%i threads)", async (threads) => {
    const onResult = () => {
      throw new Error("no room");
    };
    for (const message of [
      { number: 1, steps: 0 },
      { number: 1, steps: 5, parts: true },
    ]) {
      await expect(runTask(kit, [message, message], { threads, headStartMs: 0, onResult })).rejects.toThrow("no room");
    }
  });

  it("whose thread never says a word is done on this thread in the end", async () => {
    const mute = { ...kit, source: "setInterval(() => {}, 1000)" };
    expect(await run([1, 2], { kit: mute, threads: 2, headStartMs: 0 })).toEqual([2, 4]);
  });

  it.each([0, 2])("that throws fails the run, after all others have ended (%i threads)", async (threads) => {
    let late = 0;
    let isOver = false;
    const onResult = () => (late += isOver ? 1 : 0);
    await expect(run(numbers, { threads, headStartMs: 0, steps: 10, failing: 3, onResult })).rejects.toThrow(
      "3 is too much",
    );
    isOver = true;
    await delay(100);
    expect(late).toBe(0);
  });

  it("whose thread dies in the middle fails the run", async () => {
    const dying = kit.source.replace("end = performance.now() + 1", "end = process.exit(1)");
    expect(dying).not.toBe(kit.source);
    const failed = run([1, 2, 3], { kit: { ...kit, source: dying }, threads: 1, headStartMs: 0, steps: 1 });
    await expect(failed).rejects.toThrow("ended early");
  });

  it.each([0, 2])("stops soon when aborted, and hands over what it has (%i threads)", async (threads) => {
    const stop = new AbortController();
    // The first takes no time, and says that the work has begun; each of the others would take seconds.
    const messages = numbers.map((number) => ({ number, steps: number === 0 ? 0 : 5_000 }));
    const results: number[] = [];
    let begun = () => {};
    const beginning = new Promise<void>((resolve) => (begun = resolve));
    const onResult = (result: number) => {
      results.push(result);
      begun();
    };
    const running = runTask(kit, messages, { onResult, threads, headStartMs: 0, signal: stop.signal });
    await beginning;
    await delay(50);
    stop.abort();
    await running;
    const [first, ...stopped] = results;
    expect(first).toBe(0);
    expect(stopped.length).toBeGreaterThan(0);
    expect(stopped).toEqual(stopped.map(() => -1));
    expect(results.length).toBeLessThan(numbers.length);
  });

  describe("that is run again", () => {
    /** Answers with the number of its thread, after as many ms; never works here. */
    const numbered: ThreadedTask<number, number> = {
      name: "number",
      source: `const { parentPort, threadId } = require("node:worker_threads");
        parentPort.on("message", ({ message }) => {
          Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, message);
          parentPort.postMessage({ result: threadId });
        });
        parentPort.postMessage({});`,
      task: function* () {
        yield undefined;
        return NaN;
      },
    };
    const threadOf = async (options: Partial<TaskOptions<number>> = {}, task = numbered, ms = 0) => {
      const results: number[] = [];
      const onResult = (result: number) => void results.push(result);
      await runTask(task, [ms], { threads: 1, headStartMs: 0, onResult, ...options });
      return results[0];
    };

    it("is done by the same thread, unless something about it is another", async () => {
      // A thread that waits for longer ends: on a busy machine it may have.
      for (let isSoon = false; !isSoon;) {
        const start = performance.now();
        const [thread, again] = [await threadOf(), await threadOf()];
        const others = [
          await threadOf({ heapMb: 50 }),
          await threadOf({}, { ...numbered, name: "other" }),
          await threadOf({}, { ...numbered, source: `${numbered.source}\n` }),
        ];
        const last = await threadOf();
        isSoon = performance.now() - start < 400;
        if (isSoon) expect([again, last]).toEqual([thread, thread]);
        expect(new Set([thread, ...others]).size).toBe(4);
      }
    });

    it("is done by another thread where that one has worked for long, and its heap has grown", async () => {
      const thread = await threadOf({}, { ...numbered, name: "long" }, 600);
      expect(await threadOf({}, { ...numbered, name: "long" })).not.toBe(thread);
    });

    it("is done by a thread that was started ahead, and by another where that one ended as it started", async () => {
      // On a busy machine it would have ended before it is asked.
      const replaced = jest.replaceProperty(idleThreads, "endAfterMs", 60_000);
      afterwards(() => replaced.restore());
      const ahead = { ...numbered, name: "ahead" };
      startAhead(ahead, 1);
      const later = await threadOf({}, { ...numbered, name: "later" });
      expect(await threadOf({}, ahead)).toBeLessThan(later ?? 0);
      const ending = { ...kit, source: "process.exit(0)" };
      startAhead(ending, 2);
      expect(await run([4], { kit: ending, threads: 2, headStartMs: 0 })).toEqual([8]);
    });

    it("is not stopped by what has stopped the run before", async () => {
      const stop = new AbortController();
      const messages = [0, 1_000_000].map((steps) => ({ number: 1, steps }));
      const options = { threads: 1, headStartMs: 0, signal: stop.signal, onResult: () => stop.abort() };
      await runTask(kit, messages, options);
      expect(await run(numbers, { threads: 1, headStartMs: 0, steps: 2 })).toEqual(doubled);
    });
  });

  it("here ends once a thread has begun, which does the rest", async () => {
    function* waiting(_message: DoubleMessage, { relieved }: TaskContext): Generator<undefined, number> {
      while (!relieved()) yield;
      return -7;
    }
    expect(await run([1, 2, 3], { kit: { ...kit, task: waiting }, threads: 1, headStartMs: 1 })).toEqual([-7, 4, 6]);
  });

  it("is not begun once it was aborted, and an error is not lost that comes with an abort", async () => {
    const signal = AbortSignal.abort();
    for (const threads of [0, 2]) {
      expect(await run(numbers, { signal, threads })).toEqual([]);
      expect(await run(numbers, { signal, threads, headStartMs: 0 })).toEqual([]);
    }
    const stop = new AbortController();
    const onResult = () => {
      stop.abort();
      throw new Error("no room");
    };
    await expect(run([1], { signal: stop.signal, threads: 1, headStartMs: 0, onResult })).rejects.toThrow("no room");
  });

  it("has as much heap in threads as it may have, and fails with a thread's error where it needs more", async () => {
    const script = await compile(`
      import { serveTasks } from "./src/files/serve-tasks";
      function* fill() {
        const all = [];
        for (let at = 0; at < 400_000; at++) all.push({ at, text: String(at) });
        return all.length;
      }
      serveTasks({ fill });
    `);
    const filling = { source: readFileSync(script, "utf8"), name: "fill", task: kit.task };
    await expect(run([1], { kit: filling, threads: 1, headStartMs: 0, heapMb: 8 })).rejects.toBeInstanceOf(ThreadError);
    expect(await run([1], { kit: filling, threads: 1, headStartMs: 0, heapMb: 500 })).toEqual([400_000]);
  });

  it("in a thread is relieved by nobody, and offered to nobody where there is no thread", async () => {
    const script = await compile(`
      import { serveTasks } from "./src/files/serve-tasks";
      serveTasks({ ask: function* (_message, { relieved, stopped }) { return relieved() || stopped() ? 1 : 0; } });
    `);
    const asking = { source: readFileSync(script, "utf8"), name: "ask", task: kit.task };
    expect(await run([1, 2], { kit: asking, threads: 1, headStartMs: 0 })).toEqual([0, 0]);
    expect(() => serveTasks({})).not.toThrow();
  });

  it("in a thread hands over its parts no faster than they are taken in", async () => {
    let turn = 0;
    let runs = true;
    const turns: number[] = [];
    const count = () => {
      turn++;
      if (runs) setImmediate(count);
    };
    setImmediate(count);
    const onResult = () => {
      turns.push(turn);
      const end = performance.now() + 10;
      while (performance.now() < end);
    };
    await runTask(kit, [{ number: 1, steps: 40, parts: true }], { threads: 1, headStartMs: 0, onResult });
    runs = false;
    const most = Math.max(...turns.map((one) => turns.filter((other) => other === one).length));
    expect(turns).toHaveLength(41);
    expect(most).toBeLessThanOrEqual(2);
  });

  it("has at most four threads, and no more than there are processors", () => {
    expect(maxThreads()).toBe(availableParallelism() < 4 ? availableParallelism() : 4);
  });

  it("lets this thread breathe", async () => {
    let turns = 0;
    const timer = setInterval(() => turns++, 1);
    await run(
      Array.from({ length: 10 }, () => 1),
      { threads: 0, steps: 20 },
    );
    clearInterval(timer);
    expect(turns).toBeGreaterThan(10);
  });
});

describe("work in slices", () => {
  /** So many steps, each of them in no time, or of a millisecond. */
  function* stepping(count: number, takes = 0): Generator<undefined, string> {
    for (let step = 0; step < count; step++) {
      for (const end = performance.now() + takes; performance.now() < end;);
      yield;
    }
    return "done";
  }

  it("gives the thread back after some milliseconds, not after each step", async () => {
    const giving = jest.spyOn(globalThis, "setImmediate");
    expect(await inSlices(stepping(1000))).toBe("done");
    expect(giving.mock.calls.length).toBeLessThan(500);
    giving.mockClear();
    expect(await inSlices(stepping(50, 1))).toBe("done");
    // On a busy machine a step may take as long as a slice.
    expect(giving.mock.calls.length).toBeGreaterThan(4);
    giving.mockRestore();
  });

  it("has one slice with all that is worked on beside it, and one after the other", async () => {
    let [steps, most, isOver] = [0, 0, false];
    const turn = () => {
      [most, steps] = [Math.max(most, steps), 0];
      if (!isOver) setImmediate(turn);
    };
    function* counted(count: number): Generator<undefined, void> {
      for (const step of stepping(count, 1)) {
        steps++;
        yield step;
      }
    }
    turn();
    await Promise.all([1, 2, 3].map(() => inSlices(counted(20))));
    for (let piece = 0; piece < 20; piece++) await inSlices(counted(3));
    isOver = true;
    // Of 5 ms, and one each where a slice is over while another begins.
    expect(most).toBeLessThanOrEqual(9);
  });

  it("hands over its parts in their order, and gives its result", async () => {
    const parts: number[] = [];
    const steps = (function* () {
      for (const part of [1, undefined, 0, 3]) yield part;
      return "done";
    })();
    expect(await inSlices(steps, (part) => parts.push(part))).toBe("done");
    expect(parts).toEqual([1, 0, 3]);
  });

  it("can also be done at once", () => {
    expect(runToEnd(stepping(5))).toBe("done");
  });

  it("closes what it holds open where a part cannot be taken", async () => {
    let open = 0;
    const steps = (function* () {
      open++;
      try {
        yield "part";
      } finally {
        open--;
      }
    })();
    const onPart = () => {
      throw new Error("no room");
    };
    await expect(inSlices(steps, onPart)).rejects.toThrow("no room");
    expect(open).toBe(0);
  });

  it("leaves no listener behind on the signal that could end it", async () => {
    const { signal } = new AbortController();
    await run([1], { threads: 1, headStartMs: 0, signal });
    expect(getEventListeners(signal, "abort")).toEqual([]);
  });
});

describe("work that can be done anew", () => {
  it("is done without threads where one failed, and only there", async () => {
    const attempts: (number | undefined)[] = [];
    const work = (error: Error) =>
      retryWithoutThreads<{ threads?: number; name: string }, string>({ name: "it" }, async ({ threads, name }) => {
        attempts.push(threads);
        if (threads !== 0) throw error;
        return Promise.resolve(`${name} is done`);
      });
    expect(await work(new ThreadError("out of memory"))).toBe("it is done");
    expect(attempts).toEqual([undefined, 0]);
    await expect(work(new Error("a defect"))).rejects.toThrow("a defect");
    expect(attempts).toEqual([undefined, 0, undefined]);
  });
});
