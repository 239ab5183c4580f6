import { readFileSync } from "node:fs";
import { join } from "node:path";
import { unreadableDamage } from "../../../src/pip-cache/scan/damage";
import { memoryBody } from "../../../src/pip-cache/readers/formats/body";
import { readStoredResponse } from "../../../src/pip-cache/readers/response/header";
import { mailDate } from "../../../src/pip-cache/readers/formats/mail-date";
import { findRefusal, refusalText } from "../../../src/pip-cache/readers/response/refusal";
import { isPageType } from "../../../src/pip-cache/readers/identify/identify";
import { responseForm } from "../../../src/pip-cache/layouts";
import {
  headerCases,
  oneBitCases,
  randomNumbers,
  refuses,
  tableCases,
  type HeaderCase,
  type VerdictTable,
} from "../../support/broken-headers";
import { httpEntry } from "../../support/cache-writer";
import { binPrefix, mapPrefix, pack, type Packable } from "../../support/msgpack";
import { extractRealCache } from "../../support/real-caches";
import { temporaryDirectory } from "../../support/temporary";
import { filesBelow } from "../../support/tree";
import { itWithPython, processorTime, ReusingBody, runPython } from "./helpers";

const table = JSON.parse(readFileSync(join(__dirname, "../../fixtures/header-verdicts.json"), "utf8")) as VerdictTable;
/** When the pips of the table were asked. */
const now = Date.UTC(2026, 10, 27);

function refusalOf({ layout, header, body, isPage }: HeaderCase) {
  return findRefusal(new ReusingBody(header), { layout, bodySize: body?.length, isPage, now });
}

const map = (object: Record<string, Packable>) => new Map(Object.entries(object));

function header(response: Record<string, Packable>, vary: Record<string, Packable> = {}): Buffer {
  const sound = { body: Buffer.alloc(0), headers: map({ etag: '"a"' }), status: 200, version: 11, reason: "OK" };
  return Buffer.concat([
    Buffer.from("cc=4,"),
    pack(new Map([["response", map({ ...sound, decode_content: false, ...response })] as const, ["vary", map(vary)]])),
  ]);
}

function textOf(bytes: Buffer, isPage = false): string | undefined {
  const refusal = findRefusal(memoryBody(bytes), { layout: "http-v2", bodySize: 0, isPage, now });
  return refusal && refusalText(refusal);
}

describe.each(["http", "http-v2"] as const)("a header in %s", (layout) => {
  it("is refused by the pips that refuse it, and by no others", () => {
    const { versions, refusing } = table[layout];
    const verdicts = tableCases(layout).map((one): [string, string] => {
      const refusal = refusalOf(one);
      const own = versions.filter((version) => refuses(version, refusal));
      return [one.what, own.length === versions.length ? "all" : own.join(" ")];
    });
    expect(verdicts).toEqual(refusing);
    expect(refusing.length).toBeGreaterThan(300);
  });

  it("is never called damaged by a scan where some pip reads it", () => {
    const wrong = [...headerCases(layout, 400, 3), ...oneBitCases(layout, "page")].filter((one) => {
      const stored = readStoredResponse(new ReusingBody(one.header));
      const damage = stored.ok ? stored.damage : unreadableDamage(stored.reason, responseForm(layout)!);
      const refusal = damage === undefined ? undefined : refusalOf(one);
      return damage !== undefined && (refusal === undefined || refusal.pips !== undefined);
    });
    expect(wrong.map(({ what }) => what)).toEqual([]);
  });
});

describe("a header that a real pip wrote", () => {
  it.each([
    ["http-pip20.3.4-python2", "http"],
    ["http-pip9.0.3", "http"],
    ["http-pip23.2.1", "http"],
    ["http-v2-pip24.3.1", "http-v2"],
  ] as const)("is refused by none: %s", async (name, layout) => {
    const cache = await extractRealCache(name);
    const files = filesBelow(cache).filter((path) => new RegExp(`^${layout}/.*[0-9a-f]{56}$`).test(path));
    expect(files.length).toBeGreaterThan(3);
    for (const path of files) {
      const bytes = readFileSync(join(cache, path));
      const stored = readStoredResponse(memoryBody(bytes));
      const isPage = stored.ok && isPageType(stored.headers.get("content-type"));
      const bodySize = layout === "http-v2" ? readFileSync(join(cache, `${path}.body`)).length : undefined;
      expect([path, findRefusal(memoryBody(bytes), { layout, bodySize, isPage })]).toEqual([path, undefined]);
    }
  });

  it("up to pip 9 is refused when it is not what it was", () => {
    const cache = temporaryDirectory();
    const headers: [string, string][] = [["ETag", '"a"']];
    const answer = { url: "https://index.test/a", headers, body: Buffer.from("PK") };
    const [path] = httpEntry(cache, answer, { writer: "cc2" }).files;
    const bytes = readFileSync(join(cache, path));
    const refusal = (changed: Buffer) => findRefusal(memoryBody(changed), { layout: "http", isPage: false });
    expect(refusal(bytes)).toBeUndefined();
    const flipped = Buffer.from(bytes);
    flipped[40] ^= 4;
    expect(refusal(flipped)).toEqual({ reason: "its header is damaged" });
    // Newer pips do not know it any more.
    expect(findRefusal(memoryBody(bytes), { layout: "http-v2", isPage: false })).toBeDefined();
  });

  it("and that is a pickle is not looked into", () => {
    const pickle = Buffer.from("cc=1,\x80\x02}q\x01.", "latin1");
    expect(findRefusal(memoryBody(pickle), { layout: "http", isPage: false })).toBeUndefined();
    expect(findRefusal(memoryBody(Buffer.from("cc=1,hello")), { layout: "http", isPage: false })).toBeDefined();
  });
});

