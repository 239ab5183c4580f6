/** What runs, and since when, as the system tells it: in `/proc`, by `ps`, or by PowerShell. */

import { once } from "node:events";
import fs, { chmodSync, copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import {
  listProcesses,
  parseCimInstances,
  parsePs,
  processStart,
  type RunningProcess,
} from "../../src/files/processes";
import { startChild, startZombie } from "../support/processes";
import { afterwards, temporaryDirectory } from "../support/temporary";
import { describeUnless, notLinux } from "../support/unless";

const onWindows = process.platform === "win32" ? "Windows has no ps" : undefined;

/** As on a system of another name. */
function on(platform: NodeJS.Platform): void {
  const before = Object.getOwnPropertyDescriptor(process, "platform")!;
  Object.defineProperty(process, "platform", { ...before, value: platform });
  afterwards(() => void Object.defineProperty(process, "platform", before));
}

/** As on a system that has no `/proc`. */
function withoutProc(): void {
  const { readdirSync } = fs;
  const listing = jest.spyOn(fs, "readdirSync").mockImplementation(((path: string, how: never) => {
    if (path === "/proc") throw Object.assign(new Error("no such directory"), { code: "ENOENT" });
    return readdirSync(path, how);
  }) as typeof readdirSync);
  afterwards(() => listing.mockRestore());
}

const commandOf = (list: RunningProcess[] | undefined, pid: number) => list?.find((one) => one.pid === pid)?.command;

it("what runs on this machine is listed without this one", async () => {
  const running = await listProcesses();
  expect(running?.length).toBeGreaterThan(0);
  expect(running?.map(({ pid }) => pid)).not.toContain(process.pid);
  expect(running?.map(({ pid }) => pid)).toContain(process.ppid);
});

describeUnless(notLinux, "what runs, as /proc has it", () => {
  it("has its whole command line, in the order of the ids, without what has ended or is no process", async () => {
    const ended = await startZombie();
    const { pid } = await startChild("/bin/sh", ["-c", "sleep 600 # ünd", "a b", ""]);
    const running = (await listProcesses()) ?? [];
    expect(commandOf(running, pid)).toBe("/bin/sh -c sleep 600 # ünd a b");
    const ids = running.map((one) => one.pid);
    expect(ids).toEqual(ids.toSorted((one, other) => one - other));
    expect(ids.every((id) => Number.isInteger(id))).toBe(true);
    expect(ids).not.toContain(ended);
  });
});

describeUnless(onWindows, "what runs, as ps says", () => {
  it("has its whole command line, however long, and the letters of every language", async () => {
    withoutProc();
    const long = "x".repeat(300);
    const { pid } = await startChild("sleep", ["600", "0", "0", "0"]);
    const other = await startChild("/bin/sh", ["-c", "while :; do sleep 600; done", "ünd", long]);
    const running = await listProcesses();
    expect(commandOf(running, pid)).toBe("sleep 600 0 0 0");
    expect(commandOf(running, other.pid)).toBe(`/bin/sh -c while :; do sleep 600; done ünd ${long}`);
    expect(running?.map((one) => one.pid)).not.toContain(process.pid);
  });

  it("is not known where ps is not done in time, nor asked any more after an abort", async () => {
    withoutProc();
    expect(await listProcesses({ timeout: 1 })).toBeUndefined();
    await expect(listProcesses({ signal: AbortSignal.abort() })).rejects.toThrow("abort");
  });

  it("is read from its lines", () => {
    const lines = [
      "    1 /sbin/launchd",
      "  321  /Applications/A b.app/Contents/MacOS/A b -x",
      "77 c ",
      "PID 3 x",
      " 5",
      "",
    ];
    expect(parsePs(lines.join("\n"))).toEqual([
      { pid: 1, command: "/sbin/launchd" },
      { pid: 321, command: "/Applications/A b.app/Contents/MacOS/A b -x" },
      { pid: 77, command: "c" },
    ]);
  });
});

describeUnless(notLinux, "when a process began", () => {
  it("is the same however often it is asked, and another for one that began later", async () => {
    const { pid } = await startChild("sleep", ["600"]);
    const begun = await processStart(pid);
    expect(begun).toMatch(/^\d+ [0-9a-f-]{36}$/);
    expect(await processStart(pid)).toBe(begun);
    // Counted in hundredths of a second.
    await delay(20);
    const later = await startChild("sleep", ["600"]);
    expect(Number((await processStart(later.pid))?.split(" ")[0])).toBeGreaterThan(Number(begun?.split(" ")[0]));
  });

  it("is told whatever the process is called", async () => {
    const program = join(temporaryDirectory(), "a) Z (b");
    copyFileSync("/bin/sleep", program);
    const [odd, usual] = [await startChild(program, ["600"]), await startChild("sleep", ["600"])];
    const [ticks, boot] = (await processStart(odd.pid))?.split(" ") ?? [];
    const [others, sameBoot] = (await processStart(usual.pid))?.split(" ") ?? [];
    expect(boot).toBe(sameBoot);
    expect(Math.abs(Number(others) - Number(ticks))).toBeLessThan(6_000);
  });

  it("is not told of one that has ended, whether or not its end was taken", async () => {
    expect(await processStart(await startZombie())).toBeUndefined();
    const child = await startChild("sleep", ["600"]);
    child.kill("SIGKILL");
    await once(child, "exit");
    expect(await processStart(child.pid)).toBeUndefined();
  });

  it("is asked of ps on other systems, where it is a time", async () => {
    on("freebsd");
    const child = await startChild("sleep", ["600"]);
    const begun = await processStart(child.pid);
    expect(begun).toMatch(/^[A-Z][a-z]{2} .*\d{4}$/);
    expect(Math.abs(Date.parse(`${begun} UTC`) - Date.now())).toBeLessThan(60_000);
    expect(await processStart(process.pid)).toMatch(/^[A-Z][a-z]{2} .*\d{4}$/);
    expect(await processStart(await startZombie())).toBeUndefined();
    child.kill("SIGKILL");
    await once(child, "exit");
    expect(await processStart(child.pid)).toBeUndefined();
  });
});

/** A program where Windows has PowerShell: it notes what it is asked and says what it is told to. */
function standInForPowerShell(says: string, code = 0): { asked: () => string[] } {
  on("win32");
  const root = join(temporaryDirectory(), "Windows");
  const program = `${root}\\System32\\WindowsPowerShell\\v1.0\\powershell.exe`;
  writeFileSync(`${root}.says`, says);
  writeFileSync(
    program,
    `#!/bin/sh\nprintf '%s\\n' "$SystemRoot" "$@" > ${root}.asked\ncat ${root}.says\nexit ${code}\n`,
  );
  chmodSync(program, 0o755);
  const before = process.env.SystemRoot;
  process.env.SystemRoot = root;
  afterwards(() => {
    if (before === undefined) delete process.env.SystemRoot;
    else process.env.SystemRoot = before;
  });
  return { asked: () => readFileSync(`${root}.asked`, "utf8").trim().split("\n") };
}

describeUnless(onWindows, "PowerShell", () => {
  const system = { ProcessId: 4, Name: "System", ExecutablePath: null, CommandLine: null };

  it("is asked without a person's profile, in UTF-8, and tells what runs", async () => {
    const uv = { ProcessId: 9, Name: "uv.exe", ExecutablePath: "C:\\uv.exe", CommandLine: "uv  run ü" };
    const own = { ProcessId: process.pid, Name: "node.exe", ExecutablePath: null, CommandLine: null };
    const { asked } = standInForPowerShell(`${JSON.stringify([system, uv, own])}\r\n`);
    expect(await listProcesses()).toEqual([
      { pid: 4, command: "System" },
      { pid: 9, command: "uv  run ü" },
    ]);
    const [script, ...options] = asked().reverse();
    // Without its variable hardly a program of Windows starts.
    expect(options.reverse()).toEqual([process.env.SystemRoot, "-NoProfile", "-NonInteractive", "-Command"]);
    expect(script).toContain("OutputEncoding=[Text.Encoding]::UTF8; Get-CimInstance Win32_Process");
    for (const column of Object.keys(system)) expect(script).toContain(column);
  });

  it("that says nothing of use tells nothing, nor does one that is not there", async () => {
    standInForPowerShell(JSON.stringify([system]).slice(0, -1));
    expect(await listProcesses()).toBeUndefined();
    standInForPowerShell("", 1);
    expect(await listProcesses()).toBeUndefined();
    process.env.SystemRoot = join(temporaryDirectory(), "none");
    expect(await listProcesses()).toBeUndefined();
    await expect(listProcesses({ signal: AbortSignal.abort() })).rejects.toThrow("abort");
  });

  it("tells when a process began, where it has not ended", async () => {
    const { asked } = standInForPowerShell("133770000000000000\r\n");
    expect(await processStart(77)).toBe("133770000000000000");
    expect(asked().at(-1)).toContain("Get-Process -Id 77)");
    standInForPowerShell("\r\n", 1);
    expect(await processStart(77)).toBeUndefined();
  });
});

it("what PowerShell prints is read, of one process or many, of each its command line or else what it is called", () => {
  const system = { ProcessId: 4, Name: "System", ExecutablePath: null, CommandLine: null };
  expect(parseCimInstances(JSON.stringify(system))).toEqual([{ pid: 4, command: "System" }]);
  const rows = [
    { ProcessId: 9, Name: "uv.exe", ExecutablePath: "C:\\uv.exe", CommandLine: "uv  run x" },
    { ProcessId: 10, Name: "uv.exe", ExecutablePath: "C:\\uv.exe", CommandLine: "" },
    { ProcessId: 11, Name: "", ExecutablePath: null, CommandLine: null },
    { ProcessId: null, Name: "x.exe", ExecutablePath: null, CommandLine: null },
  ];
  expect(parseCimInstances(JSON.stringify(rows))).toEqual([
    { pid: 9, command: "uv  run x" },
    { pid: 10, command: "C:\\uv.exe" },
  ]);
});
