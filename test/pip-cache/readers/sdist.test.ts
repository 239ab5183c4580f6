import { gzipSync } from "node:zlib";
import { identifyBody, noHeaders, readDisplayName } from "../../../src/pip-cache/readers/identify/identify";
import {
  readPlainTar,
  readTarBz2,
  readTarGz,
  readTarXz,
  readZipSdist,
} from "../../../src/pip-cache/readers/identify/sdist";
import { bytesOf } from "../../support/content";
import { buildTar } from "../../support/tar";
import { buildZip } from "../../support/zip";
import { fileOfPython, itWithPython, processorTime, ReusingBody } from "./helpers";

/** Writes an archive with Python's own `tarfile` or `zipfile`, as builders do. */
const sdistScript = `
import sys, json, tarfile, zipfile, io, random
o = json.load(sys.stdin)
if o["mode"] == "zip":
    with zipfile.ZipFile("out", "w", zipfile.ZIP_DEFLATED) as z:
        for name, text in o["files"]: z.writestr(name, text)
else:
    formats = {"ustar": tarfile.USTAR_FORMAT, "gnu": tarfile.GNU_FORMAT, "pax": tarfile.PAX_FORMAT}
    with tarfile.open("out", o["mode"], format=formats[o.get("format", "pax")]) as t:
        for name, text in o["files"]:
            data = text.encode() if isinstance(text, str) else random.Random(1).randbytes(text)
            info = tarfile.TarInfo(name); info.size = len(data)
            if name.endswith("/"): info.type = tarfile.DIRTYPE; info.size = 0
            if o.get("uid"): info.uid = o["uid"]
            t.addfile(info, io.BytesIO(data))
`;
const pkgInfo = "Metadata-Version: 1.0\nName: Spam.Eggs\nVersion: 1.0\n\n";
const expected = { name: "Spam.Eggs", version: "1.0" };
const readers = {
  "w:gz": readTarGz,
  "w:bz2": readTarBz2,
  "w:xz": readTarXz,
  "w:": readPlainTar,
  zip: readZipSdist,
} as const;

function tarGz(members: [string, string][], options: { level?: number } = {}): Buffer {
  return gzipSync(buildTar(members.map(([name, text]) => ({ name, data: Buffer.from(text) }))), options);
}

describe("an sdist made by Python", () => {
  const old: [string, string | number][] = [
    ["Spam.Eggs-1.0/", ""],
    ["Spam.Eggs-1.0/setup.py", "setup()"],
    ["Spam.Eggs-1.0/Spam.Eggs.egg-info/PKG-INFO", pkgInfo.replace("1.0\n\n", "9.9\n\n")],
    ["Spam.Eggs-1.0/PKG-INFO", pkgInfo],
  ];
  const modern = old.map(([name, text]): [string, string | number] => [
    name.replaceAll("Spam.Eggs", "spam_eggs"),
    text,
  ]);

  for (const mode of ["w:gz", "w:bz2", "w:xz", "w:", "zip"] as const) {
    itWithPython(`is read (${mode}), in the old layout and in the new`, () => {
      const read = readers[mode];
      expect(read(new ReusingBody(fileOfPython(sdistScript, { mode, files: old })))).toEqual(expected);
      expect(read(new ReusingBody(fileOfPython(sdistScript, { mode, files: modern })))).toEqual(expected);
    });
  }

  itWithPython.each(["ustar", "gnu", "pax"])("is read through long names and large numbers: %s", (format) => {
    const long = `spam_eggs-1.0/${"d/".repeat(40)}${"f".repeat(90)}`;
    const files = [
      [long, "x"],
      ["spam_eggs-1.0/PKG-INFO", pkgInfo],
    ];
    const uid = format === "ustar" ? 100 : 3_000_000;
    const bytes = fileOfPython(sdistScript, { mode: "w:gz", format, files, uid });
    expect(readTarGz(new ReusingBody(bytes))).toMatchObject(expected);
  });

  itWithPython("with PKG-INFO behind megabytes is named by its folder, for the price of its first 4 KiB", () => {
    const files = [
      ["spam_eggs-1.0/data", 3_000_000],
      ["spam_eggs-1.0/PKG-INFO", pkgInfo],
    ];
    const body = new ReusingBody(fileOfPython(sdistScript, { mode: "w:gz", files }));
    expect(readTarGz(body)).toEqual({ name: "spam_eggs", version: "1.0" });
    expect(body.bytesRead).toBe(4096);
  });

  itWithPython("with PKG-INFO behind some files gives its spelling to who asks for it", () => {
    const files = [
      ["spam_eggs-1.0/data", 20_000],
      ["spam_eggs-1.0/PKG-INFO", pkgInfo],
    ];
    const bytes = fileOfPython(sdistScript, { mode: "w:gz", files });
    expect(readTarGz(new ReusingBody(bytes))?.name).toBe("spam_eggs");
    expect(readTarGz(new ReusingBody(bytes), true)?.name).toBe("Spam.Eggs");
  });
});

