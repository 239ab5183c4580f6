import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, linkSync, lstatSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { catalogue } from "../../src/developer-caches/catalogue/catalogue";
import type { Tool } from "../../src/developer-caches/tool";
import { clearTargets, planClear } from "../../src/developer-caches/clear";
import type { DoneSums } from "../../src/files/attempts";
import type { Machine } from "../../src/files/machine";
import { measureTarget } from "../../src/developer-caches/measure-tool";
import { resolveTools } from "../../src/developer-caches/resolve";
import type { ReportedPaths } from "../../src/developer-caches/tool-places";
import { changedAt } from "../../src/files/walk";
import { mountVolumeOn, noMounts } from "../support/mounts";
import { temporaryDirectory } from "../support/temporary";
import { compareTrees, filesBelow, hashTree, sumOfSizes } from "../support/tree";
import { describeUnless, itUnless, notLinux } from "../support/unless";
import { emptyMachine, install, layOut, onMachine, runFrom, targetOf, toolOf, write } from "./lay-out";

type TestMachine = ReturnType<typeof emptyMachine>;

function find(machine: Machine, id: string) {
  const found = resolveTools([toolOf(id)], machine).find(({ target }) => target.id === id);
  if (!found) throw new Error(`${id} is not there`);
  return found;
}

const anyway = { evenIfInUse: true };

describe("the plan", () => {
  it("takes the tool's own command first, then our removal where all is cache", () => {
    const machine = emptyMachine("linux");
    layOut("npm.cacache", onMachine(machine, ".npm/_cacache"));
    layOut("npm.logs", onMachine(machine, ".npm/_logs"));
    const found = resolveTools(catalogue, machine);
    expect(planClear(found, machine).map(({ commands, removes }) => [commands.length, removes])).toEqual([
      [0, true],
      [0, true],
    ]);
    install(machine, "npm", "exit 0");
    expect(planClear(found, machine).map(({ commands, removes }) => [commands.length, removes])).toEqual([
      [1, true],
      [0, true],
    ]);
  });

  it("says which program is missing for what only its tool may clear", () => {
    const machine = emptyMachine("linux");
    layOut("uv.cache", onMachine(machine, ".cache/uv"));
    const [plan] = planClear(resolveTools(catalogue, machine), machine);
    expect(plan.refused).toBe("Only uv itself can clear it, and “uv” was not found.");
  });

  it("finds conda beside its packages, and says of one that may not be used that it was found", () => {
    const machine = emptyMachine("linux");
    layOut("conda.packages", onMachine(machine, "miniforge3/pkgs"));
    const conda = onMachine(machine, "miniforge3/condabin/conda");
    const plan = () => planClear([find(machine, "conda.packages")], machine)[0];
    expect(plan()?.refused).toBe("Only conda itself can clear it, and “conda” was not found.");
    write(conda, "#!/bin/sh\n");
    chmodSync(conda, 0o755);
    expect(plan()).toMatchObject({ commands: [{ program: "conda" }], refused: undefined });
    chmodSync(conda, 0o777);
    expect(plan()?.refused).toContain(`because of ${conda}: Everybody can change it.`);
  });

  it("names to every command the directory that is meant", () => {
    const commands = catalogue.flatMap(({ targets }) => targets.flatMap(({ commands: all = [] }) => all));
    const blind = commands.filter((command) => !/\{(root|place)\}/.test(JSON.stringify(command)));
    expect(blind.map(({ program }) => program)).toEqual(["xcrun"]);
  });
});

