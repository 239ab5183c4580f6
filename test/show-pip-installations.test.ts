import { execFileSync } from "node:child_process";
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createHash } from "node:crypto";
import { delimiter, dirname, join } from "node:path";
import SearchPipCache from "../src/search-pip-cache";
import ShowPipInstallations from "../src/show-pip-installations";
import type { OpenOptions, Session } from "../preview";
import type { ItemData } from "../preview/host/view";
import {
  accessories,
  isolate,
  list,
  openAsking,
  pipCacheIn,
  rememberPips,
  rows,
  sections,
  titles,
} from "./commands/open";
import { buildSdist, buildWheel } from "./support/distributions";
import { startIndex } from "./support/index-server";
import { cacheBuiltWheel } from "./support/package-entries";
import { atLeast, findPips, install, makeEnvironment as environmentOf, newPip, oldPip } from "./support/pip";
import { extractRealCache } from "./support/real-caches";
import { temporaryDirectory } from "./support/temporary";
import { filesBelow, sumOfSizes } from "./support/tree";
import { describeUnless, itUnless, noPip, noSuperuser } from "./support/unless";

const command = { name: "show-pip-installations" };
const pip = newPip() ?? oldPip() ?? findPips().at(-1);
const old = oldPip() ?? pip;
const isMissing = pip ? undefined : noPip;
const noNew = newPip() ? undefined : "there is no pip 23.3 or newer on this machine";

/** A virtual environment, of the newest pip or another one. */
function makeEnvironment(directory: string, base = pip): string {
  if (!base) throw new Error(noPip);
  return environmentOf(base, directory);
}

/** A home with a virtual environment, as a person's shell would have it active. */
function homeWithEnvironment(): { home: string; environment: string; configuration: string } {
  const home = isolate();
  const environment = makeEnvironment(join(home, "app", ".venv"));
  process.env.VIRTUAL_ENV = environment;
  mkdirSync(join(home, ".config", "pip"), { recursive: true });
  return { home, environment, configuration: join(home, ".config", "pip", "pip.conf") };
}

/** pip's note of when a Python last looked for a newer pip. */
function noteUse(cache: string, prefix: string): void {
  const name = createHash("sha224").update(prefix).digest("hex");
  mkdirSync(join(cache, "selfcheck"), { recursive: true });
  const note = { key: prefix, last_check: "2024-01-01T00:00:00Z", pypi_version: "24.3.1" };
  writeFileSync(join(cache, "selfcheck", name), JSON.stringify(note));
}

async function openWith(options: OpenOptions = {}): Promise<Session> {
  const session = await openAsking(ShowPipInstallations, { ...command, ...options, settle: false });
  await settled(session);
  return session;
}

/** With the details beside the list. */
async function openWithDetails(options: OpenOptions = {}): Promise<Session> {
  const session = await openWith(options);
  await session.run("Show Details");
  await settled(session);
  return session;
}

const settled = (session: Session) => session.settled({ timeoutMs: 120_000 });

const rowNamed = (session: Session, part: string): ItemData => {
  const found = rows(session).find(({ title }) => title.includes(part));
  if (!found) throw new Error(`No row of ${part}; there are ${rows(session).map(({ title }) => title)}`);
  return found;
};

const fact = (item: ItemData, title: string) => item.detail?.metadata?.find((one) => one.title === title)?.text;

