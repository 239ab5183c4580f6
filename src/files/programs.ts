/**
 * The one place that starts programs: each by an absolute path that others can write no part of, without a shell and
 * without input, bounded in time and in what it may say, also when nobody is left who waits for it.
 */
import { spawn } from "node:child_process";
import type { Readable, Writable } from "node:stream";
import { parentPort } from "node:worker_threads";
import { accessSync, closeSync, constants, fstatSync, lstatSync, readSync, statSync } from "node:fs";
import { delimiter } from "node:path";
import { isNotFound } from "./failure";
import { openUnnamedFile } from "./own";
import { whyUntrusted, type Untrusted } from "./trust";

export interface StartOptions {
  /** All of its environment: nothing of ours is added. */
  env: NodeJS.ProcessEnv;
  /** Absolute; ours when absent. */
  cwd?: string;
  signal?: AbortSignal;
  /** ms; none when absent. */
  timeoutMs?: number;
  /** From asking it to end until it is ended. ms */
  patienceMs?: number;
  /** Characters of what it says; a program that says more is ended. */
  maxOutput?: number;
  /** A person has said to start it whatever its folders are like. */
  anyway?: boolean;
  /** It was started, and has this id. */
  onStart?: (pid: number) => void;
  /** What it has said by now, soon after it did. Only of what `outlives` us. */
  onSaid?: (all: string) => void;
  /**
   * It goes on when the thread that started it ends, and may say something then: what it says goes into files without a
   * name, and its errors come after the rest. On Windows, where such files are not to be had, saying something may end it.
   * Without this it is ended with that thread, and what it has started too; on Windows only with the process.
   */
  outlives?: boolean;
}

export interface Ended {
  /**
   * `ended`: by itself, with a code, whatever it left running. `refused`: it was not started, because others could have
   * changed it. `gone`: there is none at the path. `failed`: it could not be started, or something else ended it.
   */
  outcome: "ended" | "refused" | "gone" | "timed out" | "stopped" | "failed";
  code?: number;
  /** Why there is no code: a sentence. */
  reason?: string;
  /** Of `refused`. */
  untrusted?: Untrusted;
  stdout: string;
  stderr: string;
  /** Both, in their order. */
  all: string;
}

const isPosix = process.platform !== "win32";
const PATIENCE_MS = 500;
const MAX_OUTPUT = 10_000_000;
/** A child of a program that has ended may keep its pipes open: after this nothing more is read from them. ms */
const PIPES_MS = 1_000;
/** How often it is looked whether something was said. ms */
const SAID_MS = 200;

/** What is asked of the thread that starts programs. */
export interface StartQuestion {
  id: number;
  path: string;
  args: string[];
  options: Omit<StartOptions, "signal" | "onStart" | "onSaid">;
}

/** What it says: that a program was started, or how it ended. */
export interface StartAnswer {
  id: number;
  pid?: number;
  ended?: Ended;
}

/** What a thread does that starts programs for others. It says once that it is there. */
export function serveStarts(): void {
  const port = parentPort;
  if (port === null) return;
  const stops = new Map<number, AbortController>();
  const answer = (said: StartAnswer) => port.postMessage(said);
  port.on("message", (message: StartQuestion | { stop: number }) => {
    if ("stop" in message) return stops.get(message.stop)?.abort();
    const { id, path, args, options } = message;
    const stop = new AbortController();
    stops.set(id, stop);
    const onStart = (pid: number) => answer({ id, pid });
    void startHere(path, args, { ...options, signal: stop.signal, onStart }).then((ended) => {
      stops.delete(id);
      answer({ id, ended });
    });
  });
  port.postMessage(undefined);
}

/**
 * Starts a program from this very thread and waits for its end. Never throws: how it went is the outcome. Not to be called where
 * `startProgram` can be.
 */
