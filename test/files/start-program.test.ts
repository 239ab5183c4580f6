/** Making a process keeps a thread from turning: that of the command asks another one for it. */

import childProcess from "node:child_process";
import { serveStarts, startHere } from "../../src/files/programs";
import * as thread from "../../src/files/start-program";
import { inTime } from "../support/in-time";
import { describeUnless } from "../support/unless";

const onWindows = process.platform === "win32" ? "Windows starts no /bin/sh" : undefined;
const startProgram: typeof thread.startProgram = (...program) => inTime(thread.startProgram(...program));
const given = { env: { PATH: "/usr/bin:/bin" }, anyway: true };

describeUnless(onWindows, "a program that is asked something", () => {
  it("is started by another thread, and what it says and its id come back", async () => {
    const spawn = jest.spyOn(childProcess, "spawn");
    const pids: number[] = [];
    const onStart = (pid: number) => pids.push(pid);
    const ended = await startProgram("/bin/sh", ["-c", "echo $$; echo two >&2; exit 3"], { ...given, onStart });
    expect(ended).toMatchObject({ outcome: "ended", code: 3, stdout: String(pids[0]), stderr: "two" });
    expect(pids).toHaveLength(1);
    expect(spawn).not.toHaveBeenCalled();
    await startHere("/bin/sh", ["-c", ":"], given);
    expect(spawn).toHaveBeenCalled();
  });

  it("is one of several at a time, each with its own answer, and is stopped by its own signal", async () => {
    const stop = new AbortController();
    const say = (word: string) => startProgram("/bin/sh", ["-c", `echo ${word}`], given);
    const stopped = startProgram("/bin/sh", ["-c", "sleep 600"], {
      ...given,
      signal: stop.signal,
      onStart: () => stop.abort(),
    });
    const said = await Promise.all(["one", "two", "three"].map(say));
    expect(said.map(({ stdout }) => stdout)).toEqual(["one", "two", "three"]);
    expect(await stopped).toMatchObject({ outcome: "stopped" });
  });

  it("is told of what it cannot be", async () => {
    expect(await startProgram("/nowhere/program", [], given)).toMatchObject({ outcome: "gone" });
    const aborted = { ...given, signal: AbortSignal.abort() };
    expect(await startProgram("/bin/sh", ["-c", ":"], aborted)).toMatchObject({ outcome: "stopped" });
  });

  it("costs no other its answer where it is stopped when it has just ended", async () => {
    const other = startProgram("/bin/sh", ["-c", "sleep 1; echo other"], given);
    const stop = new AbortController();
    const onStart = () => {
      // It ends meanwhile, which this thread cannot hear yet.
      for (const end = Date.now() + 300; Date.now() < end;);
      stop.abort();
    };
    await startProgram("/bin/sh", ["-c", ":"], { ...given, signal: stop.signal, onStart });
    expect((await other).stdout).toBe("other");
  });
});

it("the command's own thread starts nothing for others", () => {
  expect(serveStarts).not.toThrow();
});
