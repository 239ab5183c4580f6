import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import SearchDeveloperCaches from "../src/search-developer-caches";
import type { Session } from "../preview";
import { accessories, isolate, list, open, pipCacheIn, row, rows, sections, titles } from "./commands/open";
import { fillHome, inHome, runFrom } from "./developer-caches/lay-out";
import { documentedHere } from "./support/documented-paths";
import { buildWheel } from "./support/distributions";
import { itWithModes, openWithoutPermission } from "./commands/locked";
import { mountVolumeOn, noMounts } from "./support/mounts";
import { cacheFile } from "./support/package-entries";
import { namelessShell } from "./support/pretend-program";
import { temporaryDirectory } from "./support/temporary";
import { compareTrees, hashTree, sumOfSizes } from "./support/tree";
import { itUnless, NOBODY, noSuperuser, notLinux } from "./support/unless";

const command = { name: "search-developer-caches" };

/** A name as pip gives it to what it keeps. */
const entry = (digits: string): string => digits.padEnd(56, "0");

/** Puts a shell script where programs are looked for. */
function install(home: string, name: string, script: string): void {
  const path = join(home, ".local/bin", name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `${namelessShell}\nPATH=/bin:/usr/bin\n${script}\n`);
  chmodSync(path, 0o755);
}

/** The action whose title begins like this. */
function action(session: Session, start: string): string {
  const found = session.offeredActions().find(({ props }) => String(props.title).startsWith(start));
  if (!found) throw new Error(`No action begins with “${start}”`);
  return String(found.props.title);
}

const total = (session: Session) => String(list(session).searchBarPlaceholder);

/** Before anything is cleared: all that is listed lies in the test's home, whatever the machine is set to. */
function onlyBelow(home: string, session: Session): void {
  const paths = rows(session)
    .flatMap(({ keywords }) => keywords ?? [])
    .filter((text) => text.includes(sep));
  expect(paths.filter((path) => !path.startsWith(home) && !path.startsWith(`~${sep}`))).toEqual([]);
}

/** A home with the caches of three tools, and beside them what must stay. */
function fillThree(): string {
  const home = isolate();
  fillHome(home, [
    [".cargo/registry/cache/index.example-1/serde-1.0.0.crate", 300_000],
    [".cargo/registry/index/index.example-1/.cache/se/rd/serde", 20_000],
    [".cargo/bin/cargo-tool", 5_000],
    [".cargo/credentials.toml", 100],
    [`.cache/pip/http-v2/3/f/0/b/5/${entry("3f0b5")}`, 40_000],
    [".cache/composer/files/acme/thing/1.zip", 70_000],
    ["project/precious", 1_000],
  ]);
  symlinkSync(join(home, "project"), inHome(home, ".cargo/registry/cache/link"));
  return home;
}

async function openFilled(): Promise<{ home: string; session: Session }> {
  const home = fillThree();
  return { home, session: await open(SearchDeveloperCaches, command) };
}

it("shows each tool that has something, with its real size, in groups with their sums", async () => {
  const { home, session } = await openFilled();
  expect(titles(session)).toEqual(expect.arrayContaining(["Cargo", "pip", "Composer"]));
  expect(accessories(row(session, "pip"))).toContain("40.0 kB");
  expect(accessories(row(session, "Composer"))).toContain("70.0 kB");
  const cargo = sumOfSizes(inHome(home, ".cargo/registry/cache")) + sumOfSizes(inHome(home, ".cargo/registry/index"));
  expect(accessories(row(session, "Cargo")).at(-1)).toBe(`${Math.round(cargo / 1000)} kB`);
  expect(sections(session).map(({ title }) => title)).toEqual(expect.arrayContaining(["Rust", "Python", "PHP"]));
  for (const text of ["registry cargo", "index rust", "regi safe"]) {
    await session.search(text);
    expect(titles(session)).toEqual(["Cargo"]);
  }
});

