/** Removals that end early, die, or meet another one. */

import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { plan, type Plan } from "../../src/pip-cache/remove/plan";
import { remove, type PlanRemoval } from "../../src/pip-cache/remove/remove";
import { scan } from "../../src/pip-cache/scan/scan";
import { cachesAt } from "../support/caches";
import { fileHeaders } from "../support/answers";
import { httpV2Entry } from "../support/cache-writer";
import { compile, runScript, startScript } from "../support/child";
import { buildWheel } from "../support/distributions";
import { temporaryDirectory } from "../support/temporary";
import { filesBelow, sumOfSizes } from "../support/tree";
import { fewerUnderWine } from "../support/unless";

const wheel = buildWheel({ name: "alpha", version: "1.0" });

/** A cache with so many entries of one package. */
function cacheOf(entries: number): string {
  const cache = temporaryDirectory();
  const headers = fileHeaders(wheel, wheel.content.length);
  for (let index = 0; index < entries; index++) {
    httpV2Entry(cache, { url: `https://files.example.org/${index}`, headers, body: wheel.content });
  }
  return cache;
}

function headersWithoutBody(cache: string): string[] {
  const files = new Set(filesBelow(join(cache, "http-v2")));
  return [...files].filter((path) => !path.endsWith(".body") && !files.has(`${path}.body`));
}

const clearing = `
  import { cachesAt } from "./test/support/caches";
  import { plan } from "./src/pip-cache/remove/plan";
  import { remove } from "./src/pip-cache/remove/remove";
  import { existsSync, writeFileSync } from "node:fs";
  const { cache, go, isKilled } = JSON.parse(process.argv[2]);
  const caches = cachesAt(cache);
  const onProgress = ({ entries }) => isKilled && entries > 0 && process.kill(process.pid, "SIGKILL");
  plan(caches, {}).then(async (planned) => {
    if (go) writeFileSync(go + "-" + process.pid, "");
    while (go && !existsSync(go)) await new Promise((resolve) => setTimeout(resolve, 1));
    const removal = await remove(planned, { activity: "idle", onProgress });
    console.log(JSON.stringify({ ...removal, planned: planned.files }));
  });
`;

it("a removal that is killed leaves nothing but what is true, and the next one finishes it", async () => {
  const cache = cacheOf(fewerUnderWine(5000));
  const before = sumOfSizes(cache);
  const child = startScript(await compile(clearing), { cache, isKilled: true });
  await new Promise((resolve) => child.on("close", resolve));
  // On Windows nothing but a code tells.
  expect(child.signalCode ?? child.exitCode).toBe(process.platform === "win32" ? 1 : "SIGKILL");
  const left = sumOfSizes(cache);
  expect(left).toBeGreaterThan(0);
  expect(left).toBeLessThan(before);
  expect(headersWithoutBody(cache)).toEqual([]);
  const { rows, failures } = await scan(cachesAt(cache)[0]);
  const sum = Array.from(rows, ({ groups }) => groups)
    .flat()
    .reduce((total, { bytes }) => total + bytes, 0);
  expect([sum, failures]).toEqual([left, []]);
  const planned = await plan(cachesAt(cache), {});
  const removal = await remove(planned, { activity: "idle" });
  expect(removal).toMatchObject({ bytes: left, files: planned.files, missing: 0, failures: [] });
  expect(existsSync(join(cache, "http-v2"))).toBe(true);
  expect(filesBelow(cache)).toEqual([]);
});

it("two removals at once share what there is, and neither fails", async () => {
  const entries = fewerUnderWine(1500);
  const cache = cacheOf(entries);
  const before = sumOfSizes(cache);
  const script = await compile(clearing);
  const signals = temporaryDirectory();
  const go = join(signals, "go");
  const both = [1, 2].map(() => runScript<PlanRemoval & { planned: number }>(script, { cache, go }));
  while (readdirSync(signals).length < 2) await delay(10);
  writeFileSync(go, "");
  const removals = await Promise.all(both);
  const sum = (number: (one: PlanRemoval) => number) => removals.reduce((total, one) => total + number(one), 0);
  expect(removals.map(({ failures, changed }) => [failures, changed])).toEqual([
    [[], 0],
    [[], 0],
  ]);
  expect(removals.map(({ files, missing }) => files + missing)).toEqual(removals.map(({ planned }) => planned));
  // Of two that unlink a file at the same moment both are told that they did on Windows; acts of ours hold the cache.
  const isWindows = process.platform === "win32";
  const least = (number: number): unknown => (isWindows ? { asymmetricMatch: (sum: number) => sum >= number } : number);
  expect([sum(({ bytes }) => bytes), sum(({ files }) => files)]).toEqual([least(before), least(entries * 2)]);
  expect(filesBelow(cache)).toEqual([]);
});

describe("threads and slices", () => {
  const summary = ({ files, bytes, allocated, directories, missing, changed, failures, stopped }: PlanRemoval) => {
    return { files, bytes, allocated, directories, missing, changed, failures, stopped };
  };

  it("plan and remove the same", async () => {
    const entries = fewerUnderWine(700);
    const [one, two] = [cacheOf(entries), cacheOf(entries)];
    const plans: Plan[] = [];
    const removals: PlanRemoval[] = [];
    for (const [cache, threads] of [[one, 0] as const, [two, 3] as const]) {
      const planned = await plan(cachesAt(cache), {}, { threads, headStartMs: 0 });
      plans.push(planned);
      removals.push(await remove(planned, { activity: "idle", threads, headStartMs: 0 }));
    }
    const names = plans.map(({ folders }) =>
      folders.flatMap(({ files }) => Array.from(files, ({ path }) => path)).sort(),
    );
    expect(names[0]).toEqual(names[1]);
    expect(summary(removals[0])).toEqual(summary(removals[1]));
    expect(removals[0].files).toBe(entries * 2);
    expect([...filesBelow(one), ...filesBelow(two)]).toEqual([]);
  });

  it.each([0, 2])(
    "stopped at any point leave no header without its body, and say what went (%i threads)",
    async (threads) => {
      const cache = cacheOf(fewerUnderWine(700));
      for (const ms of [0, 2, 9, 25, 60]) {
        const before = sumOfSizes(cache);
        const planned = await plan(cachesAt(cache), {});
        const stop = new AbortController();
        const removing = remove(planned, { activity: "idle", signal: stop.signal, threads, headStartMs: 0 });
        await delay(ms);
        stop.abort();
        const removal = await removing;
        expect(removal).toMatchObject({ bytes: before - sumOfSizes(cache), failures: [] });
        expect(removal.stopped).toBe(filesBelow(cache).length > 0);
        expect(headersWithoutBody(cache)).toEqual([]);
      }
    },
  );
});
