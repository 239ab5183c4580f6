/** Lists of files as columns, and names that are bytes. */

import { mkdirSync, writeFileSync } from "node:fs";
import * as fc from "fast-check";
import { FileList, type ListedFile } from "../../src/files/file-list";
import {
  baseName,
  decodeName,
  encodeName,
  nativePath,
  parentOf,
  platformPath,
  upwardFrom,
} from "../../src/files/names";
import { cellAt } from "../../src/files/typed-arrays";
import { walk } from "../../src/files/walk";
import { temporaryDirectory } from "../support/temporary";
import { itUnless } from "../support/unless";

const textOnly = process.platform === "win32" ? "names on Windows are text" : undefined;

const file = fc.record({
  path: fc.oneof(
    fc.constantFrom("a/1", "a/2", "b/1", "b/c/1"),
    fc.uint8Array({ minLength: 1, maxLength: 40 }).map((bytes) => decodeName(bytes)),
  ),
  size: fc.integer({ min: 0, max: 2 ** 40 }),
  mtimeMs: fc.double({ min: 0, max: 2e12, noNaN: true, noDefaultInfinity: true }),
  inode: fc.maxSafeNat(),
  follows: fc.boolean(),
});
const files = fc.array(file, { maxLength: 60 });

function listOf(items: ListedFile[]): FileList {
  const list = new FileList();
  for (const item of items) list.add(item);
  return list;
}

const sumOf = (items: Iterable<ListedFile>) => Array.from(items).reduce((sum, { size }) => sum + size, 0);

describe("a list of files", () => {
  it("gives back what was put in, also after travelling, and whatever the name", () => {
    fc.assert(
      fc.property(files, (items) => {
        const list = listOf(items);
        expect([...list]).toEqual(items);
        expect([list.length, list.bytes]).toEqual([items.length, sumOf(items)]);
        const arrived = FileList.from(structuredClone(list.toColumns()));
        expect([...arrived]).toEqual(items);
        expect(arrived.bytes).toBe(list.bytes);
      }),
    );
  });

  it("gives back the names of very many, among which few are not of plain letters", () => {
    const items = Array.from({ length: 1001 }, (_, at) => {
      const path = at % 150 === 7 ? `a/${at}é🐍` : at % 170 === 9 ? `a/${at}\udcff\udc80` : `a/${at}`;
      return { path, size: at, mtimeMs: at, inode: at, follows: at % 2 === 1 };
    });
    const list = listOf(items);
    expect([...list]).toEqual(items);
    expect([...list].map(({ path }) => path).join()).toBe(items.map(({ path }) => path).join());
  });

  it("tells the files that belong with no other", () => {
    fc.assert(
      fc.property(files, (items) => {
        const expected = items.filter(({ follows }, at) => !follows && !items[at + 1]?.follows);
        expect([...listOf(items).alone()]).toEqual(expected);
      }),
    );
  });

  it("can be appended to another", () => {
    fc.assert(
      fc.property(files, files, files, (first, second, third) => {
        const list = listOf(first);
        list.append(FileList.from(listOf(second).toColumns()));
        list.append(listOf(third));
        expect([...list]).toEqual([...first, ...second, ...third]);
        expect(list.bytes).toBe(sumOf([...first, ...second, ...third]));
      }),
    );
  });

  it("comes apart into chunks that keep directories and groups together and lose nothing", () => {
    fc.assert(
      fc.property(files, fc.integer({ min: 1, max: 7 }), (items, count) => {
        const chunks = [...listOf(items).chunks(count)].map((chunk) => [...chunk]);
        expect(chunks.flat()).toEqual(items);
        const parent = ({ path }: ListedFile) => path.slice(0, Math.max(0, path.lastIndexOf("/")));
        for (const [index, chunk] of chunks.slice(0, -1).entries()) {
          expect(chunk.length).toBeGreaterThanOrEqual(count);
          const [last, next] = [chunk.at(-1) as ListedFile, chunks[index + 1][0]];
          expect(next.follows || parent(last) === parent(next)).toBe(false);
        }
      }),
    );
  });

  it("keeps groups whole: only their first file is not bound to the one before", () => {
    const list = new FileList();
    const entry = { size: 1, mtimeMs: 2, inode: 3 };
    list.addGroup([
      { path: "header", ...entry },
      { path: "body", ...entry },
    ]);
    list.addGroup([{ path: "single", ...entry }]);
    expect(Array.from(list, ({ path, follows }) => [path, follows])).toEqual([
      ["header", false],
      ["body", true],
      ["single", false],
    ]);
    const filtered = list.filter(({ path }) => path !== "body" && path !== "single");
    expect(Array.from(filtered, ({ path }) => path)).toEqual(["header", "body"]);
  });
});

