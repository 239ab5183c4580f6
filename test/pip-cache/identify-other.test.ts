/** What a person sees, and can report, of files that could not be named. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { Session } from "../../preview";
import SearchPipCache from "../../src/search-pip-cache";
import { isolate, open, openOn, row, rows, titles } from "../commands/open";
import type { Headers } from "../support/answers";
import { httpEntry, httpV2Entry } from "../support/cache-writer";
import { buildWheel } from "../support/distributions";
import { damage } from "../support/leftovers";
import { cacheFile, cachePage, fileUrl, type Cache } from "../support/package-entries";
import { linkTo } from "../support/pages";
import { temporaryDirectory } from "../support/temporary";
import { sumOfSizes } from "../support/tree";

const search = { name: "search-pip-cache" };
const secret = "https://ada:lovelace@index.example.org/simple/?token=babbage";

function response(cache: Cache, path: string, type: string | undefined, body: Buffer): void {
  const headers: Headers = [
    ["etag", '"1"'],
    ...((type ? [["content-type", type]] : []) as Headers),
    ["content-length", String(body.length)],
  ];
  const write = cache.layout === "http" ? httpEntry : httpV2Entry;
  write(cache.directory, { url: `https://index.example.org/${path}`, headers, body });
}

function otherCache(layout: Cache["layout"]): Cache {
  const cache: Cache = { directory: temporaryDirectory(), layout };
  response(cache, "text", "text/plain; charset=utf-8", Buffer.from("Not Found"));
  response(cache, "binary", "application/x-thing", Buffer.from([0, 1, 2, 3, 4, 5]));
  response(cache, "untyped", undefined, Buffer.from(secret));
  response(cache, "relative", "text/plain", Buffer.from("//ada:lovelace@index.example.org"));
  return cache;
}

async function openOther(layout: Cache["layout"]): Promise<{ cache: Cache; session: Session }> {
  const cache = otherCache(layout);
  return { cache, session: await openOn(cache.directory, SearchPipCache, search) };
}

const copied = (session: Session) => session.effects.flatMap((effect) => (effect.type === "copy" ? [effect.text] : []));

describe.each(["http", "http-v2"] as const)("what has no name in %s", (layout) => {
  it("is one row, its detail broken down by reason, with the look of each file", async () => {
    const { cache, session } = await openOther(layout);
    expect(titles(session)).toEqual(["Other Files"]);
    await session.run("Show Details", "Other Files");
    const { metadata = [], markdown } = row(session, "Other Files").detail ?? {};
    expect(markdown).toContain("text/plain; charset=utf-8, 9 bytes\n4e 6f 74 20 46 6f 75 6e 64  Not Found\n");
    expect(markdown).toContain("application/x-thing, 6 bytes\n00 01 02 03 04 05  ......\n");
    expect(markdown).toMatch(/^- .*, 3 entries: text that names no project$/m);
    expect(markdown).toMatch(/^- .* bytes, 1 entry: of the type application\/x-thing$/m);
    expect(metadata.find(({ title }) => title === "Size")?.text).toContain("(100% of the cache)");
    expect(row(session, "Other Files").accessories.map(({ tooltip }) => tooltip)).toContainEqual(
      expect.stringContaining(`${sumOfSizes(cache.directory).toLocaleString("en-US")} bytes`),
    );
  });

  it("can be reported: content type, size and first bytes, and nothing secret", async () => {
    const { session } = await openOther(layout);
    await session.run("Copy Report", "Other Files");
    const [report] = copied(session);
    expect(report).toMatch(/^4 entries without a name, \d+ bytes/);
    expect(report).toMatch(/text\/plain; charset=utf-8 · 9 bytes · 4e 6f 74 20 46 6f 75 6e 64 {2}Not Found/);
    expect(report).toContain("no content type · 60 bytes · ");
    expect(report).toContain("of the type application/x-thing: 1 entry");
    for (const word of ["ada", "lovelace", "babbage"]) {
      expect(report).not.toContain(word);
      expect(report).not.toContain(
        Buffer.from(word)
          .toString("hex")
          .replace(/..(?=.)/g, "$& "),
      );
    }
    expect(session.toast).toMatchObject({ style: "success", title: "Copied Report" });
  });

  it("is shown file by file, with the same report at hand", async () => {
    const { session } = await openOther(layout);
    await session.run("Show Files…", "Other Files");
    expect(rows(session)).toHaveLength(4);
    expect(rows(session).map(({ subtitle }) => subtitle)).toContainEqual(
      "other · of the type application/x-thing · application/x-thing · 6 bytes · 00 01 02 03 04 05  ......",
    );
    expect(rows(session).some(({ subtitle }) => subtitle?.includes("lovelace"))).toBe(false);
    await session.run("Copy Report");
    expect(copied(session)[0]).toMatch(/^4 entries without a name/);
  });
});

describe("a link of a cached page", () => {
  it.each(["http", "http-v2"] as const)("names what cannot be named by itself, in %s", async (layout) => {
    const cache: Cache = { directory: temporaryDirectory(), layout };
    const wheel = buildWheel({ name: "alpha", version: "1.0", python: "cp312", abi: "cp312", platform: "win_amd64" });
    cachePage(cache, "alpha", [linkTo(wheel, fileUrl(cache, wheel))]);
    const written = cacheFile(cache, wheel);
    damage(cache.directory, written, "empty header");
    damage(cache.directory, written, "empty body");
    const session = await openOn(cache.directory, SearchPipCache, search);
    await session.run("Show Files…", "Other Files");
    expect(titles(session)).toEqual([wheel.fileName]);
    expect(rows(session)[0].subtitle).toMatch(/ · cp312 · win_amd64 · from files\.example\.org/);
  });
});

describe("what pip-audit keeps in pip's cache", () => {
  it("belongs to the package that it is about", async () => {
    const cache: Cache = { directory: temporaryDirectory(), layout: "http" };
    const record = {
      info: { author: "", name: "Spam.Eggs", version: "1.0" },
      last_serial: 1,
      urls: [],
      vulnerabilities: [],
    };
    response(cache, "pypi/spam-eggs/1.0/json", "application/json", Buffer.from(JSON.stringify(record)));
    const session = await openOn(cache.directory, SearchPipCache, search);
    expect(titles(session)).toEqual(["Spam.Eggs"]);
    await session.run("Show Files…", "Spam.Eggs");
    expect(rows(session)[0].subtitle).toContain("kept by pip-audit");
  });
});

describe.each(["http", "http-v2"] as const)("a compressed page in %s", (layout) => {
  const links = (name: string) =>
    Array.from({ length: 40 }, (_, minor) => buildWheel({ name, version: `1.${minor}` })).map((wheel) =>
      linkTo(wheel, `https://files.example.org/${wheel.sha256}/${wheel.fileName}`),
    );

  it("is in the row of its package or, where nothing confirms that, in none", async () => {
    const cache: Cache = { directory: temporaryDirectory(), layout };
    cachePage({ ...cache, index: "https://public.example.org" }, "alpha", links("alpha"), { encoding: "br" });
    cachePage(cache, "beta", links("beta"), { encoding: "br" });
    cachePage(cache, "gamma", links("gamma"));
    isolate({ PIP_CACHE_DIR: cache.directory, PIP_INDEX_URL: "https://public.example.org/simple" });
    const session = await open(SearchPipCache, search);
    expect(titles(session).sort()).toEqual(["Other Files", "alpha", "gamma"]);
    await session.run("Show Files…", "Other Files");
    expect(rows(session).map(({ subtitle }) => subtitle)).toEqual([
      "index page · a page of an unknown index that nothing confirms",
    ]);
  });

  it("that is damaged never makes a package that does not exist", async () => {
    const cache: Cache = { directory: temporaryDirectory(), layout };
    const names = Array.from({ length: 60 }, (_, i) => `project-${i}`);
    names.forEach((name, i) => {
      const index = i % 2 === 0 ? "https://public.example.org" : "https://index.example.org";
      const { files } = cachePage({ ...cache, index }, name, links(name));
      const path = join(cache.directory, files[files.length - 1]);
      const bytes = readFileSync(path);
      bytes[Math.max(0, bytes.indexOf("\x1f\x8b", 0, "latin1")) + 60 + 5 * i] ^= 1 << (i % 8);
      writeFileSync(path, bytes);
    });
    isolate({ PIP_CACHE_DIR: cache.directory, PIP_EXTRA_INDEX_URL: "https://public.example.org/simple" });
    const session = await open(SearchPipCache, search);
    expect([...names, "Other Files"]).toEqual(expect.arrayContaining(titles(session)));
    expect(titles(session)).toContain("Other Files");
  });
});

it("compressed pages that name no project are told apart from pages that do", async () => {
  const cache: Cache = { directory: temporaryDirectory(), layout: "http-v2" };
  response(cache, "simple/", "text/html", gzipSync("<html><body>no links</body></html>"));
  const session = await openOn(cache.directory, SearchPipCache, search);
  await session.run("Show Details", "Other Files");
  expect(row(session, "Other Files").detail?.markdown).toContain(
    ": an index page that names no project, or is damaged",
  );
});
