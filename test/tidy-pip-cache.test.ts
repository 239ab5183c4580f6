import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Session } from "../preview";
import type { FormView } from "../preview/host/view";
import CleanUpPipCache from "../src/clean-up-pip-cache";
import TidyPipCache from "../src/tidy-pip-cache";
import { isolate, open, openOn, row, rows, sections, titles } from "./commands/open";
import { cacheOfAll, goneOf } from "./support/cache-of-all";
import { buildWheel } from "./support/distributions";
import { cacheFile } from "./support/package-entries";
import { pretendPip } from "./support/pretend-pip";
import { temporaryDirectory } from "./support/temporary";
import { hashTree } from "./support/tree";
import { itUnless } from "./support/unless";

const tidy = { name: "tidy-pip-cache" };
const cleanUp = { name: "clean-up-pip-cache" };

/** As a person keeps it. */
function dataWith(policy: object): string {
  const dataFolder = temporaryDirectory();
  return withPolicy(dataFolder, JSON.stringify({ version: 1, ...policy }));
}

function withPolicy(dataFolder: string, text: string): string {
  mkdirSync(join(dataFolder, "support"), { recursive: true });
  writeFileSync(join(dataFolder, "support", "policy.json"), text);
  return dataFolder;
}

const openTidy = (cache: string, given: object, dataFolder = temporaryDirectory()): Promise<Session> => {
  isolate({ PIP_CACHE_DIR: cache });
  return open(TidyPipCache, { ...tidy, dataFolder, arguments: { budget: "", days: "", ...given } });
};

function form(session: Session): FormView {
  const { view } = session;
  if (view.type !== "form") throw new Error(`A form was expected, not a ${view.type}`);
  return view;
}

const said = (session: Session, of: string) => form(session).fields.find(({ title }) => title === of)?.text;
const saidNow = (session: Session) => said(session, "Effect");

describe("tidying by what is given this once", () => {
  it("asks with numbers, removes what was not used for longest, and says what came back", async () => {
    const cache = cacheOfAll();
    const session = await openTidy(cache.directory, { days: "90" });
    expect(session.alert).toMatchObject({
      title: "Tidy pip cache (79.1 kB)?",
      primaryAction: { title: "Tidy", style: "destructive" },
    });
    expect(session.alert?.message).toContain("This once: no package unused for more than 90 days.");
    await session.answer(true);
    expect(goneOf(cache)).toEqual(["aged 1.0", "older 1.0", "damaged 1.0", "leftover"]);
    expect(session.toast).toMatchObject({ style: "success", title: "Tidied pip cache (79.1 kB Reclaimed)" });
  });

  it("changes nothing and says nothing when it is declined", async () => {
    const cache = cacheOfAll();
    const before = hashTree(cache.directory);
    const session = await openTidy(cache.directory, { budget: "1 MB" });
    await session.answer(false);
    expect(hashTree(cache.directory)).toEqual(before);
    expect(session.toast).toBeUndefined();
  });

  it("ends at or below the budget, and takes the place of the policy", async () => {
    const cache = cacheOfAll();
    const session = await openTidy(cache.directory, { budget: "1 MB" }, dataWith({ days: 1 }));
    expect(session.alert?.message).toContain("This once, instead of your policy: at most 1 MB.");
    await session.answer(true);
    const gone = goneOf(cache);
    expect(gone).toEqual(expect.arrayContaining(["older 1.0", "aged 1.0", "huge"]));
    expect(gone).not.toContain("alpha 1.10");
    const again = await openTidy(cache.directory, { budget: "1 MB" });
    expect(again.alert).toBeUndefined();
    expect(again.toast).toMatchObject({ title: "Nothing to Tidy" });
  });

  it.each([
    ["budget", ["0", "-1", "abc", "1e999", "٢", "1,500 MB"]],
    ["days", ["0", "-1", "abc", "1e999", "٢", "1.5"]],
  ])("refuses a %s that is none with a sentence, and removes nothing", async (name, texts) => {
    const cache = cacheOfAll();
    const before = hashTree(cache.directory);
    for (const text of texts) {
      const session = await openTidy(cache.directory, { [name]: text }, dataWith({ budgetBytes: 1 }));
      expect(session.alerts).toEqual([]);
      expect(session.toast).toMatchObject({ style: "failure", title: "Did Not Tidy pip cache" });
      expect(session.toast?.message).toMatch(/\.$/);
    }
    expect(hashTree(cache.directory)).toEqual(before);
  });
});