describe("clearing", () => {
  it("by a tool's command measures what is gone, and keeps what it said", async () => {
    const machine = emptyMachine("linux");
    const cache = onMachine(machine, ".cache/uv");
    layOut("uv.cache", cache);
    write(join(cache, "archive/big"), "x".repeat(5000));
    install(machine, "uv", 'echo "$*" && rm "$4/archive/big" && echo "Removed everything, 9 GB" >&2');
    const { cleared, reclaimed } = await clearTargets([find(machine, "uv.cache")], machine, anyway);
    expect(reclaimed).toBe(5000);
    expect(cleared[0].failures).toEqual([]);
    expect(cleared[0].removal).toBeUndefined();
    expect(cleared[0].runs).toMatchObject([{ outcome: "succeeded" }]);
    expect(cleared[0].runs[0].log).toContain("Removed everything, 9 GB");
    expect(cleared[0].runs[0].output).toBe(`cache clean --cache-dir ${cache}`);
    expect(existsSync(join(cache, "archive-v0x/data.bin"))).toBe(true);
  });

  it("of one kind asks its tool for that kind alone", async () => {
    const machine = emptyMachine("linux");
    const cache = onMachine(machine, ".cache/pdm");
    for (const kind of ["http", "wheels", "metadata"]) write(join(cache, kind, "data"), "12345");
    install(machine, "pdm", 'rm "$PDM_CACHE_DIR/$3/data"');
    const found = resolveTools([toolOf("pdm.cache")], machine);
    const wheels = found.filter(({ root }) => root.endsWith("wheels"));
    expect((await clearTargets(wheels, machine, anyway)).reclaimed).toBe(5);
    expect(sumOfSizes(cache)).toBe(10);
    expect((await clearTargets(found, machine, anyway)).reclaimed).toBe(10);
  });

  it("goes on with our own removal where a command fails, and says so", async () => {
    const machine = emptyMachine("linux");
    const cache = onMachine(machine, ".npm/_cacache");
    layOut("npm.cacache", cache);
    install(machine, "npm", "echo no such thing; exit 2");
    const target = find(machine, "npm.cacache");
    const size = await measureTarget(target, machine);
    const { cleared, reclaimed } = await clearTargets([target], machine, anyway);
    expect(reclaimed).toBe(size.bytes);
    expect(readdirSync(cache)).toEqual([]);
    expect(cleared[0].failures).toMatchObject([{ code: "COMMAND" }]);
    expect(cleared[0].failures[0].reason).toBe(
      "“npm cache clean --force” failed with code 2. It said: no such thing. What it left was removed without it.",
    );
  });

  it("does not touch by path what only a tool may clear, even if its command fails", async () => {
    const machine = emptyMachine("linux");
    layOut("go.modules", onMachine(machine, "go/pkg/mod"));
    install(machine, "go", "exit 1");
    const before = hashTree(machine.root);
    const { cleared, reclaimed } = await clearTargets([find(machine, "go.modules")], machine, anyway);
    expect(compareTrees(before, hashTree(machine.root))).toEqual({ gone: [], added: [], changed: [] });
    expect(reclaimed).toBe(0);
    expect(cleared[0].failures[0].reason).toBe("“go clean -modcache” failed with code 1.");
  });

  it("refuses what is in use by name, and does it when told to", async () => {
    const machine = emptyMachine("linux");
    const cache = onMachine(machine, ".cache/composer");
    layOut("composer.cache", cache);
    const script = join(cache, "files/server.sh");
    const target = find(machine, "composer.cache");
    const server = await runFrom(script);
    const before = hashTree(machine.root);
    const refused = await clearTargets([target], machine);
    expect(refused.cleared[0].refused).toBe(`server (sh) is running (process ${server.pid}). Quit it and try again.`);
    expect(refused.cleared[0].usage).toMatchObject({ state: "busy" });
    expect(compareTrees(before, hashTree(machine.root))).toEqual({ gone: [], added: [], changed: [] });
    const done = await clearTargets([target], machine, anyway);
    expect(done.cleared[0].refused).toBeUndefined();
    expect(done.reclaimed).toBeGreaterThan(0);
  });

  it("several adds up what each gave back, and one that is refused does not stop the rest", async () => {
    const machine = emptyMachine("linux");
    layOut("npm.logs", onMachine(machine, ".npm/_logs"));
    layOut("uv.cache", onMachine(machine, ".cache/uv"));
    layOut("cargo.sources", onMachine(machine, ".cargo/registry/src"));
    const told: string[] = [];
    const result = await clearTargets(resolveTools(catalogue, machine), machine, {
      ...anyway,
      onCleared: ({ target }) => told.push(target.target.id),
    });
    expect(told).toEqual(["uv.cache", "npm.logs", "cargo.sources"]);
    expect(result.cleared.map(({ refused }) => refused === undefined)).toEqual([false, true, true]);
    expect(result.reclaimed).toBe(result.cleared[1].reclaimed + result.cleared[2].reclaimed);
    expect(result.cleared[1].reclaimed).toBeGreaterThan(0);
  });

  it("that is stopped reports exactly what is gone", async () => {
    const machine = emptyMachine("linux");
    const cache = onMachine(machine, ".cargo/registry/src");
    for (let index = 0; index < 3000; index++) write(join(cache, `crate-${index % 30}/file-${index}`), "12345");
    const controller = new AbortController();
    const result = await clearTargets([find(machine, "cargo.sources")], machine, {
      ...anyway,
      signal: controller.signal,
      onProgress: () => controller.abort(),
    });
    expect(result.cleared[0].stopped).toBe(true);
    expect(result.reclaimed).toBe(15_000 - sumOfSizes(cache));
    expect(result.reclaimed).toBeGreaterThan(0);
  });

  it("knows the free space also where a tool removes the directory of its cache", async () => {
    const machine = emptyMachine("linux");
    // Else others write to the volume meanwhile.
    if (noMounts === undefined) mountVolumeOn(machine.root, 256 << 20);
    const cache = onMachine(machine, ".cache/uv");
    layOut("uv.cache", cache);
    execFileSync("dd", ["if=/dev/urandom", `of=${cache}/big`, "bs=1M", "count=100", "conv=fsync"], { stdio: "ignore" });
    install(machine, "uv", `rm -r "$4"`);
    const { reclaimed, freeSpaceDifference } = await clearTargets([find(machine, "uv.cache")], machine, anyway);
    expect(reclaimed).toBeGreaterThan(100_000_000);
    expect(freeSpaceDifference?.freed ?? reclaimed).toBeGreaterThan(50_000_000);
  });

  it("says when the volume's free space tells otherwise", async () => {
    const machine = emptyMachine("linux");
    if (noMounts === undefined) mountVolumeOn(machine.root, 256 << 20);
    layOut("uv.cache", onMachine(machine, ".cache/uv"));
    install(
      machine,
      "uv",
      `head -c 60000000 /dev/urandom > "${machine.home}/elsewhere" && sync "${machine.home}/elsewhere"`,
    );
    const result = await clearTargets([find(machine, "uv.cache")], machine, anyway);
    expect(result.reclaimed).toBe(0);
    expect(result.freeSpaceDifference?.freed).toBeLessThan(0);
  });

  it("says nothing of free space where it did nothing", async () => {
    const machine = emptyMachine("linux");
    layOut("uv.cache", onMachine(machine, ".cache/uv"));
    const result = await clearTargets([find(machine, "uv.cache")], machine, {
      ...anyway,
      onCleared: () => {
        execFileSync("dd", ["if=/dev/urandom", `of=${machine.home}/elsewhere`, "bs=1M", "count=60", "conv=fsync"], {
          stdio: "ignore",
        });
      },
    });
    expect(result.cleared[0].refused).toContain("“uv” was not found");
    expect(result.freeSpaceDifference).toBeUndefined();
  });
});

