/** Who holds a name: threads of one process, and processes, however they end. */

import { once } from "node:events";
import { lstatSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { heldBy, hold, type Hold, type Holding } from "../../src/files/holds";
import { compile, runScript, startScript } from "../support/child";
import { afterwards, temporaryDirectory } from "../support/temporary";
import { itUnless } from "../support/unless";

const onWindows = process.platform === "win32" ? "Windows has pipes, which are no files" : undefined;

/** Holds a name until it is ended; says so; then, if it is told to, never turns again. */
const holding = `
  import { hold } from "./src/files/holds";
  import { isMainThread, parentPort, workerData } from "node:worker_threads";
  const { name, isBusy } = isMainThread ? JSON.parse(process.argv[2]) : workerData;
  hold([name], "mine").then((holding) => {
    const text = JSON.stringify(Object.keys(holding));
    if (isMainThread) process.stdout.write(text);
    else parentPort.postMessage(text);
    if (isBusy) setImmediate(() => { for (;;); });
    setInterval(() => {}, 1000);
  });
`;

let script: string;
beforeAll(async () => {
  script = await compile(holding);
});

let number = 0;
const newName = () => `${process.pid}-${Date.now()}-${number++}`;

async function startThread(name: string, isBusy = false): Promise<Worker> {
  const worker = new Worker(readFileSync(script, "utf8"), { eval: true, workerData: { name, isBusy } });
  afterwards(async () => void (await worker.terminate()));
  expect(await once(worker, "message")).toEqual(['["hold"]']);
  return worker;
}

function held(holding: Holding): Hold {
  if (!("hold" in holding)) throw new Error(JSON.stringify(holding));
  afterwards(holding.hold.release);
  return holding.hold;
}

it("a thread that is ended from outside holds nothing any more", async () => {
  const name = newName();
  const worker = await startThread(name);
  // What it says it may be too slow to say.
  expect(await heldBy(name)).toBeDefined();
  expect(Object.keys(await hold([name], "other"))).toEqual(["by"]);
  await worker.terminate();
  expect(await heldBy(name)).toBeUndefined();
  held(await hold([name], "other"));
  expect(await heldBy(name)).toBe("other");
});

it("a thread that is too busy to answer holds what it held", async () => {
  const name = newName();
  const worker = await startThread(name, true);
  expect(await heldBy(name)).toBe("");
  expect(await hold([name], "other")).toEqual({ by: "" });
  await worker.terminate();
  expect(await heldBy(name)).toBeUndefined();
});

it("a process that is killed holds nothing any more", async () => {
  const name = newName();
  const child = startScript(script, { name });
  afterwards(() => void child.kill("SIGKILL"));
  await once(child.stdout!, "data");
  expect(await heldBy(name)).toBeDefined();
  child.kill("SIGKILL");
  await once(child, "close");
  expect(await heldBy(name)).toBeUndefined();
  held(await hold([name], "other"));
});

it("of several names all are held or none, and each is free when it was released", async () => {
  const [one, two, three] = [newName(), newName(), newName()];
  const first = held(await hold([two], "first"));
  expect(await hold([three, two, one], "second")).toEqual({ by: "first" });
  expect([await heldBy(one), await heldBy(three)]).toEqual([undefined, undefined]);
  first.release();
  const second = held(await hold([three, two, one, two], "second"));
  expect([await heldBy(one), await heldBy(two), await heldBy(three)]).toEqual(["second", "second", "second"]);
  second.release();
  expect([await heldBy(one), await heldBy(two), await heldBy(three)]).toEqual([undefined, undefined, undefined]);
});

it("of many that want the same at the same moment never two have it", async () => {
  for (let round = 0; round < 10; round++) {
    const name = newName();
    const holdings = await Promise.all(Array.from({ length: 5 }, (_, index) => hold([name], `${index}`)));
    const holds = holdings.filter((one) => "hold" in one);
    expect(holds.length).toBeLessThanOrEqual(1);
    holds.forEach((one) => held(one).release());
    held(await hold([name], "after")).release();
  }
});

/** What a process of its own prints whose temporary folder is the given one. */
async function printedIn(folder: string, code: string): Promise<unknown> {
  const header = `
    import { hold, heldBy } from "./src/files/holds";
    import { readdirSync } from "node:fs";
    const { folder } = JSON.parse(process.argv[2]);
    const print = (value) => console.log(JSON.stringify(value));
  `;
  return runScript(await compile(header + code), { folder }, { env: { ...process.env, TMPDIR: folder } });
}

itUnless(
  onWindows,
  "no socket of the dead stays for longer than somebody asks, and none of the living goes",
  async () => {
    const folder = temporaryDirectory();
    await Promise.all(
      ["dead", "living"].map(async (name) => {
        const child = startScript(script, { name }, { env: { ...process.env, TMPDIR: folder } });
        afterwards(() => void child.kill("SIGKILL"));
        await once(child.stdout!, "data");
        if (name === "dead") {
          child.kill("SIGKILL");
          await once(child, "close");
        }
      }),
    );
    const sockets = () => readdirSync(join(folder, `pip-cache-${process.getuid?.()}`));
    expect(sockets()).toHaveLength(2);
    const asking = `Promise.all(["dead", "living"].map(heldBy)).then((all) => print(all.map((one) => one !== undefined)));`;
    expect(await printedIn(folder, asking)).toEqual([false, true]);
    expect(sockets()).toHaveLength(1);
    expect(lstatSync(join(folder, `pip-cache-${process.getuid?.()}`)).mode & 0o777).toBe(0o700);
  },
);

itUnless(onWindows, "where no socket can be made it says so, and nobody seems to hold anything", async () => {
  const folder = join(temporaryDirectory(), "missing");
  const code = `hold(["a"], "mine").then(async (holding) => print([holding.impossible?.code, (await heldBy("a")) ?? "nobody"]));`;
  expect(await printedIn(folder, code)).toEqual(["ENOENT", "nobody"]);
});

itUnless(onWindows, "a temporary folder whose path is too long for a socket's address is no hindrance", async () => {
  const folder = join(temporaryDirectory(), "x".repeat(80));
  mkdirSync(folder);
  expect(await printedIn(folder, `hold(["long"], "mine").then((holding) => print(Object.keys(holding)));`)).toEqual([
    "hold",
  ]);
  expect(readdirSync(folder)).toEqual([]);
});
