import { brotliCompressSync, gzipSync } from "node:zlib";
import { identifyBody } from "../../../src/pip-cache/readers/identify/identify";
import { readPage, readPageProject } from "../../../src/pip-cache/readers/identify/page";
import { processorTime, ReusingBody } from "./helpers";

function project(text: string | Uint8Array, encoding?: string): string | undefined {
  return readPageProject(new ReusingBody(Buffer.from(text)), encoding);
}

const hash = "0123456789abcdef".repeat(4);

function file(fileName: string, i = 0): object {
  const url = `https://files.example.org/${((i + 1) * 2654435761) % 1e9}/${fileName}`;
  return { filename: fileName, url, hashes: { sha256: hash }, "requires-python": null, size: 1000 + i, yanked: false };
}

function anchors(...fileNames: string[]): string {
  return fileNames
    .map((name) => `<a href="https://files.example.org/${name}#sha256=${hash}">${name}</a><br/>`)
    .join("\n");
}

const many = Array.from({ length: 3000 }, (_, i) => file(`spam-1.${i}.tar.gz`, i));

describe("a page in JSON", () => {
  it("is of the project it names, wherever the name stands", () => {
    const files = [file("Spam_Eggs-1.0-py3-none-any.whl")];
    expect(project(JSON.stringify({ meta: {}, name: "spam-eggs", files }))).toBe("spam-eggs");
    expect(project(JSON.stringify({ files, meta: {}, name: "spam-eggs" }))).toBe("spam-eggs");
    expect(project(JSON.stringify({ meta: { name: "ham" }, files: [], versions: ["ham"], name: "spam-eggs" }))).toBe(
      "spam-eggs",
    );
  });

  it("is known from its first KiB, compressed, when names of files agree there", () => {
    for (const page of [
      { files: many, name: "spam" },
      { name: "spam", files: many },
    ]) {
      const body = new ReusingBody(gzipSync(JSON.stringify(page)));
      expect(body.size).toBeGreaterThan(20_000);
      expect(readPageProject(body, "gzip")).toBe("spam");
      expect(body.bytesRead).toBeLessThanOrEqual(1024);
    }
  });

  it("is read to its end when only that says whose it is", () => {
    const files = Array.from({ length: 2000 }, (_, i) => file(`spam-1-${i}.exe`, i));
    expect(project(gzipSync(JSON.stringify({ files, name: "spam" })), "gzip")).toBe("spam");
  });

  it("whose name and files contradict each other is of nobody", () => {
    expect(project(JSON.stringify({ name: "spam", files: [file("ham-1.0-py3-none-any.whl")] }))).toBeUndefined();
    const files = [file("ham-1.0-py3-none-any.whl"), file("spam-1.0-py3-none-any.whl")];
    expect(project(JSON.stringify({ files }))).toBeUndefined();
  });

  it("that is cut off or damaged says nothing wrong", () => {
    const text = JSON.stringify({ meta: {}, name: "spam", files: many.slice(0, 3) });
    for (let length = 0; length < text.length; length += 7) {
      expect([undefined, "spam"]).toContain(project(text.slice(0, length)));
      const zipped = gzipSync(text);
      expect([undefined, "spam"]).toContain(
        project(zipped.subarray(0, (zipped.length * length) / text.length), "gzip"),
      );
    }
    expect(project("{")).toBeUndefined();
    expect(project('{"name": "spam')).toBeUndefined();
    expect(project(`{"name": "spam", "files": ${"[".repeat(100_000)}`)).toBeUndefined();
  });

  it("of an old project is not taken for another's: eggs, installers, versions with dashes", () => {
    const names = ["Spam-0.9-py2.5.egg", "Spam-0.9.win32.exe", "Spam-1.0-beta.tar.gz", "Spam-1.0.tar.gz"];
    expect(project(JSON.stringify({ files: names.map((name) => file(name)) }))).toBe("spam");
    const numbered = ["spam-2-1.0.tar.gz", "spam-2-1.1.tar.gz", "spam_2-1.2-py3-none-any.whl"];
    expect(project(JSON.stringify({ files: numbered.map((name) => file(name)) }))).toBe("spam-2");
  });

  it("of the whole index, or of something else, is of no project", () => {
    const list = { meta: {}, projects: [{ name: "spam" }, { name: "ham" }] };
    expect(readPage(new ReusingBody(Buffer.from(JSON.stringify(list))))).toEqual({ kind: "list" });
    expect(project('{"hello": "world"}')).toBeUndefined();
    expect(project("[1, 2]")).toBeUndefined();
  });

  it("is what pip-audit asked about a release", () => {
    const record = {
      info: { description: "x".repeat(100_000), name: "Spam", version: "1.0" },
      urls: [],
      last_serial: 1,
    };
    const body = gzipSync(JSON.stringify(record));
    const headers = new Map([
      ["content-type", "application/json"],
      ["content-encoding", "gzip"],
    ]);
    expect(identifyBody(new ReusingBody(body), headers)).toEqual({
      kind: "other",
      name: "Spam",
      version: "1.0",
      reason: "release record",
    });
  });
});