describe("a tar.xz", () => {
  const megabytes: [string, string | number][] = [
    ["spam_eggs-1.0/data", 3_000_000],
    ["spam_eggs-1.0/PKG-INFO", pkgInfo],
  ];

  itWithPython("with PKG-INFO behind megabytes is named by its folder, for the price of its first 4 KiB", () => {
    const body = new ReusingBody(fileOfPython(sdistScript, { mode: "w:xz", files: megabytes }));
    expect(readTarXz(body)).toEqual({ name: "spam_eggs", version: "1.0" });
    expect(body.bytesRead).toBe(4096);
  });

  itWithPython("whose folder and PKG-INFO disagree is believed only when it is intact", () => {
    const files = [["ham-2.0/PKG-INFO", pkgInfo]];
    const bytes = fileOfPython(sdistScript, { mode: "w:xz", files });
    expect(readTarXz(new ReusingBody(bytes))).toEqual(expected);
    const checksum = bytes.length - 12 - 8 - 4;
    bytes[checksum] ^= 1;
    expect(readTarXz(new ReusingBody(bytes))).toBeUndefined();
  });

  itWithPython("is known by its first bytes, as tar and tar.lzma are, and other such files are no sdists", () => {
    const lzma =
      "import sys, lzma\nopen('out', 'wb').write(lzma.compress(bytes.fromhex(sys.stdin.read()[1:-1]), **{}))";
    const alone = lzma.replace("**{}", "format=lzma.FORMAT_ALONE");
    const tar = fileOfPython(sdistScript, { mode: "w:", files: megabytes });
    const xz = fileOfPython(sdistScript, { mode: "w:xz", files: megabytes });
    for (const bytes of [tar, xz, fileOfPython(alone, tar.toString("hex"))]) {
      expect(identifyBody(new ReusingBody(bytes), noHeaders)).toEqual({
        kind: "sdist",
        name: "spam_eggs",
        version: "1.0",
      });
      expect(readDisplayName(new ReusingBody(bytes))).toBe("spam_eggs");
    }
    const text = Buffer.from("spam").toString("hex");
    for (const script of [lzma, alone]) {
      const identity = identifyBody(new ReusingBody(fileOfPython(script, text)), noHeaders);
      expect(identity).toEqual({ kind: "other", reason: "xz" });
    }
  });
});

describe("a tar.gz", () => {
  it("whose folder and PKG-INFO disagree is believed only when it is intact", () => {
    const bytes = tarGz([["ham-2.0/PKG-INFO", pkgInfo]]);
    expect(readTarGz(new ReusingBody(bytes))).toEqual(expected);
    bytes[bytes.length - 6] ^= 1;
    expect(readTarGz(new ReusingBody(bytes))).toBeUndefined();
  });

  it("without PKG-INFO is an sdist only when its folder is named like one", () => {
    expect(readTarGz(new ReusingBody(tarGz([["spam-1.0/setup.py", ""]])))).toMatchObject({
      name: "spam",
      version: "1.0",
    });
    for (const folder of ["spam", "spam-main", "spam-1.0-final-final", "-1.0", "1.0-"]) {
      expect(readTarGz(new ReusingBody(tarGz([[`${folder}/setup.py`, ""]])))).toBeUndefined();
    }
  });

  it("that a code host packed is named after a repository, which is no project", () => {
    const commit = {
      name: "pax_global_header",
      data: Buffer.from("52 comment=0123456789012345678901234567890123456789\n"),
    };
    const tar = buildTar([commit, { name: "python-spam-1.0/setup.py", data: Buffer.alloc(0) }]);
    tar[156] = 0x67;
    let sum = 256;
    for (let i = 0; i < 512; i++) sum += i >= 148 && i < 156 ? 0 : tar[i];
    tar.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148, "latin1");
    expect(readTarGz(new ReusingBody(gzipSync(tar)))).toBeUndefined();
  });

  it("of several folders is no sdist", () => {
    expect(
      readTarGz(
        new ReusingBody(
          tarGz([
            ["spam-1.0/a", ""],
            ["ham-1.0/PKG-INFO", pkgInfo],
          ]),
        ),
      ),
    ).toBeUndefined();
  });

  it("with a wrong checksum in a header says nothing", () => {
    const tar = buildTar([{ name: "spam-1.0/PKG-INFO", data: Buffer.from(pkgInfo) }]);
    tar[1] ^= 1;
    expect(readTarGz(new ReusingBody(gzipSync(tar)))).toBeUndefined();
  });

  it("that is a bomb costs little", () => {
    const bomb = gzipSync(Buffer.alloc(200 << 20));
    const time = processorTime(() => {
      expect(readTarGz(new ReusingBody(bomb))).toBeUndefined();
    });
    expect(time).toBeLessThan(1000);
  });

  it("that is cut off is still named by its start", () => {
    const bytes = tarGz(
      [
        ["spam_eggs-1.0/PKG-INFO", pkgInfo],
        ["spam_eggs-1.0/x", "x".repeat(1000)],
      ],
      { level: 0 },
    );
    expect(readTarGz(new ReusingBody(bytes.subarray(0, 1200)))).toMatchObject(expected);
  });
});

describe("a zip", () => {
  it("that is an egg is no sdist", () => {
    const egg = bytesOf(buildZip([{ name: "EGG-INFO/PKG-INFO", data: Buffer.from(pkgInfo) }]));
    expect(readZipSdist(new ReusingBody(egg))).toBeUndefined();
  });
});
