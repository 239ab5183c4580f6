/** Removals that do not go smoothly, as a person goes through them. */

import { execFileSync } from "node:child_process";
import {
  appendFileSync,
  closeSync,
  mkdirSync,
  openSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import ClearPipCache from "../../src/clear-pip-cache";
import SearchPipCache from "../../src/search-pip-cache";
import { formatBytes } from "../../src/interface/shared/format";
import type { Session } from "../../preview";
import { fileHeaders } from "../support/answers";
import { httpV2Entry } from "../support/cache-writer";
import { accessories, openOn, removals, row, rows, titles } from "../commands/open";
import { buildWheel } from "../support/distributions";
import { mountVolume, noMounts, occupy } from "../support/mounts";
import { cacheFile } from "../support/package-entries";
import { pretendPip } from "../support/pretend-pip";
import { extractRealCache } from "../support/real-caches";
import { afterwards, temporaryDirectory } from "../support/temporary";
import { filesBelow, sumOfSizes } from "../support/tree";
import { describeUnless } from "../support/unless";

const search = { name: "search-pip-cache" };
const clear = { name: "clear-pip-cache" };

/** The header of a package's largest file. */
async function headerOf(session: Session, name: string): Promise<string> {
  await session.run("Show Files…", name);
  await session.run("Copy Path");
  await session.back();
  const copied = session.effects.findLast((effect) => effect.type === "copy");
  if (!copied) throw new Error("Nothing was copied");
  return copied.text.replace(/\.body$/, "");
}

/** A real cache without built wheels, which would have to wait for any pip that runs beside the tests. */
async function downloads(): Promise<string> {
  const cache = await extractRealCache("http-v2-pip24.3.1");
  rmSync(join(cache, "wheels"), { recursive: true });
  return cache;
}

/** A cache with so many entries of one package, each a header and a body. */
function cacheOf(entries: number): string {
  const cache = temporaryDirectory();
  const wheel = buildWheel({ name: "alpha", version: "1.0" });
  const headers = fileHeaders(wheel, wheel.content.length);
  for (let index = 0; index < entries; index++) {
    httpV2Entry(cache, { url: `https://files.example.org/${index}`, headers, body: wheel.content });
  }
  return cache;
}

const onWindows = process.platform === "win32" ? "not on Windows" : undefined;

describeUnless(onWindows, "while pip is running", () => {
  it("built wheels are kept, as the question says, and go with Remove Anyway", async () => {
    const cache = await extractRealCache("http-v2-pip24.3.1");
    const session = await openOn(cache, SearchPipCache, search);
    await pretendPip(cache);
    await session.run("Clear pip Cache");
    expect(session.alert).toMatchObject({
      title: `Clear pip cache (${formatBytes(sumOfSizes(cache))})?`,
      primaryAction: { title: "Clear" },
      message: expect.stringMatching(
        /^43 entries\.\n.* is downloaded or built again\.\n.*\nBuilt wheels stay if pip is running then\.$/s,
      ),
    });
    await session.answer(true);
    expect(session.toast).toMatchObject({
      style: "success",
      title: "Cleared pip cache (2.9 MB Reclaimed)",
      message: "41 entries · 2 built wheels kept: pip is running",
    });
    expect(titles(session).sort()).toEqual(["sdistonly", "zipsdist"]);
    await session.runToastAction("Remove Anyway…");
    expect(session.alert).toMatchObject({
      title: "Remove 2 built wheels (2.4 kB)?",
      message: "pip is running: an install that uses them can fail.",
    });
    await session.answer(true);
    expect(session.toast).toMatchObject({ title: "Cleared pip cache (2.4 kB Reclaimed)", message: "2 entries" });
    expect(sumOfSizes(cache)).toBe(0);
    expect(titles(session)).toEqual([]);
  });

  it("built wheels are kept, also where pip starts while the question is open", async () => {
    const cache = await extractRealCache("http-v2-pip24.3.1");
    const session = await openOn(cache, SearchPipCache, search);
    await session.run("Clear pip Cache");
    expect(session.alert?.message).toMatch(/^43 entries\./);
    await pretendPip(cache);
    await session.answer(true);
    expect(session.toast?.message).toBe("41 entries · 2 built wheels kept: pip is running");
    expect(filesBelow(cache)).toHaveLength(4);
  });

  it("files beside built wheels are kept as those are", async () => {
    const cache = await downloads();
    const leaf = join(cache, "wheels/aa/bb/cc", "d".repeat(50));
    mkdirSync(leaf, { recursive: true });
    writeFileSync(join(leaf, "origin.json"), "{}");
    const session = await openOn(cache, SearchPipCache, search);
    await pretendPip(cache);
    await session.run("Clear pip Cache");
    expect(session.alert?.message).toMatch(/^42 entries\..* stays if pip is running then\.$/s);
    await session.answer(true);
    expect(session.toast?.message).toMatch(/^41 entries · 1 entry kept: pip is running$/);
  });

  it("nothing is said to be removed where everything was kept", async () => {
    const cache = await extractRealCache("http-v2-pip24.3.1");
    const session = await openOn(cache, SearchPipCache, search);
    await pretendPip(cache);
    await session.run("Built Wheels (1.2 kB)", "sdistonly");
    await session.answer(true);
    expect(session.toast).toMatchObject({
      style: "failure",
      title: "Nothing Removed",
      message: "1 built wheel kept: pip is running",
      primaryAction: { title: "Remove Anyway…" },
    });
    const before = filesBelow(cache);
    await session.runToastAction("Remove Anyway…");
    await session.answer(false);
    expect(filesBelow(cache)).toEqual(before);
  });

  it("of files with names elsewhere it is said that nothing comes back", async () => {
    const cache = await extractRealCache("http-v2-pip24.3.1");
    execFileSync("cp", ["-al", cache, join(temporaryDirectory(), "backup")]);
    const session = await openOn(cache, SearchPipCache, search);
    await pretendPip(cache);
    await session.run("Clear pip Cache");
    expect(session.alert?.title).toBe("Clear pip cache (2.9 MB)?");
    expect(session.alert?.message).toMatch(/^43 entries\.\nAll of it is linked elsewhere: removing frees nothing\.\n/);
  });
});

describeUnless(noMounts, "where files are in use", () => {
  const inUse = async () => {
    const cache = await downloads();
    const [header] = filesBelow(join(cache, "http-v2")).filter((path) => !path.endsWith(".body"));
    return { cache, release: occupy(join(cache, "http-v2", header)) };
  };

  it("says how many went of how many, and Retry removes the rest when they are free", async () => {
    const { cache, release } = await inUse();
    const session = await openOn(cache, SearchPipCache, search);
    await session.run("Clear pip Cache");
    await session.answer(true);
    expect(session.toast).toMatchObject({
      style: "failure",
      title: "Removed 40 of 41 Entries (2.9 MB Reclaimed)",
      message: expect.stringMatching(/^\S+: It is in use\. Close what uses it and try again\.$/) as string,
      primaryAction: { title: "Copy Details" },
      secondaryAction: { title: "Retry" },
    });
    expect(rows(session)).toHaveLength(1);
    await session.runToastAction("Retry");
    expect(session.toast?.title).toBe("Did Not Clear pip cache");
    await session.runToastAction("Copy Details");
    expect(session.effects.findLast((effect) => effect.type === "copy")?.text).toMatch(
      /http-v2\/.*: It is in use\. Close what uses it and try again\. \(EBUSY\)/,
    );
    release();
    await session.runToastAction("Retry");
    expect(session.toast).toMatchObject({ style: "success", title: expect.stringContaining("Cleared pip cache (") });
    expect(session.toast?.message).toMatch(/^1 entry$/);
    expect(rows(session)).toEqual([]);
    await session.run("Show History…");
    expect(removals(session)).toHaveLength(3);
  });

  it("names the pip that is at work on the cache, which is perhaps what uses them", async () => {
    const { cache } = await inUse();
    const end = await pretendPip(cache);
    const session = await openOn(cache, SearchPipCache, search);
    await session.run("Clear pip Cache");
    await session.answer(true);
    expect(session.toast?.message).toMatch(
      /: It is in use, perhaps by pip \(process \d+\)\. When that has ended, try again\./,
    );
    await end();
    await session.runToastAction("Retry");
    expect(session.toast?.message).toMatch(/: It is in use\. Close what uses it and try again\./);
  });

  it("leaves the details in the history where the toast outlives its command", async () => {
    const { cache } = await inUse();
    const dataFolder = temporaryDirectory();
    const session = await openOn(cache, ClearPipCache, { ...clear, dataFolder });
    await session.answer(true);
    expect(session.toast).toMatchObject({ title: expect.stringContaining("Removed 40 of 41 Entries (") });
    expect(session.toast?.primaryAction).toBeUndefined();
    const after = await openOn(cache, SearchPipCache, { ...search, dataFolder });
    await after.run("Show History…");
    expect(accessories(removals(after)[0])).toContain("2 failures");
    expect(removals(after)[0].subtitle).toMatch(
      /from 40 entries · \S+: It is in use\. Close what uses it and try again\.$/,
    );
  });
});

describeUnless(noMounts, "on full disks", () => {
  it("removes, though neither history nor list can be remembered", async () => {
    const [volume, other] = [mountVolume(8 << 20), mountVolume(1 << 20)];
    execFileSync("cp", ["-a", await downloads(), join(volume, "pip")]);
    const session = await openOn(join(volume, "pip"), SearchPipCache, { ...search, dataFolder: other });
    for (const full of [volume, other]) {
      expect(() => writeFileSync(join(full, "filler"), Buffer.alloc(9 << 20))).toThrow("ENOSPC");
    }
    await session.run("Remove Package", "bigone");
    await session.answer(true);
    expect(session.toast).toMatchObject({ style: "success", title: expect.stringContaining("Removed bigone (") });
    expect(titles(session)).not.toContain("bigone");
    await session.run("Show History…");
    expect(removals(session)).toEqual([]);
  });
});

it("a cache directory that leads in a circle is in the result as in the question", async () => {
  const circle = join(temporaryDirectory(), "circle");
  symlinkSync(circle, circle);
  const preferences = { cacheDirectory: circle };
  const session = await openOn(await downloads(), SearchPipCache, { ...search, preferences });
  await session.run("Clear pip Cache");
  expect(session.alert?.message).toContain("1 item could not be read.");
  await session.answer(true);
  expect(session.toast).toMatchObject({
    style: "failure",
    title: "Removed 41 Entries (2.9 MB Reclaimed)",
    message: `1 item could not be read · ${circle}: It is a link.`,
  });
});

describe("cancelling", () => {
  it("stops, and says what came back and what is left", async () => {
    const cache = cacheOf(1000);
    const before = sumOfSizes(cache);
    const session = await openOn(cache, SearchPipCache, search);
    await session.run("Remove Package", "alpha");
    const iconOf = (now: Session) => JSON.stringify(row(now, "alpha").icon);
    const icon = iconOf(session);
    const answered = session.answer(true);
    // The files have been listed: what is stopped now is the removal itself.
    await session.waitFor((now) => iconOf(now) !== icon && now.toast?.title === "Removing alpha");
    await session.runToastAction("Cancel");
    await answered;
    const left = sumOfSizes(cache);
    expect(left).toBeGreaterThan(0);
    expect(session.toast).toMatchObject({
      title: `Stopped (${formatBytes(before - left)} Reclaimed)`,
      message: `${formatBytes(left)} left`,
    });
    expect(titles(session)).toEqual(["alpha"]);
  });
});

describe("a list that was made a while ago", () => {
  it("does not make a package old that pip has used since", async () => {
    const cache = await downloads();
    const old = new Date(Date.now() - 100 * 86_400_000);
    for (const path of filesBelow(cache)) utimesSync(join(cache, path), old, old);
    const session = await openOn(cache, SearchPipCache, search);
    const used = await headerOf(session, "bigone");
    await session.run("Clean Up…");
    utimesSync(used, new Date(), new Date());
    await session.press("ctrl+d", "Not Used for 90 Days");
    await session.answer(true);
    expect(session.toast?.message).toBe("4 entries came or changed since and stayed");
    await session.back();
    await session.run("Refresh");
    expect(titles(session)).toEqual(["bigone"]);
  });

  it("does not cost a file that was written to after the question", async () => {
    const cache = await downloads();
    const session = await openOn(cache, SearchPipCache, search);
    const header = await headerOf(session, "bigone");
    await session.run("Remove Package", "bigone");
    appendFileSync(header, "x");
    await session.answer(true);
    expect(session.toast).toMatchObject({
      title: expect.stringMatching(/^Removed 3 of 4 Entries \(/),
      message: "1 entry came or changed since and stayed",
    });
    expect(titles(session)).toContain("bigone");
  });
});

describeUnless(noMounts, "space that a volume does not have back yet", () => {
  it("is said beside what was removed, here and in the history, and only where it is", async () => {
    const cache = mountVolume(300_000_000);
    const write = (name: string) => {
      const wheel = buildWheel({ name, version: "1.0" });
      const [, body] = cacheFile({ directory: cache, layout: "http-v2" }, wheel).files;
      appendFileSync(join(cache, body), Buffer.alloc(60_000_000));
      return body;
    };
    const body = openSync(join(cache, write("held")), "r");
    afterwards(() => closeSync(body));
    write("free");
    const session = await openOn(cache, SearchPipCache, search);
    await session.run("Remove Package", "free");
    await session.answer(true);
    expect(session.toast).toMatchObject({ style: "success", title: expect.stringContaining("Removed free (") });
    expect(session.toast?.message).not.toContain("not free yet");
    await session.run("Remove Package", "held");
    await session.answer(true);
    expect(session.toast).toMatchObject({ style: "success", title: expect.stringContaining("Removed held (") });
    expect(session.toast?.message).toMatch(/^1 entry · 60\.0 MB of it not free yet: it comes back/);
    await session.run("Show History…");
    expect(JSON.stringify(session.view)).toContain("60.0 MB of it not free yet");
  });
});
