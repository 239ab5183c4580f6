/** Acts that were interrupted: what is told of them, and how they are continued. */

import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import CheckPipCache from "../../src/check-pip-cache";
import ClearPipCache from "../../src/clear-pip-cache";
import SearchDeveloperCaches from "../../src/search-developer-caches";
import SearchPipCache from "../../src/search-pip-cache";
import ShowPipInstallations from "../../src/show-pip-installations";
import type { HistoryEntry } from "../../src/interface/removal/history";
import { hold } from "../../src/files/holds";
import { mayBegin, nameOfRoot, withAct, type Act } from "../../src/interface/removal/act";
import { formatBytes } from "../../src/interface/shared/format";
import { trashName } from "../../src/interface/shared/trash-name";
import { realPath } from "../../src/files/presence";
import { mark } from "../../src/interface/shared/marks";
import { packageKey } from "../../src/packaging/row-key";
import type { CommandExport, Session } from "../../preview";
import { isolate, open, pipCacheIn, row, sections, titles } from "../commands/open";
import { compileAct, interrupt, steps, type Ending, type Step } from "../commands/interrupt";
import { layOutFiles } from "../python-caches/lay-out-files";
import { fileHeaders } from "../support/answers";
import { httpV2Entry } from "../support/cache-writer";
import { buildWheel } from "../support/distributions";
import { cacheFile } from "../support/package-entries";
import { namelessShell } from "../support/pretend-program";
import { pretendUv } from "../support/pretend-uv";
import { afterwards, temporaryDirectory } from "../support/temporary";
import { describeUnless, itUnless } from "../support/unless";
import { filesBelow, sumOfSizes } from "../support/tree";

const wheel = buildWheel({ name: "alpha", version: "1.0" });

/** Entries of one package, each a header and a body. */
function addEntries(cache: string, from: number, to: number): void {
  const headers = fileHeaders(wheel, wheel.content.length);
  for (let index = from; index < to; index++) {
    httpV2Entry(cache, { url: `https://files.example.org/${index}`, headers, body: wheel.content });
  }
}

/** So many files that each thread has several messages. */
const ENTRIES = 700;
const FILES = 2 * ENTRIES;
/** Of more than one message, where nothing depends on how far the act came. */
const FEW_ENTRIES = 150;
/** What the threads may have done beyond what was noted: one message each. */
const UNTOLD = 4 * 200;

const clearing = `
  import { cachesAt } from "./test/support/caches";
  import { removeSelection } from "./src/interface/removal/removal";
  const { cache } = argument;
  void removeSelection({ caches: cachesAt(cache), selection: {}, what: "pip cache", verb: "Clear", ask: true, inView: true });
`;

let script: string;
beforeAll(async () => {
  script = await compileAct(clearing);
});

interface Left {
  cache: string;
  dataFolder: string;
  bytesBefore: number;
}

async function leaveClearing(step: Step, ending: Ending, entries = ENTRIES): Promise<Left> {
  const [cache, dataFolder] = [temporaryDirectory(), temporaryDirectory()];
  mkdirSync(join(dataFolder, "support"));
  addEntries(cache, 0, entries);
  const bytesBefore = sumOfSizes(cache);
  await interrupt(script, dataFolder, { cache }, step, ending);
  isolate({ PIP_CACHE_DIR: cache });
  return { cache, dataFolder, bytesBefore };
}

const search = (dataFolder: string) => open(SearchPipCache, { name: "search-pip-cache", dataFolder });

const notes = (dataFolder: string): string[] => filesBelow(join(dataFolder, "support", "acts"));

function history(dataFolder: string): HistoryEntry[] {
  const text = readFileSync(join(dataFolder, "support", "history.json"), "utf8");
  return (JSON.parse(text) as { entries: HistoryEntry[] }).entries;
}