describe("tidying by the policy", () => {
  it("opens the form where there is none", async () => {
    const session = await openTidy(cacheOfAll().directory, {});
    expect(session.alerts).toEqual([]);
    expect(session.effects).toContainEqual(
      expect.objectContaining({ type: "launch", command: "clean-up-pip-cache", context: { opens: "tidying" } }),
    );
  });

  it("removes nothing while it cannot be read", async () => {
    const cache = cacheOfAll();
    const before = hashTree(cache.directory);
    for (const text of ["{", '{"version":1,"days":-1}', '{"version":1,"budgetBytes":"0"}', '{"version":9}']) {
      const session = await openTidy(cache.directory, {}, withPolicy(temporaryDirectory(), text));
      expect(session.alerts).toEqual([]);
      expect(session.toast?.message).toMatch(/^The policy for tidying cannot be read: /);
    }
    expect(hashTree(cache.directory)).toEqual(before);
  });

  /** A policy of 1 MB, while a package of 11 MB is kept. */
  function keptTooMuch(policy: object = {}) {
    const dataFolder = dataWith({ budgetBytes: 1e6, ...policy });
    const marks = { version: 1, packages: ["pip/huge"], versions: [["pip/alpha", "1.10.0"]] };
    writeFileSync(join(dataFolder, "support", "kept.json"), JSON.stringify(marks));
    return dataFolder;
  }
  const unmet =
    "At most 1 MB cannot be met: 11.0 MB stay in any case (11.0 MB you keep). So nothing goes for the budget.";

  it("removes nothing for a budget that cannot be met for what is kept, and says by what", async () => {
    const cache = cacheOfAll();
    const dataFolder = keptTooMuch({ days: 300 });
    const session = await openTidy(cache.directory, {}, dataFolder);
    expect(session.alert?.message).toContain(
      `By the policy: at most 1 MB, no package unused for more than 300 days. ${unmet}`,
    );
    await session.answer(true);
    expect(goneOf(cache)).toEqual(["older 1.0", "damaged 1.0", "leftover"]);
    const again = await openTidy(cache.directory, {}, dataFolder);
    expect(again.alerts).toEqual([]);
    expect(again.toast).toMatchObject({ style: "failure", title: "The Budget Cannot Be Met", message: unmet });
    expect(goneOf(cache)).toEqual(["older 1.0", "damaged 1.0", "leftover"]);
  });

  it("says in the form and below its title, in the background, that the budget cannot be met", async () => {
    const cache = cacheOfAll();
    const dataFolder = keptTooMuch();
    isolate({ PIP_CACHE_DIR: cache.directory });
    const asForm = { ...cleanUp, dataFolder, launchContext: { opens: "tidying" } };
    const session = await open(CleanUpPipCache, asForm);
    expect(saidNow(session)).toBe(`16.9 kB would go now: 2 rows as a whole. Of 11.3 MB that leaves 11.3 MB. ${unmet}`);
    const given = { launchType: "background" as const, preferences: { tidiesInBackground: true } };
    await open(TidyPipCache, { ...tidy, ...given, dataFolder });
    expect(goneOf(cache)).toEqual(["damaged 1.0", "leftover"]);
    const second = await open(TidyPipCache, { ...tidy, ...given, dataFolder });
    expect(second.effects).toMatchObject([{ type: "update-subtitle", subtitle: "At most 1 MB cannot be met" }]);
    expect(goneOf(cache)).toEqual(["damaged 1.0", "leftover"]);
  });

  it("is told in the history", async () => {
    const cache = cacheOfAll();
    const dataFolder = dataWith({ newestVersions: 1 });
    const session = await openTidy(cache.directory, {}, dataFolder);
    await session.answer(true);
    expect(goneOf(cache)).toEqual(["alpha 1.9", "damaged 1.0", "leftover"]);
    const search = await open(CleanUpPipCache, { ...cleanUp, dataFolder });
    await search.run("Show History…");
    expect(titles(search)).toContain("pip Cache, Tidied");
  });
});

