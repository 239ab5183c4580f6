/** What several tools keep of the same: pip's entries, Poetry's files, and what uv and PDM have unpacked. */
import { execFileSync } from "node:child_process";
import fs, { linkSync, mkdirSync, readFileSync, rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { memoryBody } from "../../src/pip-cache/readers/formats/body";
import { readMember } from "../../src/pip-cache/readers/formats/zip";
import { findDirectory, listMembers } from "../../src/pip-cache/readers/formats/zip-directory";
import type { PackagesMessage } from "../../src/python-caches/collect-packages";
import { FileList } from "../../src/files/file-list";
import type { CopiesMessage } from "../../src/python-caches/duplicates/find-copies";
import {
  findDuplicates,
  type Duplicate,
  type DuplicatesPart,
} from "../../src/python-caches/duplicates/find-duplicates";
import { readDuplicates } from "../../src/python-caches/duplicates/read-duplicates";
import { cachesAt } from "../support/caches";
import { buildSdist, buildWheel, type Distribution } from "../support/distributions";
import { cacheFile } from "../support/package-entries";
import { runSteps } from "../support/steps";
import { afterwards, temporaryDirectory } from "../support/temporary";
import { sumOfSizes } from "../support/tree";
import { itOrSkip } from "../support/unless";
import { layOutFiles, type Laid } from "./lay-out-files";

/** The caches of a machine. */
class Machine {
  readonly home = temporaryDirectory();
  readonly pip = join(this.home, "pip");
  readonly uv = join(this.home, "uv");
  readonly artifacts = join(this.home, "poetry/artifacts");
  readonly packages = join(this.home, "pdm/packages");

  /** Bytes of the entry. */
  inPip(
    { name, version, ...file }: Distribution,
    layout: "http" | "http-v2" = "http-v2",
  ): { bytes: number; paths: string[] } {
    const { files } = cacheFile({ directory: this.pip, layout }, { name, version, ...file });
    const paths = files.map((path) => join(this.pip, path));
    return { paths, bytes: paths.reduce((sum, path) => sum + readFileSync(path).length, 0) };
  }

  inPoetry({ fileName, content }: Distribution, folder = "11/e9/4b/1f155708"): string {
    return laid(join(this.artifacts, folder, fileName), content);
  }

  inUv(wheel: Distribution, id = "ymvX8tjf4ykaetUd"): string {
    return unpack(wheel, join(this.uv, "archive-v0", id));
  }

  inPdm(wheel: Distribution, projects: string): string {
    const folder = join(this.packages, `${wheel.fileName}.cache`);
    layOutFiles(folder, { ".referrers": projects });
    return unpack(wheel, folder);
  }

  find(names: string[], options: Parameters<typeof readDuplicates>[1] = { threads: 0 }): Promise<Duplicate[]> {
    const root = (target: string, path: string) => ({ target, root: path, folder: basename(path), kept: [] });
    const tools: PackagesMessage[] = [
      { tool: "uv", roots: [root("uv.cache", this.uv)] },
      { tool: "poetry", roots: [root("poetry.artifacts", this.artifacts)] },
      { tool: "pdm", roots: [root("pdm.packages", this.packages)] },
    ];
    return readDuplicates({ names, caches: cachesAt(this.pip), tools }, options);
  }
}

function laid(path: string, content: Buffer): string {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
  return path;
}

/** As a tool unpacks a wheel. */
function unpack({ content }: Distribution, folder: string): string {
  const body = memoryBody(content);
  const most = { packed: 1 << 24, unpacked: 1 << 24 };
  for (const listed of listMembers(body, findDirectory(body)!))
    for (const member of listed?.members ?? [])
      laid(join(folder, member.name), Buffer.from(readMember(body, member, most)!.bytes));
  return folder;
}

/** `pip 100, poetry 50/0`: what each keeps, and what of that comes back where that is not all of it. */
const holdingsOf = ({ holdings }: Duplicate): string =>
  holdings
    .map(({ tool, bytes, comesBack }) => `${tool} ${bytes}${comesBack === bytes ? "" : `/${comesBack}`}`)
    .sort()
    .join(", ");

const six = buildWheel({ name: "six", version: "1.16.0", size: 12_000 });

describe.each(["http", "http-v2"] as const)("in pip's %s", (layout) => {
  it("the same archive with Poetry is kept twice, by its hash, and one of them comes back", async () => {
    const machine = new Machine();
    const { bytes, paths } = machine.inPip(six, layout);
    const file = machine.inPoetry(six);
    const found = await machine.find(["six"]);
    expect(found).toMatchObject([
      { name: "six", version: "1.16.0", sha256: six.sha256, recordSha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
    ]);
    expect(found.map(holdingsOf)).toEqual([`pip ${bytes}, poetry 12000`]);
    // Keeping Poetry's frees header and body of pip's.
    expect(found[0]?.saves).toBe(bytes);
    expect(found[0]?.holdings.flatMap(({ copies }) => copies.map(({ path }) => path)).sort()).toEqual(
      [paths.at(-1), file].sort(),
    );
  });

  it("so is a source distribution", async () => {
    const machine = new Machine();
    const sdist = buildSdist({ name: "docopt", version: "0.6.2" });
    machine.inPip(sdist, layout);
    machine.inPoetry(sdist);
    expect(await machine.find(["docopt"])).toMatchObject([{ name: "docopt", version: "0.6.2", sha256: sdist.sha256 }]);
  });

  it("what uv and PDM have unpacked of it is the same, by its RECORD", async () => {
    const machine = new Machine();
    const { bytes } = machine.inPip(six, layout);
    const unpacked = sumOfSizes(machine.inUv(six));
    const [found, ...others] = await machine.find(["six"]);
    expect(others).toEqual([]);
    expect(found && holdingsOf(found)).toBe(`pip ${bytes}, uv ${unpacked}`);
    expect(found).toMatchObject({ saves: Math.max(bytes, unpacked), recordSha256: expect.any(String) });
    // Nothing was as long as anything else, so that nothing was hashed.
    expect(found).not.toHaveProperty("sha256", expect.any(String));

    const inPdm = sumOfSizes(machine.inPdm(six, ""));
    const [all] = await machine.find(["six"]);
    expect(all && holdingsOf(all)).toBe(`pdm ${inPdm}, pip ${bytes}, uv ${unpacked}`);
    expect(all?.saves).toBe(bytes + unpacked + inPdm - Math.min(bytes, unpacked, inPdm));
  });

  it("what a project of PDM has links to stays, so that it is the copy to keep", async () => {
    const machine = new Machine();
    const { bytes } = machine.inPip(six, layout);
    const inPdm = sumOfSizes(machine.inPdm(six, "/project/.venv/lib"));
    const [found] = await machine.find(["six"]);
    expect(found && holdingsOf(found)).toBe(`pdm ${inPdm}/0, pip ${bytes}`);
    expect(found?.saves).toBe(bytes);
  });
});

describe("is not the same", () => {
  async function expectNone(machine: Machine, names = ["six"]) {
    expect(await machine.find(names)).toEqual([]);
  }

  it("another build of the release", async () => {
    const machine = new Machine();
    machine.inPip(buildWheel({ name: "six", version: "1.16.0", size: 12_000, build: "2", python: "cp312" }));
    machine.inUv(six);
    machine.inPoetry(six);
    const found = await machine.find(["six"]);
    expect(found.map(holdingsOf)).toEqual([expect.stringMatching(/^poetry \d+, uv \d+$/)]);
  });

  it("another file of the same size", async () => {
    const machine = new Machine();
    machine.inPip(buildWheel({ name: "six", version: "1.16.0", size: 12_000, description: "other" }));
    machine.inPoetry(six);
    const sdist = buildSdist({ name: "docopt", version: "0.6.2" });
    machine.inPip(sdist);
    const other = Buffer.from(sdist.content);
    other[other.length - 20]! ^= 1;
    machine.inPoetry({ ...sdist, content: other }, "22/00/00/00");
    await expectNone(machine, ["six", "docopt"]);
  });

  it("what is damaged: cut short, no zip, or with another byte in the middle", async () => {
    for (const damage of [
      (path: string) => truncateSync(path, 11_000),
      (path: string) => writeFileSync(path, "PK\x05\x06".repeat(3_000)),
      (path: string) => {
        const bytes = readFileSync(path);
        bytes[6_000]! ^= 1;
        writeFileSync(path, bytes);
      },
    ]) {
      const machine = new Machine();
      machine.inPip(six);
      damage(machine.inPoetry(six));
      await expectNone(machine);
    }
  });

  it("what has the RECORD of something else: files of other sizes, too few, or a RECORD without hashes", async () => {
    const lies: ((folder: string) => void)[] = [
      (folder) => writeFileSync(join(folder, "six.py"), "other"),
      (folder) => rmSync(join(folder, "six-1.16.0.dist-info/METADATA")),
    ];
    for (const lie of lies) {
      const machine = new Machine();
      machine.inPip(six);
      lie(machine.inUv(six));
      await expectNone(machine);
    }
    const machine = new Machine();
    const record: Record<string, Laid> = { "six-1.16.0.dist-info/RECORD": "six.py,,\n", "six.py": 5 };
    layOutFiles(join(machine.uv, "archive-v0/id"), record);
    layOutFiles(join(machine.packages, `${six.fileName}.cache`), record);
    await expectNone(machine);
  });

  it("an archive with the RECORD of another", async () => {
    const machine = new Machine();
    const body = memoryBody(six.content);
    const members = [...listMembers(body, findDirectory(body)!)].flatMap((listed) => listed?.members ?? []);
    const record = members.find(({ name }) => name.endsWith("/RECORD"))!;
    const said = Buffer.from(readMember(body, record, { packed: 1 << 20, unpacked: 1 << 20 })!.bytes);
    const { buildZip } = await import("../support/zip");
    const content = buildZip([
      { name: "six.py", data: Buffer.from("other") },
      { name: record.name, data: said },
    ]) as Buffer;
    machine.inPip({ ...six, content });
    machine.inUv(six);
    await expectNone(machine);
  });

  it("what only one tool keeps, however often, and what is asked about by another name", async () => {
    const machine = new Machine();
    machine.inPip(six, "http");
    machine.inPip(six, "http-v2");
    await expectNone(machine);
    machine.inPoetry(six);
    await expectNone(machine, ["attrs"]);
    await expectNone(machine, []);
  });
});

describe("files with several names", () => {
  it("that are one file already save nothing", async () => {
    const machine = new Machine();
    const { paths } = machine.inPip(six);
    const file = machine.inPoetry(six);
    rmSync(file);
    linkSync(paths.at(-1)!, file);
    expect(await machine.find(["six"])).toEqual([]);

    const unpacked = sumOfSizes(machine.inUv(six));
    const [found] = await machine.find(["six"]);
    // The archive comes back with neither of its two names: only what is unpacked does, and pip's header.
    const header = readFileSync(paths[0]!).length;
    expect(found && holdingsOf(found)).toBe(`pip ${header + 12_000}/${header}, poetry 12000/0, uv ${unpacked}`);
    expect(found?.saves).toBe(unpacked + header);
  });

  it("come back only with the last: what uv has linked into an environment stays", async () => {
    const machine = new Machine();
    const { bytes } = machine.inPip(six);
    const folder = machine.inUv(six);
    linkSync(join(folder, "six-1.16.0.dist-info/METADATA"), join(machine.home, "METADATA"));
    const linked = readFileSync(join(machine.home, "METADATA")).length;
    const [found] = await machine.find(["six"]);
    const all = sumOfSizes(folder);
    expect(found && holdingsOf(found)).toBe(`pip ${bytes}, uv ${all}/${all - linked}`);
    expect(found?.saves).toBe(Math.max(bytes, all - linked));
  });
});

describe("of very many", () => {
  /** Each with pip and with Poetry: no archives, so that they are told by size and hash. */
  function layOutMany(count: number): { machine: Machine; message: CopiesMessage } {
    const machine = new Machine();
    const files = new FileList();
    for (let number = 0; number < count; number++) {
      const sdist = buildSdist({
        name: "alpha",
        version: `${number}.0`,
        files: { "more.txt": "x".repeat(number % 97) },
      });
      const { paths } = machine.inPip(sdist);
      machine.inPoetry(sdist, `11/e9/4b/${number}`);
      const below = paths.map((path) => path.slice(join(machine.pip, "http-v2/").length).replaceAll("\\", "/"));
      files.addGroup(below.map((path) => ({ path, size: 1, mtimeMs: 0, inode: 0 })));
    }
    const root = { target: "poetry.artifacts", root: machine.artifacts, folder: "artifacts", kept: [] };
    const pip = [{ layout: "http-v2" as const, root: join(machine.pip, "http-v2"), files: files.toColumns() }];
    return { machine, message: { names: ["alpha"], pip, tools: [{ tool: "poetry", roots: [root] }] } };
  }

  it("pauses after few files each, hands over what it has in parts, and says no more once it is stopped", () => {
    const { message } = layOutMany(600);
    const opened = jest.spyOn(fs, "openSync");
    afterwards(() => opened.mockRestore());
    const parts: number[] = [];
    let before = 0;
    let most = 0;
    const onStep = ({ value }: IteratorResult<DuplicatesPart | undefined, DuplicatesPart>) => {
      if (value && value.duplicates.length > 0) parts.push(value.duplicates.length);
      most = Math.max(most, opened.mock.calls.length - before);
      before = opened.mock.calls.length;
      return false;
    };
    onStep(runSteps(findDuplicates(message, { stopped: () => false, relieved: () => false }), onStep));
    expect(parts).toEqual([500, 100]);
    expect([before > 1_200, most <= 3]).toEqual([true, true]);

    let steps = 0;
    const stopping = findDuplicates(message, { stopped: () => steps++ > 1_000, relieved: () => false });
    expect(runSteps(stopping)).toMatchObject({ done: true, value: { duplicates: [] } });
    expect(steps).toBeLessThan(1_010);
  });
});

describe("what leads elsewhere", () => {
  /** All that was opened or looked at while it was searched. */
  async function searched(machine: Machine): Promise<{ found: Duplicate[]; paths: string[] }> {
    const calls = [jest.spyOn(fs, "openSync"), jest.spyOn(fs, "lstatSync"), jest.spyOn(fs, "readdirSync")];
    const found = await machine.find(["six"]);
    const paths = calls.flatMap(({ mock }) => (mock.calls as unknown[][]).map(([path]) => String(path)));
    const opened = calls[0]?.mock.calls.filter(([path]) => !fs.lstatSync(path).isFile());
    for (const call of calls) call.mockRestore();
    expect(opened).toEqual([]);
    return { found, paths };
  }

  it.each(["../../outside.txt", "six/../../../outside.txt", "/outside.txt"])(
    "a RECORD that names %s tells of no folder, and nothing there is looked at",
    async (path) => {
      const machine = new Machine();
      const wheel = buildWheel({ name: "six", version: "1.16.0", size: 12_000, files: { [path]: "elsewhere" } });
      machine.inPip(wheel);
      machine.inPoetry(wheel);
      // As it says, the file lies beside the folder.
      const folder = machine.inUv(wheel);
      laid(join(machine.uv, "outside.txt"), Buffer.from("elsewhere"));
      const { found, paths } = await searched(machine);
      expect(found.map(({ holdings }) => holdings.map(({ tool }) => tool).sort())).toEqual([["pip", "poetry"]]);
      expect(paths.filter((one) => one.includes("outside") && !join(one).startsWith(join(folder)))).toEqual([]);
    },
  );

  itOrSkip(process.platform === "win32" ? "Windows has no pipes in folders" : undefined).each<
    [string, (folder: string, outside: string) => void]
  >([
    [
      "a RECORD that is a link",
      (folder, outside) => swap(`${folder}/${record}`, (at) => symlinkSync(`${outside}/${record}`, at)),
    ],
    ["a RECORD that is a pipe", (folder) => swap(`${folder}/${record}`, (at) => execFileSync("mkfifo", [at]))],
    ["a RECORD that is a folder", (folder) => swap(`${folder}/${record}`, (at) => mkdirSync(at))],
    [
      "a RECORD of 5 MB",
      (folder) => swap(`${folder}/${record}`, (at) => writeFileSync(at, Buffer.alloc(5_000_000, 10))),
    ],
    [
      "a dist-info that is a link",
      (folder, outside) => swap(`${folder}/${info}`, (at) => symlinkSync(`${outside}/${info}`, at)),
    ],
    ["a folder that is a link", (folder, outside) => swap(folder, (at) => symlinkSync(outside, at))],
    [
      "a file that is a link",
      (folder, outside) => swap(`${folder}/six.py`, (at) => symlinkSync(`${outside}/six.py`, at)),
    ],
  ])("%s is no copy", async (_, change) => {
    const machine = new Machine();
    machine.inPip(six);
    const outside = unpack(six, join(temporaryDirectory(), "outside"));
    change(machine.inUv(six), outside);
    const { found, paths } = await searched(machine);
    expect(found).toEqual([]);
    expect(paths.filter((path) => path.startsWith(outside))).toEqual([]);
  });
});

const info = "six-1.16.0.dist-info";
const record = `${info}/RECORD`;

/** Puts something else in a place. */
function swap(path: string, make: (path: string) => void): void {
  rmSync(path, { recursive: true });
  make(path);
}