describe.each<Ending>(["terminated", "killed"])("clearing that was %s", (ending) => {
  it.each<keyof typeof steps>(["afterFirstChunk", "afterThirdChunk"])(
    "is told once with lower bounds, and continued with what is left (%s)",
    async (name) => {
      const { cache, dataFolder, bytesBefore } = await leaveClearing(steps[name], ending);
      const left = filesBelow(cache);
      // Each thread may have been between a header and its body.
      const entriesLeft = new Set(left.map((path) => path.replace(/\.body$/, ""))).size;
      const gone = FILES - left.length;
      const goneBytes = bytesBefore - sumOfSizes(cache);
      const session = await search(dataFolder);
      const [, files = "", size] =
        /^Interrupted: at least ([\d,]+) of 1,400 files, (.+)$/.exec(
          row(session, "Clearing pip cache").subtitle ?? "",
        ) ?? [];
      const told = Number(files.replaceAll(",", ""));
      expect(size).toMatch(/B$/);
      expect(told).toBeGreaterThan(0);
      expect(told).toBeLessThanOrEqual(gone);
      expect(gone - told).toBeLessThanOrEqual(UNTOLD);
      const [entry, ...others] = history(dataFolder);
      expect(others).toEqual([]);
      expect(entry).toMatchObject({
        what: "pip Cache",
        note: `Interrupted: at least ${files} of 1,400 files, ${size}`,
      });
      expect(entry?.bytes).toBeGreaterThan(0);
      expect(entry?.bytes).toBeLessThanOrEqual(goneBytes);
      session.dispose();

      const again = await search(dataFolder);
      expect(titles(again)[0]).toBe("Clearing pip cache");
      expect(history(dataFolder)).toHaveLength(1);
      // What pip has stored since that question was in none.
      addEntries(cache, 5000, 5003);
      await again.run("Continue", "Clearing pip cache");
      expect(again.alert?.title).toMatch(/^Clear pip cache \(/);
      await again.answer(false);
      expect(titles(again)[0]).toBe("Clearing pip cache");
      await again.run("Continue", "Clearing pip cache");
      await again.answer(true);
      await again.waitFor((now) => !titles(now).includes("Clearing pip cache"));
      expect(filesBelow(cache)).toHaveLength(6);
      expect(notes(dataFolder)).toEqual([]);
      const [continued] = history(dataFolder);
      expect(continued).toMatchObject({ count: entriesLeft, bytes: bytesBefore - goneBytes });
    },
  );

  it("before its note says nothing, since nothing is gone", async () => {
    const { cache, dataFolder } = await leaveClearing(steps.beforeNote, ending, FEW_ENTRIES);
    expect(filesBelow(cache)).toHaveLength(2 * FEW_ENTRIES);
    const session = await search(dataFolder);
    expect(titles(session)).toEqual(["alpha"]);
    expect(history(dataFolder)).toEqual([]);
  });

  it("before its history is told, and there is nothing to continue", async () => {
    const { cache, dataFolder, bytesBefore } = await leaveClearing(steps.beforeHistory, ending, FEW_ENTRIES);
    expect(filesBelow(cache)).toEqual([]);
    const session = await search(dataFolder);
    expect(history(dataFolder)).toMatchObject([{ bytes: bytesBefore, interrupted: true }]);
    await session.run("Continue", "Clearing pip cache");
    expect(session.toast?.title).toBe("Nothing to Remove");
    expect(titles(session)).toEqual([]);
    expect(notes(dataFolder)).toEqual([]);
  });

  it("after its history is told as what it was: ended", async () => {
    const { dataFolder, bytesBefore } = await leaveClearing(steps.beforeNoteGoes, ending, FEW_ENTRIES);
    expect(history(dataFolder)).toMatchObject([{ bytes: bytesBefore }]);
    const session = await search(dataFolder);
    expect(titles(session)).toEqual([]);
    expect(history(dataFolder)).toMatchObject([{ bytes: bytesBefore }]);
    expect(history(dataFolder)[0]?.interrupted).toBeUndefined();
    expect(notes(dataFolder)).toEqual([]);
  });
});

it("of chosen versions is continued with just these, and not where that is declined", async () => {
  const [cache, dataFolder] = [temporaryDirectory(), temporaryDirectory()];
  mkdirSync(join(dataFolder, "support"));
  addEntries(cache, 0, ENTRIES);
  const newer = buildWheel({ name: "alpha", version: "2.0" });
  const kept = cacheFile({ directory: cache, layout: "http-v2" }, newer);
  const removing = `
    import { cachesAt } from "./test/support/caches";
    import { packageKey } from "./src/packaging/row-key";
    import { removeSelection } from "./src/interface/removal/removal";
    const key = packageKey("pip", "alpha");
    const selection = { rows: [key], versionsOf: [[key, ["1.0"]]] };
    void removeSelection({ caches: cachesAt(argument.cache), selection, what: "alpha 1.0", verb: "Remove", ask: true, inView: true });
  `;
  await interrupt(await compileAct(removing), dataFolder, { cache }, steps.afterFirstChunk, "terminated");
  isolate({ PIP_CACHE_DIR: cache });
  const left = filesBelow(cache);
  expect(left.length).toBeGreaterThan(kept.files.length);
  const session = await search(dataFolder);
  await session.run("Continue", "Removing alpha 1.0");
  expect(session.alert?.title).toMatch(/^Remove alpha 1\.0 \(/);
  await session.answer(false);
  expect(filesBelow(cache)).toEqual(left);
  await session.run("Continue", "Removing alpha 1.0");
  await session.answer(true);
  await session.waitFor((now) => !titles(now).includes("Removing alpha 1.0"));
  expect(filesBelow(cache).sort()).toEqual([...kept.files].sort());
  expect(notes(dataFolder)).toEqual([]);
});

describe("of one row that nobody has named, of what nothing needed", () => {
  async function leave() {
    const [cache, dataFolder, projects] = [temporaryDirectory(), temporaryDirectory(), temporaryDirectory()];
    const support = join(dataFolder, "support");
    mkdirSync(support);
    addEntries(cache, 0, ENTRIES);
    writeFileSync(join(support, "project-folders.json"), JSON.stringify({ version: 1, folders: [projects] }));
    const tidying = `
      import { cachesAt } from "./test/support/caches";
      import { packageKey } from "./src/packaging/row-key";
      import { removeSelection } from "./src/interface/removal/removal";
      void removeSelection({
        caches: cachesAt(argument.cache), selection: { rows: [packageKey("pip", "alpha")] }, inBulk: true,
        nowhereIn: "both", readNow: async () => ({ sources: [], packages: new Map() }),
        what: "pip cache", verb: "Tidy", ask: true, inView: true,
      });
    `;
    await interrupt(await compileAct(tidying), dataFolder, { cache }, steps.afterFirstChunk, "terminated");
    isolate({ PIP_CACHE_DIR: cache });
    const left = filesBelow(cache).length;
    expect(left).toBeGreaterThan(0);
    expect(left).toBeLessThan(FILES);
    return { cache, dataFolder, support, projects, left };
  }

  it("what is kept since then stays when it is continued", async () => {
    const { cache, dataFolder, support, left } = await leave();
    writeFileSync(join(support, "kept.json"), JSON.stringify({ version: 1, packages: ["pip/alpha"], versions: [] }));
    const session = await search(dataFolder);
    await session.run("Continue", "Tidying pip cache");
    expect(session.toast).toMatchObject({ title: "Nothing to Remove" });
    expect(session.toast?.message).toContain("is kept");
    expect(filesBelow(cache)).toHaveLength(left);
  });

  it("what a project needs since then stays when it is continued", async () => {
    const { cache, dataFolder, projects, left } = await leave();
    writeFileSync(join(projects, "requirements.txt"), "alpha==1.0\n");
    const session = await search(dataFolder);
    await session.run("Continue", "Tidying pip cache");
    expect(session.alert).toBeUndefined();
    expect(session.toast).toMatchObject({ title: "Nothing to Remove" });
    expect(filesBelow(cache)).toHaveLength(left);
  });
});

it("what is continued is no more than what was asked for: no other cache", async () => {
  const { cache, dataFolder } = await leaveClearing(steps.afterFirstChunk, "terminated");
  const other = pipCacheIn(isolate({ PIP_CACHE_DIR: cache }));
  addEntries(other, 0, 2);
  for (const file of filesBelow(other)) utimesSync(join(other, file), 1e9, 1e9);
  const session = await search(dataFolder);
  await session.run("Continue", "Clearing pip cache");
  await session.answer(true);
  expect(session.toast?.style).toBe("success");
  expect([filesBelow(cache), filesBelow(other).length]).toEqual([[], 4]);
});

const commands: [name: string, command: CommandExport][] = [
  ["search-pip-cache", SearchPipCache],
  ["check-pip-cache", CheckPipCache],
  ["clear-pip-cache", ClearPipCache],
  ["show-pip-installations", ShowPipInstallations],
  ["search-developer-caches", SearchDeveloperCaches],
];

it.each(commands)("%s tells the history at its start", async (name, command) => {
  const { dataFolder } = await leaveClearing(steps.afterFirstChunk, "terminated");
  const session = await open(command, { name, dataFolder, settle: false });
  await session.waitFor(
    () => existsSync(join(dataFolder, "support", "history.json")) && history(dataFolder).length > 0,
  );
  expect(history(dataFolder)).toMatchObject([{ interrupted: true }]);
  if (name !== "clear-pip-cache") return;
  await session.waitFor(({ alert }) => alert !== undefined);
  await session.answer(true);
  await session.waitFor(({ toast }) => toast?.style === "success");
  expect(session.toast?.message).toMatch(/ · “Clearing pip cache” was interrupted: at least [\d,]+ of 1,400 files, /);
});

it("a row goes for good when it is dismissed", async () => {
  const { dataFolder } = await leaveClearing(steps.afterFirstChunk, "terminated");
  const session = await search(dataFolder);
  expect(sections(session).map(({ title }) => title)).toEqual(["Interrupted", "By Size"]);
  await session.run("Dismiss", "Clearing pip cache");
  expect(titles(session)).toEqual(["alpha"]);
  expect(notes(dataFolder)).toEqual([]);
  session.dispose();
  expect(titles(await search(dataFolder))).toEqual(["alpha"]);
});

it("while another command acts on a cache none begins there: it says what runs, before the question", async () => {
  const [cache, dataFolder] = [temporaryDirectory(), temporaryDirectory()];
  mkdirSync(join(dataFolder, "support"));
  addEntries(cache, 0, ENTRIES);
  const worker = await interrupt(script, dataFolder, { cache }, steps.afterFirstChunk, "blocked");
  isolate({ PIP_CACHE_DIR: cache });
  const session = await search(dataFolder);
  expect(titles(session)).toEqual(["alpha"]);
  await session.run("Clear pip Cache");
  expect(session.alert).toBeUndefined();
  expect(session.toast).toMatchObject({ style: "failure", title: "Did Not Clear pip cache" });
  await worker?.terminate();
  await session.run("Clear pip Cache");
  await session.answer(true);
  expect(session.toast?.style).toBe("success");
  expect(filesBelow(cache)).toEqual([]);
});

it("notes that are torn, foreign or of another version hinder nobody", async () => {
  const { dataFolder } = await leaveClearing(steps.afterThirdChunk, "killed");
  const folder = join(dataFolder, "support", "acts");
  const [name = ""] = readdirSync(folder).filter((one) => one.endsWith(".jsonl"));
  writeFileSync(join(folder, name), '{"done":{"entries":1,"fil', { flag: "a" });
  const id = (digit: string) => `${digit.repeat(8)}-1111-1111-1111-${digit.repeat(12)}.jsonl`;
  writeFileSync(join(folder, id("1")), "");
  writeFileSync(join(folder, id("2")), "null\n");
  writeFileSync(join(folder, id("3")), '{"version":99,"at":1,"what":"x","doing":"x","owner":{},"again":{}}\n');
  writeFileSync(join(folder, id("4")), '{"version":1,"at":1,"what":"x","doing":"x","owner":7,"again":"x"}\n');
  mkdirSync(join(folder, id("5")));
  writeFileSync(join(folder, "mine.jsonl"), "mine");
  const session = await search(dataFolder);
  expect(titles(session)).toEqual(["Clearing pip cache", "alpha"]);
  session.dispose();
  expect(titles(await search(dataFolder))).toEqual(["Clearing pip cache", "alpha"]);
  expect(history(dataFolder)).toHaveLength(1);
});

const onWindows = process.platform === "win32" ? "Windows has other folders and starts no /bin/sh" : undefined;

describeUnless(onWindows, "turning caching off", () => {
  const switching = `
    import { askCachingOff } from "./src/interface/installations/caching-switch";
    const known = (value: string) => ({ value });
    const installation = { python: "/nowhere/python3", prefix: known("/nowhere"), pipVersion: known("24.3"), pythonVersion: known("3.12") };
    void askCachingOff(installation as never, { onAnswer: () => {}, onEnd: () => {} });
  `;

  it.each<[Ending, keyof typeof steps, string | undefined]>([
    ["terminated", "beforeFileIsMade", undefined],
    ["killed", "beforeFileIsReplaced", "[global]\ntimeout = 60\n"],
    ["terminated", "beforeFileIsReplaced", "[global]\ntimeout = 60\n"],
  ])("that was %s %s leaves the file as it was, and nothing beside it but the copy", async (ending, name, content) => {
    const [home, dataFolder] = [temporaryDirectory(), temporaryDirectory()];
    mkdirSync(join(dataFolder, "support"));
    const folder = join(home, ".config", "pip");
    mkdirSync(folder, { recursive: true });
    if (content !== undefined) writeFileSync(join(folder, "pip.conf"), content);
    const env = { HOME: home, XDG_CONFIG_HOME: "" };
    await interrupt(await compileAct(switching), dataFolder, {}, steps[name], ending, env);
    expect(readdirSync(folder).filter((one) => one.endsWith(".tmp"))).not.toEqual([]);
    // Another program's, however much it looks like ours.
    writeFileSync(join(folder, ".pip.conf.tmp"), "mine");
    isolate();
    const session = await search(dataFolder);
    expect(row(session, "Turning Caching Off").subtitle).toBe("Interrupted: look at what pip says now");
    const names = content === undefined ? [] : ["pip.conf", "pip.conf.before-pip-cache"];
    expect(readdirSync(folder).sort()).toEqual([".pip.conf.tmp", ...names]);
    for (const file of names) expect(readFileSync(join(folder, file), "utf8")).toBe(content);
    expect(history(dataFolder)).toMatchObject([{ what: "Caching Off", bytes: 0, interrupted: true }]);
    await session.run("Dismiss", "Turning Caching Off");
    expect(notes(dataFolder)).toEqual([]);
  });
});

describeUnless(onWindows, "a tool's clearing", () => {
  const clearing = `
    import { catalogue } from "./src/developer-caches/catalogue/catalogue";
    import { resolveTools } from "./src/developer-caches/resolve";
    import { thisMachine } from "./src/files/machine";
    import { clearDeveloperCaches } from "./src/interface/developer-caches/clear-developer-caches";
    const targets = resolveTools(catalogue, thisMachine()).filter(({ tool, target }) => tool.id === "uv" && target.commands);
    const size = { bytes: 4000, shared: 0, upTo: false, at: Date.now() };
    void clearDeveloperCaches({
      targets: targets.map((resolved) => ({ resolved, size })),
      what: "uv",
      onCleared: async () => {},
    });
  `;

  it("goes on by itself when we are gone, is said to, and is told when it has ended", async () => {
    const [home, dataFolder] = [temporaryDirectory(), temporaryDirectory()];
    mkdirSync(join(dataFolder, "support"));
    const cache = join(home, ".cache", "uv");
    mkdirSync(join(cache, "wheels-v5"), { recursive: true });
    writeFileSync(join(cache, "CACHEDIR.TAG"), "Signature: 8a477f597d28d172789f06886806bc55");
    writeFileSync(join(cache, "wheels-v5", "data.bin"), "x".repeat(4000));
    const bin = join(home, ".local", "bin");
    mkdirSync(bin, { recursive: true });
    const go = join(home, "go");
    const clean = `while ! test -e ${go}; do sleep 0.05; done\necho gone\nrm ${cache}/wheels-v5/data.bin\n`;
    // What it is asked beside that it does not know.
    const text = `${namelessShell}\ntest "$2" = clean || exit 1\n${clean}`;
    writeFileSync(join(bin, "uv"), text, { mode: 0o755 });
    const env = { HOME: home, PATH: `${bin}:/usr/bin:/bin`, XDG_CACHE_HOME: "", UV_CACHE_DIR: "" };
    await interrupt(await compileAct(clearing), dataFolder, {}, steps.afterProgram, "terminated", env);

    isolate(env);
    const session = await open(SearchDeveloperCaches, { name: "search-developer-caches", dataFolder });
    expect(row(session, "Clearing uv").subtitle).toBe("uv is still clearing");
    expect(readdirSync(join(dataFolder, "support"))).toEqual(["acts"]);
    writeFileSync(go, "");
    while (row(session, "Clearing uv").subtitle === "uv is still clearing")
      await session.run("Look Again", "Clearing uv");
    expect(row(session, "Clearing uv").subtitle).toBe("Interrupted: at least 4.0 kB of 4.0 kB");
    expect(history(dataFolder)).toMatchObject([{ what: "uv", bytes: 4000, interrupted: true }]);
    const later = join(cache, "wheels-v5", "later.bin");
    writeFileSync(later, "x");
    await session.run("Continue", "Clearing uv");
    expect(session.alert?.message).toContain("\nWhat uv stored since then goes too.");
    await session.answer(false);
    rmSync(cache, { recursive: true });
    await session.run("Continue", "Clearing uv");
    expect([session.alert, session.toast?.title]).toEqual([undefined, "Cannot Clear uv"]);
    expect(notes(dataFolder)).toEqual([]);
    session.dispose();
    expect(titles(await search(dataFolder))).toEqual([]);
  });

  it("of single packages goes on too, and is continued with what is left of those that were named", async () => {
    const [home, dataFolder] = [temporaryDirectory(), temporaryDirectory()];
    mkdirSync(join(dataFolder, "support"));
    const cache = join(home, ".cache", "uv");
    layOutFiles(cache, {
      "archive-v0/six-a/six-1.16.0.dist-info/METADATA": 4_000,
      "archive-v0/docopt-a/docopt-0.6.2.dist-info/METADATA": 3_000,
      "archive-v0/idna-a/idna-3.10.dist-info/METADATA": 2_000,
    });
    const go = join(home, "go");
    const first = `while ! test -e ${go}; do sleep 0.05; done; rm -r ${cache}/archive-v0/six-a; exit 1`;
    const rest = `shift 4; for name; do rm -r ${cache}/archive-v0/$name-a; done`;
    pretendUv(home, { clean: `test -e ${go} || { ${first}; }; ${rest}` });
    const removing = `
      import { thisMachine } from "./src/files/machine";
      import { readPackages } from "./src/python-caches/read-packages";
      import { findPythonTools } from "./src/interface/python-tools/python-tools";
      import { removeToolPackages } from "./src/interface/removal/remove-tool-packages";
      void (async () => {
        const [uv] = findPythonTools();
        const { packages } = await readPackages(uv.message, { threads: 0 });
        const named = packages.filter(({ name }) => name !== "idna");
        await removeToolPackages({ ...uv, packages: named, onEnd: () => {} });
      })();
    `;
    const env = {
      HOME: home,
      PATH: `${join(home, ".local", "bin")}:/usr/bin:/bin`,
      XDG_CACHE_HOME: "",
      UV_CACHE_DIR: "",
    };
    await interrupt(await compileAct(removing), dataFolder, {}, steps.afterProgram, "terminated", env);

    isolate(env);
    const session = await open(SearchPipCache, { name: "search-pip-cache", dataFolder });
    await session.choose("tool:uv");
    const doing = "Removing 2 packages from uv";
    expect(row(session, doing).subtitle).toBe("uv is still clearing");
    writeFileSync(go, "");
    while (row(session, doing).subtitle === "uv is still clearing") await session.run("Look Again", doing);
    expect(row(session, doing).subtitle).toBe("Interrupted: at least 4.0 kB of 7.0 kB");
    // Of two that were named together one is left, and is kept since: nobody has named it by itself.
    mark({ packages: [packageKey("pip", "docopt")], versions: [] }, true);
    await session.run("Continue", doing);
    expect([session.alert, session.toast?.message]).toEqual([undefined, "All of them are marked “Keep Always”."]);
    mark({ packages: [packageKey("pip", "docopt")], versions: [] }, false);
    await session.run("Continue", doing);
    expect(session.alert?.title).toMatch(/^Remove docopt from uv \((up to )?3\.0 kB\)\?$/);
    await session.answer(true);
    await session.waitFor((now) => !titles(now).includes(doing));
    await session.settled();
    expect(titles(session)).toEqual(["idna"]);
    expect(notes(dataFolder)).toEqual([]);
  });

  it("that was ours is continued with what was there by then", async () => {
    const [home, dataFolder] = [temporaryDirectory(), temporaryDirectory()];
    mkdirSync(join(dataFolder, "support"));
    const folder = join(home, ".cache", "pypoetry", "artifacts");
    // A folder's files go in one message.
    for (let index = 0; index < 1500; index++) {
      const own = join(folder, "aa", "bb", (index % 250).toString(16).padStart(2, "0"));
      mkdirSync(own, { recursive: true });
      writeFileSync(join(own, `${index}`), "x".repeat(10));
    }
    const own = clearing.replace('tool.id === "uv" && target.commands', 'target.id === "poetry.artifacts"');
    const env = { HOME: home, XDG_CACHE_HOME: "", PATH: "/usr/bin:/bin" };
    const act = await compileAct(own.replace('"uv"', '"Poetry"'));
    await interrupt(act, dataFolder, {}, steps.afterFirstChunk, "terminated", env);
    const left = filesBelow(folder).length;
    expect(left).toBeGreaterThan(0);
    writeFileSync(join(folder, "aa", "new"), "x");
    const later = Date.now() / 1000 + 10;
    utimesSync(join(folder, "aa", "new"), later, later);
    isolate({ HOME: home });
    const session = await open(SearchDeveloperCaches, { name: "search-developer-caches", dataFolder });
    await session.run("Continue", "Clearing Poetry");
    expect(session.alert?.title).toBe(`Clear Poetry (${formatBytes(left * 10)})?`);
    await session.answer(true);
    await session.waitFor((now) => !titles(now).includes("Clearing Poetry"));
    expect(filesBelow(folder)).toEqual(["aa/new"]);
  });
});

describeUnless(onWindows, "moving to the Trash", () => {
  const moving = `
    import { cachesAt } from "./test/support/caches";
    import { moveToTrash } from "./src/interface/removal/trash";
    void moveToTrash(cachesAt(argument.cache), () => {});
  `;

  it("that was interrupted says how many folders are there, and is continued with the rest", async () => {
    const [cache, dataFolder] = [temporaryDirectory(), temporaryDirectory()];
    mkdirSync(join(dataFolder, "support"));
    addEntries(cache, 0, 2);
    await interrupt(await compileAct(moving), dataFolder, { cache }, steps.beforeMoving, "killed");
    isolate({ PIP_CACHE_DIR: cache });
    const session = await search(dataFolder);
    expect(row(session, "Moving to the Trash").subtitle).toBe("Interrupted: 0 of 1 folder moved to the Trash");
    await session.run("Continue", "Moving to the Trash");
    expect(session.alert?.message).toContain("\nWhat pip has stored since then goes too.");
    await session.answer(true);
    await session.waitFor((now) => !titles(now).includes("Moving to the Trash"));
    expect(notes(dataFolder)).toEqual([]);
  });
});

describeUnless(onWindows, "moving folders that are no pip's to the Trash", () => {
  const moving = `
    import { moveFoldersToTrash } from "./src/interface/removal/trash";
    const { what, path } = argument;
    const request = { what, paths: [path], roots: [path], bytes: 1_000, readAt: Date.now(), says: [] };
    void moveFoldersToTrash({ ...request, whyNot: async () => undefined, onEnd: async () => {} });
  `;
  const env = { XDG_CACHE_HOME: "", UV_CACHE_DIR: "" };
  // These are looked into whatever PATH says.
  const hasUv = ["/usr/bin/uv", "/usr/local/bin/uv"].some((path) => existsSync(path));
  const moved = [["big", "big"], ...(hasUv ? [] : [["uv", ".cache/uv"]])] as [what: string, folder: string][];

  /** A home with a folder of 1,000 bytes, moving which was interrupted. */
  async function leaveMove(what: string, folder: string, step: Step) {
    const [home, dataFolder] = [realPath(temporaryDirectory()) as string, temporaryDirectory()];
    mkdirSync(join(dataFolder, "support"));
    const path = join(home, folder);
    mkdirSync(join(path, "archive-v0"), { recursive: true });
    writeFileSync(join(path, "archive-v0/a"), "x".repeat(1_000));
    const list = { version: 1, hidden: [], folders: what === "big" ? [{ path, name: what }] : [] };
    writeFileSync(join(dataFolder, "support/hidden-tools.json"), JSON.stringify(list));
    await interrupt(await compileAct(moving), dataFolder, { what, path }, step, "killed", { HOME: home, ...env });
    isolate({ HOME: home, ...env });
    const session = await open(SearchDeveloperCaches, { name: "search-developer-caches", dataFolder });
    return { path, dataFolder, session, doing: `Moving ${what} to the ${trashName}` };
  }

  it.each(moved)("that had not begun is continued after the same question: %s", async (what, folder) => {
    const { path, dataFolder, session, doing } = await leaveMove(what, folder, steps.beforeMoving);
    expect(row(session, doing).subtitle).toBe(`Interrupted: 0 of 1 folder moved to the ${trashName}`);
    await session.run("Continue", doing);
    expect(session.alert?.title).toBe(`Move ${what} to the ${trashName} (1.0 kB)?`);
    await session.answer(true);
    await session.waitFor((now) => !titles(now).includes(doing));
    expect(session.effects).toContainEqual({ type: "trash", paths: [path] });
    expect(notes(dataFolder)).toEqual([]);
  });

  it.each(moved)("that was done says so, and there is nothing to be continued: %s", async (what, folder) => {
    const { dataFolder, session, doing } = await leaveMove(what, folder, steps.beforeHistory);
    expect(row(session, doing).subtitle).toBe(`Interrupted: 1 of 1 folder moved to the ${trashName}`);
    expect(history(dataFolder)).toMatchObject([{ what, bytes: 0, interrupted: true }]);
    await session.run("Continue", doing);
    expect([session.alert, session.toast?.title]).toEqual([undefined, `Nothing to Move to the ${trashName}`]);
    expect(session.toast?.message).toMatch(/^It is (not|no longer) there\.$/);
    expect(notes(dataFolder)).toEqual([]);
  });
});

const act: Act = {
  doing: "Tidying",
  failure: "Did Not Tidy",
  what: "pip cache",
  roots: [],
  unit: "entry",
  planned: {},
  readAt: 0,
  again: { kind: "selection", selection: {}, verb: "Remove" },
};

/** A command on a cache of two entries, whose question is open. */
async function asked(dataFolder = temporaryDirectory()): Promise<{ cache: string; session: Session }> {
  const cache = temporaryDirectory();
  addEntries(cache, 0, 2);
  isolate({ PIP_CACHE_DIR: cache });
  const session = await search(dataFolder);
  await session.run("Clear pip Cache");
  expect(session.alert?.title).toMatch(/^Clear pip cache/);
  return { cache, session };
}

it("what another act has begun while the question was open is said after it, and nothing goes", async () => {
  const { cache, session } = await asked();
  const says = JSON.stringify({ doing: "Removing alpha", at: new Date(2026, 0, 2, 3, 4).valueOf() });
  const holding = await hold([nameOfRoot(join(cache, "http-v2"))], says);
  afterwards(() => ("hold" in holding ? holding.hold.release() : undefined));
  await session.answer(true);
  expect(session.toast).toMatchObject({
    style: "failure",
    title: "Did Not Clear pip cache",
    message: "“Removing alpha” has been running since Jan 2, 2026, 03:04. Try again when it has ended.",
  });
  expect(filesBelow(cache)).toHaveLength(4);
});

it("one in the background ends without a word", async () => {
  const folder = temporaryDirectory();
  const holding = await hold([nameOfRoot(folder)], "");
  afterwards(() => ("hold" in holding ? holding.hold.release() : undefined));
  const acts: unknown[] = [];
  const command = async () => {
    const own = { ...act, roots: [folder] };
    acts.push(await mayBegin(own), await withAct(own, () => Promise.resolve("done")));
  };
  const session = await open(command, { mode: "no-view", launchType: "background" });
  expect(acts).toEqual([false, undefined]);
  expect(session.toasts).toEqual([]);
});

it("a note that could not be written at first is, once something has gone", async () => {
  const dataFolder = temporaryDirectory();
  const folder = join(dataFolder, "support", "acts");
  const lines: string[] = [];
  const command = () =>
    withAct({ ...act, roots: [dataFolder] }, async ({ begin, done }) => {
      mkdirSync(join(dataFolder, "support"), { recursive: true });
      writeFileSync(folder, "a file where a folder should be");
      begin();
      rmSync(folder);
      done({ entries: 1, files: 2, bytes: 3 });
      const [name = ""] = readdirSync(folder);
      lines.push(...readFileSync(join(folder, name), "utf8").trim().split("\n"));
    });
  await open(command as never, { mode: "no-view", dataFolder });
  expect(lines.map((line) => JSON.parse(line) as unknown)).toMatchObject([
    { what: "pip cache" },
    { done: { entries: 1, files: 2, bytes: 3 } },
  ]);
  expect(notes(dataFolder)).toEqual([]);
});

it("where no note can be written the act goes on all the same", async () => {
  const dataFolder = temporaryDirectory();
  mkdirSync(join(dataFolder, "support"));
  writeFileSync(join(dataFolder, "support", "acts"), "a file where a folder should be");
  const { cache, session } = await asked(dataFolder);
  await session.answer(true);
  expect(session.toast?.style).toBe("success");
  expect(filesBelow(cache)).toEqual([]);
});

itUnless(onWindows, "where nothing can be held either, a process that is gone is told by when it began", async () => {
  const [cache, dataFolder] = [temporaryDirectory(), temporaryDirectory()];
  mkdirSync(join(dataFolder, "support"));
  addEntries(cache, 0, ENTRIES);
  const env = { TMPDIR: join(dataFolder, "missing") };
  await interrupt(script, dataFolder, { cache }, steps.afterFirstChunk, "killed", env);
  isolate({ PIP_CACHE_DIR: cache });
  expect(titles(await search(dataFolder))).toEqual(["Clearing pip cache", "alpha"]);
});

describeUnless(onWindows, "a purge by pip", () => {
  const purging = `
    import { purgeAndMeasure } from "./src/interface/installations/purge-and-measure";
    const { cache, python } = argument;
    process.env.PIP_CACHE_DIR = cache;
    const installation = { python, anyway: true, pipVersion: { value: "24.3" }, pythonVersion: { value: "3.12" } };
    void purgeAndMeasure(installation as never, { path: cache } as never, { push: () => {}, onEnd: () => {} });
  `;

  it("goes on by itself when we are gone, and is told, in both lists, when it has ended", async () => {
    const [cache, home, dataFolder] = [temporaryDirectory(), temporaryDirectory(), temporaryDirectory()];
    mkdirSync(join(dataFolder, "support"));
    addEntries(cache, 0, 3);
    const bytes = sumOfSizes(cache);
    const [python, go] = [join(home, "python3"), join(home, "go")];
    const text = `#!/bin/sh\nwhile ! test -e ${go}; do sleep 0.05; done\necho gone\nrm -r ${cache}/http-v2/*\n`;
    writeFileSync(python, text, { mode: 0o755 });
    await interrupt(await compileAct(purging), dataFolder, { cache, python }, steps.afterProgram, "terminated");

    isolate({ PIP_CACHE_DIR: cache });
    const session = await search(dataFolder);
    expect(row(session, "Purging with pip").subtitle).toBe("pip is still clearing");
    writeFileSync(go, "");
    while (row(session, "Purging with pip").subtitle === "pip is still clearing") {
      await session.run("Look Again", "Purging with pip");
    }
    const size = formatBytes(bytes);
    expect(row(session, "Purging with pip").subtitle).toBe(`Interrupted: at least ${size} of ${size}`);
    expect(history(dataFolder)).toMatchObject([{ what: "Purge by pip", bytes, interrupted: true }]);
    session.dispose();
    const pips = await open(ShowPipInstallations, { name: "show-pip-installations", dataFolder });
    await pips.run("Continue", "Purging with pip");
    expect(pips.toast).toMatchObject({ title: "Cannot Continue", message: "That pip was not found again." });
    await pips.run("Dismiss", "Purging with pip");
    expect(notes(dataFolder)).toEqual([]);
  });
});