const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`;

describeUnless(isMissing, "the pips of a machine", () => {
  it("stand by the cache directories that they use, whose sizes add up to what the disk holds", async () => {
    const home = isolate({}, { seesMachine: true });
    const shared = join(home, ".cache", "pip");
    cpSync(await extractRealCache("http-v2-pip24.3.1"), shared, { recursive: true });
    const own = await extractRealCache("http-pip23.2.1");
    const app = makeEnvironment(join(home, "app", ".venv"));
    const web = makeEnvironment(join(home, "web", ".venv"), old);
    writeFileSync(join(app, "pip.conf"), `[global]\ncache-dir = ${own}\n`);
    const gone = join(home, "gone", ".venv");
    for (const prefix of [app, web, gone]) noteUse(shared, prefix);

    const session = await openWith({ preferences: { pythonPaths: [app, web].join(delimiter) } });
    expect(rowNamed(session, "app/.venv").title).toMatch(/^Python 3\.\d+\.\d+, app\/\.venv$/);
    expect(accessories(rowNamed(session, "app/.venv"))).toEqual(["Caching On"]);
    expect(accessories(rowNamed(session, "web/.venv"))).toContainEqual(expect.stringMatching(/^shared by \d+$/));

    await session.run("Show Details");
    await settled(session);
    const found = sections(session);
    expect(found.map(({ title }) => title).sort()).toEqual(["Gone", own, "~/.cache/pip"].sort());
    const section = (title: string) => found.find((one) => one.title === title);
    expect(section(own)).toMatchObject({ subtitle: megabytes(sumOfSizes(own)) });
    expect(section("~/.cache/pip")).toMatchObject({ subtitle: megabytes(sumOfSizes(shared)) });

    expect(section(own)?.items.map(({ title, subtitle }) => [title, subtitle])).toEqual([
      [expect.stringMatching(/^3\.\d+\.\d+, app\/\.venv$/), `pip ${pip?.version}`],
    ]);
    expect(fact(rowNamed(session, "app/.venv"), "cache-dir")).toBe(own);
    expect(rowNamed(session, "app/.venv").detail?.markdown).toContain(
      `- \`cache-dir = ${own}\`, \\~/app/.venv/pip.conf, line 2, \\[global\\]`,
    );
    expect(fact(rowNamed(session, "web/.venv"), "Shared By")).toBe(`${section("~/.cache/pip")?.items.length} pips`);
    expect(accessories(rowNamed(session, "web/.venv"))).toEqual(["On"]);
    expect(rowNamed(session, "gone/.venv")).toMatchObject({ title: "gone/.venv", subtitle: "The folder is gone." });
    const pythons = section("~/.cache/pip")?.items.map(({ title }) => Number(/^3\.(\d+)/.exec(title)?.[1])) ?? [];
    expect(pythons).toEqual(pythons.toSorted((a, b) => b - a));
    expect(accessories(rowNamed(session, "gone/.venv"))).toEqual(["Gone"]);

    expect(rowNamed(session, "app/.venv").detail?.markdown).toMatch(
      new RegExp(String.raw`^\*\*Caching On\.\*\* It caches in \`${own}\`, alone\.`),
    );
    expect(rowNamed(session, "web/.venv").detail?.markdown).toMatch(
      /^\*\*Caching On\.\*\* It caches in `~\/\.cache\/pip`, as do Python 3\.\d+/,
    );
  });

  it("that only a file in a cache names are listed, and started only when a person says so", async () => {
    const home = isolate();
    const cache = join(home, ".cache", "pip");
    cpSync(await extractRealCache("http-v2-pip24.3.1"), cache, { recursive: true });
    const named = makeEnvironment(join(home, "named", ".venv"));
    const started = join(home, "started");
    const folder = readdirSync(join(named, "lib")).map((name) => join(named, "lib", name, "site-packages"))[0];
    writeFileSync(join(folder, "planted.pth"), `import pathlib; pathlib.Path(${JSON.stringify(started)}).touch()\n`);
    noteUse(cache, named);

    const session = await openWith();
    const row = () => rowNamed(session, "named/.venv");
    expect(row().subtitle).toBe("named by the cache, not asked");
    expect(accessories(row())).toEqual(["Not Asked"]);
    expect(existsSync(started)).toBe(false);
    await session.select(row().title);
    await session.run("Ask Anyway");
    expect(session.alert?.message).toContain("Only a file in a cache names this Python.");
    await session.answer(false);
    expect(existsSync(started)).toBe(false);

    await session.run("Ask Anyway");
    await session.answer(true);
    await settled(session);
    expect(existsSync(started)).toBe(true);
    expect(row()).toMatchObject({ subtitle: `pip ${pip?.version}` });
    expect(accessories(row())).toEqual(["Caching On"]);
  });

  it("that others can change are listed with what is the reason, and started only when a person says so", async () => {
    const home = isolate();
    const environment = makeEnvironment(join(home, "shared", ".venv"));
    chmodSync(join(environment, "bin"), 0o777);
    const session = await openWith({ preferences: { pythonPaths: environment } });
    const row = () => rowNamed(session, "shared/.venv");
    expect(row().subtitle).toContain(`because of ${join(environment, "bin")}: Everybody can change it.`);
    expect(accessories(row())).toEqual(["Not Asked"]);
    await session.select(row().title);
    await session.run("Ask Anyway");
    await session.answer(true);
    await settled(session);
    expect(accessories(row())).toEqual(["Caching On"]);
  });

  it("need not answer before it is said what a cache holds", async () => {
    const home = isolate();
    const cache = join(home, ".cache", "pip");
    cpSync(await extractRealCache("http-v2-pip24.3.1"), cache, { recursive: true });
    const slow = join(home, "slow", "python3");
    mkdirSync(dirname(slow));
    writeFileSync(slow, "#!/bin/sh\nexec sleep 60\n", { mode: 0o755 });
    const dataFolder = temporaryDirectory();
    rememberPips(dataFolder, []);
    const options = { ...command, dataFolder, preferences: { pythonPaths: slow }, settle: false };
    const session = await openAsking(ShowPipInstallations, options);
    const isSaid = ({ view }: Session) =>
      view.type === "list" && view.isLoading && view.sections.some(({ subtitle }) => subtitle === "2.9 MB");
    await session.waitFor(isSaid, 30_000);
  });

  it("say what they see of their cache, beside what is there", async () => {
    const { home, environment } = homeWithEnvironment();
    const own = await extractRealCache("http-v2-pip24.3.1");
    writeFileSync(join(environment, "pip.conf"), `[global]\ncache-dir = ${own}\n`);
    makeEnvironment(join(home, "app", "older"), old);
    writeFileSync(join(home, "app", "older", "pip.conf"), `[global]\ncache-dir = ${own}\n`);
    const session = await openWithDetails({ preferences: { pythonPaths: join(home, "app", "older") } });
    await session.select(rowNamed(session, "app/.venv").title);
    await settled(session);
    const downloads = filesBelow(own).filter((file) => /^http-v2\/.*\.body$/.test(file)).length;
    const words = rowNamed(session, "app/.venv").detail?.markdown;
    expect(words).toContain(`pip lists 2 built wheels. ${downloads} downloads, `);
    expect(words).toContain("lie in http-v2, which pip cannot list.");
    expect(words).toContain("sdistonly-0.3-py3-none-any.whl");
    if (old !== pip) expect(rowNamed(session, "app/older").detail?.markdown).toContain("neither counts nor purges");
  });

  it("are there at once when they have been asked before, and gone when they are no longer found", async () => {
    const { environment } = homeWithEnvironment();
    const dataFolder = temporaryDirectory();
    const first = await openWith({ dataFolder });
    const [known] = rows(first).filter(({ title }) => title.includes("app/.venv"));
    first.dispose();
    const second = await openAsking(ShowPipInstallations, { ...command, dataFolder, settle: false });
    await second.waitFor(({ view }) => view.type === "list" && view.sections.length > 0);
    expect(list(second).isLoading).toBe(true);
    expect(rowNamed(second, "app/.venv").subtitle).toBe(known.subtitle);
    await settled(second);
    second.dispose();
    rmSync(environment, { recursive: true });
    const third = await openWith({ dataFolder });
    expect(rows(third).filter(({ title }) => title.includes("app/.venv"))).toEqual([]);
  });

  it("are also found where the person says", async () => {
    const home = isolate();
    const elsewhere = temporaryDirectory();
    makeEnvironment(join(elsewhere, "one"));
    makeEnvironment(join(home, "two"));
    const pythonPaths = [join(elsewhere, "one"), "~/two/bin/python"].join(delimiter);
    const session = await openWith({ preferences: { pythonPaths } });
    expect(rowNamed(session, "/one").subtitle).toBe(`pip ${pip?.version}`);
    expect(rowNamed(session, "/two").subtitle).toBe(`pip ${pip?.version}`);
  });

  it("are not said to be missing where only the search finds none", async () => {
    const session = await openWith({ preferences: { pythonPaths: makeEnvironment(join(isolate(), "one")) } });
    // By a folder, and by words of title and subtitle.
    for (const text of ["bin one", `one pip ${pip?.version}`, "one caching on"]) {
      await session.search(text);
      expect(titles(session)).toHaveLength(1);
    }
    await session.search("no such pip");
    expect(rows(session)).toEqual([]);
    expect(list(session).emptyView?.title).toBe("No pip Matches");
  });

  it("have rows that say why where they are dead or answer strangely", async () => {
    const { home, environment } = homeWithEnvironment();
    for (const name of readdirSync(join(environment, "bin")).filter((one) => one.startsWith("python"))) {
      rmSync(join(environment, "bin", name));
      symlinkSync("/nonexistent/python", join(environment, "bin", name));
    }
    const strange = join(home, "strange");
    writeFileSync(strange, "#!/bin/sh\necho 'no such luck' >&2\nexit 3\n");
    chmodSync(strange, 0o755);
    const session = await openWithDetails({ preferences: { pythonPaths: strange } });
    expect(rowNamed(session, "app/.venv")).toMatchObject({
      subtitle: "It leads to /nonexistent/python, which is gone.",
      detail: { markdown: "**Gone.** It leads to /nonexistent/python, which is gone." },
    });
    expect(rowNamed(session, "~/strange").subtitle).toBe("no such luck");
    expect(rowNamed(session, "~/strange").detail?.markdown).toContain("no such luck");
  });

  it("are said to be asked while they are asked again, and not what they said before", async () => {
    const { home } = homeWithEnvironment();
    const [asked, go] = [join(home, "asked"), join(home, "go")];
    const strange = join(home, "strange");
    const waiting = `if test -e ${asked}; then while ! test -e ${go}; do sleep 0.05; done; fi`;
    writeFileSync(strange, `#!/bin/sh\n${waiting}\n: > ${asked}\necho 'no such luck' >&2\nexit 3\n`, { mode: 0o755 });
    const session = await openWith({ preferences: { pythonPaths: strange } });
    expect(accessories(rowNamed(session, "~/strange"))).toEqual(["Unknown"]);
    const refreshing = session.run("Refresh", rowNamed(session, "app/.venv").title);
    const isOnlyOneAsked = () =>
      accessories(rowNamed(session, "~/strange")).includes("Asking…") &&
      accessories(rowNamed(session, "app/.venv")).includes("Caching On");
    await session.waitFor(isOnlyOneAsked);
    writeFileSync(go, "");
    await refreshing;
    expect(accessories(rowNamed(session, "~/strange"))).toEqual(["Unknown"]);
  });

  it("leave a cache behind that none of them uses, which is shown as such", async () => {
    const home = isolate();
    const left = join(home, ".cache", "pip");
    cpSync(await extractRealCache("http-v2-pip24.3.1"), left, { recursive: true });
    // Built wheels would stay while anybody's pip runs on this machine.
    rmSync(join(left, "wheels"), { recursive: true });
    makeEnvironment(join(home, "app", ".venv"));
    mkdirSync(join(home, ".config", "pip"), { recursive: true });
    writeFileSync(join(home, ".config", "pip", "pip.conf"), `[global]\ncache-dir = ${join(home, "elsewhere")}\n`);
    const session = await openWith({ preferences: { pythonPaths: join(home, "app", ".venv") } });
    const section = sections(session).find(({ title }) => title === "~/.cache/pip");
    expect(section).toMatchObject({
      subtitle: megabytes(sumOfSizes(left)),
      items: [{ title: "Used by No pip Found" }],
    });
    expect(sections(session).find(({ title }) => title === "~/elsewhere")).toMatchObject({ subtitle: "Not made yet" });
    await session.run("Clear This Cache", "Used by No pip Found");
    expect(session.alert?.title).toBe(`Clear ~/.cache/pip (${megabytes(sumOfSizes(left))})?`);
    await session.answer(true);
    await settled(session);
    expect(filesBelow(left)).toEqual([]);
    expect(rows(session).map(({ title }) => title)).not.toContain("Used by No pip Found");
  });
});