/** A tool with a cache that is all its own, and commands of these names for it, of which one called `slow` may take no time. */
function toolWith(machine: Machine, ...programs: string[]) {
  const tool: Tool = {
    id: "new",
    name: "New",
    group: "Go",
    places: { all: { defaults: { linux: ["~/.cache/new"] } } },
    targets: [
      {
        ...{
          id: "new.all",
          label: "x",
          cost: "x",
          tier: "safe",
          place: "all",
          paths: [""],
          removable: true,
          proof: ["data"],
        },
        commands: programs.map((program) => ({
          ...{ program, arguments: ["clean", "{root}"] },
          timeout: program === "slow" ? 300 : 600_000,
        })),
      },
    ],
    processes: {},
  };
  const cache = onMachine(machine, ".cache/new");
  write(join(cache, "data"), "12345");
  return { cache, targets: (reported?: ReportedPaths) => resolveTools([tool], machine, { reported }) };
}

/** With all of the machine on a volume that nobody else writes to. */
describeUnless(noMounts, "the volume's free space", () => {
  const MB = 1 << 20;

  it.each([
    { clears: 20, elsewhere: 0 },
    { clears: 20, elsewhere: 2, why: "not more than a tenth" },
    { clears: 20, elsewhere: 3, told: { reclaimed: 20 * MB, freed: 17 * MB } },
    { clears: 5, elsewhere: 0.875, why: "more than a tenth, and nothing to speak of" },
    { clears: -20, elsewhere: 3, told: { reclaimed: -20 * MB, freed: -23 * MB } },
    { clears: -20, elsewhere: 1.5, why: "not more than a tenth" },
  ])("is told of where it is another: %j", async ({ clears, elsewhere, told }) => {
    const machine = emptyMachine("linux");
    mountVolumeOn(machine.root, 64 * MB);
    // A page of what goes is in the file that is left to our own removal.
    const size = clears > 0 ? clears * MB - 4096 : -clears * MB;
    const big = `"$2/${clears > 0 ? "big" : "small"}"`;
    const act = clears > 0 ? `rm ${big}` : `head -c ${size} /dev/zero > ${big}`;
    install(machine, "half", `${act}; head -c ${elsewhere * MB} /dev/zero > "${machine.home}/elsewhere"; exit 0`);
    const { cache, targets } = toolWith(machine, "half");
    if (clears > 0) writeFileSync(join(cache, "big"), Buffer.alloc(size));
    const found = targets().map((one) => ({ ...one, target: { ...one.target, removable: clears > 0 } }));
    const result = await clearTargets(found, machine, anyway);
    expect(result.reclaimedAllocated).toBe(clears * MB);
    expect(result.freeSpaceDifference).toEqual(told);
  });

  it("counts where only some of it was cleared", async () => {
    const machine = emptyMachine("linux");
    mountVolumeOn(machine.root, 64 * MB);
    layOut("uv.cache", onMachine(machine, ".cache/uv"));
    install(machine, "half", `head -c ${3 * MB} /dev/zero > "${machine.home}/elsewhere"`);
    const { targets } = toolWith(machine, "half");
    const result = await clearTargets([find(machine, "uv.cache"), ...targets()], machine, anyway);
    expect(result.cleared.map(({ refused }) => refused === undefined)).toEqual([false, true]);
    expect(result.freeSpaceDifference).toEqual({ reclaimed: 4096, freed: 4096 - 3 * MB });
  });
});

