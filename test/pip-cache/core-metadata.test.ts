/** Held against what Python's own `zipfile` finds in the files. */
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { readCoreMetadata } from "../../src/pip-cache/details/core-metadata";
import { scan } from "../../src/pip-cache/scan/scan";
import { packageIn } from "../../src/packaging/row-key";
import { cachesAt } from "../support/caches";
import { buildSdist, buildWheel } from "../support/distributions";
import { damage } from "../support/leftovers";
import { cacheBuiltWheel, cacheFile, cacheMetadata, type Cache } from "../support/package-entries";
import { pythonOfPath } from "../support/python";
import { extractRealCache, realCacheNames } from "../support/real-caches";
import { rowOf } from "../support/rows";
import { temporaryDirectory } from "../support/temporary";
import { describeUnless } from "../support/unless";

/** The metadata files in all archives below a folder, and beside them: by normalised name and version. */
const oracle = `
import sys, os, re, json, zipfile, email.parser, email.policy
found = {}
def add(text):
    message = email.parser.BytesParser(policy=email.policy.compat32).parsebytes(text)
    key = re.sub(r"[-_.]+", "-", message["Name"]).lower() + " " + message["Version"]
    found.setdefault(key, set()).add(text.decode("latin1"))
for folder, _, names in os.walk(sys.argv[1]):
    for name in names:
        path = os.path.join(folder, name)
        data = open(path, "rb").read()
        if data.startswith(b"Metadata-Version: "):
            add(data)
            continue
        if b"PK\\x05\\x06" not in data:
            continue
        try:
            archive = zipfile.ZipFile(path)
        except zipfile.BadZipFile:
            continue
        for member in archive.namelist():
            if re.fullmatch(r"[^/]+\\.dist-info/METADATA", member):
                add(archive.read(member))
print(json.dumps({key: sorted(texts) for key, texts in found.items()}))
`;

async function readAllOf(directory: string): Promise<Record<string, string[]>> {
  const [cache] = cachesAt(directory);
  const { rows } = await scan(cache);
  const found: Record<string, string[]> = {};
  for (const { key, groups } of rows) {
    for (const version of new Set(groups.flatMap((group) => group.version ?? []))) {
      const texts = readCoreMetadata([{ cache, rows }], key, version).map((bytes) => bytes.toString("latin1"));
      if (texts.length > 0) found[`${packageIn(key)} ${version}`] = texts.sort();
    }
  }
  return found;
}

const python = pythonOfPath();
const read = (directory: string): Record<string, string[]> =>
  JSON.parse(execFileSync(python ?? "", ["-c", oracle, directory], { maxBuffer: 1 << 28 }).toString());

describeUnless(python ? undefined : "there is no Python", "the metadata that is cached", () => {
  // Of pip 6 and 9 Python itself finds no archives: they are pickled, or deflated as text.
  it.each(realCacheNames.filter((name) => !/pip[69]\./.test(name)))("in %s is that in the wheels", async (name) => {
    const directory = await extractRealCache(name);
    const expected = read(directory);
    expect(expected).not.toEqual({});
    const found = await readAllOf(directory);
    // In files of the old layout Python does not find what is no archive.
    for (const key of Object.keys(expected)) expect([key, found[key]]).toEqual([key, expected[key]]);
  });

  it.each(["http", "http-v2"] as const)("of wheels of every kind in %s is that in the wheels", async (layout) => {
    const directory = temporaryDirectory();
    const cache: Cache = { directory, layout };
    const requires = ['beta[x]>=1; python_version < "3.9"', "Gamma.Delta (>=2)"];
    const wheels = [
      buildWheel({ name: "Alpha", version: "1.0", requires, description: "word ".repeat(100_000) }),
      buildWheel({ name: "alpha", version: "1.1", requires, zip64: true }),
      buildWheel({ name: "alpha", version: "1.2", requires, method: "lzma" }),
      buildWheel({ name: "alpha", version: "1.3", requires, method: "bzip2" }),
      buildWheel({ name: "alpha", version: "1.4+cu121", requires, size: 300_000 }),
      buildWheel({ name: "alpha", version: "2.0", requires, python: "cp312" }),
      buildWheel({ name: "alpha", version: "2.0", requires: ["other"], python: "cp311" }),
    ];
    for (const wheel of wheels) cacheFile(cache, wheel);
    const told = buildWheel({ name: "told", version: "1.0", requires });
    if (layout === "http-v2") cacheMetadata(cache, told);
    cacheBuiltWheel(cache, buildSdist({ name: "made", version: "1.0" }));
    const found = await readAllOf(directory);
    expect(found).toEqual(read(directory));
    expect(found["alpha 2.0"]).toHaveLength(2);
    expect(Object.keys(found)).toHaveLength(layout === "http-v2" ? 8 : 7);
  });
});

describe("nothing is read", () => {
  it("of what is damaged, is of another release, or has gone since", async () => {
    const directory = temporaryDirectory();
    const cache: Cache = { directory, layout: "http-v2" };
    const written = cacheFile(cache, buildWheel({ name: "alpha", version: "1.0", requires: ["beta"], size: 30_000 }));
    const gone = cacheFile(cache, buildWheel({ name: "beta", version: "1.0", requires: ["alpha"] }));
    cacheFile(cache, buildSdist({ name: "gamma", version: "1.0" }));
    const [first] = cachesAt(directory);
    const { rows } = await scan(first);
    const caches = [{ cache: first, rows }];
    const count = (name: string, version = "1.0") => readCoreMetadata(caches, rowOf(name), version).length;
    expect([count("alpha"), count("beta"), count("gamma"), count("alpha", "2.0"), count("absent")]).toEqual([
      1, 1, 0, 0, 0,
    ]);
    damage(directory, written, "truncated body", new Date());
    for (const file of gone.files) writeFileSync(join(directory, file), "");
    expect([count("alpha"), count("beta")]).toEqual([0, 0]);
  });
});