export async function startHere(path: string, args: string[], options: StartOptions): Promise<Ended> {
  const { env, cwd, signal, timeoutMs, patienceMs = PATIENCE_MS, maxOutput = MAX_OUTPUT, anyway, outlives } = options;
  if (signal?.aborted) return without("stopped", "It was stopped.");
  const why = anyway ? undefined : whyUntrusted(path);
  if (why) return { ...without("refused", refusalOf(why)), untrusted: why };
  // Windows asks its shell for what is no .exe, and that ends with a code of its own where there is nothing.
  if (isMissing(path)) return without("gone", "It is gone.");
  const { execa } = await import("execa");
  const files = outlives && isPosix ? [openUnnamedFile(), openUnnamedFile()] : undefined;
  const watcher = isPosix && !outlives ? startWatcher() : undefined;
  const run = execa(path, args, {
    all: true,
    cleanup: !outlives,
    cancelSignal: signal,
    cwd,
    // A group of its own, which can be ended as a whole, and no terminal that it could ask at.
    detached: isPosix,
    env,
    extendEnv: false,
    forceKillAfterDelay: patienceMs,
    maxBuffer: maxOutput,
    reject: false,
    stdin: "ignore",
    // Its types know only of those up to 9.
    ...(files && { stdout: files[0] as 9, stderr: files[1] as 9 }),
    timeout: timeoutMs,
    windowsHide: true,
  });
  const { pid } = run;
  const closePipes = () => [run.stdout, run.stderr].forEach((pipe) => pipe?.destroy());
  let pipesTimer: NodeJS.Timeout | undefined;
  let ownCode: number | undefined;
  if (pid === undefined) watcher?.end();
  else {
    watcher?.write(`${pid}\n`);
    run.once("exit", (code) => {
      watcher?.end("ended\n");
      if (!run.killed) ownCode = code ?? undefined;
      else if (isPosix) endGroup(pid);
      // What it said itself is read first, however late this thread is.
      pipesTimer = setTimeout(() => setImmediate(closePipes), PIPES_MS);
    });
    options.onStart?.(pid);
  }
  const listening = options.onSaid && outlives ? listen(options.onSaid, files, run.all, maxOutput) : undefined;
  // Of one that cannot be ended at all.
  const overdue = timeoutMs === undefined ? undefined : afterLimit(timeoutMs + patienceMs + 2 * PIPES_MS);
  const result = await Promise.race([run, ...(overdue ? [overdue.passed] : [])]);
  overdue?.clear();
  clearTimeout(pipesTimer);
  clearInterval(listening);
  if (result === undefined) closePipes();
  const said = files ? saidInFiles(files, maxOutput) : saidIn(result);
  if (result === undefined || result.timedOut) {
    // The limit may pass while the pipes are waited for.
    if (ownCode !== undefined) return { outcome: "ended", code: ownCode, ...said };
    return { ...without("timed out", `It did not answer within ${Math.round((timeoutMs ?? 0) / 1000)} s.`), ...said };
  }
  const { exitCode, isCanceled, code, signal: endedBy, originalMessage } = result;
  if (isCanceled) return { ...without("stopped", "It was stopped."), ...said };
  if (exitCode !== undefined) return { outcome: "ended", code: exitCode, ...said };
  const nowhere = pid === undefined && cwd !== undefined ? whyNotIn(cwd) : undefined;
  if (nowhere !== undefined) return { ...without("failed", nowhere), ...said };
  if (code === "ENOENT") return { ...without("gone", "It is gone."), ...said };
  const reason = endedBy ? `It was ended by ${endedBy}.` : originalMessage;
  const isForbidden = code === "EACCES" || code === "EPERM";
  return { ...without("failed", isForbidden ? "It may not be started." : reason), ...said };
}

/**
 * Of a shell that reads the id of a group, and then that its leader has ended. A pipe that ends without that word means that
 * the thread is gone. What waits is a process that nobody has to take the end of.
 */
const WATCHING =
  '{ read -r group <&3 && { read -r ended <&3 || { kill -TERM "-$group"; sleep 1; kill -KILL "-$group"; }; }; } &';

/**
 * Sees to it that a program does not go on when the thread that would have ended it is gone, or the whole process: then no
 * timer of ours fires any more, and the end of a pipe is all that is heard. It is there before the program, so that there
 * is next to no time in which that is watched by nobody.
 */
