/**
 * Holds names for as long as the thread that took them lives, and no longer: for each a listening socket, which ends with its
 * thread in whatever way that ends, while threads of one process share the process' id. On Windows a named pipe, of which
 * there is one of each name; elsewhere a file, so that those of the dead have to be told from those of the living.
 */
import { createHash, randomBytes } from "node:crypto";
import { chmodSync, lstatSync, mkdirSync, renameSync } from "node:fs";
import { connect, createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { removeOwnSocket } from "./own";
import { namesIn } from "./presence";

export interface Hold {
  release: () => void;
}

/**
 * What came of it: the names are held; one of them is by somebody else; or nothing can be held here, as where no socket can
 * be made.
 */
export type Holding = { hold: Hold } | { by: string } | { impossible: unknown };

/** The path of a socket has room in the address of one on macOS, the shortest there is; its end is a zero byte. */
const MAX_PATH_BYTES = 103;
/** Two that want the same at the same moment see each other, give way, and try again after up to so long. ms */
const GIVE_WAY_MS = 50;
const ATTEMPTS = 3;
/** Who holds a name says what it does as soon as its thread turns; who is busy for longer holds it all the same. ms */
const ANSWER_MS = 1_000;

/**
 * Takes all of the names, or none. Does not wait for what others hold.
 * @param says what others are told of who holds them
 */
export async function hold(names: readonly string[], says: string): Promise<Holding> {
  const sorted = [...new Set(names)].sort();
  for (let attempt = 1; attempt < ATTEMPTS; attempt++) {
    const holding = await holdAll(sorted, says);
    if (!("by" in holding) || holding.by === "") return holding;
    await delay(Math.random() * GIVE_WAY_MS);
  }
  return holdAll(sorted, says);
}

async function holdAll(names: string[], says: string): Promise<Holding> {
  const holds: Hold[] = [];
  const release = () => holds.forEach((one) => one.release());
  try {
    for (const name of names) {
      const one = await holdOne(name, says);
      if ("by" in one) {
        release();
        return one;
      }
      holds.push(one);
    }
    return { hold: { release } };
  } catch (error) {
    release();
    return { impossible: error };
  }
}

/** What the one says that holds a name, "" where it does not say anything; undefined where nobody holds it. */
export async function heldBy(name: string): Promise<string | undefined> {
  if (process.platform === "win32") return answerOf(pipeOf(name));
  const folder = socketFolder();
  for (const path of socketsOf(folder, name)) {
    const answer = await answerOf(path);
    if (answer !== undefined) return answer;
    // No two sockets ever have the same path: whoever made this one is gone.
    removeOwnSocket(path);
  }
  return undefined;
}

type HoldingOne = Hold | { by: string };

function holdOne(name: string, says: string): Promise<HoldingOne> {
  return process.platform === "win32" ? holdPipe(name, says) : holdSocket(name, says);
}

/** Wine makes a second pipe of the same name all the same: so it is looked for, too. */
async function holdPipe(name: string, says: string): Promise<HoldingOne> {
  const by = await heldBy(name);
  if (by !== undefined) return { by };
  try {
    const server = await listen(pipeOf(name), says);
    return { release: () => server.close() };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EADDRINUSE") return { by: (await heldBy(name)) ?? "" };
    throw error;
  }
}

/** Shows its own socket first and looks for others then: of two, at least one sees the other. */
async function holdSocket(name: string, says: string): Promise<HoldingOne> {
  const folder = madeFolder();
  const path = join(folder, `${keyOf(name)}.${randomBytes(6).toString("hex")}`);
  // It has its name only when it listens: until then it looks like one of the dead.
  const beginning = `${path}-`;
  const server = await listen(beginning, says);
  const own = { release: () => void (server.close(), removeOwnSocket(path)) };
  try {
    renameSync(beginning, path);
    for (const other of socketsOf(folder, name)) {
      if (other === path) continue;
      const by = await answerOf(other);
      if (by !== undefined) {
        own.release();
        return { by };
      }
      removeOwnSocket(other);
    }
    return own;
  } catch (error) {
    own.release();
    throw error;
  }
}

function listen(path: string, says: string): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => {
      socket.on("error", () => {});
      socket.unref().end(says);
    });
    server.unref().once("error", reject);
    server.listen(path, () => {
      server.on("error", () => {});
      resolve(server);
    });
  });
}

/** What a socket says; undefined where nobody listens. Whatever else is wrong with it, somebody may. */
function answerOf(path: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    let said = "";
    const socket = connect(path);
    const patience = setTimeout(() => end(said), ANSWER_MS);
    const end = (answer: string | undefined) => {
      clearTimeout(patience);
      socket.destroy();
      resolve(answer);
    };
    socket.setEncoding("utf8").on("data", (text: string) => (said += text));
    socket.on("close", () => end(said));
    socket.on("error", ({ code }: NodeJS.ErrnoException) =>
      end(code === "ECONNREFUSED" || code === "ENOENT" || code === "ENOTSOCK" ? undefined : said),
    );
  });
}

const keyOf = (name: string): string => createHash("sha256").update(name).digest("hex").slice(0, 16);

/** Pipes belong to the machine, not to the person. */
const pipeOf = (name: string): string =>
  `\\\\.\\pipe\\pip-cache-${keyOf(`${process.env.USERDOMAIN ?? ""}\\${process.env.USERNAME ?? ""}\n${name}`)}`;

/** Of sockets that have their names; see `holdSocket`. */
function socketsOf(folder: string, name: string): string[] {
  const own = new RegExp(`^${keyOf(name)}\\.[0-9a-f]{12}$`);
  return namesIn(folder).flatMap((one) => (own.test(one) ? join(folder, one) : []));
}

/** Not the support folder: on macOS that is too long a path for a socket. */
function socketFolder(): string {
  const name = `pip-cache-${process.geteuid?.() ?? 0}`;
  const longest = join(tmpdir(), name, `${"x".repeat(16)}.${"x".repeat(12)}-`);
  return join(Buffer.byteLength(longest) > MAX_PATH_BYTES ? "/tmp" : tmpdir(), name);
}

/** The folder of the sockets, which nobody else may enter. Throws where there is none to be had. */
function madeFolder(): string {
  const folder = socketFolder();
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
  const stats = lstatSync(folder);
  if (!stats.isDirectory() || stats.uid !== process.geteuid?.()) throw new Error(`${folder} is somebody else's.`);
  if (stats.mode & 0o077) chmodSync(folder, 0o700);
  return folder;
}
