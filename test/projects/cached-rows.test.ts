/** Held against what Python's own reader of metadata finds in the wheels. */
import { execFileSync } from "node:child_process";
import { scan } from "../../src/pip-cache/scan/scan";
import { packageIn } from "../../src/packaging/row-key";
import { CachedRows } from "../../src/projects/cached-rows";
import { cachesAt } from "../support/caches";
import { buildSdist, buildWheel } from "../support/distributions";
import { cacheFile, type Cache } from "../support/package-entries";
import { pythonOfPath } from "../support/python";
import { extractRealCache, realCacheNames } from "../support/real-caches";
import { rowOf } from "../support/rows";
import { temporaryDirectory } from "../support/temporary";
import { describeUnless } from "../support/unless";

const oracle = `
import sys, os, re, json, zipfile, email.parser
found = {}
for folder, _, names in os.walk(sys.argv[1]):
    for name in names:
        path = os.path.join(folder, name)
        data = open(path, "rb").read()
        texts = [data] if data.startswith(b"Metadata-Version: ") else []
        if b"PK\\x05\\x06" in data:
            try:
                archive = zipfile.ZipFile(path)
                texts = [archive.read(one) for one in archive.namelist() if re.fullmatch(r"[^/]+\\.dist-info/METADATA", one)]
            except zipfile.BadZipFile:
                pass
        for text in texts:
            message = email.parser.BytesParser().parsebytes(text)
            key = re.sub(r"[-_.]+", "-", message["Name"]).lower() + " " + message["Version"]
            own = found.setdefault(key, [set(), None])
            own[0].update(message.get_all("Requires-Dist") or [])
            own[1] = message["Requires-Python"]
print(json.dumps({key: [sorted(requires), python] for key, (requires, python) in found.items()}))
`;

type Found = Record<string, [requires: string[], requiresPython: string | null]>;

const python = pythonOfPath();
const read = (directory: string): Found =>
  JSON.parse(execFileSync(python ?? "", ["-c", oracle, directory], { maxBuffer: 1 << 28 }).toString()) as Found;

async function cachedIn(directory: string): Promise<{ cached: CachedRows; found: Found }> {
  const [cache] = cachesAt(directory);
  const { rows } = await scan(cache);
  const cached = new CachedRows([{ cache, rows }]);
  const found: Found = {};
  for (const key of rows.keys()) {
    for (const version of cached.versionsOf(key) ?? []) {
      const metadata = cached.metadataOf(key, version);
      if (metadata) found[`${packageIn(key)} ${version}`] = [metadata.requires.sort(), metadata.requiresPython ?? null];
    }
  }
  return { cached, found };
}

describeUnless(python ? undefined : "there is no Python", "what cached releases require", () => {
  it.each(realCacheNames.filter((name) => !/pip[69]\./.test(name)))("in %s is what Python reads", async (name) => {
    const directory = await extractRealCache(name);
    expect((await cachedIn(directory)).found).toMatchObject(read(directory));
  });

  it("is what Python reads, of several wheels of a release what any of them requires", async () => {
    const directory = temporaryDirectory();
    const cache: Cache = { directory, layout: "http-v2" };
    cacheFile(
      cache,
      buildWheel({ name: "alpha", version: "1.0", requires: ["beta", 'gamma; extra == "x"'], python: "cp312" }),
    );
    cacheFile(cache, buildWheel({ name: "alpha", version: "1.0", requires: ["beta", "delta"], python: "cp311" }));
    cacheFile(cache, buildSdist({ name: "beta", version: "1.0" }));
    const { cached, found } = await cachedIn(directory);
    expect(found).toEqual(read(directory));
    expect(found["alpha 1.0"]?.[0]).toEqual(["beta", "delta", 'gamma; extra == "x"']);
    expect([...cached.pythonsOf(rowOf("alpha"), "1.0")].sort()).toEqual(["cp311", "cp312"]);
    expect([...cached.pythonsOf(rowOf("beta"), "1.0")]).toEqual(["any"]);
    expect(cached.versionsOf(rowOf("absent"))).toBeUndefined();
  });
});
