/** Programs that go on when the thread that started them is gone. */

import { once } from "node:events";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import { processStart } from "../../src/files/processes";
import { startProgram } from "../../src/files/programs";
import { compile } from "../support/child";
import { afterwards, temporaryDirectory } from "../support/temporary";
import { describeUnless } from "../support/unless";

const onWindows = process.platform === "win32" ? "Windows starts no /bin/sh" : undefined;

/** A program that waits for a file, says something, and leaves another file. */
function program(folder: string): string[] {
  return [
    "-c",
    `echo one; while ! test -e ${folder}/go; do sleep 0.05; done; echo two >&2; echo three; : > ${folder}/done`,
  ];
}

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await delay(10);
}

const starting = `
  import { startProgram } from "./src/files/programs";
  import { parentPort, workerData } from "node:worker_threads";
  const onStart = (pid) => parentPort.postMessage(pid);
  void startProgram("/bin/sh", workerData, { env: {}, anyway: true, outlives: true, onStart });
`;

describeUnless(onWindows, "a program that is to outlive us", () => {
  it("says all that it says, its errors last, and leaves no file of ours", async () => {
    const folder = temporaryDirectory();
    writeFileSync(join(folder, "go"), "");
    const ended = await startProgram("/bin/sh", program(folder), { env: process.env, anyway: true, outlives: true });
    expect(ended).toMatchObject({
      outcome: "ended",
      code: 0,
      all: "one\nthree\ntwo",
      stdout: "one\nthree",
      stderr: "two",
    });
    expect(readdirSync(folder).sort()).toEqual(["done", "go"]);
  });

  it("goes on and may say something when its thread is ended; what it was is known until it has ended", async () => {
    const folder = temporaryDirectory();
    const text = readFileSync(await compile(starting), "utf8");
    const worker = new Worker(text, { eval: true, workerData: program(folder), env: process.env });
    const [pid] = (await once(worker, "message")) as [number];
    afterwards(() => {
      try {
        process.kill(pid, "SIGKILL");
      } catch {
        // It has ended.
      }
    });
    await worker.terminate();
    const start = await processStart(pid);
    expect(start).toEqual(expect.any(String));
    expect(await processStart(pid)).toBe(start);
    writeFileSync(join(folder, "go"), "");
    await until(() => existsSync(join(folder, "done")));
    // Nobody takes its end: it stays as a zombie, and is none that runs.
    await until(async () => (await processStart(pid)) === undefined);
  });
});
