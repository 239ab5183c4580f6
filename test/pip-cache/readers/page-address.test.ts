import { brotliCompressSync, gzipSync } from "node:zlib";
import { identifyBody, type PageProof } from "../../../src/pip-cache/readers/identify/identify";
import { cacheKey } from "../../../src/pip-cache/readers/address/keys";
import { PageAddresses } from "../../../src/pip-cache/readers/address/page-address";
import { buildWheel } from "../../support/distributions";
import { linkTo, pageText } from "../../support/pages";
import { ReusingBody } from "./helpers";

const indexUrls = ["https://public.example.org/simple"];
const keyOf = (url: string) => cacheKey(url)!;

describe("the address of an index page", () => {
  it("proves whose page it is on an index that pips ask", () => {
    const key = keyOf("https://public.example.org/simple/zope-interface/");
    expect(new PageAddresses(indexUrls).isPageOf(key, "Zope.Interface")).toBe(true);
    expect(new PageAddresses(indexUrls).isPageOf(key, "zope-interfacf")).toBe(false);
    expect(new PageAddresses().isPageOf(key, "zope-interface")).toBe(false);
  });

  it.each([
    ["https://index.example.org/simple/spam/", "https://index.example.org/packages/ab/cd/spam-1.0.tar.gz"],
    ["http://127.0.0.1:3141/root/dev/+simple/spam/", "http://127.0.0.1:3141/root/dev/+f/1a/spam-1.0.tar.gz"],
    ["https://git.example.org/api/v4/7/pypi/simple/spam/", "https://git.example.org/api/v4/7/pypi/files/x/spam-1.zip"],
    ["https://example.org/wheels/spam/", "https://example.org/wheels/spam/spam-1.0-py3-none-any.whl?x=/a/b#sha256=0"],
  ])("is found beside the files that a page links to: %s", (address, link) => {
    const addresses = new PageAddresses();
    expect(addresses.isPageOf(keyOf(address), "spam", link)).toBe(true);
    const other = keyOf(address.replace("spam", "ham"));
    expect(addresses.isPageOf(other, "ham")).toBe(true);
    expect(addresses.isPageOf(other, "jam", link)).toBe(false);
  });

  it("is not found where links say nothing of it, however odd they are", () => {
    const key = keyOf("https://index.example.org/simple/spam/");
    for (const link of [
      "../spam-1.0.tar.gz",
      "",
      "ftp://index.example.org/a",
      `https://${"a/".repeat(5000)}b`,
      "https:///",
    ])
      expect(new PageAddresses().isPageOf(key, "spam", link)).toBe(false);
  });
});

describe("a compressed page", () => {
  const wheels = Array.from({ length: 60 }, (_, i) => buildWheel({ name: "spam", version: `1.${i}` }));
  const text = (format: "json" | "html", files: string) =>
    pageText(
      "spam",
      wheels.map((wheel) => linkTo(wheel, `${files}/${wheel.sha256}/${wheel.fileName}`)),
      format,
    );
  const proof = (address: string): PageProof => {
    const addresses = new PageAddresses(indexUrls);
    return (name, link) => addresses.isPageOf(keyOf(address), name, link);
  };

  it.each(["json", "html"] as const)(
    "has its own name or none, whichever bit of its start is flipped: %s",
    (format) => {
      const page = gzipSync(text(format, "https://files.example.org"));
      const names = new Set<string | undefined>();
      for (let bit = 80; bit < 8192; bit += 11) {
        const damaged = Buffer.from(page);
        damaged[bit >> 3] ^= 1 << (bit & 7);
        names.add(identifyBody(new ReusingBody(damaged), new Map()).name);
        names.add(
          identifyBody(new ReusingBody(damaged), new Map(), proof("https://public.example.org/simple/spam/")).name,
        );
      }
      names.delete(undefined);
      expect([...names]).toEqual(["spam"]);
    },
  );

  it("is read no further than its first KiB where its address proves its name, and whole where nothing does", () => {
    const page = gzipSync(text("json", "https://index.example.org/files"));
    for (const [isPageOf, bytes] of [
      [proof("https://public.example.org/simple/spam/"), 2000],
      [proof("https://index.example.org/simple/spam/"), 2000],
      [undefined, page.length + 2000],
    ] as const) {
      const body = new ReusingBody(page);
      const headers = new Map([["content-encoding", "gzip"]]);
      expect(identifyBody(body, headers, isPageOf)).toEqual({ kind: "index page", name: "spam" });
      expect(body.bytesRead).toBeLessThan(bytes);
    }
  });

  it("without a checksum has a name only where its address proves it", () => {
    const page = brotliCompressSync(text("json", "https://files.example.org"));
    const headers = new Map([["content-encoding", "br"]]);
    expect(identifyBody(new ReusingBody(page), headers, proof("https://public.example.org/simple/spam/"))).toEqual({
      kind: "index page",
      name: "spam",
    });
    expect(identifyBody(new ReusingBody(page), headers)).toEqual({
      kind: "index page",
      reason: "unconfirmed page",
    });
  });

  it("of an unknown index that is cut off has no name", () => {
    const page = gzipSync(text("json", "https://files.example.org"));
    expect(identifyBody(new ReusingBody(page.subarray(0, -9)), new Map()).name).toBeUndefined();
    expect(
      identifyBody(new ReusingBody(page.subarray(0, -9)), new Map(), proof("https://public.example.org/simple/spam/"))
        .name,
    ).toBe("spam");
  });
});