describe("a page in HTML", () => {
  it.each([
    ["<title>Links for spam-eggs</title>", "spam-eggs"],
    ["<TITLE>\n  Links for Spam.Eggs\n</TITLE>", "Spam.Eggs"],
    ["<title>root/dev: links for spam_eggs</title>", "spam_eggs"],
    ["<h1>Links for spam-eggs</h1>", "spam-eggs"],
    ["<title>Simple Index</title><h1 class='x'>links for spam-eggs</h1>", "spam-eggs"],
    ["<title>My packages</title>", "spam-eggs"],
    ["", "spam-eggs"],
  ])("is of the project that it names, or that its files are of: %j", (title, name) => {
    const text = `<!DOCTYPE html><html><head>${title}</head><body>${anchors("Spam_Eggs-1.0-py3-none-any.whl", "spam.eggs-0.1.tar.gz")}</body></html>`;
    expect(project(text)).toBe(name);
    expect(project(gzipSync(text), "gzip")).toBe(name);
    expect(project(brotliCompressSync(text), "br")).toBe(name);
    expect(project(gzipSync(text))).toBe(name);
  });

  it("is known by its title from its first KiB", () => {
    const names = Array.from({ length: 5000 }, (_, i) => `spam-1.${i}.tar.gz`);
    const body = new ReusingBody(gzipSync(`<html><title>Links for spam</title>${anchors(...names)}</html>`));
    expect(readPageProject(body, "gzip")).toBe("spam");
    expect(body.bytesRead).toBeLessThanOrEqual(1024);
  });

  it("of several projects is of none, however late the second comes", () => {
    const names = [
      ...Array.from({ length: 5000 }, (_, i) => `torch-2.${i}-py3-none-any.whl`),
      "vision-1.0-py3-none-any.whl",
    ];
    const body = new ReusingBody(Buffer.from(anchors(...names)));
    expect(readPage(body)).toMatchObject({ kind: "list" });
    expect(identifyBody(new ReusingBody(body.bytes), new Map([["content-type", "text/html"]]))).toEqual({
      kind: "index page",
      reason: "list of projects",
    });
  });

  it("whose title and files contradict each other, or that is no index page, is of nobody", () => {
    expect(project(`<title>Links for spam</title>${anchors("ham-1.0-py3-none-any.whl")}`)).toBeUndefined();
    expect(project("<html><title>Sign in</title><a href='/help'>Help</a></html>")).toBeUndefined();
    expect(project("<html><title>Links for all projects</title></html>")).toBeUndefined();
  });

  it("that links to nothing is still of the project in its title", () => {
    expect(project("<html><title>Links for spam</title><h1>Links for spam</h1></html>")).toBe("spam");
  });

  it("that is a bomb, or has no ends, costs little", () => {
    const bomb = gzipSync(Buffer.alloc(300 << 20, "<"), { level: 1 });
    const time = processorTime(() => {
      expect(project(bomb, "gzip")).toBeUndefined();
      expect(project("<a ".repeat(300_000))).toBeUndefined();
      expect(project("<a href='".repeat(100_000))).toBeUndefined();
      expect(project("<title>".repeat(100_000))).toBeUndefined();
      expect(project("<!--".repeat(100_000))).toBeUndefined();
    });
    expect(time).toBeLessThan(3000);
  });
});

describe("a page in zstd", () => {
  /** What libzstd made, at its highest level and with a checksum, of a page of `spam` with twenty files. */
  const zstd = Buffer.from(
    "KLUv/WTzBfUFADJIGxhwzQOoz1MSMkpmOauqBkVRlOQjcySq6rxTIWWMEL7nXGuMrfX/L2WMEL7nXGuMrfWvgEk4MONVuZZC1QVh5ts0iIKd6HBM" +
      "Gx/8A4lQs3NVEqMtvblaurQCpn7/VrMXJsm4PkFyaUtqNm2qbSkvqCHcgUFJIcO+AaCTVGshFERQhERQhBHhp1ki7AfiQnKyZHJkZchocrqajFUE" +
      "xKKGscLR0VD9wiSbLp3Km6S2mBqDX7QB/KIO+J7AVgEd2KRc",
    "base64",
  );

  it("is read, with or without its header", () => {
    expect(project(zstd, "zstd")).toBe("spam");
    expect(project(zstd)).toBe("spam");
  });

  it("that asks for gigabytes is refused", () => {
    const greedy = Buffer.from(zstd);
    greedy[4] = 0x04; // A window, not one segment,
    greedy[5] = 0xf8; // of 2 TiB.
    const before = process.memoryUsage().arrayBuffers;
    expect(project(greedy, "zstd")).toBeUndefined();
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(32 << 20);
  });
});
