import { decodeBzip2, firstBlock } from "../../../src/pip-cache/readers/formats/bzip2";
import { Bzip2Error } from "../../../src/pip-cache/readers/formats/bzip2-bits";
import { fileOfPython, itWithPython, processorTime, runPython, source } from "./helpers";
import { temporaryDirectory } from "../../support/temporary";
import { readFileSync } from "node:fs";
import { join } from "node:path";

function decode(bytes: Uint8Array): Buffer {
  const pieces: Buffer[] = [];
  for (const piece of decodeBzip2(source(bytes))) pieces.push(Buffer.from(piece));
  return Buffer.concat(pieces);
}

function decodeOrError(bytes: Uint8Array): Buffer | unknown {
  try {
    return decode(bytes);
  } catch (error) {
    return error;
  }
}

const compress = `
import sys, json, bz2, random
content, levels = json.load(sys.stdin)
data = eval(content)
open("plain", "wb").write(data)
for level in levels:
    open("out%d" % level, "wb").write(bz2.compress(data, level))
`;

describe("bzip2", () => {
  itWithPython.each([
    ["nothing", "b''"],
    ["a byte", "b'a'"],
    ["runs of four and five", "b'aaaabbbbbaaaa' * 50"],
    ["runs around 255", "b''.join(b'x' * n + b'y' * n for n in range(250, 270))"],
    ["zeros over several blocks", "bytes(2500000)"],
    ["all bytes", "bytes(range(256)) * 1000"],
    ["noise", "random.Random(1).randbytes(250000)"],
    ["text", "open(json.__file__, 'rb').read() * 20"],
  ])("of Python is decoded: %s", (_, content) => {
    const levels = [1, 9];
    const directory = temporaryDirectory();
    runPython(compress, [content, levels], directory);
    const plain = readFileSync(join(directory, "plain"));
    for (const level of levels) expect(decode(readFileSync(join(directory, `out${level}`))).equals(plain)).toBe(true);
  });

  itWithPython("of several streams is decoded, and what follows them ignored", () => {
    const bytes = fileOfPython(
      "import bz2\nopen('out', 'wb').write(bz2.compress(b'one') + bz2.compress(b'two') + b'rest')",
    );
    expect(decode(bytes).toString()).toBe("onetwo");
  });

  itWithPython("gives its first block, at most so much of it, or nothing when that is damaged", () => {
    const bytes = fileOfPython("import bz2\nopen('out', 'wb').write(bz2.compress(b'spam' * 60000, 1))");
    expect(firstBlock(source(bytes), 7)).toEqual(Uint8Array.from(Buffer.from("spamspa")));
    expect(firstBlock(source(bytes), 1 << 20)!.length).toBeGreaterThan(90_000);
    for (let position = 0; position < 30; position++) {
      const damaged = Buffer.from(bytes);
      damaged[position] ^= 0x20;
      expect(firstBlock(source(damaged), 100)).toBeUndefined();
    }
    expect(firstBlock(source(bytes.subarray(0, 40)), 100)).toBeUndefined();
  });

  itWithPython("says what is wrong with it, and ends, however it is damaged", () => {
    const bytes = fileOfPython("import bz2\nopen('out', 'wb').write(bz2.compress(b'spam and eggs' * 3000, 1))");
    const plain = decode(bytes);
    let refused = 0;
    const time = processorTime(() => {
      for (let i = 0; i < 3000; i++) {
        const damaged = Buffer.from(bytes);
        damaged[(i * 7919) % bytes.length] ^= 1 << (i % 8);
        // Some bits say nothing: padding, the higher of two levels that would do.
        if (decodeOrError(damaged) instanceof Bzip2Error) refused++;
        else expect(decode(damaged).equals(plain)).toBe(true);
      }
    });
    expect(refused).toBeGreaterThan(2700);
    expect(time).toBeLessThan(30_000);
  });

  it("that claims endless runs ends", () => {
    const time = processorTime(() => {
      for (const filler of [0x00, 0xff, 0x55, 0xaa, 0x92]) {
        const bytes = Buffer.concat([
          Buffer.from("BZh9\x31\x41\x59\x26\x53\x59", "latin1"),
          Buffer.alloc(1 << 20, filler),
        ]);
        expect(() => decode(bytes)).toThrow(Bzip2Error);
      }
    });
    expect(time).toBeLessThan(5000);
  });
});
