import { chmodSync, cpSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { explainPipCache } from "../../src/interface/assistant/explain-cache";
import * as explain from "../../src/tools/explain-pip-cache";
import { itWithModes, openWithoutPermission } from "../commands/locked";
import { isolate, pipCacheIn } from "../commands/open";
import { findPips, makeEnvironment as environmentOf, newPip, oldPip } from "../support/pip";
import { extractRealCache } from "../support/real-caches";
import { temporaryDirectory } from "../support/temporary";
import { filesBelow, hashTree, sumOfSizes } from "../support/tree";
import { describeUnless, itUnless, noPip } from "../support/unless";
import { callTool } from "./call";

interface Cache {
  path: string;
  bytes?: number;
  entries?: number;
  holds?: { folder: string; bytes: number }[];
  notMadeYet?: true;
  pips: number;
  usedBy: string[];
}

interface Pip {
  pip: string;
  version?: string;
  caching: string;
  why?: string[];
  path?: string;
  sharedWith?: number;
  settings?: string[];
  reallyThere?: { bytes: number; downloads: number; unlistedBytes: number; uncountedBytes: number };
  pipCacheSays?: { downloadFiles?: number; builtWheels?: number; listed: number };
  pipCacheFails?: string;
  differences?: string[];
}

const cachesIn = (result: Record<string, unknown> | undefined) => result?.caches as Cache[];
const pipsIn = (result: Record<string, unknown> | undefined) => result?.pips as Pip[];

/** The same, with no time to ask or read in. */
const withoutTime = { default: (input: unknown) => explainPipCache(input, AbortSignal.abort()) };

const pip = newPip() ?? oldPip() ?? findPips().at(-1);
const [newer, older] = [newPip(), oldPip()];

/** A home with an environment whose pip caches in a real cache, as a person's shell would have it active. */
async function homeWithPip(settings = "", base = pip): Promise<{ home: string; cache: string }> {
  if (!base) throw new Error(noPip);
  const home = isolate();
  const environment = environmentOf(base, join(home, "app", ".venv"));
  process.env.VIRTUAL_ENV = environment;
  const cache = await extractRealCache("http-v2-pip24.3.1");
  writeFileSync(join(environment, "pip.conf"), `[global]\ncache-dir = ${cache}\n${settings}`);
  return { home, cache };
}

const downloadsBelow = (cache: string) => filesBelow(cache).filter((file) => /^http-v2\/.*\.body$/.test(file)).length;

describeUnless(pip ? undefined : noPip, "explaining the cache of a pip", () => {
  it("says where it is, what lies there, and what of that pip tells, in numbers; changes nothing", async () => {
    const { cache } = await homeWithPip();
    const before = hashTree(cache);
    const { asked, result } = await callTool(explain, {});
    expect(asked).toBeUndefined();
    const [own] = cachesIn(result);
    expect(own).toMatchObject({ path: cache, bytes: sumOfSizes(cache), pips: 1 });
    expect(own?.usedBy).toEqual([expect.stringMatching(/^Python 3\.[\d.]+, app\/\.venv$/)]);
    expect(own?.holds?.reduce((sum, { bytes }) => sum + bytes, 0)).toBe(own?.bytes);
    const [one] = pipsIn(result);
    const inDownloads = own?.holds?.find(({ folder }) => folder === "http-v2")?.bytes;
    expect(one).toMatchObject({
      version: pip?.version,
      caching: "on",
      path: cache,
      sharedWith: 0,
      settings: [`cache-dir = ${cache}, ~/app/.venv/pip.conf, line 2, [global]`],
      reallyThere: { bytes: own?.bytes, downloads: downloadsBelow(cache), unlistedBytes: inDownloads },
      pipCacheSays: { listed: 2 },
    });
    expect(one).not.toHaveProperty("why");
    expect(one?.differences?.join(" ")).toMatch(
      /^pip lists 2 built wheels\. \d+ downloads, .* which pip cannot list\./,
    );
    expect(result).not.toHaveProperty("notes");
    expect(hashTree(cache)).toEqual(before);
  });

  itUnless(
    newer && older ? undefined : "there are no pips of before and since 23.3 on this machine",
    "says what a newer pip has stored that an older one neither counts nor purges",
    async () => {
      const { cache } = await homeWithPip("", older);
      const { result } = await callTool(explain, {});
      const inDownloads = cachesIn(result)[0]?.holds?.find(({ folder }) => folder === "http-v2")?.bytes;
      const [one] = pipsIn(result);
      expect(inDownloads).toBeGreaterThan(0);
      expect(one).toMatchObject({
        version: older?.version,
        reallyThere: { bytes: sumOfSizes(cache), uncountedBytes: inDownloads },
      });
      expect(one?.pipCacheSays?.downloadFiles ?? 0).toBe(0);
      expect(one?.differences?.join(" ")).toContain("neither counts nor purges");
    },
  );

  it("names the pips that share a cache, and those that have one of their own", async () => {
    const { home, cache } = await homeWithPip();
    if (!pip) return;
    const second = environmentOf(pip, join(home, ".virtualenvs", "second"));
    writeFileSync(join(second, "pip.conf"), `[global]\ncache-dir = ${cache}\n`);
    environmentOf(pip, join(home, ".virtualenvs", "third"));
    const { result } = await callTool(explain, {});
    expect(result).toMatchObject({ totalPips: 3, matchingPips: 3 });
    const [shared, own] = cachesIn(result);
    expect(shared).toMatchObject({ path: cache, pips: 2 });
    expect(shared?.usedBy.join()).toMatch(/app\/\.venv.*second|second.*app\/\.venv/);
    expect(own).toMatchObject({ path: "~/.cache/pip", notMadeYet: true, pips: 1 });
    const ofPip = (name: string) => pipsIn(result).find((one) => one.pip.includes(name));
    expect(ofPip("second")).toMatchObject({ sharedWith: 1 });
    expect(ofPip("third")).toMatchObject({ sharedWith: 0, path: "~/.cache/pip", pipCacheSays: { listed: 0 } });
    const filtered = await callTool(explain, { query: "third" });
    expect(filtered.result).toMatchObject({ totalPips: 3, matchingPips: 1 });
    expect(pipsIn(filtered.result)).toHaveLength(1);
    const limited = await callTool(explain, { limit: 2 });
    expect(pipsIn(limited.result)).toHaveLength(2);
    expect(limited.result).toMatchObject({ morePips: 1 });
    const none = await callTool(explain, { query: "no-such-pip" });
    expect(none.result).toMatchObject({ matchingPips: 0, pips: [], notes: ["None of the 3 pips matches."] });
  });

  it("says why one does not cache, where that is set, and why pip cache says nothing then", async () => {
    const { cache } = await homeWithPip("no-cache-dir = false\n");
    const { result } = await callTool(explain, {});
    expect(pipsIn(result)).toEqual([
      expect.objectContaining({
        caching: "off",
        why: ["no-cache-dir = false turns it off: every value does, false included."],
        settings: expect.arrayContaining(["no-cache-dir = false, ~/app/.venv/pip.conf, line 3, [global]"]),
        pipCacheFails: expect.stringContaining("While caching is off"),
      }),
    ]);
    expect(cachesIn(result)[0]).toMatchObject({ path: cache, bytes: sumOfSizes(cache) });
  });

  it("says why one fails", async () => {
    await homeWithPip("no-cache-dir = perhaps\n");
    const [one] = pipsIn((await callTool(explain, {})).result);
    expect(one).toMatchObject({ caching: "failing", why: [expect.stringContaining("“perhaps” is no truth value")] });
  });

  it("says that a folder called false turns nothing off", async () => {
    const home = (await homeWithPip()).home;
    writeFileSync(join(home, "app", ".venv", "pip.conf"), "[global]\ncache-dir = false\n");
    const [one] = pipsIn((await callTool(explain, {})).result);
    expect(one?.why?.join(" ")).toContain("does not turn caching off");
  });

  it("asks anew where the configuration has changed since", async () => {
    const { home, cache } = await homeWithPip();
    const dataFolder = temporaryDirectory();
    expect(pipsIn((await callTool(explain, {}, { dataFolder })).result)[0]).toMatchObject({ caching: "on" });
    writeFileSync(join(home, "app", ".venv", "pip.conf"), `[global]\ncache-dir = ${cache}\nno-cache-dir = true\n`);
    expect(pipsIn((await callTool(explain, {}, { dataFolder })).result)[0]).toMatchObject({ caching: "off" });
  });

  it("names a Python that is not started, with why", async () => {
    const { home } = await homeWithPip();
    chmodSync(join(home, "app", ".venv", "bin"), 0o777);
    const [one] = pipsIn((await callTool(explain, {})).result);
    expect(one).toMatchObject({ caching: "not asked", why: [expect.stringContaining("Everybody can change it.")] });
    expect(one).not.toHaveProperty("pipCacheSays");
  });

  it("tells what was known before where the time is up, and that it does", async () => {
    const { cache } = await homeWithPip();
    const dataFolder = temporaryDirectory();
    const none = await callTool(withoutTime, {}, { dataFolder });
    expect(none.result).toMatchObject({ totalPips: 0, pips: [] });
    expect(none.result?.notes).toEqual([
      "There is no pip cache at ~/.cache/pip.",
      expect.stringContaining("Not all pips have answered in time"),
      expect.stringContaining("Not all caches were read in time"),
    ]);
    await callTool(explain, {}, { dataFolder });
    const known = await callTool(withoutTime, {}, { dataFolder });
    expect(cachesIn(known.result)[0]).toMatchObject({ path: cache, bytes: sumOfSizes(cache) });
    expect(pipsIn(known.result)[0]).toMatchObject({ pipCacheFails: "It has not answered in time." });
  });
});

describe("explaining caches without pips", () => {
  it("says of one that none uses what lies there, and that no pip was found", async () => {
    const cache = pipCacheIn(isolate());
    mkdirSync(cache, { recursive: true });
    cpSync(await extractRealCache("http-v2-pip24.3.1"), cache, { recursive: true });
    const { result } = await callTool(explain, {});
    expect(cachesIn(result)).toEqual([
      expect.objectContaining({ bytes: sumOfSizes(cache), pips: 0, usedBy: [], entries: expect.any(Number) }),
    ]);
    expect(result).toMatchObject({ totalPips: 0, pips: [], notes: [expect.stringContaining("No pip was found")] });
    expect(JSON.stringify(result).length).toBeLessThan(2_000);
  });

  it("says so where there is no cache", async () => {
    isolate();
    const { result } = await callTool(explain, {});
    expect(result).toMatchObject({ caches: [], notes: [expect.stringContaining("no pip cache"), expect.anything()] });
  });

  itWithModes("says of one that cannot be read why", async () => {
    const cache = join(temporaryDirectory(), "pip");
    mkdirSync(join(cache, "http-v2"), { recursive: true });
    let result: Record<string, unknown> | undefined;
    const command = async () => {
      result = (await explain.default({})) as unknown as Record<string, unknown>;
    };
    await openWithoutPermission(cache, cache, command, { name: "clear-pip-cache" });
    expect(result?.notes).toEqual([expect.stringMatching(/^Not read: .*pip: /), expect.stringContaining("No pip was")]);
  });

  it.each<[string, unknown]>([
    ["a text that is none", { query: ["3.12"] }],
    ["a very long text", { query: "3 ".repeat(10_000) }],
    ["a limit that is no number", { limit: "5" }],
  ])("says what is wrong with %s", async (_what, input) => {
    isolate();
    expect((await callTool(explain, input)).result).toEqual({ error: expect.stringMatching(/^"\w+" has to be .*\.$/) });
  });

  it.each([undefined, null, 7, "3.12", []])("takes %s as no filter at all", async (input) => {
    isolate();
    expect((await callTool(explain, input)).result).toMatchObject({ totalPips: 0, caches: [] });
  });
});
