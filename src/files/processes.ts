/**
 * What runs on this machine: a cache in use must not be emptied. `/proc` on Linux, `ps` and PowerShell by their absolute
 * paths elsewhere, because an application started from the desktop has next to no `PATH`.
 */
import { readFileSync } from "node:fs";
import { namesIn } from "./presence";
import type { Ended } from "./programs";
import { startProgram } from "./start-program";

export interface RunningProcess {
  pid: number;
  /** The command line, arguments joined by spaces; for a program that hides it, its name. */
  command: string;
}

export interface ListProcessesOptions {
  signal?: AbortSignal;
  /** ms */
  timeout?: number;
}

/** All processes that can be seen, without this one; undefined when they cannot be told. */
export async function listProcesses(options: ListProcessesOptions = {}): Promise<RunningProcess[] | undefined> {
  const list = process.platform === "win32" ? await fromPowerShell(options) : (fromProc() ?? (await fromPs(options)));
  return list?.filter(({ pid }) => pid !== process.pid);
}

/** Undefined where there is no `/proc`, as on macOS. */
function fromProc(): RunningProcess[] | undefined {
  const found = namesIn("/proc").flatMap((name) => {
    const command = /^\d/.test(name) ? commandOf(name) : "";
    return command === "" ? [] : [{ pid: Number(name), command }];
  });
  return found.length > 0 ? found.sort((one, other) => one.pid - other.pid) : undefined;
}

/** Empty where the process has ended, or is the kernel's. */
function commandOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ").trim();
  } catch {
    return "";
  }
}

async function fromPs({ signal, timeout = 5_000 }: ListProcessesOptions): Promise<RunningProcess[] | undefined> {
  // Each column by an option of its own: after `=` the rest may be read as its heading. In the locale C, BSD's writes
  // letters beyond ASCII as `\M-C`, and macOS has no C.UTF-8 of old.
  const args = ["-axww", "-o", "pid=", "-o", "command="];
  const env = { LC_ALL: process.platform === "darwin" ? "en_US.UTF-8" : "C.UTF-8" };
  const { code, stdout } = await startProgram("/bin/ps", args, { env, signal, timeoutMs: timeout });
  signal?.throwIfAborted();
  return code === 0 ? parsePs(stdout) : undefined;
}

/** Lines of `ps -o pid= -o command=`. */
export function parsePs(output: string): RunningProcess[] {
  return output.split("\n").flatMap((line) => {
    const [, pid, command] = /^ *(\d+) +(.*\S)/.exec(line) ?? [];
    return pid && command ? [{ pid: Number(pid), command }] : [];
  });
}

async function fromPowerShell({
  signal,
  timeout = 15_000,
}: ListProcessesOptions): Promise<RunningProcess[] | undefined> {
  const script =
    "Get-CimInstance Win32_Process | Select-Object ProcessId,Name,ExecutablePath,CommandLine | ConvertTo-Json -Compress";
  const { stdout } = await runPowerShell(script, timeout, signal);
  signal?.throwIfAborted();
  try {
    return parseCimInstances(stdout);
  } catch {
    // Not all of a list: it was not to be had, or not in time.
    return undefined;
  }
}

/**
 * When a process began, in words that no later one with its id has; undefined where it has ended, or cannot be asked. One
 * that nobody has taken the end of, since the thread that started it is gone, has ended.
 */
export async function processStart(pid: number): Promise<string | undefined> {
  if (process.platform === "linux") return startFromProc(pid);
  if (process.platform === "win32") return startFromPowerShell(pid);
  const args = ["-o", "stat=", "-o", "lstart=", "-p", String(pid)];
  const { stdout } = await startProgram("/bin/ps", args, { env: { LC_ALL: "C", TZ: "UTC" }, timeoutMs: 5_000 });
  return /^\s*[^Z\s]\S* +(.*\S)/.exec(stdout)?.[1];
}

function startFromProc(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The name before may hold anything; of what follows, the first is the state, the 20th when it began since the boot.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    if (fields[0] === "Z") return undefined;
    return `${fields[19]} ${readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim()}`;
  } catch {
    return undefined;
  }
}

async function startFromPowerShell(pid: number): Promise<string | undefined> {
  const { stdout } = await runPowerShell(`(Get-Process -Id ${pid}).StartTime.ToFileTimeUtc()`, 15_000);
  return stdout || undefined;
}

function runPowerShell(script: string, timeoutMs: number, signal?: AbortSignal): Promise<Ended> {
  const system = process.env.SystemRoot ?? "C:\\Windows";
  return startProgram(
    `${system}\\System32\\WindowsPowerShell\\v1.0\\powershell.exe`,
    ["-NoProfile", "-NonInteractive", "-Command", `[Console]::OutputEncoding=[Text.Encoding]::UTF8; ${script}`],
    { env: process.env, signal, timeoutMs },
  );
}

/** The JSON of `Get-CimInstance Win32_Process | ConvertTo-Json`: one object or a list of them. */
export function parseCimInstances(output: string): RunningProcess[] {
  const parsed: unknown = JSON.parse(output);
  const rows = (Array.isArray(parsed) ? parsed : [parsed]) as Record<string, unknown>[];
  return rows.flatMap(({ ProcessId, Name, ExecutablePath, CommandLine }) => {
    const command = [CommandLine, ExecutablePath, Name].find((text) => typeof text === "string" && text !== "");
    return typeof ProcessId === "number" && typeof command === "string" ? [{ pid: ProcessId, command }] : [];
  });
}
