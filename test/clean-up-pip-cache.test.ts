import { lstatSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import CleanUpPipCache from "../src/clean-up-pip-cache";
import { encodeView, linkedView } from "../src/interface/packages/views";
import type { Session } from "../preview";
import {
  accessories,
  isolate,
  list,
  open,
  openAsking,
  openOn,
  rememberPips,
  row,
  rows,
  sections,
  titles,
} from "./commands/open";
import { installation } from "./commands/remembered-pip";
import { cacheOfAll, goneOf } from "./support/cache-of-all";
import { buildSparseWheel, buildWheel } from "./support/distributions";
import type { Written } from "./support/cache-writer";
import { cacheFile } from "./support/package-entries";
import { pretendPip } from "./support/pretend-pip";
import { afterwards, temporaryDirectory } from "./support/temporary";
import { filesBelow, hashTree } from "./support/tree";

const cleanUp = { name: "clean-up-pip-cache" };
const remove = "ctrl+d";

const all = Object.keys(cacheOfAll().named);
const downloads = all.filter((name) => !["made, built", "page", "leftover", "nameless"].includes(name));

describe("each offer asks, changes nothing when it is declined, and removes exactly what it says", () => {
  it.each<[typed: string, title: string, gone: string[]]>([
    ["30", "Not Used for 30 Days", ["aged 1.0", "older 1.0"]],
    ["90", "Not Used for 90 Days", ["aged 1.0", "older 1.0"]],
    ["180", "Not Used for 180 Days", ["older 1.0"]],
    ["365", "Not Used for 365 Days", ["older 1.0"]],
    ["newest", "All but the Newest Version", ["alpha 1.9"]],
    ["damaged", "Damaged Files", ["damaged 1.0"]],
    ["leftovers", "Leftovers and Temporary Files", ["leftover"]],
    ["index", "Index Pages", ["page"]],
    ["built", "Built Wheels", ["made, built"]],
    ["downloads", "Downloads", downloads],
    ["3.9", "Only for Python 3.9", ["of Python 3.9"]],
    ["larger", "Larger Than 10 MB", ["huge"]],
    ["other", "Other Files", ["nameless"]],
    ["everything", "Everything", all],
  ])("%s", async (typed, title, gone) => {
    const cache = cacheOfAll();
    await goThrough(await openOn(cache.directory, CleanUpPipCache, cleanUp), cache, { typed, title, gone });
  });

  it.each<[typed: string, title: string, gone: string[]]>([
    ["100", "Larger Than 100 MB", ["101 MB", "501 MB", "1001 MB"]],
    ["500", "Larger Than 500 MB", ["501 MB", "1001 MB"]],
    ["1 GB", "Larger Than 1 GB", ["1001 MB"]],
  ])("larger than %s", async (typed, title, gone) => {
    const directory = temporaryDirectory();
    const sized = [99, 101, 501, 1001].map((size): [string, Written] => {
      const wheel = buildSparseWheel({ name: `of-${size}`, version: "1.0", size: size * 1e6 });
      return [`${size} MB`, cacheFile({ directory, layout: "http-v2" }, wheel)];
    });
    const cache = { directory, named: Object.fromEntries(sized) };
    await goThrough(await openOn(directory, CleanUpPipCache, cleanUp), cache, { typed, title, gone });
  });

  it("unused by the pips that were found", async () => {
    const cache = cacheOfAll();
    isolate({ PIP_CACHE_DIR: cache.directory });
    const dataFolder = temporaryDirectory();
    rememberPips(dataFolder, [installation]);
    const session = await openAsking(CleanUpPipCache, { ...cleanUp, dataFolder });
    const title = "For Pythons and pips That Are Gone";
    // The wheel was built for another Python than the one that is left.
    await goThrough(session, cache, { typed: "gone", title, gone: ["of Python 3.9", "made, built"] });
  });

  /** Declines it, and says yes to it. */
  async function goThrough(
    session: Session,
    cache: ReturnType<typeof cacheOfAll>,
    { typed, title, gone }: { typed: string; title: string; gone: string[] },
  ): Promise<void> {
    const before = stateOf(cache.directory);
    const size = row(session, title).accessories.at(-1)?.text;
    await session.search(typed);
    expect(titles(session)[0]).toBe(title);
    await session.press(remove);
    expect(session.alert?.title).toContain(`(${size})?`);
    await session.answer(false);
    expect(isDeepStrictEqual(stateOf(cache.directory), before)).toBe(true);
    await session.press(remove);
    await session.answer(true);
    expect(session.toast).toMatchObject({ style: "success", title: expect.stringContaining(`(${size} Reclaimed)`) });
    expect(goneOf(cache)).toEqual(gone);
    // What was typed has gone with it, so that the rest is seen.
    expect(list(session).searchText).toBe("");
    expect(titles(session)).not.toContain(title);
  }
});

/** What lies there, by its contents; where that are gigabytes of nothing, by name, size and time. */
function stateOf(directory: string): unknown {
  const sizes = filesBelow(directory).map((path) => {
    const { size, mtimeMs } = lstatSync(join(directory, path));
    return [path, size, mtimeMs];
  });
  return sizes.some(([, size]) => Number(size) > 50e6) ? sizes : hashTree(directory);
}

it("lists by size, with everything last, and nothing of 0 bytes", async () => {
  const session = await openOn(cacheOfAll().directory, CleanUpPipCache, cleanUp);
  expect(titles(session).at(-1)).toBe("Everything");
  expect(titles(session)).not.toContain("Larger Than 1 GB");
  const bytes = rows(session).map(({ accessories }) =>
    Number.parseInt(`${accessories.at(-1)?.tooltip}`.replace(/,/g, ""), 10),
  );
  const others = bytes.slice(0, -1);
  expect(others).toEqual([...others].sort((a, b) => b - a));
  expect(Math.min(...bytes)).toBeGreaterThan(0);
});

it("leads to what other Python tools keep, which is removed there", async () => {
  const session = await openOn(cacheOfAll().directory, CleanUpPipCache, cleanUp);
  await session.run("Show All Python Caches…", "Everything");
  const view = linkedView("tool:all");
  expect(view).toBe(encodeView({ type: "tool", tool: "all" }));
  expect(session.effects.at(-1)).toMatchObject({ type: "launch", command: "search-pip-cache", context: { view } });
});

it("says so when there is nothing to clean up", async () => {
  const session = await openOn(temporaryDirectory(), CleanUpPipCache, cleanUp);
  expect(list(session).emptyView).toMatchObject({ title: "Nothing to Clean Up" });
});

describe("what would go", () => {
  const openOffer = async (cache: string, title: string): Promise<Session> => {
    const session = await openOn(cache, CleanUpPipCache, cleanUp);
    await session.select(title);
    await session.press("enter");
    return session;
  };

  it("is listed package by package, and what is left out stays", async () => {
    const cache = cacheOfAll();
    const session = await openOffer(cache.directory, "Not Used for 90 Days");
    expect(titles(session)).toEqual(["older", "aged"]);
    expect(sections(session)[0].subtitle).toMatch(/^2 of 2 rows, /);
    await session.press("enter", "older");
    expect(sections(session)[0].subtitle).toMatch(/^1 of 2 rows, /);
    await session.press(remove);
    expect(session.alert?.title).toMatch(/^Remove 1 package \(/);
    await session.answer(true);
    expect(goneOf(cache)).toEqual(["aged 1.0"]);
    // Back in the list of offers, which knows what has gone.
    expect(titles(session)).toContain("Not Used for 365 Days");
  });

  it("is said in the panel and in what removes, and goes on to the next row", async () => {
    const session = await openOffer(cacheOfAll().directory, "Not Used for 90 Days");
    const says = () =>
      session
        .offeredActions()
        .map(({ props }) => String(props.title))
        .at(-1);
    expect(says()).toMatch(/^Remove Packages Not Used for 90 Days \(\d/);
    await session.press("enter");
    expect(rows(session).find(({ id }) => id === list(session).selectedItemId)?.title).toBe("aged");
    expect(says()).toMatch(/^Remove 1 Package \(\d/);
    await session.search("older");
    expect(rows(session)[0].actions?.title).toMatch(/^Selected: 1 Package \(/);
  });

  it("is nothing where all is deselected, which is said", async () => {
    const cache = cacheOfAll();
    const before = hashTree(cache.directory);
    const session = await openOffer(cache.directory, "Downloads");
    await session.run("Deselect All");
    await session.press(remove);
    expect(session.alert).toBeUndefined();
    expect(session.toast).toMatchObject({ style: "failure", title: "Nothing Is Selected" });
    expect(isDeepStrictEqual(hashTree(cache.directory), before)).toBe(true);
  });

  it("is of each package the versions that go", async () => {
    const session = await openOffer(cacheOfAll().directory, "All but the Newest Version");
    expect(rows(session)).toMatchObject([{ title: "alpha", subtitle: "1.9" }]);
  });

  it("leaves out of everything what is deselected", async () => {
    const cache = cacheOfAll();
    const session = await openOffer(cache.directory, "Everything");
    await session.press("enter", "alpha");
    await session.press(remove);
    await session.answer(true);
    expect(goneOf(cache)).toEqual(all.filter((name) => !/^(alpha|page)/.test(name)));
  });

  it("has beyond a thousand rows one that stands for the rest, in or out as a whole", async () => {
    const directory = temporaryDirectory();
    for (let number = 0; number < 1_003; number++) {
      const file = buildWheel({ name: `p${String(number).padStart(4, "0")}`, version: "1.0" });
      cacheFile({ directory, layout: "http-v2" }, file);
    }
    const session = await openOffer(directory, "Downloads");
    expect(titles(session)).toHaveLength(1_001);
    await session.press("enter", "3 More");
    expect(sections(session)[0].subtitle).toMatch(/^1,000 of 1,003 rows, /);
    await session.press(remove);
    await session.answer(true);
    expect(filesBelow(directory)).toHaveLength(6);
  });
});

describe("what interrupted pips left in the temporary folder", () => {
  const folder = "pip-unpack-ab12_x9z";

  /** A home whose temporary folder has what a pip left, and the clock two days later. */
  function leaveOf(env: Record<string, string>): string {
    const temporary = join(isolate(env), "tmp");
    mkdirSync(join(temporary, folder, "deep"), { recursive: true });
    writeFileSync(join(temporary, folder, "deep", "torch.whl"), "x".repeat(7_000));
    mkdirSync(join(temporary, "pip-uninstall-ab12_x9z"));
    writeFileSync(join(temporary, "pip-uninstall-ab12_x9z", "only-copy"), "mine");
    writeFileSync(join(temporary, "letter.txt"), "precious");
    const { now } = Date;
    jest.spyOn(Date, "now").mockImplementation(() => now() + 2 * 86_400_000);
    afterwards(() => void jest.restoreAllMocks());
    return temporary;
  }

  it("is offered beside what can go from the cache, and goes without anything else", async () => {
    const temporary = leaveOf({ PIP_CACHE_DIR: cacheOfAll().directory });
    const session = await open(CleanUpPipCache, cleanUp);
    expect(accessories(row(session, "Left by Interrupted pips"))).toContain("7.0 kB");
    const before = hashTree(temporary);
    await session.run("Remove What pip Left (7.0 kB)", "Left by Interrupted pips");
    expect(session.alert).toMatchObject({ title: "Remove What Interrupted pips Left (7.0 kB)?" });
    expect(session.alert?.message).toContain(folder);
    await session.answer(false);
    expect(hashTree(temporary)).toEqual(before);
    await session.run("Remove What pip Left (7.0 kB)", "Left by Interrupted pips");
    await session.answer(true);
    await session.settled();
    expect(session.toast).toMatchObject({ style: "success", title: "Removed What pip Left (7.0 kB Reclaimed)" });
    expect(readdirSync(temporary).sort()).toEqual(["letter.txt", "pip-uninstall-ab12_x9z"]);
    expect(titles(session)).not.toContain("Left by Interrupted pips");
  });

  it("is offered where there is no cache", async () => {
    leaveOf({ PIP_CACHE_DIR: join(temporaryDirectory(), "none") });
    const session = await open(CleanUpPipCache, cleanUp);
    expect(titles(session)).toEqual(["Left by Interrupted pips"]);
  });

  it("stays when a pip begins between the question and the removal", async () => {
    const cache = cacheOfAll().directory;
    const temporary = leaveOf({ PIP_CACHE_DIR: cache });
    const session = await open(CleanUpPipCache, cleanUp);
    await session.run("Remove What pip Left (7.0 kB)", "Left by Interrupted pips");
    await pretendPip(cache, { TMPDIR: temporary });
    const before = hashTree(temporary);
    await session.answer(true);
    await session.settled();
    expect(session.toast).toMatchObject({
      style: "failure",
      title: "Did Not Remove What pip Left",
      message: "pip is running. Try again when it has ended.",
    });
    expect(hashTree(temporary)).toEqual(before);
  });
});
