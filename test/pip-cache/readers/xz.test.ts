import { readFileSync } from "node:fs";
import { join } from "node:path";
import { LzmaError } from "../../../src/pip-cache/readers/formats/lzma";
import { decodeXz, startOfXz } from "../../../src/pip-cache/readers/formats/xz";
import { temporaryDirectory } from "../../support/temporary";
import { fileOfPython, itWithPython, processorTime, runPython, source } from "./helpers";

function decode(bytes: Uint8Array): Buffer {
  const pieces: Buffer[] = [];
  for (const piece of decodeXz(source(bytes))) pieces.push(Buffer.from(piece));
  return Buffer.concat(pieces);
}

function errorOf(bytes: Uint8Array): unknown {
  try {
    decode(bytes);
  } catch (error) {
    return error;
  }
  return undefined;
}

const compress = `
import sys, json, lzma, random
contents, options = json.load(sys.stdin)
options = {name: eval(value) for name, value in options.items()}
for index, content in enumerate(contents):
    data = eval(content)
    open("plain%d" % index, "wb").write(data)
    open("out%d" % index, "wb").write(lzma.compress(data, **options))
`;

/** Has Python pack contents in one way. */
function packed(contents: string[], options: Record<string, string>): { plain: Buffer; packed: Buffer }[] {
  const directory = temporaryDirectory();
  runPython(compress, [contents, options], directory);
  const read = (name: string) => readFileSync(join(directory, name));
  return contents.map((_, index) => ({ plain: read(`plain${index}`), packed: read(`out${index}`) }));
}

const text = "open(json.__file__, 'rb').read() * 20";
const contents: [string, string][] = [
  ["nothing", "b''"],
  ["a byte", "b'a'"],
  ["runs", "b'aaaabbbbbaaaa' * 50"],
  ["zeros over several windows", "bytes(9000000)"],
  ["all bytes", "bytes(range(256)) * 1000"],
  ["noise, which is kept as it is", "random.Random(1).randbytes(250000)"],
  ["noise that comes again far behind", "random.Random(1).randbytes(90000) * 40"],
  ["text", text],
];

const ways: [string, Record<string, string>][] = [
  ["as by itself", {}],
  ["fast", { preset: "0" }],
  ["best, with a checksum of 256 bits", { preset: "9 | lzma.PRESET_EXTREME", check: "lzma.CHECK_SHA256" }],
  ["with a checksum of 32 bits", { check: "lzma.CHECK_CRC32" }],
  ["with none", { check: "lzma.CHECK_NONE" }],
  [
    "with other properties and a small dictionary",
    { filters: "[{'id': lzma.FILTER_LZMA2, 'dict_size': 4096, 'lc': 0, 'lp': 3, 'pb': 4}]" },
  ],
  ["the old way", { format: "lzma.FORMAT_ALONE" }],
];

describe("xz", () => {
  itWithPython.each(ways)("of Python is decoded: %s", (_, options) => {
    const all = packed(
      contents.map(([, content]) => content),
      options,
    );
    const wrong = contents.filter((_, index) => !decode(all[index].packed).equals(all[index].plain));
    expect(wrong).toEqual([]);
  });

  itWithPython("of several streams is decoded, and what follows them ignored, as Python does it", () => {
    const script = `
import lzma
data = lzma.compress(b'one') + lzma.compress(b'two') + bytes(8) + lzma.compress(b'three')
open("out", "wb").write(data)
assert lzma.open("out").read() == b'onetwo'
`;
    expect(decode(fileOfPython(script)).toString()).toBe("onetwo");
  });

  itWithPython("gives its start, at most so much of it, also when the rest is not there", () => {
    const [whole] = packed([text], {});
    expect(startOfXz(source(whole.packed), 5000)!.equals(whole.plain.subarray(0, 5000))).toBe(true);
    const start = startOfXz(source(whole.packed.subarray(0, 2000)), 1 << 20)!;
    expect(start.length).toBeGreaterThan(2000);
    expect(start.equals(whole.plain.subarray(0, start.length))).toBe(true);
  });

  itWithPython("says that it is damaged, and ends, however it is damaged", () => {
    const script = "import lzma\nopen('out', 'wb').write(lzma.compress(b'spam and eggs' * 3000, preset=1))";
    const bytes = fileOfPython(script);
    const time = processorTime(() => {
      for (let position = 0; position < bytes.length; position++) {
        for (let bit = 0; bit < 8; bit++) {
          const damaged = Buffer.from(bytes);
          damaged[position] ^= 1 << bit;
          expect(errorOf(damaged)).toBeInstanceOf(LzmaError);
          startOfXz(source(damaged), 1000);
        }
        expect(errorOf(bytes.subarray(0, position))).toBeInstanceOf(LzmaError);
      }
    });
    expect(time).toBeLessThan(30_000);
  });

  it("that asks for gigabytes of memory gets none", () => {
    const head = Buffer.alloc(18, 0xff);
    head[0] = 0x5d;
    head.writeUInt32LE(0xfffffff0, 1);
    head[13] = 0;
    expect(errorOf(head)).toBeInstanceOf(LzmaError);
  });
});
