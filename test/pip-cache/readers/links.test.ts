import { brotliCompressSync, gzipSync } from "node:zlib";
import { absoluteUrl, cacheKey } from "../../../src/pip-cache/readers/address/keys";
import { readLinks, type Link } from "../../../src/pip-cache/readers/identify/links";
import { buildWheel } from "../../support/distributions";
import { linkTo, pageText } from "../../support/pages";
import { extractRealCache } from "../../support/real-caches";
import { responsesIn, processorTime, ReusingBody } from "./helpers";

function links(text: string | Uint8Array, encoding?: string, hashes?: boolean): Link[] {
  const found: Link[] = [];
  readLinks(new ReusingBody(Buffer.from(text)), encoding)!.eachLink((link) => found.push(link), hashes);
  return found;
}

const sha256 = "ab".repeat(32);
const fileName = "spam-1.0-py3-none-any.whl";

describe("the links of a page", () => {
  it("are the same from JSON and from HTML, in any encoding", () => {
    const wheels = ["1.0", "1.1"].map((version) => buildWheel({ name: "spam", version }));
    const pages = wheels.map((wheel) => linkTo(wheel, `https://files.example.org/${wheel.fileName}`));
    const json = pageText("spam", pages, "json");
    const html = pageText("spam", pages, "html");
    const found = links(json);
    expect(found.map(({ fileName, sha256, hasMetadata }) => ({ fileName, sha256, hasMetadata }))).toEqual(
      wheels.map(({ fileName, sha256 }) => ({ fileName, sha256, hasMetadata: true })),
    );
    for (const link of links(html)) expect(found).toContainEqual({ ...link, href: link.href.split("#")[0] });
    expect(links(html)).toHaveLength(2);
    for (const text of [json, html]) {
      expect(links(gzipSync(text), "gzip")).toEqual(links(text));
      expect(links(brotliCompressSync(text), "br")).toEqual(links(text));
      expect(links(`\ufeff${text}`)).toEqual(links(text));
    }
  });

  it("are the same without hashes, where those are not asked for", () => {
    const wheel = buildWheel({ name: "spam", version: "1.0" });
    const all = [linkTo(wheel, "https://files.example.org/a.whl"), { ...linkTo(wheel, "b.whl"), yanked: "broken" }];
    for (const spaces of [0, 2]) {
      const text = JSON.stringify(JSON.parse(pageText("spam", all, "json")), undefined, spaces);
      const withoutHashes = links(text).map(({ sha256, metadataSha256, ...link }) => {
        expect([sha256, metadataSha256]).toEqual([wheel.sha256, expect.stringMatching(/^[0-9a-f]{64}$/)]);
        return link;
      });
      expect(withoutHashes).toHaveLength(2);
      expect(links(text, undefined, false)).toEqual(withoutHashes);
    }
  });

  it("in JSON are read whatever their keys' order and whatever else is there", () => {
    const files = [
      { url: "a.whl", hashes: { md5: "x", sha256: sha256.toUpperCase() }, filename: "a.whl" },
      { "core-metadata": { sha256 }, yanked: 'because "x"', filename: "b.whl", url: "../b.whl", size: 1e9 },
      { "dist-info-metadata": true, filename: "c.whl", url: "c.whl" },
      {
        "core-metadata": false,
        "dist-info-metadata": true,
        filename: "d.whl",
        url: "d.whl",
        hashes: { sha256: "short" },
        yanked: true,
        "requires-python": ">=3.8",
      },
      { filename: "f.whl", url: "f.whl", yanked: "", "requires-python": null },
      { filename: "g.whl", url: "g.whl", yanked: { odd: true }, "requires-python": ">".repeat(201) },
      { filename: "without an address" },
      { nested: [{ filename: "e.whl", url: "e.whl" }], filename: "\u00e9\ud83d\ude00.whl", url: "e\u0301.whl" },
      "not an object",
    ];
    expect(links(JSON.stringify({ files: "odd", meta: { files }, name: "x" }))).toEqual([]);
    expect(links(JSON.stringify({ name: "x", files }))).toEqual([
      { href: "a.whl", fileName: "a.whl", sha256, hasMetadata: false },
      { href: "../b.whl", fileName: "b.whl", hasMetadata: true, metadataSha256: sha256, yanked: 'because "x"' },
      { href: "c.whl", fileName: "c.whl", hasMetadata: true },
      { href: "d.whl", fileName: "d.whl", hasMetadata: false, yanked: "", requiresPython: ">=3.8" },
      { href: "f.whl", fileName: "f.whl", hasMetadata: false },
      { href: "g.whl", fileName: "g.whl", hasMetadata: false },
      { href: "e\u0301.whl", fileName: "\u00e9\ud83d\ude00.whl", hasMetadata: false },
    ]);
  });

  it.each([
    [`<a href="${fileName}">x</a>`, fileName],
    [`<A HREF='../../${fileName}'>x</A>`, `../../${fileName}`],
    [`<a data-x="<a href='no-1.whl'>" href = ${fileName} >x</a>`, fileName],
    [
      `<a class=x\n\thref="https://h.example/a?b=1&amp;c=%20#x"></a><a href="${fileName}?a=1&amp;b=2#f">`,
      `${fileName}?a=1&b=2#f`,
    ],
    [`<!-- <a href="no-1.whl"> --><a disabled href="${fileName}">`, fileName],
    [`<a href="&#115;pam-1.0-py3-none-any&#x2E;whl">`, fileName],
    [`<a href="/spam-1.0%2Bcpu-py3-none-any.whl">`, "/spam-1.0%2Bcpu-py3-none-any.whl"],
  ])("in HTML are read however they are written: %s", (html, href) => {
    expect(links(html).map((link) => link.href)).toEqual([href]);
  });

  it("in HTML say what is yanked, and for which Pythons", () => {
    const html = `<a href="a-1.whl" data-yanked></a><a href="b-1.whl" data-yanked="not &lt;good&gt;" data-requires-python="&gt;=3.8"></a>`;
    const [a, b] = links(`${html}<a href="c-1.whl" data-yanked="${"x".repeat(1000)}" data-requires-python=""></a>`);
    expect(a?.yanked).toBe("");
    expect(b).toMatchObject({ yanked: "not <good>", requiresPython: ">=3.8" });
    const [, , c] = links(`${html}<a href="c-1.whl" data-yanked="${"x".repeat(1000)}" data-requires-python=""></a>`);
    expect(c?.yanked).toHaveLength(200);
    expect(c).not.toHaveProperty("requiresPython");
  });

  it("in HTML carry hash, metadata and base", () => {
    const html = `<head><BASE href="https://h.example/x/"></head>
      <a href="${fileName}#sha256=${sha256}" data-core-metadata="sha256=${sha256}">1</a>
      <a href="${fileName}#egg=x&sha256=${sha256}" data-dist-info-metadata="true">2</a>
      <a href="${fileName}#md5=${sha256}" data-core-metadata="false" data-dist-info-metadata="true">3</a>`;
    expect(readLinks(new ReusingBody(Buffer.from(html)))?.base).toBe("https://h.example/x/");
    expect(links(html).map((link) => [link.sha256, link.hasMetadata, link.metadataSha256])).toEqual([
      [sha256, true, sha256],
      [sha256, true, undefined],
      [undefined, false, undefined],
    ]);
  });

  it("of a damaged page are none", () => {
    const zipped = gzipSync(JSON.stringify({ files: [{ filename: fileName, url: fileName }] }));
    expect(readLinks(new ReusingBody(zipped.subarray(0, -4)), "gzip")).toBeUndefined();
    zipped[zipped.length - 6] ^= 1;
    expect(readLinks(new ReusingBody(zipped), "gzip")).toBeUndefined();
    expect(readLinks(new ReusingBody(gzipSync(Buffer.alloc(65 << 20))), "gzip")).toBeUndefined();
    expect(links('{"files": [{"filename": "a.whl", "url": "a.whl"}, {"filename": "b')).toHaveLength(1);
  });

  it("of a page of 20 MB are read in one pass", () => {
    const anchor = (i: number) =>
      `<a href="https://files.example.org/${i}/spam-1.${i}.tar.gz#sha256=${sha256}" data-requires-python="&gt;=3.8">spam-1.${i}.tar.gz</a><br />\n`;
    const html = `<html><body>${Array.from({ length: 100_000 }, (_, i) => anchor(i)).join("")}</body></html>`;
    expect(html.length).toBeGreaterThan(18e6);
    const time = processorTime(() => {
      expect(links(gzipSync(html, { level: 1 }), "gzip")).toHaveLength(100_000);
    });
    expect(time).toBeLessThan(5000);
  });
});

describe("the pages of a real cache", () => {
  it("name the files beside them exactly, by hashing their links", async () => {
    const responses = responsesIn(await extractRealCache("http-v2-pip24.3.1"));
    const names = new Map<string, string>();
    for (const { headers, body } of responses) {
      if (!/json|html/.test(headers.get("content-type") ?? "")) continue;
      readLinks(new ReusingBody(body), headers.get("content-encoding"))!.eachLink((link) => {
        const url = absoluteUrl(link.href, "https://index.example.org/simple/x/")!;
        names.set(cacheKey(url)!, link.fileName);
        if (link.hasMetadata) names.set(cacheKey(`${url}.metadata`)!, `${link.fileName}.metadata`);
      });
    }
    const files = responses.filter(({ headers }) => headers.get("content-type") === "application/octet-stream");
    const unnamed = files.filter(({ path }) => !names.has(path.slice(-56)));
    expect(files.length).toBe(19);
    // The one behind a redirection is kept under the address that it led to, which no page has.
    expect(unnamed.map(({ headers }) => headers.get("x-pypi-file-project"))).toEqual(["redir"]);
    expect([...names.values()]).toContain("metaonly-5.0-py3-none-any.whl.metadata");
  });
});
