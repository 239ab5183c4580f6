import { existsSync, mkdirSync, renameSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { Cache } from "../preview/api";
import type { Session } from "../preview";
import ClearPipCache from "../src/clear-pip-cache";
import { Recollection } from "../src/interface/shared/recollection";
import SearchPipCache from "../src/search-pip-cache";
import ShowPipCacheSize from "../src/show-pip-cache-size";
import ShowPipInstallations from "../src/show-pip-installations";
import TidyPipCache from "../src/tidy-pip-cache";
import { isolate, open } from "./commands/open";
import { cacheOfAll } from "./support/cache-of-all";
import { newPip } from "./support/pip";
import { temporaryDirectory } from "./support/temporary";
import { hashTree } from "./support/tree";
import { itUnless } from "./support/unless";

const name = "show-pip-cache-size";

interface Given {
  dataFolder?: string;
  preferences?: Record<string, unknown>;
  env?: Record<string, string>;
}

function show(cache: string, { env, ...options }: Given = {}): Promise<Session> {
  isolate({ PIP_CACHE_DIR: cache, ...env });
  return open(ShowPipCacheSize, { name, ...options });
}

function update(cache: string, { env, ...options }: Given = {}): Promise<Session> {
  isolate({ PIP_CACHE_DIR: cache, ...env });
  return open(ShowPipCacheSize, { name, launchType: "background", ...options });
}

const subtitles = (session: Session) =>
  session.effects.flatMap((effect) => (effect.type === "update-subtitle" ? effect.subtitle : []));

const launches = (session: Session) =>
  session.effects.flatMap((effect) => (effect.type === "launch" ? [[effect.command, effect.launchType]] : []));

const whole = "11.3 MB · 62.2 kB not used for 90 days";

describe("launched by hand", () => {
  it("measures now, says so in a HUD, and below its title", async () => {
    const cache = cacheOfAll();
    const before = hashTree(cache.directory);
    const session = await show(cache.directory);
    expect(session.huds.map(({ title }) => title)).toEqual([`pip keeps ${whole}`]);
    expect(subtitles(session)).toEqual([whole]);
    expect(hashTree(cache.directory)).toEqual(before);
  });

  it.each([
    ["10 MB", `⚠️ 11.3 MB, more than 10 MB · 62.2 kB not used for 90 days`],
    ["1 GB", whole],
    ["", whole],
    ["much", whole],
  ])("warns above a limit: %j", async (warnAbove, said) => {
    const session = await show(cacheOfAll().directory, { preferences: { warnAbove } });
    expect(subtitles(session)).toEqual([said]);
    const [hud] = session.huds.map(({ title }) => title);
    expect(hud.includes("“much” is no size.")).toBe(warnAbove === "much");
  });

  it("says that there is no cache, and why one cannot be read, which changes no subtitle", async () => {
    isolate();
    const none = await open(ShowPipCacheSize, { name });
    expect(none.toast?.title).toBe("Nothing Is Cached");
    expect(subtitles(none)).toEqual(["Nothing cached"]);
    const file = join(temporaryDirectory(), "pip");
    writeFileSync(file, "");
    const session = await show(file);
    expect(session.toast).toMatchObject({ style: "failure", title: "Cannot Read the pip Cache" });
    expect(subtitles(session)).toEqual([]);
  });
});

describe("in the background", () => {
  it("says below its title what has changed since the last reading, and nothing else", async () => {
    const cache = cacheOfAll();
    const dataFolder = temporaryDirectory();
    await show(cache.directory, { dataFolder });
    for (const file of cache.named.huge.files) rmSync(join(cache.directory, file));
    const before = hashTree(cache.directory);
    const session = await update(cache.directory, { dataFolder });
    expect(subtitles(session)).toEqual([expect.stringMatching(/^272 kB · 62\.2 kB not used for 90 days$/)]);
    expect([session.toasts, session.huds, session.alerts]).toEqual([[], [], []]);
    expect(hashTree(cache.directory)).toEqual(before);
  });

  it("leaves the last subtitle where nothing is remembered, or that is damaged", async () => {
    const cache = cacheOfAll();
    const dataFolder = temporaryDirectory();
    expect(subtitles(await update(cache.directory, { dataFolder }))).toEqual([]);
    await show(cache.directory, { dataFolder });
    truncateSync(join(dataFolder, "support", "rows.bin"), 100);
    expect(subtitles(await update(cache.directory, { dataFolder }))).toEqual([]);
  });

  it("leaves the last subtitle where a cache is a file, and looks into nobody's documents", async () => {
    const file = join(temporaryDirectory(), "pip");
    writeFileSync(file, "");
    expect(subtitles(await update(file))).toEqual([]);
    const home = isolate();
    const directory = join(home, "Documents", "pip");
    mkdirSync(dirname(directory));
    renameSync(cacheOfAll().directory, directory);
    const dataFolder = temporaryDirectory();
    const env = { HOME: home, USERPROFILE: home };
    await show(directory, { dataFolder, env });
    expect(subtitles(await update(directory, { dataFolder, env }))).toEqual([]);
  });

  itUnless(
    newPip() ? undefined : "no pip that writes http-v2 on this machine",
    "starts no program, where looking at pips does",
    async () => {
      const cache = cacheOfAll();
      const [home, dataFolder] = [isolate(), temporaryDirectory()];
      const [bin, starts] = [join(home, "bin"), join(home, "starts")];
      mkdirSync(bin);
      writeFileSync(join(bin, "python3"), `#!/bin/sh\necho >> '${starts}'\nexec '${newPip()?.python}' "$@"\n`, {
        mode: 0o755,
      });
      const env = { HOME: home, USERPROFILE: home, PATH: bin };
      const given = { dataFolder, preferences: { pythonPaths: join(bin, "python3") } };
      await show(cache.directory, { ...given, env });
      rmSync(starts, { force: true });
      for (const file of cache.named.huge.files) rmSync(join(cache.directory, file));
      expect(subtitles(await update(cache.directory, { ...given, env }))).toHaveLength(1);
      expect(existsSync(starts)).toBe(false);
      await open(ShowPipInstallations, { name: "show-pip-installations", ...given });
      expect(existsSync(starts)).toBe(true);
    },
  );

  it("never leaves what is older in the place of what is newer", async () => {
    const cache = cacheOfAll();
    const dataFolder = temporaryDirectory();
    // Another one that began later comes to its end while this one says what it has found.
    let isToldFirst = true;
    const perform = () => {
      if (!isToldFirst) return;
      isToldFirst = false;
      const other = new Cache({ directory: dataFolder, namespace: "size" });
      new Recollection(other, "size", 1).remember({ bytes: 5e6, unusedBytes: 0 });
    };
    isolate({ PIP_CACHE_DIR: cache.directory });
    const session = await open(ShowPipCacheSize, { name, dataFolder, perform });
    expect(subtitles(session).slice(0, 2)).toEqual([whole, "5.0 MB"]);
    expect(subtitles(session).at(-1)).toBe("5.0 MB");
  });
});

describe("after something was removed", () => {
  it("is launched in the background by each that removes, and a failure of that is nobody's concern", async () => {
    const cache = cacheOfAll();
    isolate({ PIP_CACHE_DIR: cache.directory });
    const search = await open(SearchPipCache, { name: "search-pip-cache" });
    await search.run("Remove Package", "older");
    await search.answer(true);
    expect(launches(search)).toEqual([[name, "background"]]);
    const tidy = await open(TidyPipCache, { name: "tidy-pip-cache", arguments: { budget: "", days: "90" } });
    await tidy.answer(true);
    expect(launches(tidy)).toEqual([[name, "background"]]);
    const clear = await open(ClearPipCache, { name: "clear-pip-cache", disabled: [name] });
    await clear.answer(true);
    expect(clear.toast?.title).toMatch(/^Cleared pip cache/);
    expect(launches(clear)).toEqual([]);
  });

  it("is not launched where nothing was", async () => {
    isolate({ PIP_CACHE_DIR: cacheOfAll().directory });
    const clear = await open(ClearPipCache, { name: "clear-pip-cache" });
    await clear.answer(false);
    expect(launches(clear)).toEqual([]);
  });
});