describe("what is in a project", () => {
  /** A cache of two versions, of which a project names one, and a policy that spares that. */
  function layOut() {
    const directory = temporaryDirectory();
    const mtime = new Date(Date.now() - 40 * 86_400_000);
    const of = (version: string) =>
      cacheFile({ directory, layout: "http-v2" }, buildWheel({ name: "alpha", version }), { mtime, date: mtime });
    const named = { "alpha 1.0": of("1.0"), "alpha 1.1": of("1.1") };
    const projects = temporaryDirectory();
    mkdirSync(join(projects, "api"));
    writeFileSync(join(projects, "api", "requirements.txt"), "alpha==1.0\n");
    const dataFolder = dataWith({ days: 30, sparesNeeded: true });
    writeFileSync(
      join(dataFolder, "support", "project-folders.json"),
      JSON.stringify({ version: 1, folders: [projects] }),
    );
    return { cache: { directory, named }, dataFolder, projects };
  }

  it("stays where the policy says so, version by version", async () => {
    const { cache, dataFolder } = layOut();
    const session = await openTidy(cache.directory, {}, dataFolder);
    expect(session.alert?.message).toContain("; what is installed or in a project stays.");
    await session.answer(true);
    expect(goneOf(cache)).toEqual(["alpha 1.1"]);
  });

  it("stays in Clean Up, too, and in the form, where that can be chosen", async () => {
    const { cache, dataFolder } = layOut();
    isolate({ PIP_CACHE_DIR: cache.directory });
    const session = await open(CleanUpPipCache, { ...cleanUp, dataFolder });
    await session.press("enter", "Tidy by the Policy");
    expect(row(session, "alpha").subtitle).toBe("1.1");
    await session.back();
    await session.run("Edit Policy…", "Tidy by the Policy");
    expect(saidNow(session)).toMatch(/^\d.* would go now: a part of 1 package\./);
    await session.fill("sparesNeeded", false);
    await session.settled();
    expect(saidNow(session)).toMatch(/^\d.* would go now: 1 package as a whole\./);
  });

  it.each([
    ["a broken lock", "uv.lock", '[[package]]\nname = "alpha"\nversion = \n'],
    ["a file outside of the project", "requirements.txt", "-r ../shared.txt\n"],
  ])("keeps all as it is in the background while %s cannot be read", async (_, name, text) => {
    const { cache, dataFolder, projects } = layOut();
    rmSync(join(projects, "api", "requirements.txt"));
    writeFileSync(join(projects, "api", name), text);
    isolate({ PIP_CACHE_DIR: cache.directory });
    const given = { launchType: "background" as const, preferences: { tidiesInBackground: true } };
    const said = [];
    for (let time = 0; time < 2; time++) {
      const session = await open(TidyPipCache, { ...tidy, ...given, dataFolder });
      said.push(...session.effects.flatMap((effect) => (effect.type === "update-subtitle" ? effect.subtitle : [])));
    }
    expect(goneOf(cache)).toEqual([]);
    // What could not be read is named, and told in the history once, until it is something else.
    const culprit = name === "uv.lock" ? join(projects, "api", name) : join(projects, "api");
    expect(said).toEqual([`Cannot read ${culprit}`, `Cannot read ${culprit}`]);
    const kept = readFileSync(join(dataFolder, "support", "history.json"), "utf8");
    const { entries } = JSON.parse(kept) as { entries: { what: string; reasons: { paths: string[] }[] }[] };
    expect(entries.map(({ what }) => what)).toEqual(["pip Cache, Not Tidied"]);
    expect(entries[0]?.reasons.flatMap(({ paths }) => paths)).toEqual([culprit]);
    // Else it would have removed something.
    writeFileSync(join(projects, "api", name), "");
    await open(TidyPipCache, { ...tidy, ...given, dataFolder });
    expect(goneOf(cache)).toEqual(["alpha 1.0", "alpha 1.1"]);
  });

  it("lives beside a lock of a hundred thousand packages, says so by its path, and leaves what others need", async () => {
    const { cache, dataFolder, projects } = layOut();
    const lock = Array.from({ length: 100_000 }, (_, at) => `[[package]]\nname = "p${at}"\nversion = "1.${at}"\n\n`);
    const path = join(projects, "big", "uv.lock");
    mkdirSync(join(projects, "big"));
    writeFileSync(path, `version = 1\n${lock.join("")}`);
    isolate({ PIP_CACHE_DIR: cache.directory });
    const why = `Not all that may be needed could be read: ${path}: It names more than 50,000 packages.`;
    const unseen = await open(TidyPipCache, {
      ...{ ...tidy, dataFolder, launchType: "background", preferences: { tidiesInBackground: true } },
    });
    expect(unseen.effects).toMatchObject([{ type: "update-subtitle", subtitle: `Cannot read ${path}` }]);
    expect(goneOf(cache)).toEqual([]);
    const session = await open(CleanUpPipCache, { ...cleanUp, dataFolder });
    await session.settled();
    const offer = rows(session).find(({ title }) => title === "In No Project That Was Looked At");
    expect(offer?.subtitle).toContain("1 of them could not be read wholly.");
    await session.run("Tidy pip Cache", "Tidy by the Policy");
    expect(session.alert?.message).toContain(why);
    await session.answer(false);
    const asked = await openTidy(cache.directory, {}, dataFolder);
    expect(asked.alert?.message).toContain(why);
    await asked.answer(true);
    expect(goneOf(cache)).toEqual(["alpha 1.1"]);
  });

  it("keeps all as it is in the background once what was read last is damaged", async () => {
    const { cache, dataFolder } = layOut();
    const kept = join(dataFolder, "support", "sources.bin");
    writeFileSync(kept, "damaged");
    isolate({ PIP_CACHE_DIR: cache.directory });
    const given = { launchType: "background" as const, preferences: { tidiesInBackground: true } };
    await open(TidyPipCache, { ...tidy, ...given, dataFolder });
    expect(goneOf(cache)).toEqual([]);
    // A person who looks is asked, and told.
    writeFileSync(kept, "damaged");
    const asked = await openTidy(cache.directory, {}, dataFolder);
    expect(asked.alert?.message).toContain(`could be read: ${kept}: What was read the last time is damaged`);
    await asked.answer(false);
    await open(TidyPipCache, { ...tidy, ...given, dataFolder });
    expect(goneOf(cache)).toEqual(["alpha 1.1"]);
  });

  it("keeps all as it is while the list of project folders cannot be read", async () => {
    const { cache, dataFolder } = layOut();
    writeFileSync(join(dataFolder, "support", "project-folders.json"), "{");
    const session = await openTidy(cache.directory, {}, dataFolder);
    expect(session.alerts).toEqual([]);
    expect(session.toast?.message).toMatch(/^The list of project folders cannot be read/);
    isolate({ PIP_CACHE_DIR: cache.directory });
    const given = { launchType: "background" as const, preferences: { tidiesInBackground: true } };
    await open(TidyPipCache, { ...tidy, ...given, dataFolder });
    expect(goneOf(cache)).toEqual([]);
  });
});

