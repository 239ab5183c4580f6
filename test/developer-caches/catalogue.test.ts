import { mkdirSync, readFileSync, realpathSync, renameSync, rmSync, symlinkSync } from "node:fs";
import { dirname, join, sep } from "node:path";
import { catalogue } from "../../src/developer-caches/catalogue/catalogue";
import { layoutNames } from "../../src/pip-cache/layouts";
import { clearTargets } from "../../src/developer-caches/clear";
import type { Platform } from "../../src/files/machine";
import { offline } from "../../src/developer-caches/offline";
import { measureTarget } from "../../src/developer-caches/measure-tool";
import { resolveTools, type ResolvedTarget } from "../../src/developer-caches/resolve";
import { leadsToCache } from "../../sample/preview";
import { compareTrees, hashTree, sumOfSizes } from "../support/tree";
import { documentedPaths } from "../support/documented-paths";
import { emptyMachine, layOut, onMachine, platforms, sample, targetOf, toolOf, write } from "./lay-out";
import { options, settings, variables } from "./overrides";

const targets = catalogue.flatMap((tool) => tool.targets);

/** Nothing tells these from other files where they were moved. */
const unproved = ["xcode.cache", "carthage.cache"];

/** Puts at a path what a target has there; never-data may be a file. */
function put(id: string, path: string): void {
  if (/(token|stored_tokens|Docker\.raw|docker\.sock|patch[\d-]+)$/.test(path)) write(path, "precious");
  else layOut(id, path);
}

/** Whether a file of the table sets that key; pip takes `_` for `-`, and a section may stand on a line of its own. */
function isTried(platform: Platform, key: string, ids: string[]): boolean {
  const spelled = (text: string) => text.replaceAll("_", "-");
  const name = spelled(key.slice(key.lastIndexOf(".") + 1));
  return settings.some(([on, , text, , id]) => on === platform && ids.includes(id) && spelled(text).includes(name));
}

function find(id: string, path: string, machine: ReturnType<typeof emptyMachine>): ResolvedTarget | undefined {
  const root = realpathSync(path);
  return resolveTools([toolOf(id)], machine).find((one) => one.target.id === id && one.root === root);
}