describeUnless(isMissing, "a pip whose caching is off", () => {
  it("stays by the cache that it had, whose bytes are still there", async () => {
    const { environment } = homeWithEnvironment();
    const own = await extractRealCache("http-v2-pip24.3.1");
    writeFileSync(join(environment, "pip.conf"), `[global]\ncache-dir = ${own}\nno-cache-dir = false\n`);
    const session = await openWithDetails();
    const section = sections(session).find(({ title }) => title === own);
    expect(section).toMatchObject({
      subtitle: megabytes(sumOfSizes(own)),
      items: [{ subtitle: `pip ${pip?.version}` }],
    });
    const item = rowNamed(session, "app/.venv");
    expect(accessories(item)).toEqual(["Off"]);
    expect(item.detail?.markdown).toContain("no-cache-dir = false turns it off: every value does, false included.");
    const actions = item.actions?.sections.flatMap((part) => part.actions.map(({ title }) => title));
    expect(actions).toContain("Clear This Cache");
    expect(actions).not.toContain("Purge with This pip");
    expect(actions).not.toContain("Copy Purge Command");
  });
});

itUnless(isMissing, "a cache directory called false turns nothing off, and that is said", async () => {
  const { configuration } = homeWithEnvironment();
  writeFileSync(configuration, "[global]\ncache-dir = false\n");
  const session = await openWithDetails();
  const item = rowNamed(session, "app/.venv");
  expect(accessories(item)).toEqual(["On"]);
  expect(item.detail?.markdown).toContain(
    "`cache-dir = false` does not turn caching off: it names a folder called `false`, which pip makes wherever it is run.",
  );
});