it("clears a tool's safe caches, follows no link, and leaves everything else alone", async () => {
  const { home, session } = await openFilled();
  const before = hashTree(home);
  const action = session.offeredActions().map((node) => String(node.props.title));
  expect(action.some((title) => title.startsWith("Clear Safe Caches"))).toBe(true);
  await session.select("Composer");
  const clear = session.offeredActions().find((node) => String(node.props.title).startsWith("Clear Composer"));
  await session.run(String(clear?.props.title), "Composer");
  expect(session.alert).toMatchObject({
    title: "Clear Composer (70.0 kB)?",
    message: expect.stringMatching(/^Composer: Packages, index and cloned repositories\n\n/),
    primaryAction: { title: "Clear" },
  });
  await session.answer(true);
  expect(session.toast).toMatchObject({ title: "Cleared Composer (70.0 kB Reclaimed)" });
  const { gone, changed } = compareTrees(before, hashTree(home));
  expect(gone.filter((path) => !/composer/i.test(path))).toEqual([]);
  expect(changed.filter((path) => !/composer/i.test(path))).toEqual([]);
});

it("clears all safe caches at once, and nothing that a link leads to", async () => {
  const { home, session } = await openFilled();
  const before = hashTree(home);
  onlyBelow(home, session);
  await session.run(action(session, "Clear Safe Caches"));
  expect(session.alert?.message).toContain("Cargo");
  await session.answer(true);
  const { gone } = compareTrees(before, hashTree(home));
  expect(gone).toContain(documentedHere(".cache/composer/files/acme/thing/1.zip"));
  for (const kept of ["project/precious", ".cargo/bin/cargo-tool", ".cargo/credentials.toml"]) {
    expect(gone).not.toContain(kept);
  }
});

it("clears pip's cache as pip can bear it, and reports its bytes", async () => {
  const { home, session } = await openFilled();
  await session.select("pip");
  const action = session.offeredActions().find((node) => String(node.props.title).startsWith("Clear pip"));
  await session.run(String(action?.props.title), "pip");
  await session.answer(true);
  expect(session.toast).toMatchObject({ style: "success", title: "Cleared pip (40.0 kB Reclaimed)" });
  expect(sumOfSizes(pipCacheIn(home))).toBe(0);
  expect(titles(session)).not.toContain("pip");
});

it("clears one place of pip's cache, and nothing of the others", async () => {
  const home = isolate();
  fillHome(home, [
    [`.cache/pip/http-v2/3/f/0/b/5/${entry("3f0b5")}`, 40_000],
    [`.cache/pip/wheels/3f/0b/5c/${"a".repeat(50)}/alpha-1.0-py3-none-any.whl`, 1_000],
    [`.cache/pip/selfcheck/${entry("")}`, 10],
  ]);
  const before = hashTree(home);
  const session = await open(SearchDeveloperCaches, command);
  await session.run(action(session, "Reminders to upgrade pip"), "pip");
  expect(session.alert?.title).toBe("Clear pip: Reminders to upgrade pip (10 bytes)?");
  await session.answer(true);
  expect(session.toast?.title).toContain("(10 bytes Reclaimed)");
  expect(compareTrees(before, hashTree(home)).gone).toEqual([documentedHere(`.cache/pip/selfcheck/${entry("")}`)]);
});

itWithModes("says of pip's cache what cannot be read: in the question, and that it stayed", async () => {
  const cache = join(temporaryDirectory(), "pip");
  const locked = join(cache, "http-v2/4");
  fillHome(cache, [
    [`http-v2/3/f/0/b/5/${entry("3f0b5")}`, 40_000],
    [`http-v2/4/f/0/b/5/${entry("4f0b5")}`, 50_000],
  ]);
  const session = await openWithoutPermission(cache, locked, SearchDeveloperCaches, command);
  await session.run(action(session, "Clear pip"), "pip");
  expect(session.alert?.title).toBe("Clear pip (40.0 kB)?");
  expect(session.alert?.message).toContain(`Cannot be read: ${locked}: No permission. To change that, run: chmod`);
  await session.answer(true);
  expect(session.toast).toMatchObject({ style: "failure", title: "Cleared pip in Part (40.0 kB Reclaimed)" });
  expect(session.toast?.message).toContain(`${locked}: No permission.`);
  await session.runToastAction("Copy Command");
  const [copied] = session.effects.flatMap((effect) => (effect.type === "copy" ? [effect.text] : []));
  expect(copied).toBe(`chmod u+rwX '${locked}'`);
});