describe("in Clean Up", () => {
  it("is the first offer once there is a policy, shows what would go and why, and removes that", async () => {
    const cache = cacheOfAll();
    isolate({ PIP_CACHE_DIR: cache.directory });
    const session = await open(CleanUpPipCache, { ...cleanUp, dataFolder: dataWith({ days: 90, newestVersions: 1 }) });
    expect(titles(session)[0]).toBe("Tidy by the Policy");
    await session.press("enter", "Tidy by the Policy");
    expect(rows(session).map(({ title, accessories: [why] }) => `${title}: ${why?.text}`)).toEqual(
      expect.arrayContaining([
        "older: Not used for 90 days",
        "aged: Not used for 90 days",
        "alpha: Older versions",
        "damaged: Damaged",
      ]),
    );
    await session.press("ctrl+d");
    await session.answer(true);
    expect(goneOf(cache)).toEqual(["alpha 1.9", "aged 1.0", "older 1.0", "damaged 1.0", "leftover"]);
    expect(titles(session)).not.toContain("Tidy by the Policy");
  });

  it("says nothing of a policy where there is none", async () => {
    const session = await openOn(cacheOfAll().directory, CleanUpPipCache, cleanUp);
    expect(titles(session)).not.toContain("Tidy by the Policy");
    expect(sections(session)[0].title).toBe("What Can Go");
  });
});

