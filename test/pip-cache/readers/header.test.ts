import { deflateSync } from "node:zlib";
import { memoryBody, type Body } from "../../../src/pip-cache/readers/formats/body";
import { readStoredResponse } from "../../../src/pip-cache/readers/response/header";
import type { StoredResponse } from "../../../src/pip-cache/readers/response/stored-response";
import { binPrefix, mapPrefix, pack, type Packable } from "../../support/msgpack";
import { extractRealCache } from "../../support/real-caches";
import { httpEntry } from "../../support/cache-writer";
import { temporaryDirectory } from "../../support/temporary";
import { filesBelow } from "../../support/tree";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { processorTime, ReusingBody } from "./helpers";

const magic = Buffer.from("cc=4,");
const telling = { "Content-Type": "application/octet-stream", "X-PyPI-File-Project": "numpy", Server: "nginx" };

function stored(bytes: Uint8Array): StoredResponse {
  const response = readStoredResponse(new ReusingBody(bytes));
  if (!response.ok) throw new Error(response.reason);
  return response;
}

function reason(bytes: Uint8Array): string {
  const response = readStoredResponse(new ReusingBody(bytes));
  return response.ok ? "readable" : response.reason;
}

function map(object: Record<string, Packable>): Map<string, Packable> {
  return new Map(Object.entries(object));
}

function entry(response: Record<string, Packable>, rest: Record<string, Packable> = {}): Buffer {
  return Buffer.concat([magic, pack(map({ response: map(response), ...rest }))]);
}

describe("a stored response", () => {
  it("gives status, headers by lower-case name, and its body", () => {
    const body = Buffer.from("PK…");
    const response = stored(entry({ body, headers: map(telling), status: 200, version: 11 }, { vary: new Map() }));
    expect(response.status).toBe(200);
    expect(response.headers.get("x-pypi-file-project")).toBe("numpy");
    expect(response.headers.get("content-type")).toBe("application/octet-stream");
    expect(Buffer.from(response.body.read(0, 100))).toEqual(body);
    expect(response.damage).toBeUndefined();
  });

  it("decodes only the headers that tell what it is, unless all are asked for", () => {
    const bytes = entry({ body: Buffer.alloc(0), headers: map(telling), status: 200 });
    expect([...stored(bytes).headers.keys()]).toEqual(["content-type", "x-pypi-file-project"]);
    const all = readStoredResponse(memoryBody(bytes), "all");
    expect(all.ok && all.headers.get("server")).toBe("nginx");
  });

  it.each([
    ["body first", ["body", "headers", "status"]],
    ["headers before the body", ["headers", "status", "body"]],
    ["status first", ["status", "body", "headers"]],
  ])("is read whatever the order of its fields: %s", (_, order) => {
    const fields: Record<string, Packable> = { body: Buffer.alloc(9000, 1), headers: map(telling), status: 203 };
    const response = stored(entry(Object.fromEntries(order.map((key) => [key, fields[key]]))));
    expect([response.status, response.headers.get("x-pypi-file-project"), response.body.size]).toEqual([
      203,
      "numpy",
      9000,
    ]);
  });

  it("is read with every type that MessagePack has among its fields", () => {
    const odd = Buffer.concat([
      Buffer.from([0x9d]), // an array of 13
      Buffer.from([0xc0, 0xc2, 0xc3, 0x05, 0xff]), // nil, false, true, 5, -1
      Buffer.from([0xca, 0, 0, 0, 0]),
      Buffer.from([0xcb, 0, 0, 0, 0, 0, 0, 0, 0]),
      Buffer.from([0xcf, 0, 0, 0, 0, 0, 0, 0, 1]),
      Buffer.from([0xd3, 0, 0, 0, 0, 0, 0, 0, 1]),
      Buffer.from([0xd6, 7, 1, 2, 3, 4]), // fixext 4
      Buffer.from([0xc7, 3, 7, 1, 2, 3]), // ext 8
      Buffer.from([0xdc, 0, 1, 0xdf, 0, 0, 0, 1, 0xa1, 0x61, 0xd1, 0, 1]), // array 16 of a map 32 of an int 16
      Buffer.from([0xdb, 0, 0, 0, 1, 0x62]), // str 32
    ]);
    const bytes = Buffer.concat([
      magic,
      mapPrefix(2),
      ...[pack("odd"), odd, pack("response"), mapPrefix(4)],
      ...[pack("odd"), odd, pack("headers"), pack(map(telling)), pack("status"), pack(200), pack("body"), binPrefix(0)],
    ]);
    expect(stored(bytes).headers.get("x-pypi-file-project")).toBe("numpy");
  });

  it("of more than 4 GiB is found without reading it", () => {
    const size = 2 ** 32 - 1;
    const head = Buffer.concat([magic, mapPrefix(2), pack("response"), mapPrefix(3), pack("body"), binPrefix(size)]);
    const tail = Buffer.concat([
      pack("headers"),
      pack(map(telling)),
      pack("status"),
      pack(200),
      pack("vary"),
      mapPrefix(0),
    ]);
    let bytesRead = 0;
    const file: Body = {
      size: head.length + size + tail.length,
      read(position, length) {
        const whole = position < head.length ? head : tail;
        const start = position < head.length ? position : position - head.length - size;
        if (start < 0) return Buffer.alloc(Math.min(length, 8192));
        bytesRead += length;
        return Buffer.from(whole.subarray(start, start + length));
      },
    };
    const response = readStoredResponse(file) as StoredResponse;
    expect(response.headers.get("x-pypi-file-project")).toBe("numpy");
    expect([response.position, response.body.size]).toEqual([head.length, size]);
    expect(bytesRead).toBeLessThanOrEqual(8192);
  });

  it("of a real cache costs at most 8 kB and two reads", async () => {
    for (const name of ["http-pip20.3.4-python2", "http-pip23.2.1", "http-v2-pip24.3.1"] as const) {
      const cache = await extractRealCache(name);
      const paths = filesBelow(cache).filter((path) => /^http.*[0-9a-f]{56}$/.test(path));
      expect(paths.length).toBeGreaterThan(3);
      for (const path of paths) {
        const file = new ReusingBody(readFileSync(join(cache, path)));
        const response = readStoredResponse(file);
        expect(response).toMatchObject({ ok: true, status: 200 });
        expect(file.reads).toBeLessThanOrEqual(2);
        expect(file.bytesRead).toBeLessThanOrEqual(8192);
      }
    }
  });

  it("of pip 6.0.7 to 9 is read like any other, its body decoded where it is looked at", () => {
    const cache = temporaryDirectory();
    const body = Buffer.from(Array.from({ length: 1000 }, (_, i) => i & 0xff));
    const headers: [string, string][] = Object.entries(telling);
    const { files } = httpEntry(cache, { url: "https://files.example.org/a.whl", headers, body }, { writer: "cc2" });
    const bytes = readFileSync(join(cache, files[0]));
    expect(bytes.toString("latin1", 0, 5)).toBe("cc=2,");
    const response = stored(bytes);
    expect([response.status, response.headers.get("x-pypi-file-project"), response.body.size]).toEqual([
      200,
      "numpy",
      1000,
    ]);
    for (const [position, length] of [
      [0, 1000],
      [1, 1],
      [500, 7],
      [998, 50],
      [1000, 5],
      [2000, 5],
    ]) {
      expect(Buffer.from(response.body.read(position, length))).toEqual(body.subarray(position, position + length));
    }
  });
});

