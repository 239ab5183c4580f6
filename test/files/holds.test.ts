/** Who holds a name: threads of one process, and processes, however they end. */

import { once } from "node:events";
import fs, {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createServer, type Socket } from "node:net";
import os from "node:os";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import * as holds from "../../src/files/holds";
import { compile, runScript, startScript } from "../support/child";
import { inTime } from "../support/in-time";
import { afterwards, temporaryDirectory } from "../support/temporary";
import { describeUnless, itUnless, NOBODY, noSuperuser } from "../support/unless";

const hold: typeof holds.hold = (...given) => inTime(holds.hold(...given));
const heldBy: typeof holds.heldBy = (name) => inTime(holds.heldBy(name));

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

function held(holding: holds.Holding): holds.Hold {
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
    const sockets = () => readdirSync(join(folder, `pip-cache-${process.geteuid?.()}`));
    expect(sockets()).toHaveLength(2);
    const asking = `Promise.all(["dead", "living"].map(heldBy)).then((all) => print(all.map((one) => one !== undefined)));`;
    expect(await printedIn(folder, asking)).toEqual([false, true]);
    expect(sockets()).toHaveLength(1);
    expect(lstatSync(join(folder, `pip-cache-${process.geteuid?.()}`)).mode & 0o777).toBe(0o700);
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

/** A temporary folder for this process, and the folder of the sockets in it. */
function useTemporary(folder = temporaryDirectory()): string {
  const asking = jest.spyOn(os, "tmpdir").mockReturnValue(folder);
  afterwards(() => asking.mockRestore());
  return join(folder, `pip-cache-${process.geteuid?.()}`);
}

/** Where the socket of a name lies that nobody holds. */
async function freeSocketOf(name: string, sockets: string): Promise<string> {
  const holding = held(await hold([name], "mine"));
  const [socket = ""] = readdirSync(sockets);
  holding.release();
  return join(sockets, socket);
}

/** Somebody else who holds a name, and answers in a way of their own. */
async function listenAt(path: string, answer: (socket: Socket) => void): Promise<{ asked: () => number }> {
  let asked = 0;
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    asked++;
    sockets.push(socket.on("error", () => {}));
    answer(socket);
  });
  await new Promise<void>((resolve) => server.listen(path, resolve));
  afterwards(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return { asked: () => asked };
}