describe("the catalogue", () => {
  it("says of each program that is asked something how it is told to use no network, or why it is not", () => {
    const asked = catalogue.flatMap(({ locate = [], questions = [], targets: all }) => [
      ...locate,
      ...questions,
      ...all.flatMap(({ asked: own }) => own ?? []),
      ...all.flatMap(({ commands = [] }) => commands.filter(({ version }) => version !== undefined)),
    ]);
    expect([...new Set(asked.map(({ program }) => program))].sort()).toEqual([...offline.keys()].sort());
  });

  it("calls each tool and each target by a name of its own", () => {
    expect(new Set(catalogue.map(({ id }) => id)).size).toBe(catalogue.length);
    expect(new Set(targets.map(({ id }) => id)).size).toBe(targets.length);
  });

  it("is in the README, each tool beside its group", () => {
    const groups = [...new Set(catalogue.map(({ group }) => group))].sort();
    const rows = groups.map(
      (of) =>
        `${of}: ${catalogue
          .filter(({ group }) => group === of)
          .map(({ name }) => name)
          .join(", ")}`,
    );
    const [, list] = readFileSync(join(__dirname, "../../README.md"), "utf8").split("### Tools in the map");
    const listed = list.split("\n### ")[0].matchAll(/^\| ([A-Z.].*?) +\| (.*?) +\|$/gm);
    expect([...listed].map(([, of, tools]) => `${of}: ${tools}`)).toEqual(rows);
  });

  it("calls each target by what leaves room for its size on one line", () => {
    expect(targets.map(({ label }) => label).filter((label) => `${label}up to 123 GB`.length > 60)).toEqual([]);
  });

  it("has a proof of what it is for every target that can be cleared, but for those the README names", () => {
    const clearable = targets.filter(({ tier, showOnly }) => tier !== "never" && showOnly === undefined);
    // What is in pip's file says whether it is pip's: test/pip-cache/foreign.test.ts.
    expect(
      clearable
        .filter(({ isFile, asked }) => !isFile && !asked)
        .filter(({ proof }) => proof === undefined)
        .map(({ id }) => id),
    ).toEqual(unproved);
    expect(readFileSync(join(__dirname, "../../README.md"), "utf8")).toContain("Xcode's own cache and Carthage's");
  });

  it("says of every target what clearing it costs", () => {
    for (const { cost } of targets) expect(cost).toMatch(/^[A-Z“].*[.]$|^[a-z].*[.]$/);
  });

  it("has a target for every layout of pip's cache", () => {
    const paths = toolOf("pip.http").targets.flatMap(({ place, paths: own }) => (place === "cache" ? own : []));
    expect([...paths].sort()).toEqual([...layoutNames].sort());
  });

  it("puts every target into a place of its tool", () => {
    for (const tool of catalogue) for (const { place } of tool.targets) expect(tool.places).toHaveProperty(place);
  });

  it("clears what is tool-only by commands only, and data never", () => {
    for (const { tier, removable, commands, showOnly } of targets) {
      if (tier === "tool-only") {
        expect(removable).toBe(false);
        expect((commands ?? []).length > 0 || showOnly !== undefined).toBe(true);
      }
      if (tier === "never") expect([removable, commands]).toEqual([false, undefined]);
    }
  });

  it("runs no command that removes more than the target it is for", () => {
    const lines = targets.flatMap(({ commands = [] }) =>
      commands.map((one) => [one.program, ...one.arguments].join(" ")),
    );
    for (const dangerous of [
      ...["deno clean", "pre-commit clean", "brew cleanup", "pipenv --clear", "dart pub cache clean", "gem cleanup"],
      ...[
        "docker system prune",
        "docker image",
        "docker volume",
        "docker buildx",
        "--force-pkgs-dirs",
        "conda clean --all",
        "uv cache clean --force",
        "-fuzzcache",
      ],
    ]) {
      expect(lines.filter((line) => line.includes(dangerous))).toEqual([]);
    }
  });

  it("has documented paths for every target on each of its platforms, and a target for every documented path", () => {
    const moved = ["poetry.environments", "yarn-berry.folder"];
    expect(targets.filter(({ isFile, id }) => !isFile && !documentedPaths[id]).map(({ id }) => id)).toEqual(moved);
    for (const [id, paths] of Object.entries(documentedPaths)) {
      const { defaults } = toolOf(id).places[targetOf(id).place];
      expect([id, platforms.filter((one) => paths[one])]).toEqual([id, platforms.filter((one) => defaults[one])]);
    }
  });

  const places = catalogue.flatMap((tool) =>
    Object.entries(tool.places).map(([name, place]) => ({
      ...place,
      ids: tool.targets.filter((target) => target.place === name).map(({ id }) => id),
    })),
  );

  it("is tested with every variable that moves a cache", () => {
    // Where Windows keeps what is a person's, and who that is.
    const given = /^(USERPROFILE|LOCALAPPDATA|APPDATA|ProgramData|TEMP|USER)$/;
    const untested = places.flatMap(({ environment, defaults, ids }) => {
      const text = JSON.stringify([environment, defaults]);
      const read = [...text.matchAll(/\$\{(\w+)|%([\w()]+)%/g)].map(([, name, windowsName]) => name ?? windowsName);
      const tested = new Set(variables.filter(([, , id]) => ids.includes(id)).map(([name]) => name));
      return read.filter((name) => !tested.has(name) && !given.test(name)).map((name) => `${name}: ${ids.join()}`);
    });
    expect(untested).toEqual([]);
  });

  it("is tested with every option in a variable, and every setting on each of its platforms", () => {
    const untested = places.flatMap(({ options: ways = [], settings: keys = [], ids }) => [
      ...ways
        .filter(
          ({ variable, prefix }) =>
            !options.some(([name, value, , id]) => name === variable && value.includes(prefix) && ids.includes(id)),
        )
        .map(({ variable, prefix }) => `${variable} ${prefix}: ${ids.join()}`),
      ...keys.flatMap(({ files, key }) =>
        platforms
          .filter((platform) => files[platform] && !isTried(platform, key, ids))
          .map((platform) => `${key} on ${platform}: ${ids.join()}`),
      ),
    ]);
    expect(untested).toEqual([]);
  });
});

it("no variable that moves a cache reaches the sample, or a test that clears", () => {
  const all = [...variables, ...options].map(([name]) => name).filter((name) => !/^(TMPDIR|TEMP|TMP)$/.test(name));
  expect(all.filter((name) => !leadsToCache(name))).toEqual([]);
  expect(["PATH", "HOME", "USER", "TMPDIR", "LANG"].filter(leadsToCache)).toEqual([]);
});

function moveAndLink(path: string, to: string): void {
  mkdirSync(dirname(to), { recursive: true });
  renameSync(path, to);
  symlinkSync(to, path);
}

describe.each(platforms)("on %s", (platform: Platform) => {
  const rows = Object.entries(documentedPaths).flatMap(([id, paths]) =>
    (paths[platform] ?? []).map((path) => [id, path] as const),
  );

  it.each(rows)("%s is found at %s", (id, path) => {
    const machine = emptyMachine(platform);
    put(id, onMachine(machine, path));
    expect(find(id, onMachine(machine, path), machine)).toMatchObject({ origin: "default" });
  });

  const moved = variables.filter(([, , , only]) => !only || only.includes(platform));
  it.each(moved)("%s moves %s, where %s is found", (name, below, id) => {
    const machine = emptyMachine(platform);
    const place = join(machine.root, "big disk [1]", id);
    machine.env[name] = platform === "win32" ? place.replaceAll("/", "\\") : place;
    put(id, join(place, below));
    const found = find(id, join(place, below), machine);
    expect(found).toBeDefined();
    const { removable, tier } = targetOf(id);
    if (found?.origin === "default" || unproved.includes(id)) return;
    expect(found?.blocked === undefined).toBe(removable || targetOf(id).isCommon || tier === "tool-only");
  });

  it.each(options)("%s=%s moves the place of %s%s", (name, value, below, id) => {
    const machine = emptyMachine(platform);
    const place = join(machine.root, "big-disk", id);
    machine.env[name] = value.replace("@", place);
    put(id, join(place, below));
    expect(find(id, join(place, below), machine)).toMatchObject({ origin: "environment" });
  });

  const configured = settings.filter(([where]) => where === platform);
  it.each(configured)("%s: the file ~/%s moves a place", (_platform, file, text, below, id) => {
    const machine = emptyMachine(platform);
    const place = join(machine.root, "big disk", id);
    const written = text.startsWith("{") ? JSON.stringify(place).slice(1, -1) : place;
    write(
      onMachine(machine, file),
      text.replace("@", () => written),
    );
    put(id, join(place, below));
    expect(find(id, join(place, below), machine)).toMatchObject({ origin: "setting" });
  });

  const clearable = rows.filter(
    ([id, path]) =>
      !(targetOf(id).tier === "never" || targetOf(id).showOnly || targetOf(id).isCommon || path.startsWith("/")) &&
      !targetOf(id).asked,
  );
  it.each(clearable)("%s behind a link at, or anywhere above, %s is cleared only where its proof lies", (id, path) => {
    const caches = [".cache", "Library/Caches", "AppData/Local"];
    for (let linked = path; linked !== "."; linked = dirname(linked)) {
      const isBelowCaches =
        unproved.includes(id) && caches.some((folder) => folder === linked || dirname(folder) === linked);
      for (const isCache of [true, false]) {
        const machine = emptyMachine(platform);
        const folder = onMachine(machine, path);
        if (isCache) put(id, folder);
        else for (const name of targetOf(id).holds ?? ["letters"]) write(join(folder, sample(name), "a.txt"), "Dear");
        moveAndLink(onMachine(machine, linked), join(machine.root, "elsewhere/folder"));
        const { blocked } = find(id, folder, machine) as ResolvedTarget;
        // Beside a folder of gems that is linked by itself lies nothing that shows whose they are.
        const isProved = isCache && !(id === "ruby.gems" && linked === path);
        const mayClear = unproved.includes(id) ? isBelowCaches : isProved;
        expect([linked, isCache, blocked]).toEqual([
          linked,
          isCache,
          mayClear
            ? undefined
            : expect.stringMatching(/^It was moved to .*elsewhere\/folder.*, and nothing there shows/),
        ]);
      }
    }
  });

  it("a moved cache does not hide the one that was left behind", () => {
    const machine = emptyMachine(platform);
    const [old] = documentedPaths["npm.cacache"][platform] ?? [];
    const moved = join(machine.root, "big", "_cacache");
    machine.env.npm_config_cache = join(machine.root, "big");
    put("npm.cacache", onMachine(machine, old));
    put("npm.cacache", moved);
    const found = resolveTools([toolOf("npm.cacache")], machine).map(({ root }) => root);
    expect(found.sort()).toEqual([onMachine(machine, old), moved].sort());
  });

  it.each(rows)("clearing %s at %s takes its cache and nothing else", async (id, path) => {
    const machine = emptyMachine(platform);
    const directory = onMachine(machine, path);
    const target = targetOf(id);
    const asFile = /(token|stored_tokens|Docker\.raw|docker\.sock|patch[\d-]+)$/.test(path);
    if (asFile) write(directory, "precious");
    const { cache } = asFile ? { cache: [] } : layOut(id, directory);
    const resolved = find(id, directory, machine) as ResolvedTarget;
    const before = hashTree(machine.root);
    const size = await measureTarget(resolved, machine);
    const result = await clearTargets([resolved], machine, { evenIfInUse: true });

    const { gone, added, changed } = compareTrees(before, hashTree(machine.root));
    const goneFiles = gone.filter((one) => before.get(one)?.type !== "directory");
    const below = directory.slice(machine.root.length + 1).replaceAll(sep, "/");
    expect(added).toEqual([]);
    expect(changed).toEqual([]);
    if (!target.removable) {
      expect(gone).toEqual([]);
      expect(result).toMatchObject({ reclaimed: 0, cleared: [{ refused: expect.stringMatching(/^[A-Z].*\.$/) }] });
      return;
    }
    expect(result.cleared[0]).toMatchObject({ failures: [], stopped: false });
    expect(result.cleared[0].refused).toBeUndefined();
    expect(goneFiles).toEqual(cache.map((one) => `${below}/${one}`).sort());
    expect(before.has(below) && hashTree(machine.root).has(below)).toBe(true);
    expect(result.reclaimed).toBe(size.bytes);
    const sizes = goneFiles.map((one) => before.get(one)?.size ?? before.get(one)?.target?.length ?? 0);
    expect(result.reclaimed).toBe(sizes.reduce((sum, one) => sum + one, 0));
  });
});

it("the sum of all targets is the sum of their files, whatever lies within what", async () => {
  const platform = process.platform === "win32" ? "win32" : "linux";
  const machine = emptyMachine(platform);
  const whole = targets.filter(
    ({ tier, holds, keep, isCommon, asked }) => tier !== "never" && !holds && !keep && !isCommon && !asked,
  );
  const ids = whole.map(({ id }) => id);
  for (const id of ids) for (const path of documentedPaths[id]?.[platform] ?? []) put(id, onMachine(machine, path));
  rmSync(join(machine.home, "Documents"), { recursive: true });
  const found = resolveTools(catalogue, machine);
  let sum = 0;
  for (const one of found) sum += (await measureTarget(one, machine)).bytes;
  const links = [...hashTree(machine.root).values()].reduce((all, { target = "" }) => all + target.length, 0);
  const outside = sumOfSizes(join(machine.root, "elsewhere"));
  const installed = [...hashTree(machine.home)].filter(([path]) => /com\/example/.test(path));
  const kept = installed.reduce((all, [, { size = 0 }]) => all + size, 0);
  expect(found.length).toBeGreaterThan(40);
  expect(sum).toBe(sumOfSizes(machine.root) + links - outside - kept);
});
