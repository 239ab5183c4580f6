/** What becomes of a program when the thread that started it is gone. */

import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { processStart } from "../../src/files/processes";
import { startProgram } from "../../src/files/start-program";
import { compile, startScript } from "../support/child";
import { inTime, until } from "../support/in-time";
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

const starting = `
  import { startProgram } from "./src/files/start-program";
  import { parentPort, workerData } from "node:worker_threads";
  const onStart = (pid) => parentPort.postMessage(pid);
  void startProgram("/bin/sh", workerData, { env: {}, anyway: true, outlives: true, onStart });
`;

describeUnless(onWindows, "a program that is to outlive us", () => {
  it("says all that it says, its errors last, and leaves no file of ours", async () => {
    const folder = temporaryDirectory();
    writeFileSync(join(folder, "go"), "");
    const ended = await inTime(
      startProgram("/bin/sh", program(folder), { env: process.env, anyway: true, outlives: true }),
    );
    expect(ended).toMatchObject({
      outcome: "ended",
      code: 0,
      all: "one\nthree\ntwo",
      stdout: "one\nthree",
      stderr: "two",
    });
    expect(readdirSync(folder).sort()).toEqual(["done", "go"]);
  });

  it("is heard while it runs", async () => {
    const folder = temporaryDirectory();
    const heard: string[] = [];
    const onSaid = (all: string) => {
      heard.push(all);
      // Only now it goes on.
      writeFileSync(join(folder, "go"), "");
    };
    const options = { env: process.env, anyway: true, outlives: true, onSaid };
    expect(await inTime(startProgram("/bin/sh", program(folder), options))).toMatchObject({
      outcome: "ended",
      code: 0,
    });
    expect(heard[0]).toBe("one");
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

/** Ignores whoever asks it to end, and so does what it starts; says its id and that one's in a file. */
const stubborn = (file: string): string[] => [
  "-c",
  `trap '' TERM INT HUP; sleep 600 & echo $$ $! > ${file}.new; mv ${file}.new ${file}; sleep 600`,
];

/** Says in a file that it has done its part. */
const asking = `
  import { startProgram } from "./src/files/start-program";
  import { writeFileSync } from "node:fs";
  import { isMainThread, workerData } from "node:worker_threads";
  const { args, started } = isMainThread ? JSON.parse(process.argv[2]) : workerData;
  const onStart = () => writeFileSync(started, "");
  void startProgram("/bin/sh", args, { env: { PATH: "/usr/bin:/bin" }, anyway: true, timeoutMs: 600_000, onStart });
`;

/** The ids that a program has written, which are ended with the test whatever happens. */
async function idsIn(file: string): Promise<[leader: number, child: number]> {
  await until(() => existsSync(file));
  const [leader = 0, child = 0] = readFileSync(file, "utf8").trim().split(" ").map(Number);
  afterwards(() => {
    try {
      process.kill(-leader, "SIGKILL");
    } catch {
      // It has ended.
    }
  });
  return [leader, child];
}

const ended = async (ids: number[]): Promise<boolean> =>
  (await Promise.all(ids.map((id) => processStart(id)))).every((start) => start === undefined);

interface Listed {
  pid: number;
  parent: number;
  state: string;
  command: string;
}

function processes(): Listed[] {
  const said = execFileSync("ps", ["-axww", "-o", "pid=", "-o", "ppid=", "-o", "stat=", "-o", "command="]).toString();
  return [...said.matchAll(/^ *(\d+) +(\d+) +(\S+) +(.*)$/gm)].map(([, pid, parent, state = "", command = ""]) => ({
    pid: Number(pid),
    parent: Number(parent),
    state,
    command,
  }));
}

const watchers = (): Listed[] =>
  processes().filter(({ command, state }) => command.endsWith(`& watcher ${process.pid}`) && !state.startsWith("Z"));

/** Those of our children that run or whose end nobody has taken, by their id; not the one that lists them. */
const children = (): Map<number, string> =>
  new Map(
    processes()
      .filter(({ parent, command }) => parent === process.pid && !command.startsWith("ps "))
      .map(({ pid, state }) => [pid, state]),
  );

describeUnless(onWindows, "a program that is only asked something", () => {
  const given = { env: { PATH: "/usr/bin:/bin" }, anyway: true };

  it("ends when its thread is ended, with all that it has started, and leaves one zombie", async () => {
    const [file, started] = [join(temporaryDirectory(), "ids"), join(temporaryDirectory(), "started")];
    const text = readFileSync(await compile(asking), "utf8");
    const before = children();
    const added = (): [number, string][] => [...children()].filter(([pid]) => !before.has(pid));
    const worker = new Worker(text, { eval: true, workerData: { args: stubborn(file), started } });
    const ids = await idsIn(file);
    await until(() => existsSync(started));
    expect(await ended([ids[0]])).toBe(false);
    // The shell that starts the watcher ends at once; a thread that is ended before it has taken that leaves it too.
    await until(() => added().length === 1);
    await worker.terminate();
    await until(() => ended(ids));
    await until(() => watchers().length === 0);
    expect(added()).toEqual([[ids[0], expect.stringMatching(/^Z/)]]);
  });

  it("ends when our whole process is killed", async () => {
    const [file, started] = [join(temporaryDirectory(), "ids"), join(temporaryDirectory(), "started")];
    const script = startScript(await compile(asking), { args: stubborn(file), started });
    const ids = await idsIn(file);
    await until(() => existsSync(started));
    script.kill("SIGKILL");
    await until(() => ended(ids));
  });

  it("is ended at its limit with all that it has started", async () => {
    const file = join(temporaryDirectory(), "ids");
    const run = startProgram("/bin/sh", stubborn(file), { ...given, timeoutMs: 2_000, patienceMs: 100 });
    const ids = await idsIn(file);
    expect(await inTime(run)).toMatchObject({ outcome: "timed out" });
    await until(() => ended(ids));
    await until(() => watchers().length === 0);
  });

  it("is watched while it runs; one that ends by itself leaves nobody who watches, and what it left running", async () => {
    const folder = temporaryDirectory();
    const file = join(folder, "ids");
    const args = [
      "-c",
      `sleep 600 >/dev/null 2>&1 & echo $$ $! > ${file}.new; mv ${file}.new ${file}; while ! test -e ${folder}/go; do sleep 0.05; done`,
    ];
    const run = startProgram("/bin/sh", args, { ...given, timeoutMs: 600_000 });
    const [, child] = await idsIn(file);
    await until(() => watchers().length === 1);
    writeFileSync(join(folder, "go"), "");
    expect(await inTime(run)).toMatchObject({ outcome: "ended", code: 0 });
    await until(() => watchers().length === 0);
    expect(await ended([child])).toBe(false);
  });
});
