/**
 * What runs on this machine: a cache in use must not be emptied. `/proc` on Linux, `ps` and PowerShell by their absolute
 * paths elsewhere, because an application started from the desktop has next to no `PATH`.
 */
import { readdirSync, readFileSync } from "node:fs";
import { startProgram } from "./programs";

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
  const list =
    await lists[process.platform === "linux" || process.platform === "win32" ? process.platform : "posix"](options);
  return list?.filter(({ pid }) => pid !== process.pid);
}

const lists = {
  linux: async (options: ListProcessesOptions) => fromProc() ?? (await fromPs(options)),
  posix: fromPs,
  win32: fromPowerShell,
};

function fromProc(): RunningProcess[] | undefined {
  try {
    const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
    const found = pids.flatMap((pid) => {
      try {
        const command = readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ").trim();
        return command === "" ? [] : [{ pid: Number(pid), command }];
      } catch {
        return [];
      }
    });
    return found.length > 0 ? found : undefined;
  } catch {
    return undefined;
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
    const [, pid, command] = /^\s*(\d+)\s+(.+)$/.exec(line) ?? [];
    return pid === undefined || command === undefined ? [] : [{ pid: Number(pid), command: command.trim() }];
  });
}

async function fromPowerShell({
  signal,
  timeout = 15_000,
}: ListProcessesOptions): Promise<RunningProcess[] | undefined> {
  const script =
    "Get-CimInstance Win32_Process | Select-Object ProcessId,Name,ExecutablePath,CommandLine | ConvertTo-Json -Compress";
  const system = process.env.SystemRoot ?? "C:\\Windows";
  const { code, stdout } = await startProgram(
    `${system}\\System32\\WindowsPowerShell\\v1.0\\powershell.exe`,
    ["-NoProfile", "-NonInteractive", "-Command", `[Console]::OutputEncoding=[Text.Encoding]::UTF8; ${script}`],
    { env: process.env, signal, timeoutMs: timeout },
  );
  signal?.throwIfAborted();
  if (code !== 0) return undefined;
  try {
    return parseCimInstances(stdout);
  } catch {
    return undefined;
  }
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
