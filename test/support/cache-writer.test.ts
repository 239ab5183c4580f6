import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { inflateSync } from "node:zlib";
import type { Headers } from "./answers";
import { type Answer, httpEntry, httpV2Entry, type HttpWriter } from "./cache-writer";
import { newPip } from "./pip";
import { extractRealCache, type RealCacheName } from "./real-caches";
import { temporaryDirectory } from "./temporary";
import { filesBelow } from "./tree";

describe("the cache writer", () => {
  const pip = newPip();
  const cases: Array<[RealCacheName, HttpWriter | "http-v2"]> = [
    ["http-pip20.3.4-python2", "python2"],
    ["http-pip23.2.1", "python3"],
    ["http-v2-pip24.3.1", "http-v2"],
  ];

  // The reader here is pip's own copy of msgpack: neither end of the comparison is ours.
  itOrSkip(pip ? undefined : noPip).each(cases)(
    "writes every entry of %s again, byte for byte",
    async (name, writer) => {
      const cache = await extractRealCache(name);
      const entries = filesBelow(cache).filter((file) => /^http/.test(file) && !file.endsWith(".body"));
      const paths = entries.map((file) => join(cache, file));
      const options = { encoding: "utf8", maxBuffer: 1 << 26 } as const;
      const all = JSON.parse(execFileSync(pip?.python as string, ["-c", decode, ...paths], options)) as Decoded[];
      for (const [at, decoded] of all.entries()) {
        const file = entries[at];
        const body = existsSync(join(cache, `${file}.body`))
          ? readFileSync(join(cache, `${file}.body`))
          : Buffer.from(decoded.body, "base64");
        const ours = rewrite(writer, { ...decoded, url: file, body });
        expect([file, ours[0].equals(readFileSync(join(cache, file)))]).toEqual([file, true]);
        if (writer === "http-v2") expect(ours[1].equals(body)).toBe(true);
      }
      expect(all.length).toBeGreaterThan(3);
    },
  );

  it("writes every entry of http-pip9.0.3 again, its compression aside", async () => {
    const cache = await extractRealCache("http-pip9.0.3");
    for (const file of filesBelow(cache)) {
      const text = inflateSync(readFileSync(join(cache, file)).subarray(5)).toString();
      const { response, vary } = JSON.parse(text) as Cc2;
      const plain = (map: Record<string, string>) =>
        Object.entries(map).map(([key, value]): [string, string] => [plainText(key), plainText(value)]);
      const request = Object.fromEntries(plain(vary).map(([key, value]) => [key.toLowerCase(), value]));
      const answer = {
        url: file,
        headers: plain(response.headers),
        body: Buffer.from(response.body, "base64"),
        request,
      };
      const [ours] = rewrite("cc2", answer);
      expect(ours.subarray(0, 5).toString()).toBe("cc=2,");
      expect(inflateSync(ours.subarray(5)).toString()).toBe(text);
    }
  });
});

interface Decoded {
  body: string;
  headers: Headers;
  status: number;
  reason: string;
  request: Record<string, string>;
}

interface Cc2 {
  response: { headers: Record<string, string>; body: string };
  vary: Record<string, string>;
}

const decode = `
import base64, json, sys
from pip._vendor import msgpack

def describe(path):
    entry = msgpack.loads(open(path, "rb").read()[5:], raw=False)
    response = entry["response"]
    return {
        "body": base64.b64encode(response["body"]).decode(),
        "headers": list(response["headers"].items()),
        "status": response["status"],
        "reason": response["reason"],
        "request": {name.lower(): value for name, value in entry["vary"].items()},
    }

print(json.dumps([describe(path) for path in sys.argv[1:]]))
`;
import { itOrSkip, noPip } from "./unless";

/** The files that the writer makes of an answer. */
function rewrite(writer: HttpWriter | "http-v2", answer: Answer): Buffer[] {
  const directory = temporaryDirectory();
  const { files } = writer === "http-v2" ? httpV2Entry(directory, answer) : httpEntry(directory, answer, { writer });
  return files.map((file) => readFileSync(join(directory, file)));
}

function plainText(base64: string): string {
  return Buffer.from(base64, "base64").toString();
}