describe("what is no readable response", () => {
  it("has a reason", () => {
    expect(reason(Buffer.alloc(0))).toBe("empty");
    expect(reason(Buffer.from("cc=1,\x80\x02}q\x01"))).toBe("legacy");
    expect(reason(Buffer.from("cc=0,x"))).toBe("unreadable header");
    expect(reason(Buffer.from("cc=9,x"))).toBe("unreadable header");
    expect(reason(Buffer.from("cc="))).toBe("truncated");
    expect(reason(Buffer.from("hello, world"))).toBe("foreign");
    expect(reason(Buffer.from("cc=4,\xc1", "latin1"))).toBe("unreadable header");
    expect(reason(Buffer.from("cc=2,not deflated"))).toBe("unreadable header");
    expect(reason(entry({ body: Buffer.alloc(0), status: 200 }))).toBe("unreadable header");
  });

  it("is not called so for what pip reads all the same", () => {
    const many = map(Object.fromEntries(Array.from({ length: 1200 }, (_, index) => [`x-${index}`, "y"])));
    const long = map(Object.fromEntries(Array.from({ length: 60 }, (_, index) => [`x-${index}`, "y".repeat(2000)])));
    expect(reason(entry({ body: Buffer.alloc(0), headers: map(telling) }))).toBe("readable");
    expect(reason(entry({ body: null, headers: map(telling), status: "200" }))).toBe("readable");
    expect(reason(entry({ body: Buffer.alloc(0), headers: many, status: 200 }))).toBe("too large to look into");
    expect(reason(entry({ body: Buffer.alloc(0), headers: long, status: 200 }))).toBe("too large to look into");
  });

  it("is cut short wherever its end is missing, and keeps what there is of the body", () => {
    const bytes = entry({ body: Buffer.from("0123456789"), headers: map(telling), status: 200 }, { vary: new Map() });
    for (let length = 5; length < bytes.length; length++) expect(reason(bytes.subarray(0, length))).toBe("truncated");
    const cut = readStoredResponse(memoryBody(bytes.subarray(0, bytes.indexOf("5"))));
    expect(!cut.ok && cut.body && Buffer.from(cut.body.read(0, 100)).toString()).toBe("01234");
  });

  it("is readable with bytes after its end, but pip ignores it, so it is damaged", () => {
    const bytes = entry({ body: Buffer.alloc(0), headers: map(telling), status: 200 });
    expect(stored(Buffer.concat([bytes, Buffer.from([0])])).damage).toBe("bytes after its end");
  });

  it("nested without end, or announcing what it does not hold, costs no time", () => {
    const time = processorTime(() => {
      expect(reason(Buffer.concat([magic, Buffer.alloc(1 << 20, 0x91)]))).toBe("unreadable header");
      expect(reason(Buffer.concat([magic, mapPrefix(1), pack("x"), Buffer.alloc(1 << 20, 0x91)]))).toBe(
        "too large to look into",
      );
      expect(reason(Buffer.concat([magic, Buffer.from([0xdf, 0xff, 0xff, 0xff, 0xff])]))).toBe("truncated");
      const announced = Buffer.concat([magic, mapPrefix(1), pack("response"), mapPrefix(1), pack("headers")]);
      expect(reason(Buffer.concat([announced, Buffer.from([0xdf, 0x7f, 0xff, 0xff, 0xff])]))).toBe(
        "too large to look into",
      );
    });
    expect(time).toBeLessThan(1000);
  });

  it("deflated to more than 64 MiB is not looked into", () => {
    const bomb = Buffer.concat([Buffer.from("cc=2,"), deflateSync(Buffer.alloc(65 << 20))]);
    expect(reason(bomb)).toBe("too large to look into");
  });
});
