/** Caches in which anything may lie: each reader counts what is there and nothing else, opens files alone, and ends. */
import { execFileSync } from "node:child_process";
import fs, { linkSync, mkdirSync, readdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { basename, dirname, join } from "node:path";
import fc from "fast-check";
import { collectPackages, type PackagesPart } from "../../src/python-caches/collect-packages";
import type { PackageCacheTool } from "../../src/python-caches/part";
import { readPackages } from "../../src/python-caches/read-packages";
import { planPackages, removePackages } from "../../src/python-caches/remove-with-tool";
import { asSomebody, itWithModes } from "../commands/locked";
import { emptyMachine } from "../developer-caches/lay-out";
import { buildWheel } from "../support/distributions";
import { cachePage } from "../support/package-entries";
import { afterwards, temporaryDirectory } from "../support/temporary";
import { compareTrees, filesBelow, hashTree } from "../support/tree";
import { fewerUnderWine, itOrSkip } from "../support/unless";
import { layOutFiles, linesOf, readFolders, type Laid } from "./lay-out-files";
import { requestOf } from "./removal-request";

// What else runs on the machine is not asked: one of these tools may.
jest.mock("../../src/files/processes", () => ({
  ...jest.requireActual<object>("../../src/files/processes"),
  listProcesses: () => Promise.resolve([]),
}));

const itOnPosix = itOrSkip(process.platform === "win32" ? "Windows has no pipes in folders" : undefined);

const itWhereOpenGoes = itOrSkip(process.platform === "win32" ? "Windows keeps what is open" : undefined);

interface Reader {
  tool: PackageCacheTool;
  target: string;
  /** Below the home, of Linux. */
  folder: string;
  files: Record<string, Laid>;
}

const release = (name: string, version: string) => `9999999999${JSON.stringify({ name, version, files: [] })}`;

/** An answer of an index as CacheControl keeps it. */
function answerOf(name: string): Buffer {
  const pip = temporaryDirectory();
  const { files } = cachePage({ directory: pip, layout: "http" }, name, []);
  return fs.readFileSync(join(pip, files[0] ?? ""));
}

const build = "six-1.16.0-pyhd3eb1b0_1";

const readers: Record<string, Reader> = {
  uv: {
    tool: "uv",
    target: "uv.cache",
    folder: ".cache/uv",
    files: {
      "CACHEDIR.TAG": 43,
      "archive-v0/ymvX8tjf4ykaetUd/six.py": 3000,
      "archive-v0/ymvX8tjf4ykaetUd/six-1.16.0.dist-info/METADATA": 100,
      // Buckets and numbers that nobody knows.
      "archive-v99999/id/idna-3.10.dist-info/METADATA": 10,
      "archive-v/id/idna-3.10.dist-info/METADATA": 11,
      "future-v1/six-1.16.0.dist-info/METADATA": 12,
      "wheels-v77/pypi/six/1.16.0-py2.py3-none-any.http": 500,
      "sdists-v9/pypi/docopt/0.6.2/id/src/docopt.py": 600,
      "sdists-v9/url/0123456789abcdef/id/docopt-0.6.2-py3-none-any.whl": 70,
      "simple-v4294967296/pypi/six.rkyv": 133,
      "git-v0/db/2122faf3e081fb7a/packed-refs": 40,
      "environments-v2/0123/pyvenv.cfg": 9,
    },
  },
  "Poetry's artifacts": {
    tool: "poetry",
    target: "poetry.artifacts",
    folder: ".cache/pypoetry/artifacts",
    files: {
      "11/e9/4b/1f155708335621/six-1.16.0-py2.py3-none-any.whl": 1100,
      "21/e9/4b/1f155708335621/docopt-0.6.2.tar.gz": 1200,
      "31/e9/4b/1f155708335621/main.zip": 30,
    },
  },
  "Poetry's answers": {
    tool: "poetry",
    target: "poetry.cache",
    folder: ".cache/pypoetry/cache",
    files: {
      "repositories/index/62/85/8f/e1/aa": release("docopt", "0.6.2"),
      "repositories/index/_http/0/1/2/3/4/0123": answerOf("six"),
    },
  },
  "PDM's answers": {
    tool: "pdm",
    target: "pdm.cache",
    folder: ".cache/pdm/http",
    files: { "0/1/2/012": answerOf("six") },
  },
  "PDM's wheels": {
    tool: "pdm",
    target: "pdm.cache",
    folder: ".cache/pdm/wheels",
    files: { "ab/cd/ef/0123/docopt-0.6.2-py2.py3-none-any.whl": 300 },
  },
  "PDM's packages": {
    tool: "pdm",
    target: "pdm.packages",
    folder: ".cache/pdm/packages",
    files: { "six-1.16.0-py2.py3-none-any.whl.cache/six.py": 1000, "six-1.16.0-py2.py3-none-any.whl.cache/.lock": 0 },
  },
  conda: {
    tool: "conda",
    target: "conda.packages",
    folder: "miniconda3/pkgs",
    files: {
      [`${build}/info/index.json`]: 300,
      [`${build}/lib/python3.12/site-packages/six.py`]: 30_000,
      [`${build}.conda`]: 18_000,
      "python-3.12.4-h5148396_1/info/index.json": 5_000,
      "cache/497deca9.json": 900,
      urls: 80,
    },
  },
};
const names = Object.keys(readers);
const readerOf = (name: string): Reader => readers[name] as Reader;

/** Lays the cache out in a folder of its own. */
function layOut({ folder, files }: Reader, home = temporaryDirectory()): string {
  const root = join(home, folder);
  layOutFiles(root, files);
  return root;
}

const read = ({ tool, target }: Reader, root: string, threads: 0 | 1 = 0) =>
  readFolders(tool, [[target, root]], { threads });

/** What is counted, worked out from names as bytes and without any of our reading: links are not followed, each file counts once. */
function walked(root: string) {
  const files = new Map<string, { size: number; links: number; names: number }>();
  let count = 0;
  const visit = (folder: Buffer) => {
    for (const name of readdirSync(folder, { encoding: "buffer" })) {
      const path = Buffer.concat([folder, Buffer.from("/"), name]);
      const stats = fs.lstatSync(path);
      if (stats.isDirectory()) {
        visit(path);
        continue;
      }
      count++;
      const key = `${stats.dev}:${stats.ino}`;
      files.set(key, { size: stats.size, links: stats.nlink, names: (files.get(key)?.names ?? 0) + 1 });
    }
  };
  visit(Buffer.from(root));
  const all = [...files.values()];
  const sum = (some: typeof all) => some.reduce((bytes, { size }) => bytes + size, 0);
  return { files: count, bytes: sum(all), shared: sum(all.filter(({ links, names: own }) => own < links)) };
}

function foldersBelow(root: string): string[] {
  const entries = readdirSync(root, { recursive: true, withFileTypes: true });
  return [root, ...entries.filter((one) => one.isDirectory()).map((one) => join(one.parentPath, one.name))];
}

/** Names that mean something to a shell, a terminal or another system, that are not UTF-8, and as long as names can be. */
const oddNames = [
  "new\nline\ttab",
  "\x1b[31mred-1.0-py3-none-any.whl",
  "\x7f\x01\x02-1.0.dist-info",
  "$(id)-1.0.tar.gz",
  "-rf-1.0-0.conda",
  " ",
  "...",
  "a\\b:c*?",
  "\u202egnp.exe",
  "\ufffd",
  "é".repeat(127),
  "x".repeat(255),
].map((name) => Buffer.from(name));
const notUtf8 = [Buffer.from([0xff, 0xfe, 0x80]), Buffer.from([0x73, 0x69, 0x78, 0x2d, 0xe9])];

/** A socket's own path may be no longer than some hundred bytes. */
async function makeSocket(path: string): Promise<void> {
  const made = join(temporaryDirectory(), "s");
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(made, resolve));
  renameSync(made, path);
  await new Promise((resolve) => server.close(resolve));
}