describeUnless(isMissing, "a configuration file that pip cannot read", () => {
  it.each([
    ["begins with a byte order mark", "\ufeff[global]\ntimeout = 5\n"],
    ["says something twice", "[global]\nno-cache-dir = true\nno-cache-dir = true\n"],
    ["has no section", "no-cache-dir = true\n"],
  ])("because it %s is named in the row and never rewritten", async (_, text) => {
    const { configuration } = homeWithEnvironment();
    writeFileSync(configuration, text);
    const session = await openWithDetails();
    const item = rowNamed(session, "app/.venv");
    expect(accessories(item)).toEqual(["Failing"]);
    expect(item.detail?.markdown).toContain("pip.conf: pip cannot read it");
    const own = sections(session).find(({ items }) => items.some(({ title }) => title === item.title));
    expect(own?.title).toBe("~/.cache/pip");
    await session.run("Turn Caching On", item.title);
    await session.answer(true);
    await answerAll(session);
    expect(readFileSync(configuration, "utf8")).toBe(text);
    expect(readdirSync(join(configuration, ".."))).toEqual(["pip.conf"]);
  });

  it("because it is a directory is passed over, and caching cannot be turned off there", async () => {
    const { configuration } = homeWithEnvironment();
    mkdirSync(configuration);
    const session = await openWithDetails();
    const item = rowNamed(session, "app/.venv");
    expect(accessories(item)).toEqual(["On"]);
    expect(item.detail?.markdown).toContain("/pip.conf`: pip passes over it");
    await session.run("Turn Caching Off", item.title);
    await session.answer(true);
    expect(session.toasts.at(-1)).toMatchObject({
      title: "Could Not Turn Caching Off",
      message: "It is a directory.",
    });
    expect(readdirSync(configuration)).toEqual([]);
  });
});