function startWatcher(): Writable | undefined {
  if (whyUntrusted("/bin/sh")) return undefined;
  try {
    // Whose it is, for who lists processes.
    const watcher = spawn("/bin/sh", ["-c", WATCHING, "watcher", String(process.pid)], {
      cwd: "/",
      detached: true,
      env: { PATH: "/usr/bin:/bin" },
      // Its input would be closed when the first of its processes ends.
      stdio: ["ignore", "ignore", "ignore", "pipe"],
    });
    watcher.once("error", () => {});
    const pipe = watcher.stdio[3] as Writable;
    return pipe.once("error", () => {});
  } catch {
    // While we are there it is missed by nobody.
    return undefined;
  }
}

/** What the leader of a group, which was ended, has left. */
function endGroup(pid: number): void {
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // Nothing.
  }
}

type Said = Pick<Ended, "stdout" | "stderr" | "all">;

const saidIn = ({ stdout = "", stderr = "", all = "" }: Partial<Said> = {}): Said => ({ stdout, stderr, all });

/** What was written into files that are open here, and closes them. */
function saidInFiles(files: number[], maxOutput: number): Said {
  try {
    return readSaid(files, maxOutput);
  } finally {
    files.forEach((file) => closeSync(file));
  }
}

function readSaid(files: number[], maxOutput: number): Said {
  const [stdout = "", stderr = ""] = files.map((file) => {
    const bytes = Buffer.alloc(Math.min(fstatSync(file).size, maxOutput));
    readSync(file, bytes, 0, bytes.length, 0);
    return bytes.toString("utf8").trimEnd();
  });
  return { stdout, stderr, all: [stdout, stderr].filter(Boolean).join("\n") };
}

/** Hands over what was said, each time that it has become more. */
function listen(
  onSaid: (all: string) => void,
  files: number[] | undefined,
  pipe: Readable | undefined,
  maxOutput: number,
): NodeJS.Timeout | undefined {
  let all = "";
  if (files === undefined) {
    pipe?.on("data", (some: Buffer | string) => onSaid((all += String(some))));
    return undefined;
  }
  return setInterval(() => {
    const said = readSaid(files, maxOutput).all;
    if (said !== all) onSaid((all = said));
  }, SAID_MS);
}

function isMissing(path: string): boolean {
  try {
    lstatSync(path);
    return false;
  } catch (error) {
    return isNotFound(error);
  }
}

/** Why no program can be started in a folder: a sentence. The system reports it as if it were the program's own fault. */
function whyNotIn(folder: string): string | undefined {
  try {
    if (!statSync(folder).isDirectory()) return `It cannot be started in ${folder}, which is no folder.`;
    accessSync(folder, constants.X_OK);
    return undefined;
  } catch (error) {
    return `It cannot be started in ${folder}, which ${isNotFound(error) ? "is gone" : "may not be opened"}.`;
  }
}

/** Why a program is not started, in a sentence that names the folder. */
export function refusalOf({ path, reason }: Untrusted): string {
  return `It was not started, because of ${path}: ${reason}`;
}

/** A `PATH` of those folders in which nobody else can have put a program; of the system's own where that leaves none. */
export function trustedFolders(folders: string[]): string {
  const trusted = folders.filter((folder) => !whyUntrusted(folder, "folder"));
  if (trusted.length > 0) return trusted.join(delimiter);
  // An empty one would mean the working directory.
  return process.platform === "win32" ? `${process.env.SystemRoot ?? "C:\\Windows"}\\System32` : "/usr/bin:/bin";
}

function without(outcome: Ended["outcome"], reason?: string): Ended {
  return { outcome, reason, stdout: "", stderr: "", all: "" };
}

function afterLimit(milliseconds: number): { passed: Promise<undefined>; clear: () => void } {
  let timer: NodeJS.Timeout;
  const passed = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), milliseconds);
  });
  return { passed, clear: () => clearTimeout(timer) };
}
