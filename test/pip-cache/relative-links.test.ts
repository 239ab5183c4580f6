/** What files are called that an index links to by relative addresses, as real ones do. */
import { check } from "../../src/pip-cache/check/check";
import { specialRows } from "../../src/pip-cache/entry";
import { listFiles } from "../../src/pip-cache/details/list-files";
import { entryTitle } from "../../src/pip-cache/details/title";
import { cachesAt } from "../support/caches";
import { filePath } from "../support/answers";
import { httpEntry, httpV2Entry } from "../support/cache-writer";
import { bytesOf } from "../support/content";
import { buildSdist, buildWheel, type Distribution } from "../support/distributions";
import {
  cacheBuiltWheel,
  cacheFile,
  cacheMetadata,
  cachePage,
  fileUrl,
  type Cache,
  type PageOptions,
} from "../support/package-entries";
import { linkTo, type Link } from "../support/pages";
import { temporaryDirectory } from "../support/temporary";
import { buildZip } from "../support/zip";
import { rowOf } from "../support/rows";

const wheel = {
  ...buildWheel({ name: "calver", version: "2024.1.5" }),
  fileName: "calver-2024.01.05-py3-none-any.whl",
};
const sdist = { ...buildSdist({ name: "calver", version: "2024.1.5" }), fileName: "CalVer-2024.01.05.tgz" };
const other = buildWheel({ name: "other", version: "1" });
const origin = "https://private.example.org/pypi";
const names = [sdist.fileName, wheel.fileName, `${wheel.fileName}.metadata`];
const descriptions = ["metadata of calver 2024.1.5", "sdist of calver 2024.1.5", "wheel of calver 2024.1.5, py3"];

const newCache = (layout: Cache["layout"]): Cache => ({
  directory: temporaryDirectory(),
  layout,
  index: origin,
  files: origin,
});

const relative = (file: Distribution): Link => linkTo(file, `../..${filePath(file)}`);
const absolute = (cache: Cache, file: Distribution): Link => linkTo(file, fileUrl(cache, file));

/** A cache with the files of `calver`, and the page that links to them. */
function calverCache(layout: Cache["layout"], links: Link[], options?: PageOptions): Cache {
  const cache = newCache(layout);
  for (const file of [wheel, sdist]) cacheFile(cache, file);
  cacheMetadata(cache, wheel);
  if (links.length > 0) cachePage(cache, "calver", links, options);
  return cache;
}

async function titlesOf(cache: Cache, indexUrls: string[] = []): Promise<(string | undefined)[]> {
  const files = await listFiles(cachesAt(cache.directory), rowOf("calver"), { indexUrls });
  const downloads = files.filter(({ layout, identity }) => layout !== "wheels" && identity.kind !== "index page");
  return downloads.map(({ identity }) => entryTitle(identity)).sort();
}

describe.each(["http", "http-v2"] as const)("files that a page in %s links to by relative addresses", (layout) => {
  const both = [wheel, sdist].map(relative);

  it.each<PageOptions>([{ format: "json" }, { format: "html" }, { format: "html", encoding: "br" }])(
    "are named where a pip asks that index: %j",
    async (options) => {
      const cache = calverCache(layout, both, options);
      expect(await titlesOf(cache, [`${origin}/simple`])).toEqual(names);
    },
  );

  it("are described where nothing tells which index that is", async () => {
    expect(await titlesOf(calverCache(layout, both), ["https://public.example.org/simple"])).toEqual(descriptions);
    expect(await titlesOf(calverCache(layout, []))).toEqual(descriptions);
  });

  it("are named where an absolute link of the page tells", async () => {
    const cache = newCache(layout);
    expect(await titlesOf(calverCache(layout, [absolute(cache, sdist), relative(wheel)]))).toEqual(names);
  });

  it("are named where the page of another package tells", async () => {
    const cache = calverCache(layout, both);
    cachePage(cache, "other", [absolute(cache, other)]);
    expect(await titlesOf(cache)).toEqual(names);
  });

  it("are named where a wheel that was built of a file of that index tells", async () => {
    const cache = calverCache(layout, both);
    cacheBuiltWheel(cache, buildSdist({ name: "built", version: "1" }));
    expect(await titlesOf(cache)).toEqual(names);
  });

  it("are named where a permanent redirect to a file of that index tells", async () => {
    const cache = calverCache(layout, both);
    const headers: [string, string][] = [["Location", fileUrl(cache, other)]];
    const write = layout === "http" ? httpEntry : httpV2Entry;
    write(cache.directory, { url: "https://old.example.org/file", status: 301, headers, body: Buffer.alloc(0) });
    expect(await titlesOf(cache)).toEqual(names);
  });

  it("are named where only the host is known, which is enough for links that begin with a slash", async () => {
    const cache = calverCache(
      layout,
      [wheel, sdist].map((file) => linkTo(file, `/pypi${filePath(file)}`)),
    );
    cachePage({ ...cache, index: "https://elsewhere.example.org" }, "other", [absolute(cache, other)]);
    expect(await titlesOf(cache)).toEqual(names);
  });

  it("are named where a pip is told of a page of files by find-links", async () => {
    const cache = calverCache(layout, []);
    const anchors = [wheel, sdist, other].map((file) => `<a href="..${filePath(file)}">${file.fileName}</a>`);
    const body = Buffer.from(`<html><body>${anchors.join("\n")}</body></html>`);
    const headers: [string, string][] = [["Content-Type", "text/html"]];
    const write = layout === "http" ? httpEntry : httpV2Entry;
    write(cache.directory, { url: `${origin}/wheels/`, headers, body });
    const named = [...names.slice(0, 2), "metadata of calver 2024.1.5"];
    expect(await titlesOf(cache, [`${origin}/wheels`])).toEqual(named);
  });

  it("have the hash of their own index, not that of another with the same addresses", async () => {
    const cache = calverCache(layout, []);
    const wrong = [wheel, sdist].map((file) => ({
      ...relative(file),
      sha256: "0".repeat(64),
      metadataSha256: "1".repeat(64),
    }));
    cachePage({ ...cache, index: "https://mirror.example.org" }, "calver", wrong);
    expect(await titlesOf(cache, [`${origin}/simple`])).toEqual(names);
    const checked = await check(cachesAt(cache.directory), {}, { indexUrls: [`${origin}/simple`] });
    expect(checked).toMatchObject({ damaged: [], byHash: 0 });
    cachePage(cache, "calver", both);
    const [caches, options] = [cachesAt(cache.directory), { indexUrls: [`${origin}/simple`] }];
    expect(await check(caches, {}, options)).toMatchObject({ damaged: [], byHash: 3 });
    expect(await titlesOf(cache, options.indexUrls)).toEqual(names);
  });

  it("are named by it where they themselves cannot be looked into", async () => {
    const cache = newCache(layout);
    const encrypted = bytesOf(buildZip([{ name: "locked-1.dist-info/METADATA", data: Buffer.from("secret") }]));
    encrypted[6] |= 1;
    encrypted[encrypted.lastIndexOf("locked-1") - 46 + 8] |= 1;
    const locked = { ...buildWheel({ name: "locked", version: "1" }), content: encrypted };
    cacheFile(cache, locked, { headers: () => [["Content-Type", "application/octet-stream"]] });
    cachePage(cache, "locked", [relative(locked)]);
    const options = { indexUrls: [`${origin}/simple`] };
    const [file] = await listFiles(cachesAt(cache.directory), specialRows.other, options);
    expect(file.identity).toMatchObject({ name: "locked", version: "1", fileName: locked.fileName });
  });
});
