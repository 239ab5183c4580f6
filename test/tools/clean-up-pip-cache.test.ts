import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as cleanUp from "../../src/tools/clean-up-pip-cache";
import { cacheOfAll, goneOf } from "../support/cache-of-all";
import { buildWheel } from "../support/distributions";
import { cacheFile } from "../support/package-entries";
import { layOutFiles } from "../support/projects";
import { hashTree } from "../support/tree";
import { callTool, onlyCache } from "./call";

describe("cleaning up by an offer", () => {
  it("lists what is on offer with bytes, without everything, and removes nothing", async () => {
    const cache = cacheOfAll();
    const before = hashTree(cache.directory);
    const { asked, result } = await callTool(cleanUp, {}, { dataFolder: onlyCache(cache.directory) });
    expect(asked).toBeUndefined();
    const offers = result?.offers as { id: string; bytes: number; says: string }[];
    expect(offers.map(({ id }) => id)).toEqual(
      expect.arrayContaining([
        "not-used-90",
        "all-but-newest",
        "damaged",
        "index-pages",
        "built-wheels",
        "python-cp39",
      ]),
    );
    expect(offers.map(({ id }) => id)).not.toContain("everything");
    for (const { bytes, says } of offers) {
      expect(bytes).toBeGreaterThan(0);
      expect(says).toMatch(/\.$/);
    }
    expect(hashTree(cache.directory)).toEqual(before);
  });

  it.each([
    ["not-used-90", ["aged 1.0", "older 1.0"]],
    ["all-but-newest", ["alpha 1.9"]],
    ["damaged", ["damaged 1.0"]],
    ["index-pages", ["page"]],
    ["python-cp39", ["of Python 3.9"]],
  ])("removes what %s means after a yes, and nothing else; nothing after a no", async (offer, gone) => {
    const cache = cacheOfAll();
    const dataFolder = onlyCache(cache.directory);
    const before = hashTree(cache.directory);
    await callTool(cleanUp, { offer }, { dataFolder, answer: false });
    expect(hashTree(cache.directory)).toEqual(before);
    const { asked, result } = await callTool(cleanUp, { offer }, { dataFolder });
    expect(asked?.info).toContainEqual({ name: "Path", value: cache.directory });
    expect(asked?.message).toMatch(/^Remove .* \(\d/);
    expect(result).toMatchObject({ removed: true });
    expect(goneOf(cache)).toEqual(gone);
  });

  it("removes nothing unasked, nor where there is more now than was named", async () => {
    const cache = cacheOfAll();
    const dataFolder = onlyCache(cache.directory);
    const input = { offer: "not-used-90" };
    const unasked = await callTool(cleanUp, input, { dataFolder, skipsConfirmation: true });
    expect(unasked.result).toMatchObject({ removed: false });
    const { result } = await callTool(cleanUp, input, {
      dataFolder,
      meanwhile: () => {
        const then = new Date(Date.now() - 200 * 86_400_000);
        const cached = { directory: cache.directory, layout: "http-v2" } as const;
        cacheFile(cached, buildWheel({ name: "other", version: "1.0" }), { mtime: then, date: then });
      },
    });
    expect(result).toMatchObject({ removed: false, askAgain: expect.stringContaining("clean-up-pip-cache") });
    expect(goneOf(cache)).toEqual([]);
  });

  it("leaves what is kept, and what was needed where the policy spares that cannot be told apart", async () => {
    const cache = cacheOfAll();
    const dataFolder = onlyCache(cache.directory);
    const support = join(dataFolder, "support");
    mkdirSync(support, { recursive: true });
    writeFileSync(join(support, "kept.json"), JSON.stringify({ version: 1, packages: ["pip/aged"], versions: [] }));
    const { result } = await callTool(cleanUp, { offer: "not-used-90" }, { dataFolder });
    expect(result).toMatchObject({ removed: true });
    expect(goneOf(cache)).toEqual(["older 1.0"]);
    writeFileSync(join(support, "policy.json"), JSON.stringify({ version: 1, days: 90, sparesNeeded: true }));
    writeFileSync(join(support, "project-folders.json"), "{");
    const unread = await callTool(cleanUp, { offer: "index-pages" }, { dataFolder });
    expect(unread.asked).toBeUndefined();
    expect(unread.result).toMatchObject({ removed: false, notes: [expect.stringContaining("project folders")] });
    expect(goneOf(cache)).toEqual(["older 1.0"]);
  });

  it("names few of many offers where none is meant", async () => {
    const cache = cacheOfAll();
    for (let minor = 100; minor < 150; minor++) {
      const wheel = buildWheel({ name: `of-${minor}`, version: "1.0", python: `cp3${minor}` });
      cacheFile({ directory: cache.directory, layout: "http-v2" }, wheel);
    }
    const { result } = await callTool(cleanUp, { offer: "all" }, { dataFolder: onlyCache(cache.directory) });
    expect(result?.error).toMatch(/^There is no offer “all”\. There is: ([\w-]+, ){20}…and \d+ more\.$/);
  });

  it.each<[string, unknown]>([
    ["everything", { offer: "everything" }],
    ["what is no offer", { offer: "all" }],
    ["a path", { offer: "../x" }],
    ["no text", { offer: 7 }],
    ["the name of a prototype", { offer: "__proto__" }],
    ["control characters", { offer: "damaged\u0000" }],
    ["a very long text", { offer: "x".repeat(100_000) }],
  ])("asks nothing, removes nothing and says why, given %s", async (_what, input) => {
    const cache = cacheOfAll();
    const { asked, result } = await callTool(cleanUp, input, { dataFolder: onlyCache(cache.directory) });
    expect(asked).toBeUndefined();
    expect(result).toEqual({ error: expect.stringMatching(/^[^\p{Cc}]{10,2000}\.$/u) });
    expect(goneOf(cache)).toEqual([]);
  });
});

describe("what is needed", () => {
  const site = process.platform === "win32" ? "Lib/site-packages" : "lib/python3.12/site-packages";
  const python = process.platform === "win32" ? "Scripts/python.exe" : "bin/python";

  /** A project that names, and an environment that has, something of what was not used for 90 days: aged and older. */
  function layOut({ requirements = "", installed = "", sparesNeeded = true }) {
    const cache = cacheOfAll();
    const dataFolder = onlyCache(cache.directory);
    const projects = layOutFiles({
      "api/requirements.txt": requirements,
      "tool/.venv/pyvenv.cfg": "home = /nowhere\nversion = 3.12.1\n",
      [`tool/.venv/${python}`]: "",
      ...(installed && {
        [`tool/.venv/${site}/${installed}-1.0.dist-info/METADATA`]: `Metadata-Version: 2.1\nName: ${installed}\nVersion: 1.0\n`,
      }),
    });
    layOutFiles(
      {
        "policy.json": JSON.stringify({ version: 1, days: 90, ...(sparesNeeded && { sparesNeeded }) }),
        "project-folders.json": JSON.stringify({ version: 1, folders: [projects] }),
      },
      join(dataFolder, "support"),
    );
    return { cache, dataFolder, projects };
  }

  it.each<[string, Parameters<typeof layOut>[0], string[]]>([
    ["by a project's requirements", { requirements: "aged==1.0\n" }, ["older 1.0"]],
    ["in an environment", { installed: "older" }, ["aged 1.0"]],
    ["by both of these", { requirements: "aged>=1\n", installed: "older" }, []],
    ["by a project in another version", { requirements: "aged==2.0\n" }, ["aged 1.0", "older 1.0"]],
    ["but need not stay", { requirements: "aged\n", sparesNeeded: false }, ["aged 1.0", "older 1.0"]],
  ])("stays where the policy spares it, whatever the offer means: %s", async (_who, needs, gone) => {
    const { cache, dataFolder } = layOut(needs);
    const { asked, result } = await callTool(cleanUp, { offer: "not-used-90" }, { dataFolder });
    expect(goneOf(cache)).toEqual(gone);
    expect(result?.removed).toBe(gone.length > 0);
    const named = JSON.stringify(asked ?? "");
    for (const name of ["aged", "older"]) expect(named.includes(name)).toBe(gone.includes(`${name} 1.0`));
  });

  it("stays where it begins to be while a person reads what would go, and so does the rest until it is asked again", async () => {
    const { cache, dataFolder, projects } = layOut({});
    const meanwhile = () => writeFileSync(join(projects, "api", "requirements.txt"), "aged==1.0\n");
    const { asked, result } = await callTool(cleanUp, { offer: "not-used-90" }, { dataFolder, meanwhile });
    expect(JSON.stringify(asked)).toContain("aged");
    expect(result).toMatchObject({ removed: false, askAgain: expect.stringContaining("clean-up-pip-cache") });
    expect(goneOf(cache)).toEqual([]);
    await callTool(cleanUp, { offer: "not-used-90" }, { dataFolder });
    expect(goneOf(cache)).toEqual(["older 1.0"]);
  });

  it("is not known of what has no name, which stays", async () => {
    const { cache, dataFolder } = layOut({ requirements: "aged\n" });
    const { result } = await callTool(cleanUp, {}, { dataFolder });
    const offers = (result?.offers as { id: string }[]).map(({ id }) => id);
    for (const offer of offers) await callTool(cleanUp, { offer }, { dataFolder });
    expect(goneOf(cache)).not.toContain("nameless");
    expect(goneOf(cache)).not.toContain("aged 1.0");
    expect(goneOf(cache).length).toBeGreaterThan(5);
  });
});
