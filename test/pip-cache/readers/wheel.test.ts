import {
  parseWheelFileName,
  pythonOf,
  readWheel,
  readWheelDirectory,
} from "../../../src/pip-cache/readers/identify/wheel";
import { bytesOf } from "../../support/content";
import { buildWheel } from "../../support/distributions";
import { buildZip } from "../../support/zip";
import { fileOfPython, itWithPython, processorTime, ReusingBody } from "./helpers";

/** Writes a wheel with Python's own `zipfile`, as builders do. */
const wheelScript = `
import sys, json, zipfile
o = json.load(sys.stdin)
method = {"stored": zipfile.ZIP_STORED, "bzip2": zipfile.ZIP_BZIP2, "lzma": zipfile.ZIP_LZMA}.get(o.get("method"), zipfile.ZIP_DEFLATED)
with zipfile.ZipFile("out", "w", method, allowZip64=True) as z:
    for i in range(o.get("members", 0)):
        z.writestr("spam/module_%05d.py" % i, "x = %d\\n" % i)
    for name, text in o["files"].items():
        if o.get("stream"):
            with z.open(name, "w", force_zip64=True) as f: f.write(text.encode())
        else:
            z.writestr(name, text)
    for i in range(o.get("after", 0)):
        z.writestr("spam/later_%05d.py" % i, "x = %d\\n" % i)
    z.comment = b"c" * o.get("comment", 0)
if o.get("before"):
    data = open("out", "rb").read()
    open("out", "wb").write(b"#!" + b"x" * o["before"] + data)
`;
const metadata = "Metadata-Version: 2.1\nName: Spam.Eggs\nVersion: 1.0\n\ndescription";
const tags = "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py2-none-any\nTag: py3-none-any\n";
const files = { "Spam.Eggs-1.0.dist-info/METADATA": metadata, "Spam.Eggs-1.0.dist-info/WHEEL": tags };
const expected = {
  name: "Spam.Eggs",
  version: "1.0",
  tags: ["py2-none-any", "py3-none-any"],
};

function zipOf(members: Record<string, string>): Buffer {
  return bytesOf(buildZip(Object.entries(members).map(([name, text]) => ({ name, data: Buffer.from(text) }))));
}

function read(bytes: Uint8Array) {
  return readWheel(new ReusingBody(bytes));
}