/** Puts into each folder what a cache never has. @returns a folder outside, to which links lead */
async function putOddThings(folders: string[]): Promise<string> {
  const outside = temporaryDirectory();
  layOutFiles(outside, {
    "precious-1.0.dist-info/METADATA": 100_000,
    "precious-1.0-py3-none-any.whl": 200_000,
    "precious-1.0-0/info/index.json": 300_000,
  });
  const pipes: string[] = [];
  for (const folder of folders) {
    for (const [name, target] of Object.entries({
      "to-folder-1.0-0": outside,
      "to-folder-1.0.dist-info": join(outside, "precious-1.0.dist-info"),
      "to-file-1.0-py3-none-any.txt": join(outside, "precious-1.0-py3-none-any.whl"),
      "to-itself": ".",
      "to-above": "..",
      "to-everything": "/",
      "to-nothing": "nowhere",
      circle: "circle",
    })) {
      symlinkSync(target, join(folder, name));
    }
    linkSync(join(outside, "precious-1.0-py3-none-any.whl"), join(folder, "hard"));
    pipes.push(join(folder, "pipe"));
    for (const name of [...oddNames, ...(process.platform === "linux" ? notUtf8 : [])])
      writeFileSync(Buffer.concat([Buffer.from(`${folder}/`), name]), "odd");
  }
  execFileSync("mkfifo", pipes);
  const [first = "", last = ""] = [folders[0], folders.at(-1)];
  await makeSocket(join(first, "socket"));
  if (process.platform === "linux" && process.geteuid?.() === 0) {
    execFileSync("mknod", [join(first, "zero"), "c", "1", "5"]);
    execFileSync("mknod", [join(last, "disk"), "b", "7", "199"]);
  }
  mkdirSync(join(last, ...Array<string>(400).fill("deep")), { recursive: true });
  return outside;
}