describe("the form", () => {
  const openForm = (cache: string, dataFolder = temporaryDirectory(), preferences = {}) => {
    isolate({ PIP_CACHE_DIR: cache });
    return open(CleanUpPipCache, { ...cleanUp, dataFolder, preferences, launchContext: { opens: "tidying" } });
  };

  it("says at once what a policy would do now", async () => {
    const session = await openForm(cacheOfAll().directory);
    expect(saidNow(session)).toMatch(/^Say at least one of the three\./);
    await session.fill("days", "90");
    await session.settled();
    expect(saidNow(session)).toBe("79.1 kB would go now: 4 rows as a whole. Of 11.3 MB that leaves 11.2 MB.");
    await session.fill("days", "");
    await session.fill("budget", "1 GB");
    await session.settled();
    expect(saidNow(session)).toMatch(/^16\.9 kB would go now: 2 rows as a whole\./);
  });

  it("says in the field what cannot be read, and saves nothing", async () => {
    const dataFolder = temporaryDirectory();
    const session = await openForm(cacheOfAll().directory, dataFolder);
    await session.run("Save Policy");
    expect(form(session).fields[0].error).toBe("Say at least one of the three.");
    await session.fill("versions", "-1");
    expect(form(session).fields[2].error).toMatch(/no number of versions/);
    await session.run("Save Policy");
    expect(existsSync(join(dataFolder, "support", "policy.json"))).toBe(false);
  });

  it("is saved, offered, shown again as it was written, and removed", async () => {
    const cache = cacheOfAll();
    const dataFolder = temporaryDirectory();
    const session = await openForm(cache.directory, dataFolder);
    await session.fill("budget", "2,5 mb");
    await session.run("Save Policy");
    expect(session.toast).toMatchObject({
      title: "Saved the Policy",
      message: "Carried out when you run Tidy pip Cache",
    });
    expect(titles(session)[0]).toBe("Tidy by the Policy");
    await session.run("Edit Policy…", "Tidy by the Policy");
    expect(form(session).fields[0].value).toBe("2.5 MB");
    await session.run("Remove Policy");
    expect(titles(session)).not.toContain("Tidy by the Policy");
    expect(goneOf(cache)).toEqual([]);
  });

  it("says when it is carried out, and leads to where that is turned on", async () => {
    const session = await openForm(cacheOfAll().directory);
    expect(said(session, "When")).toMatch(/Nothing goes by itself, since Tidy in the Background is off/);
    await session.run("Show Settings…");
    expect(session.effects).toContainEqual({ type: "open-preferences" });
    const isOn = { tidiesInBackground: true };
    const on = await openForm(cacheOfAll().directory, temporaryDirectory(), isOn);
    expect(said(on, "When")).toMatch(/^Twice a day by itself/);
    await on.fill("budget", "1 GB");
    await on.run("Save Policy");
    expect(on.toast?.message).toBe("Carried out twice a day, and when you run Tidy pip Cache");
  });

  it("shows what would go as a list before it is saved", async () => {
    const cache = cacheOfAll();
    const session = await openForm(cache.directory);
    await session.fill("days", "300");
    await session.settled();
    await session.run("Show What Would Go…");
    expect(row(session, "older").accessories[0]?.text).toBe("Not used for 300 days");
    // Enter looks.
    await session.press("enter", "older");
    expect(row(session, "older").detail?.markdown).toContain("for more than 300 days");
    await session.run("Tidy pip Cache");
    expect(session.alert?.message).toContain("This once, as the form says, which is not saved: no package unused");
    await session.answer(true);
    expect(goneOf(cache)).toContain("older 1.0");
  });

  it("sets aside one that cannot be read", async () => {
    const dataFolder = withPolicy(temporaryDirectory(), "{");
    const session = await openForm(cacheOfAll().directory, dataFolder);
    expect(form(session).fields[0].text).toMatch(/It is damaged\. It is set aside/);
    await session.fill("days", "90");
    await session.run("Save Policy");
    expect(readFileSync(join(dataFolder, "support", "policy.unreadable-1.json"), "utf8")).toBe("{");
  });
});