describe("a wheel", () => {
  itWithPython.each<[string, object, number]>([
    ["as usual", {}, 5_000],
    ["with stored members", { method: "stored" }, 5_000],
    ["with members in bzip2", { method: "bzip2" }, 5_000],
    ["with members in LZMA", { method: "lzma" }, 5_000],
    ["with a comment", { comment: 300 }, 5_000],
    ["with the longest comment", { comment: 65_535 }, 75_000],
    ["with zip64 fields in its local headers", { stream: true }, 5_000],
    ["of 5,000 members, its metadata last", { members: 5_000 }, 5_000],
    ["of 5,000 members, its metadata first", { after: 5_000 }, 9_000],
    ["of 5,000 members, its metadata in their midst", { members: 2_500, after: 2_500 }, 450_000],
    ["of 70,000 members, which take zip64", { members: 70_000 }, 5_000],
    ["behind other bytes", { before: 1000 }, 6_000],
  ])("made by Python is read: %s", (_, options, maxBytes) => {
    const body = new ReusingBody(fileOfPython(wheelScript, { files, ...options }));
    expect(readWheel(body)).toEqual(expected);
    expect(body.bytesRead).toBeLessThan(maxBytes);
  });

  const words = (count: number) => Array.from({ length: count }, (_, i) => Math.imul(i, 2654435761)).join(" ");
  const long = { varied: words(110_000), "all the same": "spam ".repeat(240_000) };

  for (const method of ["stored", "deflated", "bzip2", "lzma"]) {
    for (const [kind, description] of Object.entries(long)) {
      const bytes = (folder: string, text = metadata + description) => {
        const changed = { [`${folder}.dist-info/METADATA`]: text, [`${folder}.dist-info/WHEEL`]: tags };
        return fileOfPython(wheelScript, { method, files: changed });
      };

      itWithPython(`with 1.2 MB of metadata, ${kind} and ${method}, is read for the price of their start`, () => {
        const body = new ReusingBody(bytes("Spam.Eggs-1.0"));
        expect(readWheel(body)).toEqual(expected);
        // A block of bzip2 says nothing before its end.
        expect(body.bytesRead).toBeLessThan(method === "bzip2" ? 600_000 : 10_000);
      });

      itWithPython(`with 1.2 MB of metadata, ${kind} and ${method}, that its folder contradicts is read whole`, () => {
        const whole = bytes("ham-1.0");
        expect(read(whole)).toEqual(expected);
        const damaged = Buffer.from(whole);
        damaged[whole.indexOf("METADATA") + 50] ^= 1;
        expect(read(damaged)).toBeUndefined();
      });

      itWithPython(`with 100 kB before its name, ${kind} and ${method}, is read`, () => {
        const late = metadata.replace("Name:", `License: ${description.slice(0, 100_000)}\nName:`);
        expect(read(bytes("Spam.Eggs-1.0", late))).toEqual(expected);
      });
    }
  }

  itWithPython.each(["deflated", "bzip2", "lzma"])(
    "that says it has gigabytes of metadata is read by its start: %s",
    (method) => {
      const bytes = fileOfPython(wheelScript, { method, files });
      bytes.writeUInt32LE(0xfffffffe, bytes.lastIndexOf("Spam.Eggs-1.0.dist-info/METADATA") - 46 + 24);
      expect(read(bytes)).toEqual(expected);
    },
  );

  it("with members in Zstandard, as of Python 3.14, is read", () => {
    const packed = Object.entries(files).map(([name, text]) => ({
      name,
      data: Buffer.from(text),
      method: 93 as const,
    }));
    expect(read(bytesOf(buildZip(packed)))).toEqual(expected);
  });

  it("has the name of its metadata and its folder, not of one that it carries along", () => {
    const vendored = { "setuptools/_vendor/wheel-0.43.dist-info/METADATA": metadata.replace("Spam.Eggs", "wheel") };
    expect(read(zipOf({ ...files, ...vendored }))).toEqual(expected);
    expect(read(zipOf(vendored))).toBeUndefined();
  });

  it("with two folders of metadata is none, as for pip", () => {
    expect(read(zipOf({ ...files, "ham-1.0.dist-info/METADATA": metadata }))).toBeUndefined();
  });

  it("whose folder says another name is believed only when its metadata is intact", () => {
    const bytes = zipOf({ "ham-1.0.dist-info/METADATA": metadata, "ham-1.0.dist-info/WHEEL": tags });
    expect(read(bytes)).toEqual({ name: "Spam.Eggs", version: "1.0", tags: expected.tags });
    const long = metadata + Array.from({ length: 5000 }, (_, i) => Math.imul(i, 2654435761)).join(" ");
    const damaged = zipOf({ "ham-1.0.dist-info/METADATA": long, "ham-1.0.dist-info/WHEEL": tags });
    expect(read(damaged)).toMatchObject({ name: "Spam.Eggs" });
    damaged[20_000] ^= 1;
    expect(read(damaged)).toBeUndefined();
  });

  it("for one platform keeps its tags", () => {
    const wheel = buildWheel({ name: "spam", version: "1", python: "cp312", abi: "cp312", platform: "win_amd64" });
    expect(read(wheel.content)).toEqual({ name: "spam", version: "1", tags: ["cp312-cp312-win_amd64"] });
    expect(readWheelDirectory(new ReusingBody(wheel.content))?.readTags()).toEqual(["cp312-cp312-win_amd64"]);
  });

  it("without WHEEL, or with one that says nothing, has no tags", () => {
    const only = { "Spam.Eggs-1.0.dist-info/METADATA": metadata };
    expect(read(zipOf(only))).toEqual({ name: "Spam.Eggs", version: "1.0", tags: [] });
    expect(read(zipOf({ ...only, "Spam.Eggs-1.0.dist-info/WHEEL": "Tag: ../../etc\n" }))?.tags).toEqual([]);
  });

  it("is read with Windows line ends, and tags that are still compressed", () => {
    const crlf = Object.fromEntries(Object.entries(files).map(([name, text]) => [name, text.replaceAll("\n", "\r\n")]));
    expect(read(zipOf(crlf))).toEqual(expected);
    const compressed = { ...files, "Spam.Eggs-1.0.dist-info/WHEEL": "Tag: py2.py3-none-any\n" };
    expect(read(zipOf(compressed))).toEqual(expected);
  });

  it("that announces too many tags, or members too large, is no trouble", () => {
    const many = Array.from({ length: 400 }, (_, i) => `a${i}`).join(".");
    expect(read(zipOf({ ...files, "Spam.Eggs-1.0.dist-info/WHEEL": `Tag: ${many}-${many}-${many}\n` }))?.tags).toEqual(
      [],
    );
    const bomb = metadata + "a".repeat(100 << 20);
    const time = processorTime(() => {
      expect(read(zipOf({ ...files, "Spam.Eggs-1.0.dist-info/METADATA": bomb }))).toEqual(expected);
      expect(read(zipOf({ ...files, "Spam.Eggs-1.0.dist-info/WHEEL": " ".repeat(100 << 20) }))?.tags).toEqual([]);
    });
    expect(time).toBeLessThan(5000);
  });
});

describe("the Pythons a wheel is for", () => {
  it.each([
    ["py3-none-any", "any"],
    ["py2-none-any py3-none-any", "any"],
    ["py2-none-any", "py2"],
    ["py3-none-manylinux_2_17_x86_64", "any"],
    ["cp39-abi3-win_amd64", "any"],
    ["cp312-cp312-win_amd64", "cp312"],
    ["cp313-cp313t-win_amd64", "cp313"],
    ["cp312-cp312-manylinux_2_17_x86_64 cp312-cp312-manylinux2014_x86_64", "cp312"],
    ["cp38-none-any cp39-none-any", "any"],
    ["pp310-pypy310_pp73-win_amd64", "pp310"],
    ["", undefined],
  ])("of the tags %j are %s", (text, python) => {
    expect(pythonOf(text.split(" ").filter((tag) => tag !== ""))).toBe(python);
  });
});

describe("a wheel's file name", () => {
  it("gives name, version and tags", () => {
    expect(parseWheelFileName("zope.interface-8.0.1-cp312-cp312-manylinux1_i686.manylinux_2_5_i686.whl")).toEqual({
      name: "zope.interface",
      version: "8.0.1",
      tags: ["cp312-cp312-manylinux1_i686", "cp312-cp312-manylinux_2_5_i686"],
    });
    expect(parseWheelFileName("six-1.17.0-1-py2.py3-none-any.whl")?.tags).toEqual(["py2-none-any", "py3-none-any"]);
  });

  it.each([
    "six-1.17.0.whl",
    "six-1.17.0-x-py3-none-any.whl",
    "six.whl",
    "-1-py3-none-any.whl",
    "six-1-py3-none-any.zip",
  ])("cannot be %s", (fileName) => expect(parseWheelFileName(fileName)).toBeUndefined());
});
