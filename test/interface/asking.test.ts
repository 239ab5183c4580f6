/** The question before a removal: it comes at once, once, and what it names is what goes. */

import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import ClearPipCache from "../../src/clear-pip-cache";
import SearchPipCache from "../../src/search-pip-cache";
import { isolate, openAsking, openOn, rememberPips, titles } from "../commands/open";
import { buildWheel } from "../support/distributions";
import { cacheFile } from "../support/package-entries";
import { newPip, oldPip } from "../support/pip";
import { extractRealCache } from "../support/real-caches";
import { temporaryDirectory } from "../support/temporary";
import { filesBelow } from "../support/tree";
import { itUnless, noPip } from "../support/unless";

const search = { name: "search-pip-cache" };
const HOUR_MS = 3_600_000;

it("is asked without a look at the disk, and what has gone by then is said to be nothing", async () => {
  const cache = await extractRealCache("http-v2-pip24.3.1");
  const session = await openOn(cache, SearchPipCache, search);
  renameSync(join(cache, "http-v2"), join(cache, "elsewhere"));
  await session.run("Remove Package", "bigone");
  expect(session.alert).toMatchObject({ title: "Remove bigone (2.9 MB)?" });
  await session.answer(true);
  expect(session.toast).toMatchObject({ title: "Nothing to Remove", message: "Nothing is cached of bigone" });
  expect(titles(session)).not.toContain("bigone");
});

it("is asked once, however often the key is pressed", async () => {
  const cache = await extractRealCache("http-v2-pip24.3.1");
  const session = await openOn(cache, SearchPipCache, search);
  await session.select("bigone");
  await Promise.all([1, 2, 3].map(() => session.run("Remove Package")));
  expect(session.alerts).toHaveLength(1);
  await session.answer(false);
  await session.run("Remove Package", "bigone");
  expect(session.alerts).toHaveLength(2);
});

it("leaves what pip stores while it is open, says so, and offers that next", async () => {
  const cache = await extractRealCache("http-v2-pip24.3.1");
  const session = await openOn(cache, SearchPipCache, search);
  await session.run("Remove Package", "bigone");
  const come = cacheFile({ directory: cache, layout: "http-v2" }, buildWheel({ name: "bigone", version: "9.0" }));
  await session.answer(true);
  expect(session.toast).toMatchObject({
    style: "success",
    title: "Removed 4 of 5 Entries (2.9 MB Reclaimed)",
    message: "1 entry came or changed since and stayed",
  });
  expect(titles(session)).toContain("bigone");
  expect(filesBelow(cache)).toEqual(expect.arrayContaining(come.files));
  await session.runToastAction("Remove the Rest…");
  expect(session.alert?.message).toMatch(/^1 entry\.\n/);
  await session.answer(true);
  expect(session.toast).toMatchObject({ style: "success", message: "1 entry" });
  expect(titles(session)).not.toContain("bigone");
});

itUnless(
  (newPip() ?? oldPip()) === undefined
    ? noPip
    : process.platform === "win32"
      ? "needs a script as a Python"
      : undefined,
  "does not wait for pips, and the result tells of the cache that one of them names",
  async () => {
    const [cache, other] = [await extractRealCache("http-v2-pip24.3.1"), await extractRealCache("http-pip23.2.1")];
    const home = isolate({ PIP_CACHE_DIR: cache });
    const [folder, asked, go] = [join(home, "bin"), join(home, "asked"), join(home, "go")];
    const python = join(folder, "python3");
    mkdirSync(folder);
    const wait = `: > '${asked}'; while [ ! -e '${go}' ]; do /bin/sleep 0.05; done`;
    const real = (newPip() ?? oldPip())?.python;
    writeFileSync(python, `#!/bin/sh\n${wait}\nexport PIP_CACHE_DIR='${other}'\nexec '${real}' "$@"\n`);
    chmodSync(python, 0o755);
    const dataFolder = temporaryDirectory();
    rememberPips(dataFolder, [], undefined, Date.now() - 2 * HOUR_MS);
    const options = { name: "clear-pip-cache", dataFolder, settle: false, preferences: { pythonPaths: python } };
    const session = await openAsking(ClearPipCache, options);
    await session.waitFor(({ alert }) => alert !== undefined);
    expect(session.alert?.title).toBe("Clear pip cache (2.9 MB)?");
    while (!existsSync(asked)) await delay(20);
    const before = filesBelow(other);
    writeFileSync(go, "");
    const kept = () => filesBelow(dataFolder).map((path) => readFileSync(join(dataFolder, path), "utf8"));
    while (!kept().some((text) => text.includes(basename(other)))) await delay(20);
    await session.answer(true);
    expect(session.toast?.title).toBe("Cleared pip cache (2.9 MB Reclaimed)");
    expect(session.toast?.message).toContain(`${basename(other)} was found meanwhile and is as it was`);
    expect(filesBelow(other)).toEqual(before);
  },
);