describe("clearing, when something comes between,", () => {
  it("says of a command that failed the line that tells most", async () => {
    const machine = emptyMachine("linux");
    layOut("go.modules", onMachine(machine, "go/pkg/mod"));
    const reasonOf = async (script: string) => {
      install(machine, "go", script);
      return (await clearTargets([find(machine, "go.modules")], machine, anyway)).cleared[0].failures[0].reason;
    };
    const began = "“go clean -modcache” failed with code 3.";
    const told = "echo looking; echo '  permission denied...  '; echo; echo see the log; exit 3";
    expect(await reasonOf(told)).toBe(`${began} It said: permission denied.`);
    expect(await reasonOf("echo terrors; echo see the log; echo; exit 3")).toBe(`${began} It said: see the log.`);
    for (const word of ["err", "Error", "denied", "fail", "failed", "failure", "cannot", "unable"]) {
      const said = await reasonOf(`echo "npm ${word}: disk"; echo see the log; exit 3`);
      expect(said).toBe(`${began} It said: npm ${word}: disk.`);
    }
    const long = await reasonOf("printf 'error %0300d' 0; exit 3");
    expect(long).toBe(`${began} It said: error ${"0".repeat(194)}.`);
  });

  it("goes on where a command does not end in time, and says so", async () => {
    const machine = emptyMachine("linux");
    install(machine, "slow", "exec sleep 60");
    const { cache, targets } = toolWith(machine, "slow");
    const { cleared } = await clearTargets(targets(), machine, anyway);
    const reason = `“slow clean ${cache}” did not end in time. What it left was removed without it.`;
    expect(cleared[0].failures).toEqual([{ path: cache, code: "COMMAND", reason }]);
    expect(readdirSync(cache)).toEqual([]);
  });

  it("says of a command that something else ended what that was", async () => {
    const machine = emptyMachine("linux");
    install(machine, "killed", "echo begun; kill -9 $$");
    const { cache, targets } = toolWith(machine, "killed");
    const { cleared } = await clearTargets(targets(), machine, anyway);
    expect(cleared[0].failures.map(({ reason }) => reason)).toEqual([
      `“killed clean ${cache}” failed. It was ended by SIGKILL. It said: begun. What it left was removed without it.`,
    ]);
  });

  it("does not say that what a command left was removed where it was not", async () => {
    const machine = emptyMachine("linux");
    install(machine, "fails", "exit 1");
    const { cache, targets } = toolWith(machine, "fails");
    const found = targets();
    const stop = new AbortController();
    const { cleared } = await clearTargets(found, machine, {
      ...anyway,
      signal: stop.signal,
      onProgress: () => stop.abort(),
    });
    expect(cleared[0]).toMatchObject({ stopped: true, reclaimed: 0 });
    expect(cleared[0].failures.map(({ reason }) => reason)).toEqual([`“fails clean ${cache}” failed with code 1.`]);
    expect(readdirSync(cache)).toEqual(["data"]);
  });

  it("starts no other command, and removes nothing, once it is to stop", async () => {
    const machine = emptyMachine("linux");
    install(machine, "first", `touch "${machine.home}/first" && exec sleep 60`);
    install(machine, "second", `touch "${machine.home}/second"`);
    const { cache, targets } = toolWith(machine, "first", "second");
    const stop = new AbortController();
    const clearing = clearTargets(targets(), machine, { ...anyway, signal: stop.signal });
    while (!existsSync(join(machine.home, "first"))) await delay(5);
    stop.abort();
    const { cleared } = await clearing;
    expect(cleared[0]).toMatchObject({ stopped: true, reclaimed: 0, failures: [] });
    expect(existsSync(join(machine.home, "second"))).toBe(false);
    expect(readdirSync(cache)).toEqual(["data"]);
    expect((await clearTargets(targets(), machine, { ...anyway, signal: stop.signal })).cleared).toEqual([]);
  });

  it("refuses what a command has replaced by a link, and leaves what that leads to", async () => {
    const machine = emptyMachine("linux");
    write(onMachine(machine, "Documents/letter"), "Dear");
    install(machine, "swap", `rm -r "$2" && ln -s "${onMachine(machine, "Documents")}" "$2"`);
    const { cache, targets } = toolWith(machine, "swap");
    const { cleared } = await clearTargets(targets(), machine, anyway);
    expect(cleared[0]).toMatchObject({ stopped: false, failures: [], runs: [{ outcome: "succeeded" }] });
    expect(cleared[0].refused).toBe(`Refused to remove ${cache}: it is a link.`);
    expect(readdirSync(cache)).toContain("letter");
  });

  it("refuses what has come under version control since it was looked for", async () => {
    const machine = emptyMachine("linux");
    const { cache, targets } = toolWith(machine);
    const found = targets();
    write(join(cache, ".git/HEAD"), "ref: refs/heads/main");
    const { cleared, reclaimed } = await clearTargets(found, machine, anyway);
    expect(cleared[0].refused).toBe("It is under version control.");
    expect(reclaimed).toBe(0);
    expect(readdirSync(cache).sort()).toEqual([".git", "data"]);
  });

  it("says of what has gone since it was looked for that it is no longer there", async () => {
    const machine = emptyMachine("linux");
    const { cache, targets } = toolWith(machine);
    const found = targets();
    rmSync(cache, { recursive: true });
    expect((await clearTargets(found, machine, anyway)).cleared).toMatchObject([{ refused: "It is no longer there." }]);
  });

  it("clears what nobody uses without being told to do so in any case", async () => {
    const machine = emptyMachine("linux");
    const { cache, targets } = toolWith(machine);
    const { cleared, reclaimed } = await clearTargets(targets(), machine);
    expect(cleared).toMatchObject([{ reclaimed: 5, failures: [] }]);
    expect(cleared[0]?.usage).toBeUndefined();
    expect([reclaimed, readdirSync(cache)]).toEqual([5, []]);
  });

  it("refuses what is in use by what has a name of several words, and says it as a sentence", async () => {
    const machine = emptyMachine("linux");
    const { cache, targets } = toolWith(machine);
    const script = join(machine.home, "serving.sh");
    const server = await runFrom(script);
    for (const name of ["a new server", "the new server", "another server"]) {
      const found = targets().map((one) => ({
        ...one,
        tool: { ...one.tool, processes: { commands: { [name]: [script] } } },
      }));
      const { cleared } = await clearTargets(found, machine);
      const said = name.startsWith("another") ? name : `${name[0]?.toUpperCase()}${name.slice(1)}`;
      expect(cleared[0]?.refused).toBe(`${said} is running (process ${server.pid}). Quit it and try again.`);
    }
    expect(readdirSync(cache)).toEqual(["data"]);
  });

  it("finds again what only the tool itself has told of, without asking it", async () => {
    const machine = emptyMachine("linux");
    const { targets } = toolWith(machine);
    const told = onMachine(machine, "told");
    write(join(told, "data"), "123");
    const found = targets({ new: { all: [told] } }).filter(({ origin }) => origin === "tool");
    const { cleared, reclaimed } = await clearTargets(found, machine, anyway);
    expect(cleared.map(({ refused }) => refused)).toEqual([undefined]);
    expect(reclaimed).toBe(3);
  });

  it("leaves what came later than it is told", async () => {
    const machine = emptyMachine("linux");
    const { cache, targets } = toolWith(machine);
    const found = targets();
    const until = changedAt(lstatSync(join(cache, "data")));
    // The system's clock of files moves in steps.
    do write(join(cache, "new"), "new");
    while (changedAt(lstatSync(join(cache, "new"))) <= until);
    expect((await clearTargets(found, machine, { ...anyway, until })).reclaimed).toBe(5);
    expect(readdirSync(cache)).toEqual(["new"]);
  });

  it("says why where what keeps its log cannot, and goes on with the next", async () => {
    const machine = emptyMachine("linux");
    const { cache, targets } = toolWith(machine);
    write(onMachine(machine, ".npm/_logs/one-debug-0.log"), "123");
    let begun = 0;
    const begin = () => {
      if (++begun === 1) throw Object.assign(new Error("no space left on device"), { code: "ENOSPC" });
    };
    const log = { begin, starts: () => {}, started: () => {}, done: () => {} };
    const { cleared } = await clearTargets([...targets(), find(machine, "npm.logs")], machine, { ...anyway, log });
    const reason = "The disk is full. Free some space and try again.";
    expect(cleared.map(({ failures }) => failures)).toEqual([[{ path: cache, code: "ENOSPC", reason }], []]);
    expect(cleared.map(({ reclaimed, stopped }) => [reclaimed, stopped])).toEqual([
      [0, false],
      [3, false],
    ]);
  });

  itUnless(noMounts, "says what our own removal could not take, and not that it took what a command left", async () => {
    const machine = emptyMachine("linux");
    install(machine, "fails", "exit 1");
    const { cache, targets } = toolWith(machine, "fails");
    const found = targets();
    write(join(cache, "mounted/first"), "");
    mountVolumeOn(join(cache, "mounted"), 1 << 20);
    write(join(cache, "mounted/precious"), "1234");
    const { cleared } = await clearTargets(found, machine, anyway);
    expect(cleared[0]?.failures.map(({ reason }) => reason)).toEqual([
      "Refused: another volume is mounted there.",
      `“fails clean ${cache}” failed with code 1.`,
    ]);
    expect(filesBelow(cache)).toEqual(["mounted/precious"]);
  });

  it("says that a program may not be used, and why, where only that could clear it", async () => {
    const machine = emptyMachine("linux");
    layOut("uv.cache", onMachine(machine, ".cache/uv"));
    install(machine, "uv", "exit 0");
    const program = join(machine.home, ".local/bin/uv");
    chmodSync(program, 0o777);
    const { cleared } = await clearTargets([find(machine, "uv.cache")], machine, anyway);
    expect(cleared[0].refused).toBe(
      `Only uv itself can clear it, and “uv” may not be used. It was not started, because of ${program}: Everybody can change it.`,
    );
  });

  it("counts apart what has names elsewhere, whoever removed it, and says how far it is", async () => {
    const machine = emptyMachine("linux");
    install(machine, "half", `rm "$2/linked-1" "$2/own-1"`);
    const { cache, targets } = toolWith(machine, "half");
    for (const number of [1, 2]) {
      write(join(cache, `linked-${number}`), "x".repeat(1000 * number));
      linkSync(join(cache, `linked-${number}`), join(machine.home, `elsewhere-${number}`));
      write(join(cache, `own-${number}`), "x".repeat(10 * number));
    }
    const blocks = ["data", "own-1", "own-2"].map((name) => lstatSync(join(cache, name)).blocks);
    const own = 512 * blocks.reduce((sum, one) => sum + one, 0);
    const seen: { bytes: number; totalBytes: number }[] = [];
    const { cleared, reclaimed } = await clearTargets(targets(), machine, {
      ...anyway,
      onProgress: (_, soFar) => void seen.push(soFar),
    });
    expect(readdirSync(cache)).toEqual([]);
    expect(reclaimed).toBe(10 + 20 + 5);
    expect(cleared[0]).toMatchObject({ reclaimed: 35, reclaimedAllocated: own, shared: 3000, failures: [] });
    expect(seen[0]).toEqual({ bytes: 10, totalBytes: 35 });
    expect(seen.at(-1)).toEqual({ bytes: 35, totalBytes: 35 + 2000 });
  });

  it.each([
    ["removes", `rm "$2/first"`, 1000],
    ["writes more than it removes", `rm "$2/first" && head -c 5000 /dev/zero > "$2/more"`, 0],
  ])("tells a log all that is done by then, also where a program %s", async (_what, script, bytesOfProgram) => {
    const machine = emptyMachine("linux");
    install(machine, "half", script);
    const { cache, targets } = toolWith(machine, "half");
    write(join(cache, "first"), "x".repeat(1000));
    write(onMachine(machine, ".npm/_logs/one-debug-0.log"), "x".repeat(300));
    const said: unknown[] = [];
    const done: DoneSums[] = [];
    const { cleared, reclaimed } = await clearTargets([...targets(), find(machine, "npm.logs")], machine, {
      ...anyway,
      log: {
        begin: () => said.push("begins to remove"),
        starts: ({ name, roots, bytes }) => said.push([name, roots, bytes]),
        started: (pid) => said.push(pid > 0),
        done: ({ entries, files, bytes }) => done.push({ entries, files, bytes }),
      },
    });
    expect(cleared.map(({ target }) => target.target.id)).toEqual(["npm.logs", "new.all"]);
    expect(said).toEqual(["begins to remove", ["New", [cache], 1005], true, "begins to remove"]);
    expect(done[0]).toEqual({ entries: 1, files: 1, bytes: 300 });
    expect(done).toContainEqual({ entries: 1, files: 1, bytes: 300 + bytesOfProgram });
    const rest = bytesOfProgram > 0 ? 1 : 2;
    expect(done.at(-1)?.files).toBe(1 + rest);
    expect(reclaimed).toBe(1305);
  });

  it("leaves what a command clears to the end, since it may take more than its own", async () => {
    const machine = emptyMachine("linux");
    layOut("npm.cacache", onMachine(machine, ".npm/_cacache"));
    layOut("npm.logs", onMachine(machine, ".npm/_logs"));
    install(machine, "npm", `rm -r "${machine.home}/.npm/_logs"; exit 0`);
    const { cleared } = await clearTargets(resolveTools(catalogue, machine), machine, anyway);
    expect(cleared.map(({ target }) => target.target.id)).toEqual(["npm.logs", "npm.cacache"]);
    expect(cleared[0].reclaimed).toBeGreaterThan(0);
  });
});

