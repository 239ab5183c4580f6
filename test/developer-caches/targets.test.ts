/** A target of a small tool: where it lies, what of it stays, and why it may not be touched. */
import { mkdirSync, realpathSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import {
  exclusion,
  resolveTools,
  targetOwnershipCommand,
  type ResolvedTarget,
} from "../../src/developer-caches/resolve";
import type { Target, Tool } from "../../src/developer-caches/tool";
import type { Machine } from "../../src/files/machine";
import { emptyMachine, onMachine, write } from "./lay-out";

const safe: Target = { id: "new.all", label: "x", cost: "x", tier: "safe", place: "all", paths: [""], removable: true };

/** A tool with a cache in `~/.cache/new`, which `NEW_HOME` moves. */
function toolOf(...targets: Partial<Target>[]): Tool {
  return {
    id: "new",
    name: "New",
    group: "Go",
    places: {
      all: { environment: ["${NEW_HOME}"], defaults: { linux: ["~/.cache/new"] } },
      data: { environment: ["${NEW_DATA}"], defaults: { linux: ["~/.new"] } },
    },
    targets: targets.map((target) => ({ ...safe, ...target })),
    processes: {},
  };
}

function machineWith(...files: string[]): Machine & { root: string } {
  const machine = emptyMachine("linux");
  for (const file of files) write(onMachine(machine, file), "12345");
  return machine;
}

const resolve = (machine: Machine, ...targets: Partial<Target>[]) => resolveTools([toolOf(...targets)], machine);
const shown = (found: ResolvedTarget[]) => found.map(({ root, origin, blocked }) => ({ root, origin, blocked }));

describe("where a target lies", () => {
  it("is told with its place, as the tool knows both", () => {
    const machine = machineWith(".cache/new/v1/files/a", ".cache/new/v2/files/a");
    const found = resolve(machine, { paths: ["*/files"] });
    const cache = onMachine(machine, ".cache/new");
    expect(found.map(({ root, path, place }) => [root, path, place]).sort()).toEqual([
      [join(cache, "v1/files"), join(cache, "v1/files"), cache],
      [join(cache, "v2/files"), join(cache, "v2/files"), cache],
    ]);
    expect(resolve(machine, {})).toMatchObject([{ path: cache, place: cache, isFile: false, kept: [], tier: "safe" }]);
  });

  it("is each of its places, the same once, and by default where it is one of those", () => {
    const machine = machineWith(".cache/new/a", "moved/a");
    machine.env.NEW_HOME = onMachine(machine, "moved");
    expect(shown(resolve(machine, { proof: ["a"] }))).toEqual([
      { root: onMachine(machine, "moved"), origin: "environment", blocked: undefined },
      { root: onMachine(machine, ".cache/new"), origin: "default", blocked: undefined },
    ]);
    machine.env.NEW_HOME = onMachine(machine, ".cache/new");
    expect(shown(resolve(machine, {}))).toEqual([
      { root: onMachine(machine, ".cache/new"), origin: "default", blocked: undefined },
    ]);
  });
});

describe("a target that was moved", () => {
  it.each([
    [undefined, "nothing there shows"],
    [["never"], "nothing there shows"],
    [["never", "a*"], undefined],
  ])("by a variable is cleared only where something proves it: %p", (proof, why) => {
    const machine = machineWith("moved/a1");
    machine.env.NEW_HOME = onMachine(machine, "moved");
    const [{ blocked } = { blocked: "none" }] = resolve(machine, { proof });
    if (why === undefined) expect(blocked).toBeUndefined();
    else expect(blocked).toContain(why);
  });

  it.each([
    [".cache/new", undefined, true],
    [".cache/new", ["never"], true],
    [".cache", undefined, false],
    [".cache", ["never"], true],
    ["", undefined, false],
    ["", ["never"], false],
  ])("by a link in place of %p, with the proof %p, is so: %p", (link, proof, isMoved) => {
    const machine = emptyMachine("linux");
    const real = join(machine.root, "disk");
    write(join(real, ".cache/new/a".slice(link === "" ? 0 : link.length + 1)), "12345");
    if (link === "") machine.home = join(machine.root, "home/bob");
    const place = join(machine.home, link);
    mkdirSync(dirname(place), { recursive: true });
    symlinkSync(real, place);
    const [found] = resolve(machine, { proof });
    const why = /^It was moved to .*, and nothing there shows that all of it is cache\.$/;
    expect(found?.blocked).toEqual(isMoved ? expect.stringMatching(why) : undefined);
    expect(found?.root).toBe(join(real, ".cache/new".slice(link === "" ? 0 : link.length + 1)));
  });
});

describe("why a target is not cleared", () => {
  it.each<[string, Partial<Target>, string]>([
    ["data", { tier: "never" }, "It is not a cache, and is never removed."],
    ["shown only", { showOnly: "It is only shown." }, "It is only shown."],
    ["a directory", { isFile: true }, "It is a directory where a file was expected."],
    ["blocked by a variable", { blockers: [{ variable: "NEW_MODE", equals: "links", why: "It links." }] }, "It links."],
    [
      "blocked by a setting",
      {
        blockers: [
          { variable: "NEW_MODE", equals: "copies", why: "It copies." },
          {
            setting: { files: { linux: ["~/.new.toml"] }, format: "toml", key: "mode" },
            equals: "links",
            why: "It links, too.",
          },
        ],
      },
      "It links, too.",
    ],
  ])("%s", (_what, target, why) => {
    const machine = machineWith(".cache/new/a");
    machine.env.NEW_MODE = "links";
    write(onMachine(machine, ".new.toml"), 'mode = "links"\n');
    expect(resolve(machine, target).map(({ blocked }) => blocked)).toEqual([why]);
    delete machine.env.NEW_MODE;
    write(onMachine(machine, ".new.toml"), 'mode = "copies"\n');
    const isBlocker = target.blockers !== undefined;
    expect(resolve(machine, target).map(({ blocked }) => blocked)).toEqual([isBlocker ? undefined : why]);
  });

  it("a file is cleared where one is expected", () => {
    const machine = machineWith(".cache/new");
    expect(resolve(machine, { isFile: true })).toMatchObject([{ isFile: true }]);
    expect(resolve(machine, { isFile: true })[0]).not.toHaveProperty("blocked");
    expect(resolve(machine, {})).toMatchObject([{ blocked: "It is a file where a directory was expected." }]);
  });

  it.each([
    ["", true, "It holds the home directory."],
    ["..", true, "It holds the home directory."],
    ["Documents", true, "It is not a cache, and is never removed."],
    ["", false, "It may be more than a cache: "],
    ["..", false, "It may be more than a cache: "],
  ])("where it is %p of the home directory (data: %p)", (path, isData, why) => {
    const machine = machineWith("a");
    machine.env.NEW_HOME = join(machine.home, path);
    const targets: Partial<Target>[] = [{ proof: ["*"], removable: false, ...(isData && { tier: "never" as const }) }];
    const [found] = resolve(machine, ...targets);
    expect(found?.blocked).toMatch(why);
    if (path !== "Documents") expect(found?.leftOut).toBe(found?.blocked);
    else expect(found?.leftOut).toBeUndefined();
  });

  it("a folder that many share is left out unless only its tool clears it, and something proves that it is the tool's", () => {
    const machine = machineWith("Documents/proof");
    machine.env.NEW_HOME = onMachine(machine, "Documents");
    const leftOut = (target: Partial<Target>) => resolve(machine, target).map((one) => one.leftOut !== undefined);
    expect(leftOut({ removable: true, proof: ["proof"] })).toEqual([true]);
    expect(leftOut({ removable: false, proof: ["none"] })).toEqual([true]);
    expect(leftOut({ removable: false })).toEqual([true]);
    expect(leftOut({ removable: false, proof: ["proof"] })).toEqual([false]);
  });
});

describe("what stays of a target", () => {
  it("is what it keeps, and what the catalogue never removes from the same place", () => {
    const machine = machineWith(".cache/new/cache/a", ".new/x");
    const never = { tier: "never" as const, id: "new.data" };
    const keptOf = (path: string, ...data: string[]) =>
      resolve(
        machine,
        { paths: [path], keep: { paths: ["mine"], why: "x" } },
        { ...never, paths: data },
        { ...never, place: "data", paths: ["cache/elsewhere"] },
      ).find((one) => one.tier === "safe")?.kept;
    expect(keptOf("cache", "cache/data", "cache2/x", "other")).toEqual(["mine", "data"]);
    expect(keptOf("", "cache/data", "cache2/x", "other", "")).toBeUndefined();
    expect(keptOf("", "cache/data", "cache2/x", "other")).toEqual(["mine", "cache/data", "cache2/x", "other"]);
    expect(keptOf("cache", "")).toBeUndefined();
  });

  it("is all that its tool does not put there", () => {
    const machine = machineWith(".cache/new/v1/a");
    const [found] = resolve(machine, { holds: ["v*", "index"], keep: { paths: ["v1/kept"], why: "x" } });
    const stays = exclusion(found!, ["v1/more"]);
    expect(["v1", "v1/a", "index", "v1/kept", "v1/more", "other", "other/v1", "v1/keptnot"].map(stays)).toEqual([
      false,
      false,
      false,
      true,
      true,
      true,
      true,
      false,
    ]);
    expect(exclusion(resolve(machine, {})[0]!)("other")).toBe(false);
  });

  it("is another target inside of it, which is counted by itself", () => {
    const machine = machineWith(".cache/new/in [x]/a", ".cache/new/b");
    const [outer, inner] = resolve(machine, {}, { id: "new.in", paths: ["in*"] });
    expect([outer?.kept, inner?.kept]).toEqual([["in [[]x]"], []]);
    expect(exclusion(outer!)("in [x]/a")).toBe(true);
    expect([outer?.blocked, inner?.blocked]).toEqual([undefined, undefined]);
  });

  it("is what another tool keeps there, around which no command is run", () => {
    const machine = machineWith(".cache/new/other/a");
    const other: Tool = {
      ...toolOf({ id: "other.all" }),
      ...{ id: "other", name: "Other" },
      places: { all: { defaults: { linux: ["~/.cache/new/other"] } } },
    };
    const commands = [{ program: "new", arguments: [] }];
    const outer = (target: Partial<Target>, tools: Tool[]) =>
      resolveTools([toolOf(target), ...tools], machine).find(({ tool }) => tool.id === "new")?.blocked;
    expect(outer({ commands }, [other])).toBe(`Other keeps “${onMachine(machine, ".cache/new/other")}” inside it.`);
    expect(outer({}, [other])).toBeUndefined();
    expect(outer({ commands }, [])).toBeUndefined();
    expect(outer({ commands, showOnly: "It is only shown." }, [other])).toBe("It is only shown.");
  });
});

describe("of several that are the same directory", () => {
  const never: Partial<Target> = { id: "new.data", tier: "never" };
  const blocked: Partial<Target> = { id: "new.shown", showOnly: "It is only shown." };
  it.each([
    [[{}, never, blocked], "new.data"],
    [[blocked, {}, never], "new.data"],
    [[{}, blocked], "new.shown"],
    [[blocked, {}], "new.shown"],
    [[{}, { id: "new.again" }], "new.all"],
  ])("the most careful one counts, else the first: %#", (targets, id) => {
    const machine = machineWith(".cache/new/a");
    expect(resolve(machine, ...targets).map(({ target }) => target.id)).toEqual([id]);
  });

  it("one that is part of another place of the same target is not counted again, if both can be cleared", () => {
    const machine = machineWith(".cache/new/v1/a");
    machine.env.NEW_HOME = onMachine(machine, ".cache/new/v1");
    expect(resolve(machine, { proof: ["a"] })).toMatchObject([{ root: onMachine(machine, ".cache/new") }]);
    expect(resolve(machine, { proof: ["none"] }).map(({ root }) => root)).toEqual([
      onMachine(machine, ".cache/new/v1"),
      onMachine(machine, ".cache/new"),
    ]);
  });

  it("what lies in data is no target, and data in a target is one, which stays", () => {
    const machine = machineWith(".cache/new/in/a");
    const [found, ...others] = resolve(machine, { paths: ["in"] }, { ...never, paths: [""] });
    expect([found?.target.id, others]).toEqual(["new.data", []]);
    const [outer, data] = resolve(machine, {}, { ...never, paths: ["in"] });
    expect([outer?.kept, data?.target.id]).toEqual([["in"], "new.data"]);
  });
});

it("a target of somebody else's has a command to own it where all of it is cache, in the home directory", () => {
  const machine = machineWith(".cache/new/a");
  const home = realpathSync.native(machine.home);
  const before = process.env.HOME;
  process.env.HOME = home;
  try {
    const command = (target: Partial<Target>) => targetOwnershipCommand(resolve(machine, target)[0]!) !== undefined;
    const isGiven = command({});
    expect(command({ holds: ["a"] })).toBe(false);
    expect(command({ keep: { paths: ["a"], why: "x" } })).toBe(false);
    expect(command({ keepRule: "locally installed artifacts" })).toBe(false);
    expect(isGiven).toBe(process.platform !== "win32");
  } finally {
    process.env.HOME = before;
  }
});