describe.each(names)("%s", (name) => {
  const reader = readerOf(name);

  itOnPosix("counts what lies there, follows nothing, opens files alone, and takes nothing for a package", async () => {
    const root = layOut(reader);
    const plain = await read(reader, root);
    const outside = await putOddThings(foldersBelow(root));
    const before = hashTree(outside);
    const opened = jest.spyOn(fs, "openSync");
    const { packages, total, unreadable } = await read(reader, root);
    const notFiles = opened.mock.calls.filter(([path]) => !fs.lstatSync(path).isFile());
    opened.mockRestore();
    expect(notFiles).toEqual([]);
    expect(unreadable).toEqual([]);
    expect(total).toMatchObject(walked(root));
    expect(total.bytes).toBeGreaterThan(plain.total.bytes);
    const named = (some: typeof packages) => some.flatMap((one) => one.name ?? []).sort();
    expect(named(packages)).toEqual(named(plain.packages));
    expect(packages.reduce((sum, one) => sum + one.bytes, 0)).toBe(total.bytes);
    expect(compareTrees(before, hashTree(outside))).toEqual({ gone: [], added: [], changed: [] });
    expect(await read(reader, root, 1)).toEqual({ packages, total, unreadable });
  });

  itWhereOpenGoes("does not mind what goes, and what becomes another thing, whenever that happens", async () => {
    const message = (root: string) => {
      const { tool, target } = reader;
      return { tool, roots: [{ target, root, folder: basename(root), kept: [] }] };
    };
    const context = { stopped: () => false, relieved: () => false };
    for (let stopAt = 0, isDone = false; !isDone; stopAt++) {
      const root = layOut(reader);
      const all = walked(root).bytes;
      const steps = collectPackages(message(root), context);
      let end: PackagesPart["end"];
      for (let count = 0, step = steps.next(); ; count++, step = steps.next()) {
        end ??= (step.value ?? undefined)?.end;
        if (step.done) isDone = count < stopAt;
        if (step.done) break;
        if (count !== stopAt) continue;
        const [one = "", two = "", ...others] = Object.keys(reader.files);
        rmSync(join(root, one));
        // Its folder, too.
        for (const other of others.slice(1)) rmSync(dirname(join(root, other)), { recursive: true, force: true });
        if (two.includes("/") && fs.existsSync(join(root, two))) {
          rmSync(dirname(join(root, two)), { recursive: true });
          writeFileSync(dirname(join(root, two)), "");
        }
      }
      expect([stopAt, end?.unreadable]).toEqual([stopAt, []]);
      expect(end?.total.bytes).toBeLessThanOrEqual(all);
    }
  });

  itWithModes("says by its path what may not be read, and counts the rest", async () => {
    const home = temporaryDirectory();
    const root = layOut(reader, home);
    const folders = foldersBelow(root).filter((folder) => folder !== root);
    const locked = join(folders.at(-1) ?? "", "locked");
    layOutFiles(locked, { "six-1.16.0.dist-info/METADATA": 20 });
    const { bytes } = walked(root);
    const { total, unreadable } = await asSomebody(home, locked, () => read(reader, root));
    expect(unreadable).toMatchObject([{ path: locked, code: "EACCES" }]);
    expect(total.bytes).toBe(bytes - 20);
  });
});

