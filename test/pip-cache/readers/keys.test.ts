import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { absoluteUrl, cacheKey, entryPath } from "../../../src/pip-cache/readers/address/keys";
import { joinUrl } from "../../../src/pip-cache/readers/address/python-url";
import { urlKeys } from "../../support/real-caches";
import { itWithPython, processorTime, runPython } from "./helpers";

const runs = Number(process.env.FUZZ_RUNS ?? 3000);

describe("the key of a URL", () => {
  it("is the one that real pip gave it, for all 200 of the lab", () => {
    const vectors = urlKeys();
    expect(vectors).toHaveLength(200);
    for (const { url, key } of vectors) expect({ url, key: cacheKey(url) }).toEqual({ url, key });
  });

  it("does not depend on the fragment, on credentials, or on the case of the host", () => {
    const key = cacheKey("https://h.example/a/x-1.whl");
    expect(key).toMatch(/^[0-9a-f]{56}$/);
    expect(cacheKey("https://h.example/a/x-1.whl#sha256=abc")).toBe(key);
    expect(cacheKey("https://user:pass@h.example/a/x-1.whl")).toBe(key);
    expect(cacheKey("HTTPS://H.Example/a/./b/../x-1.whl")).toBe(key);
    expect(cacheKey("https://h.example:443/a/x-1.whl")).not.toBe(key);
    expect(cacheKey("https://h.example/a/x-1.whl?a=1")).not.toBe(key);
  });

  it("is none for what pip cannot ask for", () => {
    for (const url of [
      "",
      "x.whl",
      "file:///x.whl",
      "ftp://h.example/x",
      "https://",
      "https:///x",
      "https://[::1/x",
      "https://h.example:99999/x",
    ]) {
      expect(cacheKey(url)).toBeUndefined();
    }
  });

  it("is the path of its entry, one folder for each of its first five digits", () => {
    expect(entryPath("3f0b59cd")).toBe("3/f/0/b/5/3f0b59cd");
  });
});

/** The steps of pip and requests from a link to a key, with their own code. */
const script = `
import sys, json, hashlib, urllib.parse
from pip._internal.models.link import Link, _ensure_quoted_url
from pip._vendor.requests import Session, Request
from pip._vendor.cachecontrol.controller import CacheController
from pip._internal.network.auth import MultiDomainBasicAuth
session = Session()
session.trust_env = False
session.auth = MultiDomainBasicAuth(prompting=False)
answers = []
for base, href in json.load(sys.stdin):
    joined = key = None
    try:
        joined = urllib.parse.urljoin(base, href)
        link = Link(_ensure_quoted_url(joined))
        if link.netloc and link.scheme in ("http", "https"):
            request = session.prepare_request(Request("GET", link.url_without_fragment))
            key = hashlib.sha224(CacheController.cache_url(request.url).encode()).hexdigest()
    except Exception:
        pass
    answers.append([joined, key])
print(json.dumps(answers))
`;

type Case = [base: string, href: string];

/** What pip makes of each of these links, by its own code. */
function askPip(cases: Case[]): [joined: string | null, key: string | null][] {
  return JSON.parse(runPython(script, cases).toString());
}

const piece = fc.oneof(
  fc.constantFrom(..."/ // . .. ./ ../ ? # & = + ~ ! ' ( ) * , : @ $ | \\ ^ ` { } < > \" [ ] - _".split(" ")),
  fc.constantFrom(
    "%20",
    "%2f",
    "%2F",
    "%7E",
    "%7e",
    "%2B",
    "%25",
    "%",
    "%zz",
    "%C3%A9",
    "%ff",
    "%40",
    "%3B",
    "%00",
    " ",
    "\t",
  ),
  fc.constantFrom("é", "日本", "\u00df", "😀", "\u0301", "\u00a0", "a", "Z", "0", "x-1.0+cpu.whl", "spam_1.tar.gz"),
);
const path = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(""));
const host = fc.constantFrom(
  "h.example",
  "H.EXAMPLE:8080",
  "u:p@h.example",
  "u%40:p@h.example:443",
  "127.0.0.1:1",
  "[::1]:8",
  "h.example:080",
  "h.example:0",
  "a_b.example",
);
const scheme = fc.constantFrom("https://", "http://", "HTTPS://");
const absolute = fc.tuple(scheme, host, path).map(([scheme, host, path]) => `${scheme}${host}/${path}`);
const href = fc.oneof(
  absolute,
  path,
  path.map((path) => `/${path}`),
  fc.tuple(host, path).map(([host, path]) => `//${host}/${path}`),
);
const anyCase: fc.Arbitrary<Case> = fc.tuple(absolute, href);
/** Parameters of a last segment: pip up to 24.3 left them apart. */
const hasParameters = ([base, href]: Case) => href.includes(";") || base.includes(";");

describe("keys and addresses", () => {
  itWithPython("are those of this machine's pip, for thousands of nasty links", () => {
    const cases = fc
      .sample(anyCase, { numRuns: Math.min(runs, 100_000), seed: 42 })
      .filter((one) => !hasParameters(one));
    let asked = 0;
    for (let i = 0; i < cases.length; i += 5000) {
      const part = cases.slice(i, i + 5000);
      askPip(part).forEach(([joined, key], j) => {
        // Of what cannot be asked for, pips refuse some or other: such an address has no entry.
        if (key === null) return;
        const [base, href] = part[j];
        const url = absoluteUrl(href, base);
        expect({ base, href, key: url && cacheKey(url) }).toEqual({ base, href, key });
        expect({ href, joined: joinUrl(base, href) }).toEqual({ href, joined });
        expect({ joined, key: cacheKey(joined!) }).toEqual({ joined, key });
        asked++;
      });
    }
    expect(asked).toBeGreaterThan(cases.length / 4);
  });

  it("take any text without throwing", () => {
    const odd = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.string({ unit: "binary" }).map((text) => `https://${text}`),
      href,
    );
    fc.assert(
      fc.property(odd, odd, (one, other) => {
        const url = absoluteUrl(one, other);
        if (url !== undefined) expect(cacheKey(url)).toMatch(/^[0-9a-f]{56}$/);
        cacheKey(one);
      }),
      { numRuns: runs },
    );
  });

  it("of ordinary links take microseconds", () => {
    const url = (i: number) =>
      `https://files.example.org/packages/ab/cd/${randomBytes(28).toString("hex")}/spam-1.${i}-py3-none-any.whl`;
    const urls = Array.from({ length: 20_000 }, (_, i) => url(i));
    const time = processorTime(() => {
      for (const url of urls) cacheKey(absoluteUrl(url, "https://index.example.org/simple/spam/")!);
    });
    expect(time).toBeLessThan(2000);
  });
});