describe("in the background", () => {
  const openUnseen = (cache: string, dataFolder: string, { isOn = true, env = {}, preferences = {} } = {}) => {
    isolate({ PIP_CACHE_DIR: cache, ...env });
    return open(TidyPipCache, {
      ...tidy,
      dataFolder,
      launchType: "background",
      preferences: { ...preferences, ...(isOn && { tidiesInBackground: true }) },
    });
  };
  const subtitles = (session: Session) =>
    session.effects.flatMap((effect) => (effect.type === "update-subtitle" ? effect.subtitle : []));

  it("removes by the policy without a word, but in the history and below its title", async () => {
    const cache = cacheOfAll();
    const dataFolder = dataWith({ days: 90 });
    const session = await openUnseen(cache.directory, dataFolder);
    expect(goneOf(cache)).toEqual(["aged 1.0", "older 1.0", "damaged 1.0", "leftover"]);
    expect(session.alerts).toEqual([]);
    expect(session.toast).toBeUndefined();
    expect(session.huds).toEqual([]);
    expect(subtitles(session)).toEqual([expect.stringMatching(/^Tidied 79\.1 kB on /)]);
    const { entries } = JSON.parse(readFileSync(join(dataFolder, "support", "history.json"), "utf8")) as {
      entries: object[];
    };
    expect(entries).toEqual([expect.objectContaining({ what: "pip Cache, Tidied", note: "In the background" })]);
    // Nothing more is to go, so that nothing more is said.
    expect(subtitles(await openUnseen(cache.directory, dataFolder))).toEqual([]);
  });

  it("does nothing unless a person has turned it on, and said how", async () => {
    const cache = cacheOfAll();
    const before = hashTree(cache.directory);
    await openUnseen(cache.directory, dataWith({ days: 1 }), { isOn: false });
    const withoutPolicy = await openUnseen(cache.directory, temporaryDirectory());
    expect(subtitles(withoutPolicy)).toEqual(["There is no policy"]);
    expect(hashTree(cache.directory)).toEqual(before);
  });

  it("does nothing while policy or what is kept cannot be read", async () => {
    const cache = cacheOfAll();
    const before = hashTree(cache.directory);
    await openUnseen(cache.directory, withPolicy(temporaryDirectory(), "{"));
    const unmarked = dataWith({ days: 1 });
    writeFileSync(join(unmarked, "support", "kept.json"), "{");
    await openUnseen(cache.directory, unmarked);
    expect(hashTree(cache.directory)).toEqual(before);
  });

  it("does not look into a person's documents", async () => {
    const cache = cacheOfAll();
    isolate();
    const home = isolate();
    const directory = join(home, "Documents", "pip");
    mkdirSync(dirname(directory));
    renameSync(cache.directory, directory);
    const before = hashTree(directory);
    const session = await openUnseen(directory, dataWith({ days: 1 }), { env: { HOME: home, USERPROFILE: home } });
    expect(hashTree(directory)).toEqual(before);
    expect(session.effects).toEqual([]);
  });

  itUnless(
    process.platform === "win32" ? "not on Windows" : undefined,
    "does nothing while a pip is running",
    async () => {
      const cache = cacheOfAll();
      const before = hashTree(cache.directory);
      const end = await pretendPip(cache.directory);
      const dataFolder = dataWith({ days: 90 });
      await openUnseen(cache.directory, dataFolder);
      expect(hashTree(cache.directory)).toEqual(before);
      await end();
      await openUnseen(cache.directory, dataFolder);
      expect(goneOf(cache)).toContain("older 1.0");
    },
  );
});