itWhereOpenGoes("a file that goes between being looked at and being opened is no failure", async () => {
  const reader = readerOf("Poetry's answers");
  const root = layOut(reader);
  const open = fs.openSync;
  const opening = jest.spyOn(fs, "openSync").mockImplementation((path, ...args) => {
    rmSync(path);
    return open(path, ...args);
  });
  afterwards(() => opening.mockRestore());
  const { packages, unreadable } = await read(reader, root);
  expect(opening.mock.calls).toHaveLength(2);
  expect([packages.map(({ name }) => name), unreadable]).toEqual([[undefined], []]);
  expect(filesBelow(root)).toEqual([]);
});

describe("what is damaged is counted, and named at most as it says", () => {
  const whole: Record<string, [reader: string, path: string, content: Buffer]> = {
    "an answer that Poetry keeps": ["Poetry's answers", "repositories/index/_http/0/0/0/0/0/a", answerOf("six")],
    "an answer that PDM keeps": ["PDM's answers", "0/0/0/0/0/a", answerOf("six")],
    "a release that Poetry keeps": [
      "Poetry's answers",
      "repositories/index/00/00/a",
      Buffer.from(release("six", "1.16.0")),
    ],
    "an archive of Poetry's": [
      "Poetry's artifacts",
      "00/00/00/00/main.zip",
      buildWheel({ name: "six", version: "1.16.0" }).content,
    ],
    "a wheel that PDM built": ["PDM's wheels", "00/00/odd.whl", buildWheel({ name: "six", version: "1.16.0" }).content],
  };

  it.each(Object.keys(whole))("%s", async (what) => {
    const [name, path, content] = whole[what] as (typeof whole)[string];
    const reader = readerOf(name);
    const damage = fc.record({
      cutTo: fc.option(fc.nat(content.length), { freq: 2 }),
      at: fc.nat(content.length - 1),
      bytes: fc.uint8Array({ maxLength: 6 }),
      more: fc.constantFrom(0, 0, 70_000),
    });
    const root = temporaryDirectory();
    await fc.assert(
      fc.asyncProperty(damage, async ({ cutTo, at, bytes, more }) => {
        const damaged = Buffer.concat([content, Buffer.alloc(more, 0xdf)]);
        damaged.set(bytes.subarray(0, damaged.length - at), at);
        layOutFiles(root, { [path]: damaged.subarray(0, cutTo ?? damaged.length) });
        const { packages, total, unreadable } = await read(reader, root);
        expect(unreadable).toEqual([]);
        expect(total).toMatchObject(walked(root));
        for (const one of packages) {
          expect(one.name ?? "none").toMatch(/^[a-z0-9]([a-z0-9._-]*[a-z0-9])?$/i);
          for (const { version = "0" } of one.versions) expect(version).toMatch(/^[\w.!+-]+$/);
        }
      }),
      { numRuns: 100 },
    );
  });
});

