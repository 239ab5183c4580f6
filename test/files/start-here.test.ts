/** How a program that is started went, and what it said. */

import childProcess, { spawn } from "node:child_process";
import { chmodSync, existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { processStart } from "../../src/files/processes";
import { startHere, trustedFolders, type Ended } from "../../src/files/programs";
import { atLimit, inTime, until } from "../support/in-time";
import { afterwards, temporaryDirectory } from "../support/temporary";
import { describeUnless } from "../support/unless";

const onWindows = process.platform === "win32" ? "Windows starts no /bin/sh" : undefined;
const given = { env: { PATH: "/usr/bin:/bin" }, anyway: true };
const sh = (script: string, options = {}) => inTime(startHere("/bin/sh", ["-c", script], { ...given, ...options }));

/**
 * A program that is ended at its limit, where something that it has started has left its group.
 * @param begin a script; what it starts may write ids to the file before the one that leaves does
 * @param count of ids
 */
async function leaving(begin: (file: string) => string, count: number): Promise<{ ended: Ended; ids: number[] }> {
  let ids: number[] = [];
  const run = async (timeoutMs: number) => {
    const file = join(temporaryDirectory(), "ids");
    const script = `${begin(file)} setsid sh -c 'echo $$ >> ${file}; exec sleep 600' & wait`;
    const ended = await sh(script, { timeoutMs, patienceMs: 100 });
    ids = existsSync(file) ? [...readFileSync(file, "utf8").matchAll(/\d+\n/g)].map(Number) : [];
    const outside = ids[count - 1];
    if (outside !== undefined) afterwards(() => void process.kill(outside, "SIGKILL"));
    return ended;
  };
  return { ended: await atLimit(run, () => ids.length === count), ids };
}

describeUnless(onWindows, "a program that is started", () => {
  it("says what it says, in its order, and with which code it ended", async () => {
    const folder = temporaryDirectory();
    const start = childProcess.spawn;
    const starting = jest.spyOn(childProcess, "spawn").mockImplementation(((...given: Parameters<typeof start>) => {
      const started = start(...given);
      for (const pipe of [started.stdout, started.stderr]) {
        pipe?.on("data", (said: Buffer) => writeFileSync(join(folder, said.toString().trim()), ""));
      }
      return started;
    }) as never);
    afterwards(() => starting.mockRestore());
    // Each is said once the one before was heard: which of two pipes is read first, nobody knows.
    const heard = (word: string) => `until [ -e ${folder}/${word} ]; do sleep 0.02; done`;
    const script = `echo one; ${heard("one")}; echo two >&2; ${heard("two")}; echo three; exit 3`;
    expect(await sh(script)).toEqual({
      outcome: "ended",
      code: 3,
      stdout: "one\nthree",
      stderr: "two",
      all: "one\ntwo\nthree",
    });
    expect(await sh(":")).toEqual({ outcome: "ended", code: 0, stdout: "", stderr: "", all: "" });
  });

  it("has the environment and the folder that it was given, no others, and no input", async () => {
    const cwd = temporaryDirectory();
    const ended = await startHere("/usr/bin/env", [], { env: { ONE: "1" }, anyway: true });
    expect(ended.stdout).toBe("ONE=1");
    expect(await sh("pwd; read -r line; echo $?", { cwd })).toMatchObject({ stdout: `${cwd}\n1` });
  });

  it("has an id that is told, and leads a group of its own, which no terminal reaches", async () => {
    const pids: number[] = [];
    const { stdout } = await sh("echo $$; ps -o pgid= -p $$", { onStart: (pid: number) => pids.push(pid) });
    expect(stdout.split("\n").map(Number)).toEqual([pids[0], pids[0]]);
    expect(pids).toHaveLength(1);
  });

  it("is ended where it says more than it may", async () => {
    const { stdout, outcome, code } = await sh("yes | head -c 2000000", { maxOutput: 1000 });
    expect(stdout).toHaveLength(999);
    expect([outcome, code]).not.toEqual(["ended", 0]);
  });

  it.each([false, true])("is stopped by its signal, with what it had said (outlives: %p)", async (outlives) => {
    const stop = new AbortController();
    const started = join(temporaryDirectory(), "started");
    const stopped = sh(`echo one; : > ${started}; exec sleep 600`, { signal: stop.signal, outlives });
    const timer = setInterval(() => existsSync(started) && stop.abort(), 10);
    afterwards(() => clearInterval(timer));
    expect(await stopped).toEqual({
      outcome: "stopped",
      reason: "It was stopped.",
      stdout: "one",
      stderr: "",
      all: "one",
    });
  });

  it("is not started at all where it was stopped before", async () => {
    const file = join(temporaryDirectory(), "started");
    const stopped = await sh(`: > ${file}`, { signal: AbortSignal.abort() });
    expect(stopped).toEqual({ outcome: "stopped", reason: "It was stopped.", stdout: "", stderr: "", all: "" });
    expect(existsSync(file)).toBe(false);
  });

  it("is ended at its limit, with what it had said, also where it does not listen", async () => {
    for (const script of ["echo one; exec sleep 600", "trap '' TERM; echo one; sleep 600; sleep 600"]) {
      let limit = 0;
      const limited = (timeoutMs: number) => {
        limit = timeoutMs / 1000;
        return sh(script, { timeoutMs, patienceMs: 100 });
      };
      const said = await atLimit(limited, ({ stdout }) => stdout !== "");
      const reason = `It did not answer within ${limit} s.`;
      expect(said).toMatchObject({ outcome: "timed out", reason, stdout: "one" });
    }
  });

  it("is ended with all that it has started, and not waited for where one of those has left its group", async () => {
    const { ended, ids } = await leaving((file) => `sleep 600 & echo $! > ${file};`, 2);
    const [inGroup = 0, outside = 0] = ids;
    expect(ended).toMatchObject({ outcome: "timed out", stdout: "", all: "" });
    await until(async () => (await processStart(inGroup)) === undefined);
    expect(await processStart(outside)).toBeDefined();
  });

  it.each([
    ["without a limit", {}],
    ["with one that passes while its pipes are open", { timeoutMs: 800, patienceMs: 100 }],
  ])("says what it said and how it ended where what it started keeps its pipes open, %s", async (_, limit) => {
    const file = join(temporaryDirectory(), "id");
    const ended = await sh(`echo one; echo two >&2; sleep 600 & echo $! > ${file}; exit 3`, limit);
    const child = Number(readFileSync(file, "utf8"));
    afterwards(() => void process.kill(child, "SIGKILL"));
    expect(ended).toMatchObject({ outcome: "ended", code: 3, stdout: "one", stderr: "two" });
    expect(await processStart(child)).toBeDefined();
  });

  it("keeps what it said at its limit where one of those that it started has left its group", async () => {
    const { ended } = await leaving(() => "echo one;", 1);
    expect(ended).toMatchObject({ outcome: "timed out", stdout: "one", all: "one" });
  });

  it("is not said to be gone where only the folder is that it was to be started in", async () => {
    const folder = temporaryDirectory();
    const file = join(folder, "file");
    writeFileSync(file, "");
    const gone = join(folder, "nowhere");
    expect(await sh(":", { cwd: gone })).toMatchObject({
      outcome: "failed",
      reason: `It cannot be started in ${gone}, which is gone.`,
    });
    expect(await sh(":", { cwd: file })).toMatchObject({
      outcome: "failed",
      reason: `It cannot be started in ${file}, which is no folder.`,
    });
    const { outcome } = await startHere(join(folder, "tool"), [], { ...given, cwd: gone });
    expect(outcome).toBe("gone");
  });

  it("that something else ended says what", async () => {
    expect(await sh("kill -9 $$")).toMatchObject({ outcome: "failed", reason: "It was ended by SIGKILL." });
  });

  it("that cannot be started says why", async () => {
    const folder = temporaryDirectory();
    const path = join(folder, "tool");
    const start = () => startHere(path, [], given);
    expect(await start()).toEqual({ outcome: "gone", reason: "It is gone.", stdout: "", stderr: "", all: "" });
    writeFileSync(path, "#!/nowhere/sh\n");
    expect(await start()).toMatchObject({ outcome: "failed", reason: "It may not be started." });
    chmodSync(path, 0o755);
    expect(await start()).toMatchObject({ outcome: "gone", reason: "It is gone." });
    expect(await sh("x".repeat(4_000_000))).toMatchObject({
      outcome: "failed",
      reason: expect.stringContaining("E2BIG"),
    });
  });

  it("that others can change is refused, until a person says so", async () => {
    const path = join(temporaryDirectory(), "tool");
    writeFileSync(path, "#!/bin/sh\necho started\n");
    chmodSync(path, 0o777);
    expect(await startHere(path, [], { ...given, anyway: false })).toMatchObject({
      outcome: "refused",
      reason: `It was not started, because of ${path}: Everybody can change it.`,
    });
    expect(await startHere(path, [], given)).toMatchObject({ stdout: "started" });
  });

  it("runs where nobody can be had who watches it", async () => {
    const spawning = jest.spyOn(childProcess, "spawn");
    afterwards(() => spawning.mockRestore());
    spawning.mockImplementationOnce(() => {
      throw new Error("ENOMEM");
    });
    expect(await sh("echo one")).toMatchObject({ stdout: "one" });
    spawning.mockImplementationOnce(((_shell: string, args: string[], options: object) =>
      spawn("/nowhere/sh", args, options)) as typeof spawn);
    expect(await sh("echo two")).toMatchObject({ stdout: "two" });
  });
});

describeUnless(onWindows, "a program that outlives us", () => {
  const outlives = true;

  it("says what it says, its errors last", async () => {
    const said = await sh("echo two >&2; echo one; exit 4", { outlives });
    expect(said).toEqual({ outcome: "ended", code: 4, stdout: "one", stderr: "two", all: "one\ntwo" });
    expect(await sh("echo two >&2", { outlives })).toMatchObject({ stdout: "", all: "two" });
  });

  it("may say any amount, of which so much is kept as was asked for, and no file stays open", async () => {
    const open = () => readdirSync("/dev/fd").length;
    await sh(":", { outlives });
    const before = open();
    const ended = await sh("yes | head -c 100000", { outlives, maxOutput: 1000 });
    expect(ended).toMatchObject({ outcome: "ended", code: 0, stdout: "y\n".repeat(500).trimEnd() });
    expect(open()).toBeLessThanOrEqual(before);
  });
});

describeUnless(onWindows, "folders in which programs are looked for", () => {
  it("are those in which nobody else can have put one, else the system's", () => {
    const [ours, shared] = [temporaryDirectory(), temporaryDirectory()];
    chmodSync(shared, 0o1777);
    expect(trustedFolders([ours, shared, "/usr/bin"])).toBe(`${ours}:/usr/bin`);
    expect(trustedFolders([shared])).toBe("/usr/bin:/bin");
    expect(trustedFolders([])).toBe("/usr/bin:/bin");
  });
});
