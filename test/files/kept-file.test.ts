/** A file that only saves work is there whole, or as it was. */
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { keepFile } from "../../src/files/kept-file";
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
