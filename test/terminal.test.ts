/** What `--json` and `--print` say of real caches: numbers and dates that are those of the files, and what was answered. */
import { lstatSync } from "node:fs";
import { join } from "node:path";
import { describeScreen, type ItemDocument } from "../preview/terminal/document";
import { printScreen } from "../preview/terminal/print";
import ClearPipCache from "../src/clear-pip-cache";
import SearchDeveloperCaches from "../src/search-developer-caches";
import CleanUpPipCache from "../src/clean-up-pip-cache";
import SearchPipCache from "../src/search-pip-cache";
import { formatBytes, formatNumber } from "../src/interface/shared/format";
import type { Session } from "../preview";
import { open, openOn } from "./commands/open";
import { extractRealCache, realCacheNames } from "./support/real-caches";
import { filesBelow, sumOfSizes } from "./support/tree";

const itemsOf = (session: Session): ItemDocument[] =>
  (describeScreen(session).sections ?? []).flatMap(({ items }) => items);

const sumOf = (items: ItemDocument[], what: string): number =>
  items.reduce((sum, { values }) => sum + Number(values?.[what]), 0);

/** Without the spaces and breaks that printing puts between. */
const joined = (text: string): string => text.replaceAll(/\s/g, "");

const newestOf = (cache: string): string =>
  new Date(Math.max(...filesBelow(cache).map((path) => lstatSync(join(cache, path)).mtimeMs))).toISOString();

describe.each(realCacheNames)("of %s", (name) => {
  it("each row has the bytes, the entries and the last use that it is about", async () => {
    const cache = await extractRealCache(name);
    const session = await openOn(cache, SearchPipCache, { name: "search-pip-cache" });
    const items = itemsOf(session);
    expect(items.length).toBeGreaterThan(0);
    expect(sumOf(items, "bytes")).toBe(sumOfSizes(cache));
    expect(
      items
        .map(({ values }) => String(values?.lastUsed))
        .sort()
        .at(-1),
    ).toBe(newestOf(cache));
    for (const { accessories, tooltips, values } of items) {
      expect(accessories.at(-1)).toBe(formatBytes(Number(values?.bytes)));
      expect(tooltips.join("; ")).toContain(
        `${formatNumber(Number(values?.bytes))} bytes in ${formatNumber(Number(values?.entries))} entr`,
      );
    }
  });

  it("is printed in 80 columns, with every word", async () => {
    const session = await openOn(await extractRealCache(name), SearchPipCache, { name: "search-pip-cache" });
    const printed: string[] = [];
    const look = () => {
      const screen = describeScreen(session);
      const text = printScreen(screen);
      printed.push(...text.split("\n"));
      const items = (screen.sections ?? []).flatMap((section) => section.items);
      for (const { title, subtitle, accessories } of items) {
        for (const said of [title, subtitle, ...accessories]) expect(joined(text)).toContain(joined(said));
      }
    };
    look();
    await session.run("details");
    look();
    await session.run("files");
    look();
    expect(printed.filter((line) => line.length > 80)).toEqual([]);
  });

  it("question and result of clearing have what goes and what came back", async () => {
    const cache = await extractRealCache(name);
    const before = sumOfSizes(cache);
    const session = await openOn(cache, ClearPipCache, { name: "clear-pip-cache" });
    await session.answer(true);
    const { alerts, toasts } = describeScreen(session);
    const files = expect.any(Number) as number;
    expect(alerts).toMatchObject([{ answered: "yes", values: { bytes: before, shared: 0, files } }]);
    expect(toasts).toMatchObject([
      { style: "success", values: { reclaimed: before - sumOfSizes(cache), shared: 0, failures: 0 } },
    ]);
    expect(toasts[0]?.values?.entries).toBe(alerts[0]?.values?.entries);
  });
});

it("of files, offers and removals have theirs, and what was declined says so", async () => {
  const cache = await extractRealCache("http-v2-pip24.3.1");
  const session = await openOn(cache, SearchPipCache, { name: "search-pip-cache" });
  const bytesOf = (title: string) => Number(itemsOf(session).find((item) => item.title === title)?.values?.bytes);
  const bytes = bytesOf("bigone");
  await session.run("Show Files…", "bigone");
  expect(sumOf(itemsOf(session), "bytes")).toBe(bytes);
  await session.back();
  await session.run("Remove Package", "bigone");
  await session.answer(false);
  expect(describeScreen(session)).toMatchObject({ toasts: [], alerts: [{ answered: "no", values: { bytes } }] });
  await session.run("Remove Package", "bigone");
  await session.answer(true);
  expect(describeScreen(session).toasts).toMatchObject([{ values: { reclaimed: bytes } }]);
  await session.run("history");
  const removal = itemsOf(session).at(-1);
  expect(removal?.values).toMatchObject({ reclaimed: bytes, failures: 0 });
  expect(String(removal?.values?.date)).toMatch(/^\d{4}-\d\d-\d\dT.*Z$/);
  session.dispose();

  const offers = await openOn(cache, CleanUpPipCache, { name: "clean-up-pip-cache" });
  expect(itemsOf(offers).find(({ id }) => id === "everything")?.values?.bytes).toBe(sumOfSizes(cache));
  offers.dispose();

  const tools = await open(SearchDeveloperCaches, { name: "search-developer-caches" });
  expect(itemsOf(tools).find(({ id }) => id === "pip")?.values).toMatchObject({ bytes: sumOfSizes(cache) });
});
