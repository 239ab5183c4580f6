/** Hashes what cached index pages link to, as looking for exact file names and published hashes does. */
import { indexPages, publishedFiles } from "../../src/pip-cache/index/published";
import { listEntries } from "../../src/pip-cache/scan/list";
import { openEntry } from "../../src/pip-cache/entries/open-entry";
import { readLinks } from "../../src/pip-cache/readers/identify/links";
import { cacheAt, indexUrl } from "./cache";
import { observe, readTask } from "./observe";

const { path, most } = readTask<{ path: string; most: number }>();

async function main(): Promise<void> {
  const pages = (await listEntries([cacheAt(path)], { kinds: ["index page"] }, { indexUrls: [indexUrl] })).slice(
    0,
    most,
  );
  let links = 0;
  for (const page of pages) {
    const opened = openEntry(page);
    if (!opened.ok) throw new Error(`The index page of ${page.identity.name} cannot be opened.`);
    readLinks(opened.body, opened.stored.headers.get("content-encoding"))?.eachLink(() => links++);
    opened.close();
  }
  await observe(async () => {
    await publishedFiles(indexPages(pages), new Set(["0".repeat(56)]));
    return { pages: pages.length, links };
  });
}

void main();