describe("what goes by its path", () => {
  const six = async (name: string, home = emptyMachine("linux")) => {
    const reader = readerOf(name);
    const root = layOut(reader, home.home);
    return { machine: home, root, reader };
  };

  itOnPosix.each(["conda", "Poetry's artifacts"])("of %s stays inside, and links go as links", async (name) => {
    const { machine, root, reader } = await six(name);
    const own = join(root, Object.keys(reader.files)[name === "conda" ? 1 : 0] ?? "");
    // A file with another name is an environment's.
    const outside = await putOddThings([root, dirname(own)]);
    rmSync(join(dirname(own), "hard"));
    const [home, elsewhere] = [hashTree(machine.home), hashTree(outside)];
    const request = await requestOf(machine, [reader.target], ["six"]);
    const before = walked(root);
    const removed = await removePackages(request, machine);
    expect(removed).toMatchObject({ failures: [], stopped: false, left: [] });
    expect(removed.refused).toBeUndefined();
    expect(before.bytes - walked(root).bytes).toBe(removed.reclaimed);
    expect(before.files - walked(root).files).toBe(removed.files);
    expect(compareTrees(elsewhere, hashTree(outside))).toEqual({ gone: [], added: [], changed: [] });
    const { gone, added, changed } = compareTrees(home, hashTree(machine.home));
    expect([added, changed]).toEqual([[], []]);
    const wanted = name === "conda" ? /^miniconda3\/pkgs\/six-1\.16\.0-pyhd3eb1b0_1(\/|\.conda$|$)/ : /\/six-1\.16\.0-/;
    expect(gone.filter((path) => !wanted.test(path))).toEqual([]);
  });

  itOnPosix(
    "a cache directory that a link leads to is read and cleared where it lies, and the link stays",
    async () => {
      const machine = emptyMachine("linux");
      const reader = readerOf("Poetry's artifacts");
      const elsewhere = join(machine.root, "data/artifacts");
      layOutFiles(elsewhere, reader.files);
      const link = join(machine.home, reader.folder);
      mkdirSync(dirname(link), { recursive: true });
      symlinkSync(elsewhere, link);
      const request = await requestOf(machine, [reader.target], ["six"]);
      expect(request.message.roots.map(({ root }) => root)).toEqual([elsewhere]);
      expect(await removePackages(request, machine)).toMatchObject({ failures: [], left: [], reclaimed: 1100 });
      expect(fs.lstatSync(link).isSymbolicLink()).toBe(true);
      expect(filesBelow(elsewhere)).toHaveLength(2);
    },
  );

  itWithModes("an unpacked package of which a folder may not be read stays whole: a link may be in it", async () => {
    const { machine, root, reader } = await six("conda");
    const locked = join(root, build, "lib/locked");
    layOutFiles(locked, { "a.so": 5 });
    linkSync(join(locked, "a.so"), join(machine.home, "used.so"));
    await asSomebody(machine.root, locked, async () => {
      const request = await requestOf(machine, [reader.target], ["six"]);
      expect(await planPackages(request, machine)).toMatchObject({ bytes: 18_000 });
      expect(await removePackages(request, machine)).toMatchObject({ failures: [], reclaimed: 18_000 });
    });
    expect(filesBelow(join(root, build))).toHaveLength(3);
  });
});

it("a package with very many versions is sorted in pauses, and one name for all of them", async () => {
  const root = temporaryDirectory();
  const count = fewerUnderWine(3_000);
  for (let at = 0; at < count; at++) layOutFiles(root, { [`six-1.${at}-py3-none-any.whl.cache/six.py`]: at % 7 });
  const { packages, total } = await readPackages(
    { tool: "pdm", roots: [{ target: "pdm.packages", root, folder: "packages", kept: [] }] },
    { threads: 0 },
  );
  expect(packages).toMatchObject([{ name: "six", files: count }]);
  expect(total).toMatchObject(walked(root));
  const sizes = packages[0]?.versions.map(({ bytes }) => bytes) ?? [];
  expect(sizes).toEqual([...sizes].sort((one, other) => other - one));
  expect(linesOf(packages)).toHaveLength(count);
});
