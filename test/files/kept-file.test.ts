/** A file that only saves work is there whole, or as it was. */
import fs, { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { once } from "node:events";
import { keepFile, keptFileAt } from "../../src/files/kept-file";
import { compile, startScript } from "../support/child";
import { mountVolume, noMounts } from "../support/mounts";
import { temporaryDirectory } from "../support/temporary";
import { itUnless } from "../support/unless";

it("takes the place of the one before, in a folder made for it, for nobody else to read", async () => {
  const path = join(temporaryDirectory(), "support", "rows.bin");
  await keepFile(path, Buffer.from("first"));
  await keepFile(path, Buffer.from("second"));
  expect(readFileSync(path, "utf8")).toBe("second");
  expect(readdirSync(join(path, ".."))).toEqual(["rows.bin"]);
  if (process.platform !== "win32") expect(statSync(path).mode & 0o777).toBe(0o600);
});

it("removes what was left of one that ended midway", async () => {
  const folder = temporaryDirectory();
  writeFileSync(join(folder, ".rows.bin.1-1000-0.tmp"), "half");
  await keepFile(join(folder, "rows.bin"), Buffer.from("whole"));
  expect(readdirSync(folder)).toEqual(["rows.bin"]);
});

itUnless(noMounts, "leaves nothing on a full volume but the one before", async () => {
  const path = join(mountVolume(1 << 20), "rows.bin");
  await keepFile(path, Buffer.from("first"));
  await expect(keepFile(path, Buffer.alloc(2 << 20, 1))).rejects.toThrow("ENOSPC");
  expect(readdirSync(join(path, ".."))).toEqual(["rows.bin"]);
  expect(readFileSync(path, "utf8")).toBe("first");
});

it("leaves nothing where it cannot take the name", async () => {
  const folder = temporaryDirectory();
  mkdirSync(join(folder, "rows.bin", "in"), { recursive: true });
  await expect(keepFile(join(folder, "rows.bin"), Buffer.from("x"))).rejects.toThrow();
  expect(readdirSync(folder)).toEqual(["rows.bin"]);
});

it("is not replaced by what was found out before it, or what builds on that", async () => {
  const path = join(temporaryDirectory(), "rows.bin");
  expect(await keepFile(path, Buffer.from("new"), { at: 2000 })).toBe(true);
  expect(await keepFile(path, Buffer.from("old"), { at: 1999 })).toBe(false);
  expect(await keepFile(path, Buffer.from("built on old"), { at: 3000, since: 1999 })).toBe(false);
  expect([readFileSync(path, "utf8"), keptFileAt(path)]).toEqual(["new", 2000]);
  expect(await keepFile(path, Buffer.from("built on new"), { at: 3000, since: 2000 })).toBe(true);
  expect([readFileSync(path, "utf8"), keptFileAt(path)]).toEqual(["built on new", 3000]);
  expect(readdirSync(join(path, ".."))).toEqual(["rows.bin"]);
});

it("is replaced where it comes from the future", async () => {
  const path = join(temporaryDirectory(), "rows.bin");
  await keepFile(path, Buffer.from("future"), { at: Date.now() + 3_600_000 });
  expect(keptFileAt(path)).toBeUndefined();
  expect(await keepFile(path, Buffer.from("now"))).toBe(true);
});

it("waits for nobody that has ended midway", async () => {
  const folder = temporaryDirectory();
  writeFileSync(join(folder, ".rows.bin.turn.1-1000-0.tmp"), "");
  expect(await keepFile(join(folder, "rows.bin"), Buffer.from("whole"))).toBe(true);
  expect(readdirSync(folder)).toEqual(["rows.bin"]);
});

it("waits until another has looked and replaced", async () => {
  const folder = temporaryDirectory();
  const other = join(folder, `.rows.bin.turn.${process.pid}-${Date.now()}-999999.tmp`);
  writeFileSync(other, "");
  const opened = jest.spyOn(fs, "openSync");
  const kept = keepFile(join(folder, "rows.bin"), Buffer.from("whole"));
  const tries = () => opened.mock.calls.filter(([path]) => String(path).includes(".rows.bin.turn.")).length;
  while (tries() < 3 && !readdirSync(folder).includes("rows.bin"))
    await new Promise((resolve) => setImmediate(resolve));
  expect(readdirSync(folder)).not.toContain("rows.bin");
  rmSync(other);
  expect(await kept).toBe(true);
  expect(readdirSync(folder)).toEqual(["rows.bin"]);
  opened.mockRestore();
});

/** Keeps what was found out at times that are in no order, and tells of which it had found in the file before and after. */
const keeper = `
  import { readFileSync } from "node:fs";
  import { keepFile } from "./src/files/kept-file";
  const { path, times } = JSON.parse(process.argv[2]);
  const seen = [];
  const look = () => {
    try {
      const text = readFileSync(path, "utf8");
      const [at, rest] = text.split(" ");
      if (rest.length !== 50_000) throw new Error("Half of a file");
      seen.push(Number(at));
    } catch (error) {
      if (error.code !== "ENOENT") throw error;
    }
  };
  void (async () => {
    for (const at of times) {
      look();
      const bytes = Buffer.from(at + " " + "x".repeat(50_000));
      for (let isKept = false; !isKept;) {
        try {
          await keepFile(path, bytes, { at });
          isKept = true;
        } catch (error) {
          // Windows gives no name away that somebody has open.
          if (process.platform !== "win32") throw error;
        }
      }
      look();
    }
    process.stdout.write(JSON.stringify(seen));
  })();
`;

it("never becomes older, and is always whole, while two processes keep what they have found out", async () => {
  const path = join(temporaryDirectory(), "rows.bin");
  const script = await compile(keeper);
  const [first, second] = [0, 1].map((own) =>
    Array.from({ length: 150 }, (_, at) => 1_000_000 + at * 20 - ((at * 37 + own * 11) % 90)),
  );
  const seen = await Promise.all(
    [first, second].map(async (times) => {
      const child = startScript(script, { path, times });
      let text = "";
      child.stdout?.on("data", (part: Buffer) => (text += part.toString()));
      child.stderr?.on("data", (part: Buffer) => (text += part.toString()));
      await once(child, "close");
      return JSON.parse(text) as number[];
    }),
  );
  for (const times of seen) {
    expect(times.length).toBeGreaterThan(298);
    expect(times).toEqual([...times].sort((a, b) => a - b));
  }
  expect(keptFileAt(path)).toBe(Math.max(...first, ...second));
  expect(readdirSync(join(path, ".."))).toEqual(["rows.bin"]);
});