describeUnless(onWindows, "the socket of a name", () => {
  it("is in a folder of ours that nobody else may enter, and gone with the hold", async () => {
    const sockets = useTemporary();
    const one = held(await hold(["a"], "mine"));
    const other = held(await hold(["b"], "mine"));
    expect(statSync(sockets).mode & 0o777).toBe(0o700);
    expect(readdirSync(sockets)).toHaveLength(2);
    one.release();
    expect(readdirSync(sockets)).toEqual([expect.stringMatching(/^[0-9a-f]{16}\.[0-9a-f]{12}$/)]);
    expect([await heldBy("a"), await heldBy("b")]).toEqual([undefined, "mine"]);
    other.release();
    expect(readdirSync(sockets)).toEqual([]);
  });

  it("is in a folder that is closed where it was open", async () => {
    const sockets = useTemporary();
    mkdirSync(sockets);
    chmodSync(sockets, 0o755);
    held(await hold(["a"], "mine"));
    expect(statSync(sockets).mode & 0o777).toBe(0o700);
  });

  it("is not made where something else has the folder's name", async () => {
    const sockets = useTemporary();
    writeFileSync(sockets, "");
    expect(await hold(["a"], "mine")).toMatchObject({ impossible: { message: `${sockets} is somebody else's.` } });
    expect(await heldBy("a")).toBeUndefined();
  });

  itUnless(noSuperuser, "is made as the user in whose rights the process runs", async () => {
    const folder = temporaryDirectory();
    useTemporary(folder);
    chmodSync(folder, 0o777);
    process.seteuid?.(NOBODY);
    afterwards(() => process.seteuid?.(0));
    held(await hold(["a"], "mine"));
    process.seteuid?.(0);
    expect(await hold(["b"], "mine")).toHaveProperty("hold");
  });

  itUnless(noSuperuser, "is not made in somebody else's folder", async () => {
    const sockets = useTemporary();
    mkdirSync(sockets);
    chownSync(sockets, NOBODY, NOBODY);
    expect(await hold(["a"], "mine")).toMatchObject({ impossible: { message: `${sockets} is somebody else's.` } });
  });

  it("is made where the path is as long as an address may be, and elsewhere where it is longer", async () => {
    const parent = temporaryDirectory();
    const rest = Buffer.byteLength(
      join(parent, "x", `pip-cache-${process.geteuid?.()}`, `${"x".repeat(16)}.${"x".repeat(12)}-`),
    );
    const ofBytes = (bytes: number) => {
      const folder = join(parent, "x".repeat(1 + bytes - rest));
      mkdirSync(folder);
      return useTemporary(folder);
    };
    const fits = ofBytes(103);
    held(await hold(["a"], "mine"));
    expect(existsSync(fits)).toBe(true);
    const tooLong = ofBytes(104);
    const name = newName();
    held(await hold([name], "mine"));
    expect(existsSync(tooLong)).toBe(false);
    expect(await heldBy(name)).toBe("mine");
  });

  it("that nobody listens at goes when the name is held, and nothing else does", async () => {
    const sockets = useTemporary();
    const socket = await freeSocketOf("a", sockets);
    const others = [`${socket}-`, `${socket}0`, join(sockets, `x${socket.slice(sockets.length + 1)}`)];
    for (const path of [socket, ...others]) writeFileSync(path, "");
    held(await hold(["a"], "mine"));
    // It is no socket, so it is not ours to remove; nor does it hold anything.
    for (const path of [socket, ...others]) expect(existsSync(path)).toBe(true);
    expect(await heldBy("a")).toBe("mine");
  });

  it("of somebody who says something and then nothing more holds it", async () => {
    const socket = await freeSocketOf("a", useTemporary());
    await listenAt(socket, (asking) => asking.write("half"));
    expect(await inTime(heldBy("a"))).toBe("half");
  });

  itUnless(noSuperuser, "that we may not speak to holds it all the same", async () => {
    const sockets = useTemporary();
    held(await hold(["a"], "mine"));
    for (const folder of [sockets, join(sockets, "..")]) chmodSync(folder, 0o755);
    chmodSync(join(sockets, readdirSync(sockets)[0] ?? ""), 0o600);
    symlinkSync(sockets, join(sockets, `../pip-cache-${NOBODY}`));
    process.seteuid?.(NOBODY);
    afterwards(() => process.seteuid?.(0));
    expect(await heldBy("a")).toBe("");
    process.seteuid?.(0);
  });

  it("is asked three times, since two who begin at once give way to each other, and may be free by then", async () => {
    const sockets = useTemporary();
    const socket = await freeSocketOf("a", sockets);
    const busy = await listenAt(socket, (asking) => asking.end("busy"));
    expect(await hold(["a"], "mine")).toEqual({ by: "busy" });
    expect(busy.asked()).toBe(3);
    fs.unlinkSync(socket);
    await listenAt(socket, (asking) => {
      fs.unlinkSync(socket);
      asking.end("busy");
    });
    held(await hold(["a"], "mine"));
  });

  it("is asked once of somebody who says nothing", async () => {
    const socket = await freeSocketOf("a", useTemporary());
    const silent = await listenAt(socket, (asking) => asking.end());
    expect(await hold(["a"], "mine")).toEqual({ by: "" });
    expect(silent.asked()).toBe(1);
  });

  it("holds nothing where another of the names cannot be held", async () => {
    const sockets = useTemporary();
    const { renameSync } = fs;
    let renamed = 0;
    const renaming = jest.spyOn(fs, "renameSync").mockImplementation((...given) => {
      if (++renamed === 2) throw new Error("no room");
      renameSync(...given);
    });
    afterwards(() => renaming.mockRestore());
    expect(await hold(["a", "b"], "mine")).toMatchObject({ impossible: { message: "no room" } });
    expect([await heldBy("a"), await heldBy("b")]).toEqual([undefined, undefined]);
    expect(readdirSync(sockets).filter((name) => !name.endsWith("-"))).toEqual([]);
  });
});

/** With pipes as on Windows: here a pipe's path is a socket's name in the working directory, of which there is one, too. */
describeUnless(onWindows, "the pipe of a name", () => {
  beforeEach(() => {
    const before = Object.getOwnPropertyDescriptor(process, "platform")!;
    const directory = process.cwd();
    process.chdir(temporaryDirectory());
    Object.defineProperty(process, "platform", { ...before, value: "win32" });
    afterwards(() => {
      Object.defineProperty(process, "platform", before);
      process.chdir(directory);
    });
  });

  it("is held by one, and free when it was released", async () => {
    expect(await heldBy("a")).toBeUndefined();
    const one = held(await hold(["a"], "mine"));
    held(await hold(["b"], "mine"));
    expect(await heldBy("a")).toBe("mine");
    expect(await hold(["a"], "other")).toEqual({ by: "mine" });
    one.release();
    held(await hold(["a"], "other"));
    expect(await heldBy("a")).toBe("other");
  });

  it("belongs to a person", async () => {
    const { USERNAME, USERDOMAIN } = process.env;
    afterwards(() => void Object.assign(process.env, { USERNAME, USERDOMAIN }));
    for (const [index, person] of [
      ["ada", "one"],
      ["bob", "one"],
      ["ada", "two"],
    ].entries()) {
      [process.env.USERNAME, process.env.USERDOMAIN] = person;
      held(await hold(["a"], `${index}`));
      expect(await heldBy("a")).toBe(`${index}`);
    }
    const pipes = readdirSync(".");
    expect(pipes).toHaveLength(3);
    for (const pipe of pipes) expect(pipe).toMatch(/^\\\\\.\\pipe\\pip-cache-[0-9a-f]{16}$/);
  });

  it("that was taken by another in between is theirs, and one that cannot be made is nobody's", async () => {
    const holdings = await Promise.all(["one", "two", "three"].map((says) => hold(["a"], says)));
    expect(holdings.filter((one) => "hold" in one)).toHaveLength(1);
    holdings.forEach((one) => "hold" in one && held(one));
    const gone = temporaryDirectory();
    process.chdir(gone);
    fs.rmdirSync(gone);
    expect(await hold(["b"], "mine")).toMatchObject({ impossible: { code: expect.any(String) } });
  });
});