/** Lets the other tests see, which run at the same time, that a pip at work is none of theirs. */
function showCacheOf(pips: string): void {
  process.env.PIP_CACHE_DIR = pips;
}

/** Declines every dialog that follows, until all has settled. */
async function answerAll(session: Session): Promise<void> {
  for (await settled(session); session.alert; await settled(session)) await session.answer(false);
}

describeUnless(isMissing, "caching", () => {
  it("that is turned off leaves nothing of an install, turned on everything, and a file with comments is as it was", async () => {
    if (!pip) return;
    const { home, configuration } = homeWithEnvironment();
    const text = "# mine\n[global]\n; keep\ntimeout = 10\n";
    writeFileSync(configuration, text);
    const index = await startIndex([
      { files: [buildWheel({ name: "alpha", version: "1.0" })] },
      { files: [buildSdist({ name: "sourceonly", version: "0.3" })] },
    ]);
    const cacheDirectory = join(home, ".cache", "pip");
    const run = () =>
      install(pip, ["alpha", "sourceonly"], { index, home, cacheDirectory, env: { PIP_CONFIG_FILE: "" } });
    const downloads = () => filesBelow(cacheDirectory).filter((file) => !file.startsWith("selfcheck"));

    const session = await openWith();
    await session.run("Turn Caching Off", rowNamed(session, "app/.venv").title);
    expect(session.alert?.message).toContain("Every install will download everything again.");
    await session.answer(true);
    await settled(session);
    expect(session.toasts.map(({ title }) => title)).toContain("pip Says: Caching Is Off");
    expect(accessories(rowNamed(session, "app/.venv"))).toEqual(["Caching Off"]);
    mkdirSync(cacheDirectory, { recursive: true });
    await run();
    expect(downloads()).toEqual([]);

    await session.run("Turn Caching On", rowNamed(session, "app/.venv").title);
    expect(session.alert?.message).toContain("~/.config/pip/pip.conf, line 5, [global]");
    await session.answer(true);
    await settled(session);
    expect(session.toasts.map(({ title }) => title)).toContain("pip Says: Caching Is On");
    expect(accessories(rowNamed(session, "app/.venv"))).toEqual(["Caching On"]);
    expect(readFileSync(configuration, "utf8")).toBe(text);
    await run();
    expect(downloads().length).toBeGreaterThan(3);
  });

  it("stays as it is when the question is declined, and the one-time way can be copied", async () => {
    const { configuration } = homeWithEnvironment();
    writeFileSync(configuration, "[global]\n");
    const session = await openWith();
    await session.run("Turn Caching Off", rowNamed(session, "app/.venv").title);
    await session.answer(false);
    expect(readFileSync(configuration, "utf8")).toBe("[global]\n");
    expect(session.toasts).toEqual([]);
    await session.run("Copy One-Time Command", rowNamed(session, "app/.venv").title);
    const [copied] = session.effects.flatMap((effect) => (effect.type === "copy" ? [effect.text] : []));
    expect(copied).toMatch(/python\d*"? -m pip install --no-cache-dir $/);
  });

  const ancient = findPips().find(({ version }) => !atLeast(version, "19.0"));
  const noAncient = ancient ? undefined : "there is no pip older than 19.0";
  itUnless(noAncient, "is not turned off for a pip that would fail, and the question names that pip", async () => {
    if (!ancient) return;
    const { configuration } = homeWithEnvironment();
    const session = await openWith({ preferences: { pythonPaths: ancient.python } });
    const { title } = rows(session).find(({ subtitle }) => subtitle === `pip ${ancient.version}`) ?? { title: "" };
    await session.run("Turn Caching Off", rowNamed(session, "app/.venv").title);
    expect(session.alert?.message).toContain(`These, older than pip 19.0, will fail: ${title}.`);
    await session.answer(false);
    await session.run("Turn Caching Off", title);
    await session.answer(true);
    expect(session.toasts.at(-1)).toMatchObject({
      title: "Could Not Turn Caching Off",
      message: "With this key a pip older than 19.0 ends with an error.",
    });
    expect(existsSync(configuration)).toBe(false);
  });

  itUnless(
    noSuperuser,
    "that is off because of an owner is not offered to be turned on, but what to run is",
    async () => {
      const { home } = homeWithEnvironment();
      const directory = join(home, ".cache", "pip");
      mkdirSync(join(directory, "http-v2"), { recursive: true });
      chownSync(directory, 12_345, 12_345);
      const session = await openWithDetails();
      const item = rowNamed(session, "app/.venv");
      expect(accessories(item)).toEqual(["Off"]);
      expect(item.detail?.markdown).toContain("belongs to user 12345");
      session.select(item.title);
      const offered = session.offeredActions().map(({ props }) => String(props.title));
      expect(offered.filter((title) => title.startsWith("Turn Caching"))).toEqual([]);
      await session.run("Copy Command to Own the Cache", item.title);
      const command = session.effects.flatMap((effect) => (effect.type === "copy" ? [effect.text] : [])).at(-1) ?? "";
      expect(command).toBe(`sudo chown -R "$(id -un)" '${directory}'`);
      execFileSync("sh", ["-c", command.replace(/^sudo /, "")]);
      await session.run("Refresh", item.title);
      await settled(session);
      expect(accessories(rowNamed(session, "app/.venv"))).toEqual(["On"]);
    },
  );

  it("that a variable keeps off is said to be off still, with the line to delete", async () => {
    const { configuration } = homeWithEnvironment();
    writeFileSync(configuration, "[global]\nno-cache-dir = false\n");
    process.env.PIP_NO_CACHE_DIR = "1";
    const session = await openWith();
    await session.run("Turn Caching On", rowNamed(session, "app/.venv").title);
    await session.answer(true);
    await session.waitFor(({ alert }) => alert !== undefined);
    expect(session.toasts.at(-1)?.title).toBe("pip Says: Caching Off");
    expect(session.alert).toMatchObject({ title: "Caching Is Not On Yet" });
    expect(session.alert?.message).toContain("“PIP_NO_CACHE_DIR=1”");
    await answerAll(session);
    expect(readFileSync(configuration, "utf8")).toBe("[global]\n");
  });
});

describeUnless(isMissing, "the actions of a pip", () => {
  async function openOwn(): Promise<{ session: Session; own: string; title: string }> {
    const { environment } = homeWithEnvironment();
    const own = await extractRealCache("http-v2-pip24.3.1");
    writeFileSync(join(environment, "pip.conf"), `[global]\ncache-dir = ${own}\n`);
    const session = await openWith();
    return { session, own, title: rowNamed(session, "app/.venv").title };
  }

  /** Lets a pip purge its cache; returns what is said then. */
  async function purged(session: Session, cache: string): Promise<string | undefined> {
    // By its variable tests that run at the same time see that it is not their cache that it uses.
    process.env.PIP_CACHE_DIR = cache;
    await session.answer(true);
    const view = await session.waitFor(({ view }) => view.type === "detail" && view);
    return view.markdown;
  }

  itUnless(noNew, "purge with its own words, and say what that really freed and what it left", async () => {
    const { session, own, title } = await openOwn();
    noteUse(own, "/gone");
    const before = sumOfSizes(own);
    showCacheOf(own);
    await session.run("Purge with This pip", title);
    expect(session.alert).toMatchObject({
      title: expect.stringMatching(new RegExp(`^Purge .* \\(${megabytes(before)}\\)\\?$`)),
      message: expect.stringContaining("What is installed stays;"),
      primaryAction: { title: expect.stringMatching(/^Purge with pip \d/), style: "destructive" },
    });
    const words = await purged(session, own);
    const freed = before - sumOfSizes(own);
    expect(freed).toBeGreaterThan(2e6);
    expect(words).toContain(`Really Freed: ${megabytes(freed)}`);
    expect(words).toMatch(/It left .*\d+ bytes in selfcheck\./);
    expect(words).toContain("Files removed: ");
  });

  itUnless(noNew, "say before a purge what it takes that pip did not write", async () => {
    const { session, own, title } = await openOwn();
    mkdirSync(join(own, "http"));
    for (const path of ["http/index.html", "http-v2/.gitignore", "selfcheck.txt"]) {
      writeFileSync(join(own, path), "words");
    }
    const before = sumOfSizes(own);
    showCacheOf(own);
    await session.run("Purge with This pip", title);
    expect(session.alert?.message).toContain(
      "It also removes 2 files that pip did not write (http-v2/.gitignore, http/index.html).",
    );
    const words = await purged(session, own);
    expect(words).toContain(`Really Freed: ${megabytes(before - sumOfSizes(own))}`);
    expect(words).toContain("Of it 2 files that pip did not write.");
  });

  const noOld = old && old !== pip ? undefined : "there is no pip 21.3 to 23.2 beside a newer one";
  itUnless(noNew, "say before a purge that it takes what is kept", async () => {
    const { environment } = homeWithEnvironment();
    const own = await extractRealCache("http-v2-pip24.3.1");
    writeFileSync(join(environment, "pip.conf"), `[global]\ncache-dir = ${own}\n`);
    const dataFolder = temporaryDirectory();
    mkdirSync(join(dataFolder, "support"));
    const marks = { version: 1, packages: ["pip/alpha"], versions: [] };
    writeFileSync(join(dataFolder, "support", "kept.json"), JSON.stringify(marks));
    const session = await openWith({ dataFolder });
    await session.run("Purge with This pip", rowNamed(session, "app/.venv").title);
    expect(session.alert?.message).toMatch(
      /^pip does not know what you keep, and takes that, too: 1 kept package \(.*\)\. Clear pip Cache leaves it\.$/m,
    );
    await session.answer(false);
  });

  itUnless(noNew, "say before a purge what of it is hard to get back", async () => {
    const { home } = homeWithEnvironment();
    cacheBuiltWheel({ directory: pipCacheIn(home), layout: "http-v2" }, buildSdist({ name: "made", version: "0.3" }));
    const dataFolder = temporaryDirectory();
    await openAsking(SearchPipCache, { name: "search-pip-cache", dataFolder });
    const session = await openWith({ dataFolder });
    await session.run("Purge with This pip", rowNamed(session, "app/.venv").title);
    expect(session.alert?.message).toContain(
      "\n\nAll of it may be hard to get back:\nmade 0.3: built here, what it was built from is not cached",
    );
    await session.answer(false);
  });

  itUnless(noOld, "say before a purge what an old pip does not know of", async () => {
    if (!old) return;
    const { home } = homeWithEnvironment();
    const own = await extractRealCache("http-v2-pip24.3.1");
    const older = makeEnvironment(join(home, "app", "older"), old);
    writeFileSync(join(older, "pip.conf"), `[global]\ncache-dir = ${own}\n`);
    const session = await openWithDetails({ preferences: { pythonPaths: older } });
    showCacheOf(own);
    await session.run("Purge with This pip", rowNamed(session, "app/older").title);
    const downloads = sumOfSizes(join(own, "http-v2"));
    expect(session.alert?.message).toContain(
      `pip ${old.version} knows nothing of the ${megabytes(downloads)} in http-v2, and leaves them.`,
    );
    expect(session.alert?.primaryAction?.title).toBe(`Purge with pip ${old.version}`);
    expect(await purged(session, own)).toContain(`It left ${megabytes(downloads)} in http-v2`);
    expect(sumOfSizes(join(own, "http-v2"))).toBe(downloads);
  });

  it("lead to its cache, and to nothing else", async () => {
    const { session, title } = await openOwn();
    await session.run("Search This Cache…", title);
    await session.waitFor((one) => one.view.type === "list" && rows(one).some((item) => item.title === "bigone"));
    expect(list(session).sections[0].subtitle).toBe("11 packages, 2.9 MB");
  });

  it("copy the command, and diagnostics without credentials", async () => {
    const { home, environment } = homeWithEnvironment();
    const dataFolder = temporaryDirectory();
    writeFileSync(join(environment, "pip.conf"), "[global]\ncache-dir = https://me:secret@files.example.org/x\n");
    rememberPips(dataFolder, []);
    const session = await openWith({ dataFolder });
    const { title } = rowNamed(session, "app/.venv");
    await session.run("Copy Purge Command", title);
    await session.run("Copy Diagnostics", title);
    const copied = JSON.stringify(session.effects.filter(({ type }) => type === "copy"));
    expect(copied).toContain(`${join(home, "app", ".venv", "bin", "python")} -m pip cache purge`);
    expect(copied).toContain("files.example.org");
    expect(copied).not.toContain("secret");
  });
});