describe("what must stay stays when all of a tool is cleared", () => {
  const all = (id: string, machine: TestMachine, directory: string) => {
    const { place } = targetOf(id);
    for (const { id: target, paths, place: other } of toolOf(id).targets) {
      for (const path of other === place ? paths : []) {
        const place = onMachine(machine, path === "" ? directory : join(directory, path.replaceAll("*", "chrome")));
        if (/token/.test(path)) write(place, "hf_secret");
        else layOut(target, place);
      }
    }
  };

  it.each([
    ["Poetry's virtual environments", "poetry.cache", ".cache/pypoetry", "virtualenvs"],
    ["what Deno programs stored", "deno.modules", ".cache/deno", "location_data"],
    ["profiles of Playwright's browsers", "playwright.browsers", ".cache/ms-playwright", "mcp-chrome"],
    ["changes pre-commit set aside", "pre-commit.repositories", ".cache/pre-commit", "patch1700000000-77"],
    ["what fuzzing found", "go.build", ".cache/go-build", "fuzz"],
    ["artifacts published by sbt", "ivy.cache", ".ivy2", "local"],
    ["settings of ccache", "ccache.cache", ".cache/ccache", "ccache.conf"],
    ["uploads of Hugging Face", "huggingface.xet", ".cache/huggingface/xet", "https-x/staging"],
  ])("%s", async (_what, id, directory, precious) => {
    const machine = emptyMachine("linux");
    all(id, machine, directory);
    const path = join(onMachine(machine, directory), precious, "only-copy");
    write(path, "the only copy");
    const kept = hashTree(join(onMachine(machine, directory), precious));
    install(machine, "pre-commit", 'rm -rf "$PRE_COMMIT_HOME"/repo*');
    const found = resolveTools([toolOf(id)], machine);
    let counted = 0;
    for (const one of found.filter(({ tier }) => tier !== "never"))
      counted += (await measureTarget(one, machine)).bytes;
    const { reclaimed } = await clearTargets(found, machine, anyway);
    expect(hashTree(join(onMachine(machine, directory), precious))).toEqual(kept);
    expect(reclaimed).toBeGreaterThan(0);
    expect(reclaimed).toBeLessThanOrEqual(counted);
  });

  // No tool of the catalogue has nothing else to hold this today: `holds` or `keep` do, too.
  it("data of a tool that comes into being after its cache was looked for", async () => {
    const machine = emptyMachine("linux");
    const cache = { label: "x", cost: "x", tier: "safe", removable: true } as const;
    const data = { label: "x", cost: "x", tier: "never", removable: false } as const;
    const tool: Tool = {
      id: "new",
      name: "New",
      group: "Go",
      places: { all: { defaults: { linux: ["~/.cache/new"] } }, other: { defaults: { linux: ["~/.cache/other"] } } },
      targets: [
        { ...cache, id: "new.all", place: "all", paths: [""] },
        { ...cache, id: "new.below", place: "other", paths: ["below"] },
        { ...data, id: "new.data", place: "all", paths: ["data", "logins/*.db"] },
        { ...data, id: "new.inside", place: "other", paths: ["below/data", "logins"] },
      ],
      processes: {},
    };
    const at = (path: string) => onMachine(machine, `.cache/${path}`);
    for (const path of ["new/a", "other/below/a"]) write(at(path), "12345");
    const found = resolveTools([tool], machine);
    expect(found.map(({ target }) => target.id)).toEqual(["new.all", "new.below"]);
    const precious = ["new/data/only-copy", "new/logins/a.db", "other/below/data/only-copy"];
    // What has the name of data of the other place only is none.
    for (const path of [...precious, "new/below/data/b", "new/logins/b", "other/below/logins/c"]) write(at(path), "1");
    const { cleared, reclaimed } = await clearTargets(found, machine, anyway);
    expect(cleared.map(({ refused, failures }) => [refused, failures])).toEqual([
      [undefined, []],
      [undefined, []],
    ]);
    expect(filesBelow(at("")).sort()).toEqual(precious);
    expect(reclaimed).toBe(13);
  });

  it("Hugging Face's login token", async () => {
    const machine = emptyMachine("linux");
    all("huggingface.tokens", machine, ".cache/huggingface");
    layOut("huggingface.hub-models", onMachine(machine, ".cache/huggingface/hub/models--org--name"));
    layOut("huggingface.xet", onMachine(machine, ".cache/huggingface/xet"));
    const home = onMachine(machine, ".cache/huggingface");
    const { reclaimed } = await clearTargets(resolveTools(catalogue, machine), machine, anyway);
    expect(reclaimed).toBeGreaterThan(0);
    expect(hashTree(home).get("token")?.size).toBe("hf_secret".length);
    expect(hashTree(home).get("stored_tokens")?.size).toBe("hf_secret".length);
  });

  it("Local History of an IDE, and the caches it refers to", async () => {
    const machine = emptyMachine("linux");
    for (const name of ["index", "caches", "LocalHistory"]) {
      write(onMachine(machine, `.cache/JetBrains/PyCharm2025.2/${name}/data`), "x");
    }
    const before = hashTree(machine.root);
    const { cleared } = await clearTargets(resolveTools(catalogue, machine), machine, anyway);
    expect(cleared.map(({ refused }) => typeof refused)).toEqual(["string", "string", "string"]);
    expect(compareTrees(before, hashTree(machine.root))).toEqual({ gone: [], added: [], changed: [] });
  });

  it("Xcode's Archives", async () => {
    const machine = emptyMachine("darwin");
    const xcode = onMachine(machine, "Library/Developer/Xcode");
    for (const { id, place, paths } of toolOf("xcode.archives").targets) {
      if (place === "xcode") for (const path of paths) layOut(id, join(xcode, path));
    }
    write(join(xcode, "UserData/CodeSnippets/mine.codesnippet"), "snippet");
    const kept = hashTree(join(xcode, "Archives"));
    const { reclaimed } = await clearTargets(resolveTools(catalogue, machine), machine, anyway);
    expect(reclaimed).toBeGreaterThan(0);
    expect(hashTree(join(xcode, "Archives"))).toEqual(kept);
    expect(existsSync(join(xcode, "UserData/CodeSnippets/mine.codesnippet"))).toBe(true);
    expect(readdirSync(join(xcode, "iOS DeviceSupport"))).toEqual([]);
  });
});

