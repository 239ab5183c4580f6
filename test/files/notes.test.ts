/** Notes that outlive who wrote them, whatever became of their last line. */

import { appendFileSync, mkdirSync, readdirSync, statSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { addToNote, hasNote, newNoteId, readNotes, removeNote, writeNote } from "../../src/files/notes";
import { mountVolume, noMounts } from "../support/mounts";
import { afterwards, temporaryDirectory } from "../support/temporary";
import { itUnless } from "../support/unless";

const onWindows =
  process.platform === "win32" ? "Windows has other permissions, and links that few may make" : undefined;

it("a note has its lines in their order, from whoever adds them, until it is removed", () => {
  const folder = join(temporaryDirectory(), "support", "acts");
  const id = newNoteId();
  const note = writeNote(folder, id, { what: "alpha" });
  note.add({ done: 1 });
  expect(readNotes(folder)).toEqual([{ id, head: { what: "alpha" }, lines: [{ done: 1 }] }]);
  addToNote(folder, id, { settled: "yes" });
  note.add({ done: 2 });
  expect(readNotes(folder)[0]?.lines).toEqual([{ done: 1 }, { settled: "yes" }, { done: 2 }]);
  expect(hasNote(folder, id)).toBe(true);
  note.remove();
  note.add({ done: 3 });
  note.remove();
  expect([hasNote(folder, id), readNotes(folder), readdirSync(folder)]).toEqual([false, [], []]);
});

it("a line that was cut off is none, and swallows none that is added later", () => {
  const folder = temporaryDirectory();
  const id = newNoteId();
  const note = writeNote(folder, id, { what: "alpha" });
  afterwards(note.remove);
  note.add({ done: 1 });
  appendFileSync(join(folder, `${id}.jsonl`), '{"done":2');
  expect(readNotes(folder)[0]?.lines).toEqual([{ done: 1 }]);
  addToNote(folder, id, { settled: "yes" });
  expect(readNotes(folder)[0]?.lines).toEqual([{ done: 1 }, { settled: "yes" }]);
});

it("nothing is added to one that is gone", () => {
  const folder = temporaryDirectory();
  const id = newNoteId();
  expect(() => addToNote(folder, id, {})).toThrow(/ENOENT/);
  expect(readdirSync(folder)).toEqual([]);
  removeNote(folder, id);
});

it("what is no note of ours is neither read nor removed", () => {
  const folder = temporaryDirectory();
  const id = newNoteId();
  writeFileSync(join(folder, `${newNoteId().toUpperCase()}.jsonl`), '{"what":"alpha"}\n');
  writeFileSync(join(folder, `${id}.jsonl.tmp`), '{"what":"alpha"}\n');
  writeFileSync(join(folder, `x${id}.jsonl`), '{"what":"alpha"}\n');
  writeFileSync(join(folder, `${newNoteId()}.jsonl`), "alpha\n");
  mkdirSync(join(folder, `${id}.jsonl`));
  const before = readdirSync(folder);
  expect(readNotes(folder)).toEqual([]);
  removeNote(folder, id);
  removeNote(folder, "../x");
  expect(readdirSync(folder)).toEqual(before);
  expect(readNotes(join(folder, "missing"))).toEqual([]);
});

itUnless(onWindows, "nobody else may read it, and none is read through a link", () => {
  const folder = join(temporaryDirectory(), "acts");
  const [id, other] = [newNoteId(), newNoteId()];
  writeNote(folder, id, { what: "alpha" });
  symlinkSync(join(folder, `${id}.jsonl`), join(folder, `${other}.jsonl`));
  expect(statSync(join(folder, `${id}.jsonl`)).mode & 0o777).toBe(0o600);
  expect(readNotes(folder).map((note) => note.id)).toEqual([id]);
  removeNote(folder, other);
  expect(readdirSync(folder)).toContain(`${other}.jsonl`);
});

it("a line that is no object is none, and a note of which the first is none is no note", () => {
  const folder = temporaryDirectory();
  const [id, other] = [newNoteId(), newNoteId()];
  writeFileSync(join(folder, `${id}.jsonl`), '{"what":"alpha"}\nnull\n5\n"x"\n{"done":1}\n');
  writeFileSync(join(folder, `${other}.jsonl`), 'null\n{"done":1}\n');
  expect(readNotes(folder)).toEqual([{ id, head: { what: "alpha" }, lines: [{ done: 1 }] }]);
});

it("a file that is larger than any note is none", () => {
  const folder = temporaryDirectory();
  const id = newNoteId();
  writeFileSync(join(folder, `${id}.jsonl`), '{"what":"alpha"}\n');
  truncateSync(join(folder, `${id}.jsonl`), 16_000_000);
  expect(readNotes(folder)).toHaveLength(1);
  truncateSync(join(folder, `${id}.jsonl`), 16_000_001);
  expect(readNotes(folder)).toEqual([]);
});

it("one that cannot take its name leaves nothing, and none is written over another that is being written", () => {
  const folder = temporaryDirectory();
  const id = newNoteId();
  mkdirSync(join(folder, `${id}.jsonl`, "in"), { recursive: true });
  expect(() => writeNote(folder, id, { what: "alpha" })).toThrow(/EISDIR|ENOTEMPTY|EPERM/);
  expect(readdirSync(folder)).toEqual([`${id}.jsonl`]);
  const other = newNoteId();
  writeFileSync(join(folder, `${other}.jsonl.tmp`), "being written");
  expect(() => writeNote(folder, other, { what: "alpha" })).toThrow(/EEXIST/);
});

itUnless(noMounts, "a line for which there is no room is left out, and what was written stands", () => {
  const folder = mountVolume(1 << 20);
  const id = newNoteId();
  const note = writeNote(folder, id, { what: "alpha" });
  afterwards(note.remove);
  note.add({ done: 1 });
  note.add({ large: "x".repeat(2 << 20) });
  expect(readNotes(folder)).toMatchObject([{ id, head: { what: "alpha" }, lines: [{ done: 1 }] }]);
  expect(() => addToNote(folder, id, { settled: "yes" })).toThrow(/ENOSPC/);
});