it("does nothing when it is declined", async () => {
  const { home, session } = await openFilled();
  const before = hashTree(home);
  const clear = session.offeredActions().find((node) => String(node.props.title).startsWith("Clear Safe Caches"));
  await session.run(String(clear?.props.title));
  await session.answer(false);
  expect(compareTrees(before, hashTree(home))).toEqual({ gone: [], added: [], changed: [] });
  expect(session.toast).toBeUndefined();
});

it("remembers sizes, and shows them at once the next time", async () => {
  fillThree();
  const dataFolder = temporaryDirectory();
  await open(SearchDeveloperCaches, { ...command, dataFolder });
  const again = await open(SearchDeveloperCaches, { ...command, dataFolder, settle: false });
  const first = await again.waitFor(({ view }) => view.type === "list" && view);
  expect(first.isLoading).toBe(true);
  expect(accessories(row(again, "pip"))).toContain("40.0 kB");
});

it("counts what find counts, files with two names once, and no data that lies beside a cache", async () => {
  const home = isolate();
  fillHome(home, [
    [".cache/pypoetry/cache/repositories/index/page", 50_000],
    [".cache/pypoetry/virtualenvs/app/lib/six.py", 2_000_000],
    [".cache/deno/location_data/site/local_storage", 3_000_000],
    [".cache/ccache/a/b/object", 400_000],
    [".cache/composer/files/acme/thing.zip", 7_000],
  ]);
  linkSync(inHome(home, ".cache/ccache/a/b/object"), inHome(home, ".cache/ccache/a/b/again"));
  const session = await open(SearchDeveloperCaches, command);
  expect(total(session)).toBe("Search developer caches, 457 kB in all");
  expect(accessories(row(session, "Poetry")).at(-1)).toBe("50.0 kB");
  expect(accessories(row(session, "Deno")).at(-1)).toBe("3.0 MB, Not Counted");
  await session.run("Show Details", "Poetry");
  const { metadata: shown = [], markdown } = row(session, "Poetry").detail ?? {};
  expect(shown.find(({ title }) => title === "Virtual environments")?.text).toBe("2.0 MB");
  expect(markdown).toMatch(/^### Virtual environments\n\n(?:(?!###)[^])*\n\*\*Neither counted nor cleared:\*\* /m);
  await session.choose("Never: Not a Cache (5.0 MB)");
  expect(titles(session).sort()).toEqual(["Deno", "Poetry"]);
  await session.choose("Group");
  onlyBelow(home, session);
  await session.run(action(session, "Clear Safe Caches"));
  expect(session.alert?.title).toBe("Clear Safe Caches (457 kB)?");
  await session.answer(true);
  expect(session.toast?.title).toContain("(457 kB Reclaimed)");
  expect(sumOfSizes(inHome(home, ".cache/pypoetry/virtualenvs"))).toBe(2_000_000);
  expect(sumOfSizes(inHome(home, ".cache/deno/location_data"))).toBe(3_000_000);
});

it("sorts all tools by size where that is chosen, each with a bar, and remembers it", async () => {
  fillThree();
  const dataFolder = temporaryDirectory();
  const session = await open(SearchDeveloperCaches, { ...command, dataFolder });
  expect(sections(session)).toHaveLength(3);
  await session.choose("Size");
  expect(sections(session)).toMatchObject([{ title: "By Size", subtitle: total(session).match(/[\d.]+ kB/)?.[0] }]);
  expect(titles(session)).toEqual(["Cargo", "Composer", "pip"]);
  expect(accessories(row(session, "Composer")).slice(-2)).toEqual(["▰▰▱▱▱▱▱▱▱▱ 16%", "70.0 kB"]);
  const again = await open(SearchDeveloperCaches, { ...command, dataFolder });
  expect(titles(again)).toEqual(["Cargo", "Composer", "pip"]);
});

it("says what a tier is where it is chosen, and offers no choice that nothing passes, but for what is chosen", async () => {
  const home = isolate();
  fillHome(home, [
    [".cache/composer/files/acme/thing.zip", 7_000],
    [".pub-cache/hosted/pub.dev/thing-1.0/lib.dart", 80_000],
  ]);
  const session = await open(SearchDeveloperCaches, command);
  const choices = () =>
    list(session).dropdown?.sections.map((section) => section.items.map(({ title }) => title)) ?? [];
  expect(choices()).toEqual([
    ["Group", "Size"],
    ["Safe: Made Again (7.0 kB)", "Review: Again at a Cost (80.0 kB)"],
    ["Dart (80.0 kB)", "PHP (7.0 kB)"],
  ]);
  await session.choose("tier:safe");
  await session.run(action(session, "Clear Composer"), "Composer");
  await session.answer(true);
  expect(choices()).toEqual([
    ["Group", "Size"],
    ["Safe: Made Again", "Review: Again at a Cost (80.0 kB)"],
    ["Dart (80.0 kB)"],
  ]);
  expect(titles(session)).toEqual([]);
  await session.choose("Group");
  expect(
    session
      .offeredActions()
      .map(({ props }) => String(props.title))
      .join(),
  ).not.toContain("Clear Safe Caches");
});

it("leaves nothing of its own in the caches it asks about", async () => {
  const home = isolate();
  fillHome(home, [[".npm/_cacache/content-v2/sha512/aa/bb/cc", 5_000]]);
  const session = await open(SearchDeveloperCaches, command);
  expect(accessories(row(session, "npm")).at(-1)).toBe("5.0 kB");
  expect(existsSync(inHome(home, ".npm/_logs"))).toBe(false);
});

itUnless(
  notLinux,
  "asks about pip as wherever pip may be in the way: whether it is at work, and in this cache",
  async () => {
    const home = isolate();
    fillHome(home, [[`.cache/pip/http-v2/3/f/0/b/5/${entry("3f0b5")}`, 40_000]]);
    const userWhile = async (words: string[], cache: string): Promise<string | undefined> => {
      const env = { ...process.env, PIP_CACHE_DIR: cache };
      const arguments_ = ["-c", "read line", ...words];
      const pip = spawn("/bin/sh", arguments_, { argv0: "pip3", stdio: ["pipe", "ignore", "ignore"], env });
      try {
        await once(pip, "spawn");
        const session = await open(SearchDeveloperCaches, command);
        const tooltips = (row(session, "pip").accessories ?? []).map(({ tooltip }) => String(tooltip));
        return tooltips.find((text) => text.startsWith("In use"))?.replace(String(pip.pid), "its own");
      } finally {
        pip.stdin.end();
        await once(pip, "exit");
      }
    };
    const own = pipCacheIn(home);
    expect(await userWhile(["install", "numpy"], own)).toBe("In use: pip (process its own)");
    expect(await userWhile(["install", "numpy"], temporaryDirectory())).toBeUndefined();
  },
);

it("refuses what a running program uses, says which, and clears it by Retry once that has ended", async () => {
  const home = isolate();
  fillHome(home, [[".cache/composer/files/acme/thing.zip", 70_000]]);
  const script = inHome(home, ".cache/composer/files/serve.sh");
  const server = await runFrom(script);
  const session = await open(SearchDeveloperCaches, command);
  await session.run("Show Details", "Composer");
  const shown = row(session, "Composer").detail?.metadata ?? [];
  expect(shown.find(({ title }) => title === "In Use Now")?.text).toBe(`serve (sh) (process ${server.pid})`);
  await session.run(action(session, "Clear Composer"), "Composer");
  await session.answer(true);
  expect(session.toast).toMatchObject({ style: "failure", title: "Did Not Clear Composer" });
  expect(session.toast?.message).toContain(`serve (sh) is running (process ${server.pid}). Quit it and try again.`);
  expect(sumOfSizes(inHome(home, ".cache/composer"))).toBeGreaterThan(70_000);
  await server.end();
  await session.runToastAction("Retry");
  await session.settled();
  expect(session.toast).toMatchObject({ style: "success", title: expect.stringContaining("Cleared Composer (") });
  expect(sumOfSizes(inHome(home, ".cache/composer"))).toBe(0);
});

it("lets a tool clear what only it may, asks with the cost, and keeps what it said for Copy Log", async () => {
  const home = isolate();
  fillHome(home, [
    [".cache/uv/CACHEDIR.TAG", 43],
    [".cache/uv/archive-v0/big", 900_000],
  ]);
  install(home, "uv", '[ "$2" = clean ] && rm -r "$4/archive-v0" && echo "Removed 1 file"');
  const session = await open(SearchDeveloperCaches, command);
  await session.select("uv");
  await session.run(action(session, "Clear uv"), "uv");
  expect(session.alert).toMatchObject({ title: "Clear uv (900 kB)?", primaryAction: { title: "Clear" } });
  expect(session.alert?.message).toContain("Packages are downloaded again");
  await session.answer(true);
  await session.waitFor(({ toast }) => toast !== undefined && toast.style !== "animated");
  expect(session.toast).toMatchObject({ style: "success", title: "Cleared uv (900 kB Reclaimed)" });
  await session.runToastAction("Copy Log");
  const [copied] = session.effects.flatMap((effect) => (effect.type === "copy" ? [effect.text] : []));
  expect(copied).toContain("$ uv cache clean --cache-dir");
  expect(copied).toContain("Removed 1 file");
});

it("clears Docker's build cache by Docker alone, while it runs, and leaves what else it has", async () => {
  const home = isolate();
  fillHome(home, [
    [".docker/desktop/docker.sock", 0],
    [".local/share/docker/volumes/shop/_data/orders", 2_000_000],
    ["cache-size", 0],
  ]);
  const size = join(home, "cache-size");
  writeFileSync(size, "1.5GB\n");
  const answer = `*"system df"*) echo "Images: 12GB"; echo "Build Cache: $(cat ${size})";;`;
  install(home, "docker", `case "$*" in ${answer} *"builder prune"*) echo 0B > ${size}; echo Done;; esac`);
  const service = await runFrom(join(home, "sbin/dockerd"));
  const before = hashTree(join(home, ".local/share"));
  const session = await open(SearchDeveloperCaches, command);
  await session.select("Docker");
  const shown = row(session, "Docker");
  expect(accessories(shown).at(-1)).toBe("up to 1.5 GB");
  expect(JSON.stringify(shown.accessories)).not.toContain("In use");
  await session.run(action(session, "Clear Docker"), "Docker");
  expect(session.alert?.title).toBe("Clear Docker (up to 1.5 GB)?");
  expect(session.alert?.message).toContain("The next builds begin anew");
  await session.answer(true);
  await session.waitFor(({ toast }) => toast !== undefined && toast.style !== "animated");
  expect(session.toast).toMatchObject({ style: "success", title: "Cleared Docker (1.5 GB Reclaimed)" });
  await session.runToastAction("Copy Log");
  const [copied] = session.effects.flatMap((effect) => (effect.type === "copy" ? [effect.text] : []));
  expect(copied).toContain(`docker.sock builder prune --all --force`);
  expect(compareTrees(before, hashTree(join(home, ".local/share")))).toEqual({ gone: [], added: [], changed: [] });
  await service.end();
});

// These are looked into whatever PATH says.
const hasUv = ["/usr/bin/uv", "/usr/local/bin/uv"].some((path) => existsSync(path))
  ? "uv is installed here"
  : undefined;

itUnless(hasUv, "offers to clear no cache whose tool alone may and is not there, and says why", async () => {
  fillHome(isolate(), [[".cache/uv/archive-v0/big", 900_000]]);
  const session = await open(SearchDeveloperCaches, command);
  await session.select("uv");
  const offered = session.offeredActions().map(({ props }) => String(props.title));
  expect(offered.filter((title) => title.startsWith("Clear uv"))).toEqual([]);
  expect(offered).not.toContain("Clear One Place…");
  expect(JSON.stringify(row(session, "uv").accessories)).toContain(
    "Not cleared: Only uv itself can clear it, and “uv” was not found.",
  );
  await session.run("Show Details", "uv");
  expect(row(session, "uv").detail?.markdown).toContain(
    "**Not cleared:** Only uv itself can clear it, and “uv” was not found.",
  );
});

describe("what a tool that is gone has left", () => {
  const title = process.platform === "win32" ? "Move to Recycle Bin" : "Move to Trash";

  async function openOrphaned(): Promise<{ home: string; session: Session }> {
    const home = isolate();
    fillHome(home, [
      [".cache/uv/archive-v0/big", 900_000],
      [".cache/uv/CACHEDIR.TAG", 100],
      ["project/precious", 1_000],
    ]);
    const session = await open(SearchDeveloperCaches, command);
    await session.select("uv");
    return { home, session };
  }

  itUnless(hasUv, "can be moved to the Trash, after a question that says what the tool would have done", async () => {
    const { home, session } = await openOrphaned();
    const before = hashTree(home);
    await session.run(`${title} (900 kB)`, "uv");
    expect(session.alert).toMatchObject({ title: expect.stringMatching(/^Move uv to the .* \(900 kB\)\?$/) });
    expect(session.alert?.message).toContain(
      "uv was not found on this machine. It would have done it by “uv cache clean",
    );
    expect(session.alert?.message).toContain("Packages are downloaded again");
    await session.answer(false);
    expect(hashTree(home)).toEqual(before);
    await session.run(`${title} (900 kB)`, "uv");
    await session.answer(true);
    expect(session.toast).toMatchObject({ style: "success", title: expect.stringMatching(/^Moved uv to the /) });
    expect(session.toast?.message).toContain("empty the");
    expect(session.effects).toContainEqual({ type: "trash", paths: [inHome(home, ".cache/uv")] });
    const { gone, added, changed } = compareTrees(before, hashTree(home));
    expect([added, changed, gone.filter((path) => !path.includes("uv"))]).toEqual([[], [], []]);
    expect(titles(session)).not.toContain("uv");
  });

  itUnless(
    hasUv,
    "stays where the tool comes back, or a link is put in its place, while the question stands",
    async () => {
      const { home, session } = await openOrphaned();
      await session.run(`${title} (900 kB)`, "uv");
      install(home, "uv", "exit 0");
      process.env.PATH = join(home, ".local/bin");
      const before = hashTree(home);
      await session.answer(true);
      expect(session.toast).toMatchObject({ style: "failure", title: expect.stringMatching(/^Did Not Move uv/) });
      expect(session.effects.filter(({ type }) => type === "trash")).toEqual([]);
      expect(hashTree(home)).toEqual(before);
    },
  );

  itUnless(hasUv ?? noMounts, "stays where something is mounted in it, which would go along", async () => {
    const { home, session } = await openOrphaned();
    const folder = inHome(home, ".cache/uv/archive-v0/volume");
    mkdirSync(folder);
    writeFileSync(join(mountVolumeOn(folder, 100_000), "precious"), "words");
    await session.run(`${title} (900 kB)`, "uv");
    expect(session.alerts).toEqual([]);
    expect(session.toast).toMatchObject({
      ...{ style: "failure", title: expect.stringMatching(/^Did Not Move uv/) },
      message: expect.stringMatching(/^Something is mounted in /),
    });
    expect(session.effects.filter(({ type }) => type === "trash")).toEqual([]);
  });
});

it("asks for what costs something by itself, with the cost, and never together with what is safe", async () => {
  const home = isolate();
  fillHome(home, [
    [".pub-cache/hosted/pub.dev/thing-1.0/lib.dart", 80_000],
    [".cache/composer/files/acme/thing.zip", 7_000],
    [".cache/ccache/a/b/object", 9_000],
  ]);
  const session = await open(SearchDeveloperCaches, command);
  onlyBelow(home, session);
  await session.run(action(session, "Clear Safe Caches"));
  expect(session.alert?.message?.split("\n")).toEqual([
    "ccache and sccache: Compiled objects of ccache (9.0 kB)",
    "Composer: Packages, index and cloned repositories (7.0 kB)",
    "",
    "The tools make these again by themselves.",
  ]);
  await session.answer(true);
  expect(existsSync(inHome(home, ".pub-cache/hosted/pub.dev/thing-1.0/lib.dart"))).toBe(true);
  await session.select("pub");
  await session.run(action(session, "Clear pub"), "pub");
  expect(session.alert?.message).toContain("Projects do not run until “dart pub get”");
  await session.answer(true);
  expect(session.toast?.title).toContain("(80.0 kB Reclaimed)");
});

it("tells places apart that are called the same", async () => {
  const moved = temporaryDirectory();
  const home = isolate({ PIP_CACHE_DIR: moved });
  for (const directory of [moved, pipCacheIn(home)]) {
    cacheFile({ directory, layout: "http-v2" }, buildWheel({ name: "alpha", version: "1.0" }));
  }
  const session = await open(SearchDeveloperCaches, command);
  await session.select("pip");
  const places = session.offeredActions().map(({ props }) => String(props.title));
  for (const directory of [moved, join("~", relative(home, pipCacheIn(home)))]) {
    expect(places).toContainEqual(expect.stringContaining(` in ${join(directory, "http-v2")} (`));
  }
});

it("offers to clear no place that only its own tool shows how to clear", async () => {
  fillHome(isolate(), [[".cache/JetBrains/PyCharm2025.2/index/words", 6_000]]);
  const session = await open(SearchDeveloperCaches, command);
  await session.select("JetBrains IDEs");
  expect(session.offeredActions().map(({ props }) => props.title)).not.toContain("Clear One Place…");
  expect(JSON.stringify(row(session, "JetBrains IDEs").accessories)).toContain("Not cleared: ");
});

it("says what of a tool is not cleared with the rest of it", async () => {
  const home = isolate();
  fillHome(home, [
    [".gradle/caches/modules-2/files-2.1/thing.jar", 5_000],
    [".gradle/wrapper/dists/gradle-8.0-bin/x/gradle.zip", 4_000],
  ]);
  const session = await open(SearchDeveloperCaches, command);
  await session.run(action(session, "Clear Gradle"), "Gradle");
  expect(session.alert?.title).toBe("Clear Gradle (4.0 kB)?");
  expect(session.alert?.message).toContain("Not cleared with it: Dependencies and build results (5.0 kB, Review)");
});

it("says before clearing Maven's repository what stays in it", async () => {
  const home = isolate();
  fillHome(home, [
    [".m2/repository/org/apache/maven/thing/1.0/thing-1.0.jar", 30_000],
    [".m2/repository/com/example/own/1.0/own-1.0.jar", 4_000],
  ]);
  writeFileSync(
    inHome(home, ".m2/repository/org/apache/maven/thing/1.0/_remote.repositories"),
    "#NOTE\nthing-1.0.jar>central=\n",
  );
  const session = await open(SearchDeveloperCaches, command);
  await session.select("Maven");
  await session.run("Clear Maven (30.0 kB)", "Maven");
  expect(session.alert?.message).toContain("Stays: Artifacts that “mvn install” put there are on no server.");
  await session.answer(false);
});

it("clears several that were selected, what is safe of each, and no other", async () => {
  const home = isolate();
  fillHome(home, [
    [".cache/composer/files/acme/thing.zip", 7_000],
    [".cache/ccache/a/b/object", 9_000],
    [".cache/coursier/v1/https/repository/thing.jar", 20_000],
  ]);
  const session = await open(SearchDeveloperCaches, command);
  for (const tool of ["Composer", "ccache and sccache"]) await session.run("Select", tool);
  await session.run("Clear 2 Tools (16.0 kB)", "Composer");
  expect(session.alert?.title).toBe("Clear 2 Tools (16.0 kB)?");
  await session.answer(true);
  expect(session.toast?.title).toContain("(16.0 kB Reclaimed)");
  expect(sumOfSizes(home)).toBe(20_000);
});

it("counts a store once that its tool names by its format", async () => {
  const home = isolate();
  fillHome(home, [[".local/share/pnpm/store/v10/files/00/thing", 60_000]]);
  install(home, "pnpm", `[ "$2" = path ] && echo "${home}/.local/share/pnpm/store/v10"`);
  const session = await open(SearchDeveloperCaches, command);
  expect(accessories(row(session, "pnpm")).at(-1)).toBe("60.0 kB");
});

it("finds what has not been used for long", async () => {
  const home = isolate();
  fillHome(home, [
    [".cache/composer/files/acme/old.zip", 70_000],
    [".npm/_logs/1-debug-0.log", 7_000],
  ]);
  const before = new Date(Date.now() - 100 * 86_400_000);
  utimesSync(inHome(home, ".cache/composer/files/acme/old.zip"), before, before);
  const session = await open(SearchDeveloperCaches, command);
  await session.choose("90 Days (70.0 kB)");
  expect(titles(session)).toEqual(["Composer"]);
});

itUnless(noSuperuser, "shows what belongs to somebody else, and why it has no size", async () => {
  const home = isolate();
  fillHome(home, [[".cache/composer/files/acme/thing.zip", 70_000]]);
  chmodSync(home, 0o777);
  chmodSync(inHome(home, ".cache/composer"), 0o700);
  process.seteuid?.(NOBODY);
  try {
    const session = await open(SearchDeveloperCaches, command);
    expect(accessories(row(session, "Composer")).at(-1)).toBe("Not Readable");
    await session.run("Show Details", "Composer");
    expect(row(session, "Composer").detail?.markdown).toContain(
      "**Not readable:** \\~/.cache/composer: It belongs to root.",
    );
  } finally {
    process.seteuid?.(0);
  }
});

it("what interrupted pips left is a place of pip, cleared with it and without anything else of the temporary folder", async () => {
  const home = fillThree();
  const temporary = join(home, "tmp");
  for (const name of ["pip-build-env-ab12_x9z", "pip-uninstall-ab12_x9z", "thesis"]) {
    mkdirSync(join(temporary, name), { recursive: true });
    writeFileSync(join(temporary, name, "data"), "x".repeat(9_000));
  }
  const { now } = Date;
  jest.spyOn(Date, "now").mockImplementation(() => now() + 2 * 86_400_000);
  const session = await open(SearchDeveloperCaches, command);
  expect(accessories(row(session, "pip"))).toContain("49.0 kB");
  await session.run("Clear pip (49.0 kB)", "pip");
  expect(session.alert?.message).toContain("pip: Left by interrupted pips (9.0 kB)");
  await session.answer(true);
  await session.settled();
  jest.restoreAllMocks();
  expect(session.toast).toMatchObject({ style: "success", title: "Cleared pip (49.0 kB Reclaimed)" });
  expect(readdirSync(temporary).sort()).toEqual(["pip-uninstall-ab12_x9z", "thesis"]);
});