describe("why a header is refused", () => {
  it.each<[string, Buffer, string | undefined]>([
    ["nothing", header({}), undefined],
    ["another field", header({ decode_conpent: false }), "unreadable for pip: its header has a field that pip does not know, decode_conpent"],
    ["another field with a strange name", header({ "a\x1b[2J": 1 }), "unreadable for pip: its header has a field that pip does not know"],
    ["no date", header({ headers: map({ server: "x" }) }), "unreadable for pip: its header has neither a date nor an etag"],
    ["a wrong date", header({ headers: map({ date: "Fri, 27 Nnv 2026 10:00:00 GMT" }) }), "unreadable for pip: its date is none"],
    ["an error", header({ status: 404, headers: map({ date: "Fri, 27 Nov 2026 10:00:00 GMT", "cache-control": "max-age=9999999" }) }), "unreadable for pip: its status is an error, 404"],
    ["a request that nobody makes", header({}, { "accept-encoding": "gzip, deflbte" }), "unreadable for pip: its header is for requests that pip does not make"],
    ["something else", Buffer.from("hello"), "unreadable for pip: it does not begin as pip's responses do"],
    ["the length", header({ headers: map({ etag: '"a"', "content-length": "3, 3" }) }), "unreadable for pip 26.1 and newer: its body is not as long as it says"],
  ])("is said in words: %s", (_, bytes, words) => expect(textOf(bytes)).toBe(words)); // prettier-ignore

  it("differs for index pages, which pip up to 26.1 always asks for anew", () => {
    const bytes = header({ headers: map({ date: "Fri, 27 Nnv 2026 10:00:00 GMT", etag: '"a"' }) });
    expect(textOf(bytes)).toBe("unreadable for pip: its date is none");
    expect(textOf(bytes, true)).toBe("unreadable for pip 26.2 and newer: its date is none");
  });

  it("is not that it has expired", () => {
    const bytes = header({ headers: map({ date: "Fri, 27 Nov 2015 10:00:00 GMT", "cache-control": "max-age=1" }) });
    expect(textOf(bytes)).toBeUndefined();
  });
});

describe("a header that is large", () => {
  it("is read as pip reads it", () => {
    const many = Object.fromEntries(Array.from({ length: 5000 }, (_, index) => [`x-${index}`, "y".repeat(100)]));
    expect(textOf(header({ headers: map({ ...many, etag: '"a"' }) }))).toBeUndefined();
    expect(textOf(header({ headers: map({ ...many, etag: "\n" }) }))).toMatch(/cannot be sent/);
  });

  it("is judged without reading the body in the same file", () => {
    const start = Buffer.concat([
      Buffer.from("cc=4,"),
      mapPrefix(1),
      pack("response"),
      mapPrefix(2),
      pack("body"),
      binPrefix(3e9),
    ]);
    const end = Buffer.concat([pack("headers"), pack(map({ server: "x" }))]);
    let read = 0;
    const file = {
      size: start.length + 3e9 + end.length,
      read(position: number, length: number) {
        read += length;
        if (position < start.length) return start.subarray(position);
        return end.subarray(Math.max(0, position - start.length - 3e9)).subarray(0, length);
      },
    };
    expect(findRefusal(file, { layout: "http", isPage: false })?.reason).toMatch(/neither a date nor an etag/);
    expect(read).toBeLessThan(1 << 20);
  });

  it("costs no time when it is hostile", () => {
    const start = Buffer.concat([Buffer.from("cc=4,"), mapPrefix(1), pack("x")]);
    const deep = Buffer.concat([start, Buffer.alloc(8 << 20, 0x91)]);
    const wide = Buffer.concat([start, Buffer.from([0xdd, 0x7f, 0xff, 0xff, 0xff]), Buffer.alloc(8 << 20)]);
    const time = processorTime(() => {
      expect(textOf(deep)).toMatch(/nested too deeply/);
      expect(textOf(wide)).toBeUndefined();
    });
    expect(time).toBeLessThan(1000);
  });
});

describe("a date", () => {
  itWithPython("is one where Python's email module finds one", () => {
    const random = randomNumbers(11);
    const one = (list: string | string[]) => list[Math.floor(random() * list.length)];
    const alphabet = "0123456789:.,-+ GMTSepNovFri_\u00a0\u0661\x1c\x85Z".split("");
    const dates = Array.from({ length: 20_000 }, () => {
      const characters = one([
        "Fri, 27 Nov 2026 10:00:00 GMT",
        "Friday, 27-Nov-26 10:00:00 GMT",
        "27 Nov 26 10:00 -0500",
        "Fri Nov 27 10:00:00 2026",
        "Nov 27 9999 10.00.00",
      ]).split("");
      for (let changes = Math.floor(random() * 4); changes >= 0; changes--) {
        const at = Math.floor(random() * characters.length);
        characters.splice(at, Math.floor(random() * 2), ...(random() < 0.6 ? [one(alphabet)] : []));
      }
      return characters.join("");
    });
    const script = [
      "import calendar, email.utils, json, sys",
      "def seconds(text):",
      "  try:",
      "    date = email.utils.parsedate_tz(text)",
      "    return 'none' if date is None else calendar.timegm(date[:6])",
      "  except Exception: return 'out of range'",
      "print(json.dumps([seconds(text) for text in json.load(sys.stdin)]))",
    ].join("\n");
    const expected = JSON.parse(runPython(script, dates).toString()) as (number | string)[];
    const wrong = dates.flatMap((text, index) =>
      mailDate(text) === expected[index] ? [] : [[text, expected[index], mailDate(text)]],
    );
    expect(wrong).toEqual([]);
  });
});
