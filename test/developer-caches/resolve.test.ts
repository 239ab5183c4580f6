import { execFileSync } from "node:child_process";
import { linkSync, mkdirSync, renameSync, symlinkSync, readFileSync, truncateSync, unlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { readAnswer } from "../../src/developer-caches/ask-tool";
import { catalogue } from "../../src/developer-caches/catalogue/catalogue";
import type { LocateCommand, Tool } from "../../src/developer-caches/tool";
import type { Machine } from "../../src/files/machine";
import { clearTargets } from "../../src/developer-caches/clear";
import { measureTarget, measureTargets } from "../../src/developer-caches/measure-tool";
import { exclusion, resolveTools, type ResolvedTarget } from "../../src/developer-caches/resolve";
import { mountVolume, noMounts } from "../support/mounts";
import { compareTrees, filesBelow, hashTree, sumOfSizes } from "../support/tree";
import { itUnless, notLinux } from "../support/unless";
import { emptyMachine, install, layOut, onMachine, toolOf, write } from "./lay-out";
import { variables } from "./overrides";

const only = (found: ResolvedTarget[], id: string) => found.filter(({ target }) => target.id === id);

describe("a cache directory", () => {
  it("behind a link is found where it really is, once", () => {
    const machine = emptyMachine("linux");
    const real = join(machine.root, "big/gradle");
    layOut("gradle.caches", join(real, "caches"));
    symlinkSync(real, onMachine(machine, ".gradle"));
    machine.env.GRADLE_USER_HOME = real;
    const found = resolveTools(catalogue, machine);
    expect(found.map(({ root, origin }) => [root, origin])).toEqual([[join(real, "caches"), "default"]]);
  });

  it.each([
    ["the home directory", ""],
    ["a folder of documents", "Documents"],
    ["a folder many programs share", ".cache"],
    ["a folder above the home directory", ".."],
  ])("that is %s is left out, with the reason", (_what, path) => {
    const machine = emptyMachine("linux");
    mkdirSync(join(machine.home, path, "v6"), { recursive: true });
    machine.env.YARN_CACHE_FOLDER = join(machine.home, path);
    const [found] = only(resolveTools(catalogue, machine), "yarn1.cache");
    expect(found.leftOut).toMatch(/^It may be more than a cache: .*\.$/);
    expect(found.blocked).toBe(found.leftOut);
  });

  it("that is under version control is not cleared", () => {
    const machine = emptyMachine("linux");
    layOut("puppeteer.browsers", join(machine.root, "work/app"));
    write(join(machine.root, "work/app/.git/HEAD"), "ref: refs/heads/main");
    machine.env.PUPPETEER_CACHE_DIR = join(machine.root, "work/app");
    expect(resolveTools(catalogue, machine)).toMatchObject([{ blocked: "It is under version control." }]);
  });

  it("outside of the home directory was moved where a link leads there", () => {
    const folder = join(emptyMachine("linux").root, "srv");
    write(join(folder, "cache/data"), "12345");
    symlinkSync(folder, join(dirname(folder), "link"));
    const home = join(dirname(folder), "home");
    const blockedAt = (path: string) => {
      const tool: Tool = {
        ...{ id: "new", name: "New", group: "Go", processes: {} },
        places: { all: { defaults: { linux: [path] } } },
        targets: [{ id: "new.all", label: "x", cost: "x", tier: "safe", place: "all", paths: [""], removable: true }],
      };
      const machine: Machine = { platform: "linux", home, env: {} };
      return resolveTools([tool], machine).map(({ blocked }) => blocked);
    };
    expect(blockedAt(join(folder, "cache"))).toEqual([undefined]);
    expect(blockedAt(join(dirname(folder), "link/cache"))).toEqual([expect.stringMatching(/^It was moved to /)]);
  });

  it("that is a file, and a file that is a directory, are only shown", () => {
    const machine = emptyMachine("linux");
    write(onMachine(machine, ".npm/_cacache"), "a note");
    write(onMachine(machine, ".cache/pip/selfcheck.json/a"), "a note");
    const found = resolveTools(catalogue, machine);
    expect(only(found, "npm.cacache")).toMatchObject([{ blocked: "It is a file where a directory was expected." }]);
    expect(only(found, "pip.selfcheck-old")).toMatchObject([
      { blocked: "It is a directory where a file was expected." },
    ]);
  });

  it("that was moved is only shown where nothing proves it to be one", () => {
    const machine = emptyMachine("linux");
    write(join(machine.root, "work/letters/a.txt"), "Dear");
    machine.env.NUGET_PACKAGES = join(machine.root, "work/letters");
    machine.env.GOMODCACHE = join(machine.root, "work/letters");
    const found = resolveTools(catalogue, machine);
    expect(found.length).toBeGreaterThan(0);
    for (const { blocked } of found) expect(blocked).toMatch(/^It was moved to .*nothing there shows/);
  });

  it("is not cleared where a variable names a project by mistake, though names in it look alike", () => {
    const machine = emptyMachine("linux");
    const project = join(machine.root, "work/project");
    for (const path of ["a/x", "files/x", "chrome/manifest.json", "v1/api.py", "README", "notes.txt", "feedback/x"]) {
      write(join(project, path), "my work");
    }
    for (const [name] of variables) machine.env[name] = project;
    const names = ["a", "files", "chrome", "v1", "README", "notes.txt", "feedback"];
    // Each by itself: the same directory named to several would be shown once, by the most careful.
    const found = catalogue.flatMap((tool) => resolveTools([tool], machine)).filter(({ root }) => root === project);
    expect(found.length).toBeGreaterThan(10);
    for (const one of found.filter(({ blocked }) => blocked === undefined)) {
      expect([one.target.id, ...names.filter((name) => !exclusion(one)(name))]).toEqual([one.target.id]);
    }
  });

  it("inside another is counted there no more", async () => {
    const machine = emptyMachine("linux");
    const xdg = onMachine(machine, ".cache");
    layOut("pdm.packages", join(xdg, "pdm/packages"));
    layOut("deno.modules", join(xdg, "deno/npm"));
    machine.env.npm_config_cache = join(xdg, "deno/npm");
    layOut("npm.cacache", join(xdg, "deno/npm/_cacache"));
    const found = resolveTools(catalogue, machine);
    const sizes = await measureTargets(found, machine);
    const [deno] = only(found, "deno.modules");
    const [npm] = only(found, "npm.cacache");
    expect(deno.kept).toContain("_cacache");
    const all = (await measureTarget({ ...deno, kept: [] }, machine)).bytes;
    expect((sizes.get(deno)?.bytes ?? 0) + (sizes.get(npm)?.bytes ?? 0)).toBe(all);
  });

  it("inside data that must stay is no target at all", () => {
    const machine = emptyMachine("linux");
    const inside = onMachine(machine, ".cache/pypoetry/virtualenvs/app/cache");
    layOut("npm.cacache", join(inside, "_cacache"));
    machine.env.npm_config_cache = inside;
    expect(resolveTools(catalogue, machine).map(({ target }) => target.id)).toEqual(["poetry.virtualenvs"]);
  });

  it("shared by two tools is counted once, by the more careful one", () => {
    const machine = emptyMachine("linux");
    const folder = join(machine.root, "shared");
    layOut("yarn1.cache", folder);
    machine.env.YARN_CACHE_FOLDER = folder;
    write(onMachine(machine, ".yarnrc.yml"), `cacheFolder: ${folder}\n`);
    expect(resolveTools(catalogue, machine).map(({ target }) => target.id)).toEqual(["yarn-berry.folder"]);
  });

  it("that is also named as a folder of data is data", () => {
    const machine = emptyMachine("linux");
    const folder = join(machine.root, "shared");
    write(join(folder, "app/bin/python"), "an environment");
    machine.env.YARN_CACHE_FOLDER = folder;
    machine.env.POETRY_VIRTUALENVS_PATH = folder;
    machine.env.npm_config_cache = join(folder, "app");
    layOut("npm.cacache", join(folder, "app/_cacache"));
    expect(resolveTools(catalogue.toReversed(), machine).map(({ target }) => target.id)).toEqual([
      "poetry.environments",
    ]);
  });

  it("of uv is not cleared while environments link to it", () => {
    const machine = emptyMachine("linux", { UV_LINK_MODE: "symlink" });
    layOut("uv.cache", onMachine(machine, ".cache/uv"));
    const why = /environments/;
    expect(resolveTools(catalogue, machine)[0].blocked).toMatch(why);
    delete machine.env.UV_LINK_MODE;
    expect(resolveTools(catalogue, machine)[0].blocked).toBeUndefined();
    write(onMachine(machine, ".config/uv/uv.toml"), 'link-mode = "symlink"\n');
    expect(resolveTools(catalogue, machine)[0].blocked).toMatch(why);
  });

  it("that a tool reported is found, none twice, and cleared without asking again", async () => {
    const machine = emptyMachine("linux");
    const reported = join(machine.root, "reported");
    layOut("cargo.sources", onMachine(machine, ".cargo/registry/src"));
    layOut("npm.cacache", join(reported, "_cacache"));
    const found = resolveTools([toolOf("npm.cacache")], machine, {
      reported: { npm: { cache: [reported, `${reported}/`] } },
    });
    expect(found).toMatchObject([{ origin: "tool", root: join(reported, "_cacache") }]);
    const { cleared, reclaimed } = await clearTargets(found, machine, { evenIfInUse: true });
    expect(cleared[0].refused).toBeUndefined();
    expect(reclaimed).toBeGreaterThan(0);
  });
});

describe("the size of a target", () => {
  it("is told as it is known, and is what lies in the files", async () => {
    const machine = emptyMachine("linux");
    for (const [id, path] of [
      ["npm.logs", ".npm/_logs"],
      ["pip.http", ".cache/pip/http-v2"],
      ["gradle.caches", ".gradle/caches"],
    ]) {
      layOut(id, onMachine(machine, path));
    }
    const measured: string[] = [];
    const found = resolveTools(catalogue, machine);
    const sizes = await measureTargets(found, machine, { onMeasured: ({ target }) => measured.push(target.id) });
    expect(measured.sort()).toEqual(found.map(({ target }) => target.id).sort());
    for (const one of found) {
      const size = sizes.get(one);
      expect(size?.upTo).toBe(false);
      expect(size?.newestMs).toBeGreaterThan(Date.now() - 60_000);
      expect(size?.files).toBe(filesBelow(one.root).length);
      expect(size?.bytes).toBe(sumOfSizes(one.root) + linkSizes(machine.root));
    }
  });

  itUnless(notLinux, "is what find adds up for the same files", async () => {
    const machine = emptyMachine("linux");
    for (const [id, path] of [
      ["npm.cacache", ".npm/_cacache"],
      ["gradle.caches", ".gradle/caches"],
      ["cargo.archives", ".cargo/registry/cache"],
    ]) {
      layOut(id, onMachine(machine, path));
    }
    const found = resolveTools(catalogue, machine);
    const sizes = await measureTargets(found, machine);
    const total = found.reduce((sum, one) => sum + (sizes.get(one)?.bytes ?? 0), 0);
    const roots = found.map(({ root }) => root);
    const listed = execFileSync("find", [...roots, "!", "-type", "d", "-printf", "%s\n"]).toString();
    expect(total).toBe(
      listed
        .trim()
        .split("\n")
        .reduce((sum, size) => sum + Number(size), 0),
    );
  });

  it("can be given up", async () => {
    const machine = emptyMachine("linux");
    layOut("npm.logs", onMachine(machine, ".npm/_logs"));
    const controller = new AbortController();
    controller.abort();
    const measuring = measureTargets(resolveTools(catalogue, machine), machine, { signal: controller.signal });
    await expect(measuring).rejects.toThrow(/abort/i);
  });

  it("of clones is an upper bound", async () => {
    const machine = emptyMachine("darwin");
    layOut("bun.cache", onMachine(machine, ".bun/install/cache"));
    const [bun] = resolveTools(catalogue, machine);
    expect(await measureTarget(bun, machine)).toMatchObject({ upTo: true });
  });

  it("of a disk image is the blocks that were written", async () => {
    const machine = emptyMachine("darwin");
    const image = onMachine(machine, "Library/Containers/com.docker.docker/Data/vms/0/data/Docker.raw");
    write(image, "x");
    truncateSync(image, 10_000_000_000);
    const [docker] = resolveTools(catalogue, machine);
    expect((await measureTarget(docker, machine)).bytes).toBeLessThan(100_000);
  });

  it("of files that a project shares counts apart what deleting gives back", async () => {
    const machine = emptyMachine("linux");
    const store = onMachine(machine, ".local/share/pnpm/store");
    write(join(store, "v10/files/00/shared"), "12345678");
    write(join(store, "v10/files/00/own"), "123");
    mkdirSync(join(machine.home, "app"));
    linkSync(join(store, "v10/files/00/shared"), join(machine.home, "app/shared"));
    linkSync(join(store, "v10/files/00/own"), join(store, "v10/files/00/own-twice"));
    const [pnpm] = resolveTools(catalogue, machine);
    expect(await measureTarget(pnpm, machine)).toMatchObject({ bytes: 11, shared: 8, files: 3 });
  });
});

function linkSizes(root: string): number {
  return join(root, "elsewhere/victim").length + join(root, "elsewhere/victim/letter.txt").length;
}

it("a directory that became a link after the scan is not what was scanned", async () => {
  const machine = emptyMachine("linux");
  const cache = onMachine(machine, ".npm/_logs");
  layOut("npm.logs", cache);
  const found = resolveTools(catalogue, machine);
  renameSync(cache, `${dirname(cache)}/old`);
  symlinkSync(join(machine.home, "Documents"), cache);
  const { cleared } = await clearTargets(found, machine, { evenIfInUse: true });
  expect(cleared).toMatchObject([{ refused: "It is no longer there.", reclaimed: 0 }]);
});

describe("variables that name folders of a person", () => {
  /** Everything a person has where the tools would look, if their variables named the home directory. */
  const names = [
    ...["caches/a", "daemon/a", "jdks/a", "wrapper/dists/a", "git/project/a", "hosted/a", "npm/a", "gen/a", "deps/a"],
    ...["remote/a", "cache/a", "artifacts/a", "http/a", "wheels/a.whl", "metadata/a", "registry/src/a", "packages/a"],
    ...["index/a", "hub/a", "xet/a", "pip/http/a", "uv/a", "deno/npm/a", "Homebrew/bin/brew", "Homebrew/downloads/a"],
    ...["go-build/a", "yarn/a", "electron/a", "Cypress/a", "pnpm/a", "install/cache/a", "pkgs/a", "NuGet/v3-cache/a"],
    ...["pypoetry/virtualenvs/app/bin/python", "pypoetry/cache/a", "sccache/a", "ccache/a", "node-gyp/a"],
  ];

  it.each([
    ["the home directory", (home: string) => home],
    ["a project", (home: string) => join(home, "project")],
  ])("%s: nothing of it is cleared, whichever the tool", async (_what, folderOf) => {
    const machine = emptyMachine("linux");
    const folder = folderOf(machine.home);
    for (const name of names) write(join(folder, name), "my work");
    for (const [name] of variables) machine.env[name] = folder;
    const before = hashTree(machine.root);
    const { reclaimed } = await clearTargets(resolveTools(catalogue, machine), machine, { evenIfInUse: true });
    expect(compareTrees(before, hashTree(machine.root))).toEqual({ gone: [], added: [], changed: [] });
    expect(reclaimed).toBe(0);
  });

  itUnless(noMounts, "a volume: what it holds beside a cache stays", async () => {
    const volume = mountVolume(1 << 20);
    const machine = emptyMachine("linux", { XDG_CACHE_HOME: volume, PIP_CACHE_DIR: volume, GOPATH: volume });
    for (const name of ["http-v2", "wheels", "pkg/mod/cache", "composer", "thesis"]) {
      write(join(volume, name, "file"), "words");
    }
    const found = resolveTools(catalogue, machine);
    expect(found.length).toBeGreaterThan(3);
    expect(found.filter(({ root, blocked }) => root === volume && blocked === undefined)).toEqual([]);
    await clearTargets(found, machine, { evenIfInUse: true });
    expect(filesBelow(volume)).toContain("thesis/file");
  });

  it("npm's cache in the home directory is still only npm's", async () => {
    const machine = emptyMachine("linux");
    machine.env.npm_config_cache = machine.home;
    layOut("npm.cacache", onMachine(machine, "_cacache"));
    write(onMachine(machine, "_logs/diary.txt"), "my work");
    const { cleared } = await clearTargets(resolveTools(catalogue, machine), machine, { evenIfInUse: true });
    expect(cleared.map(({ target, refused }) => [target.target.id, refused === undefined])).toEqual([
      ["npm.cacache", true],
      ["npm.logs", false],
    ]);
  });
});

describe("a cache that was moved into another", () => {
  it("is no part of it, and the other's own command is not run around it", async () => {
    const machine = emptyMachine("linux");
    const npm = onMachine(machine, ".npm/_cacache");
    layOut("npm.cacache", npm);
    machine.env.PIP_CACHE_DIR = join(npm, "pip");
    layOut("pip.http", join(npm, "pip/http-v2"));
    install(machine, "npm", `rm -rf ${npm}/*`);
    const found = resolveTools(catalogue, machine);
    const [outer] = only(found, "npm.cacache");
    const [inner] = only(found, "pip.http");
    expect(outer.blocked).toBe(`pip keeps “${join(npm, "pip/http-v2")}” inside it.`);
    const sizes = await measureTargets(found, machine);
    const whole = await measureTarget({ ...outer, kept: [] }, machine);
    expect((sizes.get(outer)?.bytes ?? 0) + (sizes.get(inner)?.bytes ?? 0)).toBe(whole.bytes);
    const before = hashTree(npm);
    await clearTargets([outer], machine, { evenIfInUse: true });
    expect(compareTrees(before, hashTree(npm))).toEqual({ gone: [], added: [], changed: [] });
  });

  it.each([
    ["Poetry's virtual environments", "POETRY_CACHE_DIR", "virtualenvs/app/bin/python"],
    ["Poetry's virtual environments in a folder of their own", "POETRY_VIRTUALENVS_PATH", "app/bin/python"],
    ["what Deno programs stored", "DENO_DIR", "location_data/site/local_storage"],
    ["profiles of Playwright's browsers", "PLAYWRIGHT_BROWSERS_PATH", "mcp-chrome-profile/Cookies"],
    ["changes pre-commit set aside", "PRE_COMMIT_HOME", "patch1700000000-77"],
    ["Hugging Face's login token", "HF_HOME", "token"],
  ])("keeps %s in every other tool's cache", async (_what, name, precious) => {
    const tools = [
      ["uv.cache", ".cache/uv"],
      ["npm.npx", ".npm/_npx"],
      ["gradle.caches", ".gradle/caches"],
      ["pub.packages", ".pub-cache/hosted"],
      ["maven.repository", ".m2/repository"],
    ];
    for (const [id, path] of tools) {
      const machine = emptyMachine("linux");
      install(machine, "uv", 'rm -rf "$4"');
      layOut(id, onMachine(machine, path));
      machine.env[name] = join(onMachine(machine, path), "moved");
      write(join(machine.env[name], precious), "the only copy");
      const found = resolveTools(catalogue, machine);
      const counted = found.filter(({ tier, root }) => tier !== "never" && root !== machine.env[name]);
      const files = counted.flatMap((one) => {
        const stays = exclusion(one);
        return filesBelow(one.root)
          .filter((path) => !stays(path))
          .map((path) => `${one.root}/${path}`);
      });
      expect([id, files.filter((path) => path.endsWith(precious))]).toEqual([id, []]);
      await clearTargets(found, machine, { evenIfInUse: true });
      expect([id, readFileSync(join(machine.env[name], precious), "utf8")]).toEqual([id, "the only copy"]);
    }
  });

  it("is counted once where its tool names it by its format", async () => {
    const machine = emptyMachine("linux");
    const store = onMachine(machine, ".local/share/pnpm/store");
    layOut("pnpm.store", store);
    const reported = {
      pnpm: { store: readAnswer(toolOf("pnpm.store").locate?.[0] as LocateCommand, `${store}/v11\n`) },
    };
    const found = resolveTools([toolOf("pnpm.store")], machine, { reported });
    expect(found).toMatchObject([{ root: store, kept: [] }]);
    const again = resolveTools([toolOf("pnpm.store")], machine, { reported: { pnpm: { store: [`${store}/v11`] } } });
    const sizes = await measureTargets(again, machine);
    const sum = [...sizes.values()].reduce((bytes, size) => bytes + size.bytes, 0);
    expect(sum).toBe((await measureTarget({ ...found[0], kept: [] }, machine)).bytes);
  });
});

it("a cache that is a link to a folder without anything of a cache is only shown", async () => {
  const machine = emptyMachine("linux");
  const photos = join(machine.root, "work/photos");
  write(join(photos, "2024/a.jpg"), "a memory");
  for (const path of [
    ".gradle/caches",
    ".pub-cache/git",
    ".cache/deno/npm",
    ".cache/electron-builder",
    ".nuget/packages",
  ]) {
    mkdirSync(dirname(onMachine(machine, path)), { recursive: true });
    symlinkSync(photos, onMachine(machine, path));
    const [found] = resolveTools(catalogue, machine);
    expect(found.blocked).toMatch(/nothing there shows that all of it is cache/);
    unlinkSync(onMachine(machine, path));
  }
});
