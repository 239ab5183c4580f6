/** Of what two processes change in a file of ours at the same moment, nothing is lost. */
import { once } from "node:events";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { changeFile } from "../../src/files/replace-file";
import { awaitTurn, beginTurn } from "../../src/files/turns";
import { compile, startScript } from "../support/child";
import { mountVolume, noMounts } from "../support/mounts";
import { temporaryDirectory } from "../support/temporary";
import { itUnless } from "../support/unless";

/** Adds lines one by one, and takes its time between the last look and the renaming. */
const adder = `
  const fs = require("node:fs");
  const { renameSync } = fs;
  fs.renameSync = (from, to) => {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2);
    renameSync(from, to);
  };
  // Nobody waits in vain here, however long the other one takes on a busy machine.
  Date.now = () => 1e12;
  const { changeFile } = require("./src/files/replace-file");
  const { path, lines } = JSON.parse(process.argv[2]);
  for (const line of lines) {
    for (let isAdded = false; !isAdded;) {
      try {
        changeFile(path, (bytes = Buffer.alloc(0)) => Buffer.from(bytes + line + "\\n"), { keep: false, inTurn: true });
        isAdded = true;
      } catch (error) {
        // Windows gives no name away that somebody has open.
        if (process.platform !== "win32") throw error;
      }
    }
  }
`;

it("keeps each line that two processes add", async () => {
  const path = join(temporaryDirectory(), "support", "kept.json");
  const script = await compile(adder);
  const lines = ["one", "other"].map((name) => Array.from({ length: 60 }, (_, at) => `${name} ${at}`));
  const ended = lines.map(async (own) => {
    const child = startScript(script, { path, lines: own });
    let said = "";
    child.stderr?.on("data", (part: Buffer) => (said += part.toString()));
    await once(child, "close");
    return said;
  });
  expect(await Promise.all(ended)).toEqual(["", ""]);
  const written = readFileSync(path, "utf8").trimEnd().split("\n");
  expect(written.toSorted()).toEqual(lines.flat().toSorted());
  expect(readdirSync(dirname(path))).toEqual(["kept.json"]);
});

it("is had by one at a time, and by the next one when it has ended", () => {
  const path = join(temporaryDirectory(), "kept.json");
  const end = awaitTurn(path);
  expect(beginTurn(path)).toBeUndefined();
  end();
  beginTurn(path)?.();
  expect(readdirSync(dirname(path))).toEqual([]);
});

it("is waited for only so long: what ended with its thread hinders nobody", () => {
  const path = join(temporaryDirectory(), "kept.json");
  const left = join(dirname(path), `.kept.json.turn.${process.pid}-${Date.now()}-0.tmp`);
  writeFileSync(left, "");
  changeFile(path, () => Buffer.from("said"), { keep: false, inTurn: true });
  expect(readFileSync(path, "utf8")).toBe("said");
});

itUnless(noMounts, "changes nothing on a full volume, says so, and leaves no turn", () => {
  const folder = mountVolume(1 << 20);
  const path = join(folder, "kept.json");
  const add = (bytes: Buffer | undefined) => Buffer.concat([bytes ?? Buffer.alloc(0), Buffer.from("more ".repeat(50))]);
  changeFile(path, add, { keep: false, inTurn: true });
  const before = readFileSync(path, "utf8");
  expect(() => writeFileSync(join(folder, "filler"), Buffer.alloc(2 << 20, 1))).toThrow("ENOSPC");
  expect(() => changeFile(path, add, { keep: false, inTurn: true })).toThrow("The disk is full. Nothing was changed.");
  expect(readFileSync(path, "utf8")).toBe(before);
  expect(readdirSync(folder).filter((name) => name.includes("kept"))).toEqual(["kept.json"]);
});