describe("a long list of files", () => {
  const inFolder = (folder: number, index: number, follows = false): ListedFile => ({
    path: `${folder}/${"x".repeat(index % 30)}${index}`,
    ...{ size: index, mtimeMs: index + 0.5, inode: 2 ** 40 + index, follows },
  });
  const pathsOf = (list: FileList) => Array.from(list, ({ path }) => path);

  it("has room for all, counts what follows nothing, and so do its parts and sums", () => {
    const items = Array.from({ length: 400 }, (_, index) => inFolder(index % 7, index, index % 4 === 3));
    const list = listOf(items);
    expect([...list]).toEqual(items);
    expect(list.entries).toBe(300);
    const arrived = FileList.from(list.toColumns());
    expect([...arrived, arrived.entries]).toEqual([...items, 300]);
    list.append(listOf(items.slice(0, 8)));
    expect([list.length, list.entries]).toEqual([408, 306]);
    expect([...list]).toEqual([...items, ...items.slice(0, 8)]);
    list.add(inFolder(9, 9));
    expect([list.length, list.entries]).toEqual([409, 307]);
  });

  it("is parted where a folder ends, once there are as many as were asked for", () => {
    const items = [0, 0, 0, 1, 1, 2, 2, 2, 2, 3].map((folder, index) => inFolder(folder, index, index === 5));
    const parts = (count: number) => [...listOf(items).chunks(count)].map((chunk) => pathsOf(chunk).length);
    expect(parts(3)).toEqual([3, 6, 1]);
    expect(parts(4)).toEqual([9, 1]);
    expect(parts(1)).toEqual([3, 6, 1]);
    expect(parts(Infinity)).toEqual([10]);
    expect([...listOf([]).chunks(1)]).toEqual([]);
    const names = pathsOf(listOf(items));
    expect([...listOf(items).chunks(3)].map((chunk) => chunk.ends())).toEqual(
      [
        [0, 2],
        [3, 8],
        [9, 9],
      ].map((ends) => ends.map((end) => names[end])),
    );
    expect(listOf([]).ends()).toEqual([]);
    expect([...listOf(items).chunks(3)].map(({ entries }) => entries)).toEqual([3, 5, 1]);
  });
});

it("a cell that is not there is a fault, and says which", () => {
  expect(() => cellAt(new Float64Array(2), 2)).toThrow("There is no cell 2 of 2.");
  expect(cellAt(new Float64Array(2), 1)).toBe(0);
});

it("a path has a last name, a folder above it, and is written as its platform does", () => {
  expect(["a/b/c", "a", ""].map(parentOf)).toEqual(["a/b", "", ""]);
  expect(["a/b/c", "a", ""].map(upwardFrom)).toEqual([["a/b/c", "a/b", "a"], ["a"], []]);
  expect(["a/b/c", "a"].map(baseName)).toEqual(["c", "a"]);
  expect([platformPath("a/b", "win32"), platformPath("a/b", "linux")]).toEqual(["a\\b", "a/b"]);
});

describe("a name", () => {
  it.each([
    ["f09f908dff", "🐍\udcff"],
    ["e0a485ff", "अ\udcff"],
    ["c3a961ff", "éa\udcff"],
    ["80", "\udc80"],
    ["ff61c3", "\udcffa\udcc3"],
    ["e282", "\udce2\udc82"],
    ["f09f90", "\udcf0\udc9f\udc90"],
    ["c328", "\udcc3("],
    ["edb280", "\udced\udcb2\udc80"],
    ["efbbbf80", "\ufeff\udc80"],
  ])("of the bytes %s is escaped where those are no text", (hex, text) => {
    const bytes = Buffer.from(hex, "hex");
    expect(decodeName(bytes)).toBe(text);
    expect(encodeName(text)).toEqual(bytes);
    expect(nativePath(text)).toEqual(bytes);
  });

  it("of any bytes becomes a string and those bytes again, and no two names the same string", () => {
    const anyBytes = fc.oneof(
      fc.uint8Array({ maxLength: 12 }),
      fc.array(fc.constantFrom(0x61, 0xff, 0xc3, 0xa9, 0xed, 0xb2, 0x80, 0xf0, 0x9f, 0x90, 0x8d, 0xe2), {
        maxLength: 8,
      }),
      fc.string({ unit: "binary" }).map((text) => Buffer.from(text)),
    );
    const decoded = new Map<string, string>();
    fc.assert(
      fc.property(anyBytes, (array) => {
        const bytes = Buffer.from(array);
        const text = decodeName(bytes);
        expect(encodeName(text)).toEqual(bytes);
        expect(decoded.get(text) ?? bytes.toString("hex")).toBe(bytes.toString("hex"));
        decoded.set(text, bytes.toString("hex"));
      }),
      { numRuns: 3000 },
    );
  });

  it("that is text stays the text it is", () => {
    for (const name of ["requests", "é", "e\u0301", "日本", "🐍", "\ufffd", "\ufeffx"]) {
      expect(decodeName(Buffer.from(name))).toBe(name);
      expect(nativePath(name)).toBe(name);
    }
  });

  itUnless(textOnly, "that is no text is found by the walker, with all that lies below", () => {
    const root = temporaryDirectory();
    const odd = Buffer.concat([Buffer.from(`${root}/`), Buffer.from([0x64, 0xff, 0x80])]);
    mkdirSync(odd);
    writeFileSync(Buffer.concat([odd, Buffer.from("/"), Buffer.from([0xc3, 0x28])]), "four");
    writeFileSync(Buffer.concat([odd, Buffer.from("/plain")]), "seven..");
    const found = [...walk(root)].flatMap((file) => (file ? [[encodeName(file.path).toString("hex"), file.size]] : []));
    expect(found.sort()).toEqual([
      ["64ff802f706c61696e", 7],
      ["64ff802fc328", 4],
    ]);
  });
});