describe("real tools, without a network", () => {
  const real = (): Machine => ({ platform: "linux", home: temporaryDirectory(), env: { PATH: process.env.PATH } });
  const installed = (program: string): boolean => {
    try {
      execFileSync(program, [program === "go" ? "version" : "--version"], { stdio: "ignore" });
      return true;
    } catch {
      return false;
    }
  };

  itUnless(
    notLinux ?? (installed("go") ? undefined : "no go on this machine"),
    "Go clears its build cache and builds again",
    async () => {
      const machine = real();
      write(join(machine.home, "app/go.mod"), "module example.org/app\n\ngo 1.18\n");
      write(join(machine.home, "app/app.go"), "package app\n\nfunc Twice(a int) int { return 2 * a }\n");
      const env = { ...machine.env, HOME: machine.home, GOFLAGS: "-mod=mod", GOTOOLCHAIN: "local", GOPROXY: "off" };
      const build = () => execFileSync("go", ["build", "."], { cwd: join(machine.home, "app"), env });
      build();
      const cache = join(machine.home, ".cache/go-build");
      write(join(cache, "fuzz/example.org/app/FuzzX/corpus"), "found in a night");
      const target = find(machine, "go.build");
      const outside = () =>
        [...hashTree(machine.home)].filter(([path]) => !/^\.cache\/go-build\/(?!fuzz)|^\.config/.test(path));
      const before = outside();
      const size = await measureTarget(target, machine);
      expect(size.bytes).toBeGreaterThan(1_000);
      const { cleared, reclaimed } = await clearTargets([target], machine, anyway);
      expect(cleared[0]).toMatchObject({ failures: [], runs: [{ command: "go clean -cache", outcome: "succeeded" }] });
      expect(reclaimed).toBe(size.bytes);
      expect(outside()).toEqual(before);
      build();
      expect((await measureTarget(target, machine)).bytes).toBeGreaterThan(1_000);
    },
  );

  itUnless(
    notLinux ?? (installed("npm") ? undefined : "no npm on this machine"),
    "npm clears its cache and fills it again",
    async () => {
      const machine = real();
      write(join(machine.home, "package/package.json"), '{"name": "own", "version": "1.0.0"}');
      write(join(machine.home, "package/data.txt"), "x".repeat(100_000));
      write(join(machine.home, ".npmrc"), "//registry.example.org/:_authToken=secret\n");
      execFileSync("tar", ["-czf", "own.tgz", "package"], { cwd: machine.home });
      const env = { ...machine.env, HOME: machine.home, npm_config_update_notifier: "false" };
      const add = () => execFileSync("npm", ["cache", "add", "./own.tgz"], { cwd: machine.home, env, stdio: "ignore" });
      add();
      const target = find(machine, "npm.cacache");
      const size = await measureTarget(target, machine);
      expect(size.bytes).toBeGreaterThan(300);
      const outside = () => [...hashTree(machine.home)].filter(([path]) => !path.startsWith(".npm"));
      const before = outside();
      const { cleared, reclaimed } = await clearTargets([target], machine, anyway);
      expect(cleared[0]).toMatchObject({
        failures: [],
        runs: [{ command: "npm cache clean --force", outcome: "succeeded" }],
      });
      expect(reclaimed).toBe(size.bytes);
      expect(outside()).toEqual(before);
      add();
      expect((await measureTarget(find(machine, "npm.cacache"), machine)).bytes).toBeGreaterThan(300);
    },
  );
});
