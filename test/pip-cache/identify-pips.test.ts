/** Every entry that a real pip leaves of an index of all habits, held against the requests that the index answered. */
import { createHash } from "node:crypto";
import type { CachedFile } from "../../src/pip-cache/details/list-files";
import { normalizeName } from "../../src/packaging/normalize";
import { scan } from "../../src/pip-cache/scan/scan";
import { cachesAt } from "../support/caches";
import { filePath } from "../support/answers";
import { entryPath } from "../support/cache-writer";
import { buildSdist, buildWheel, withPacked, type Distribution } from "../support/distributions";
import { startIndex, type Index, type Project } from "../support/index-server";
import { describeWithPips, download, install } from "../support/pip";
import { listEach } from "../support/rows";
import { temporaryDirectory } from "../support/temporary";
import { filesBelow, sumOfSizes } from "../support/tree";

const pure = (name: string, version = "1.0") => buildWheel({ name, version });

const projects: Project[] = [
  { files: [pure("Plain.Name"), pure("Plain.Name", "1.1")] },
  { files: [pure("html_only", "2.0+local.1")], formats: ["html"] },
  { files: [pure("chunked")], chunked: true, encoding: "identity" },
  { files: [pure("Private-Thing", "3!1.0rc1")], private: true },
  {
    files: [buildWheel({ name: "private_tags", version: "1", python: "py2.py3", build: "7" })],
    private: true,
    formats: ["html"],
  },
  { files: [pure("moved")], redirect: 301 },
  { files: [pure("asked")], query: "token=1" },
  { files: [pure("no_metadata")], metadata: false },
  { files: [buildSdist({ name: "Source.Gz", version: "0.3" })] },
  { files: [buildSdist({ name: "source-zip", version: "0.4.post1", format: "zip" })], private: true },
  ...withPacked(() => [
    { files: [buildSdist({ name: "source_bz", version: "0.5.dev1", format: "tar.bz2" })], private: true },
    { files: [buildSdist({ name: "source_xz", version: "0.6", format: "tar.xz" })], private: true },
    { files: [buildWheel({ name: "Packed.Bzip2", version: "1", method: "bzip2" })], private: true },
    { files: [buildWheel({ name: "packed_lzma", version: "1", method: "lzma" })], private: true },
  ]),
  { files: [buildSdist({ name: "source_tar", version: "0.7", format: "tar" })], private: true },
  { files: [buildWheel({ name: "wordy", version: "1", description: "spam ".repeat(240_000) })], private: true },
];
const all = projects.flatMap(({ files }) => files);

describeWithPips("what a real pip caches", (pip, layout) => {
  let index: Index;
  let cache: string;

  beforeAll(async () => {
    index = await startIndex(projects);
    cache = temporaryDirectory();
    const names = projects.map(({ files }) => `${files[files.length - 1].name}==${files[files.length - 1].version}`);
    await install(pip, names, { cacheDirectory: cache, index });
    await download(pip, ["Plain.Name==1.0"], { cacheDirectory: cache, index });
  });

  let listed: Promise<CachedFile[]> | undefined;
  /** Of all rows; each is a reading of the whole cache. */
  const files = () => (listed ??= listAll());

  async function listAll(): Promise<CachedFile[]> {
    const caches = cachesAt(cache);
    const { rows } = await scan(caches[0]);
    return listEach(caches, rows);
  }

  it("has every byte in the row of its package, as the package spells it", async () => {
    const { rows, failures } = await scan(cachesAt(cache)[0]);
    expect(failures).toEqual([]);
    expect(Array.from(rows, ({ name }) => name).sort()).toEqual([...new Set(all.map(({ name }) => name))].sort());
    const bytes = Array.from(rows, ({ groups }) => groups)
      .flat()
      .reduce((sum, group) => sum + group.bytes, 0);
    expect(bytes).toBe(sumOfSizes(cache));
  });

  it("is named exactly, by what pip asked the index for", async () => {
    const byPath = new Map((await files()).map((file) => [`${file.layout}/${file.files[0].path}`, file]));
    const answered = index.requests.filter(({ status }) => status === 200 || status === 301).map(({ path }) => path);
    const expected = new Map(answered.map((path) => [entryPath(layout, index.origin + path), truthOf(path)]));
    const entries = [...byPath].filter(([path]) => path.startsWith(`${layout}/`));
    expect(entries.map(([path]) => path).sort()).toEqual([...expected.keys()].sort());
    for (const [path, { identity, sha256 }] of entries) {
      const { kind, project, file, fileName, published } = expected.get(path)!;
      expect({ kind: identity.kind, project: normalizeName(identity.name ?? "") }).toEqual({ kind, project });
      if (file === undefined) continue;
      expect({ version: identity.version, fileName: identity.fileName }).toEqual({
        version: file.version,
        fileName,
      });
      expect(sha256).toBe(published);
    }
  });

  it("has of each built wheel what it was built from, and for which Python", async () => {
    const built = (await files()).filter(({ layout }) => layout === "wheels");
    expect(built.map(({ identity }) => identity.name).sort()).toEqual([
      "Source_Gz",
      "source_bz",
      "source_tar",
      "source_xz",
      "source_zip",
    ]);
    for (const { origin } of built) {
      expect(origin).toMatchObject({ builtFor: `cp${pip.pythonVersion.replace(".", "")}` });
      expect(all.map((file) => `${index.origin}${filePath(file)}`)).toContain(origin?.url);
    }
    expect(filesBelow(cache).filter((path) => path.startsWith("wheels/"))).toHaveLength(10);
  });
});

/** What an answered request was for. */
function truthOf(path: string): Truth {
  const bare = decodeURIComponent(path.split("?")[0]);
  const page = /^\/simple\/([^/]+)\/$/.exec(bare);
  if (page) return { kind: "index page", project: page[1] };
  const isRedirect = bare.startsWith("/redirect/");
  const isMetadata = bare.endsWith(".metadata");
  const own = bare.replace(/^\/redirect/, "").replace(/\.metadata$/, "");
  const file = all.find((one) => own === decodeURIComponent(filePath(one)))!;
  const kind = isRedirect ? "other" : isMetadata ? "metadata" : file.kind;
  const fileName = isMetadata ? `${file.fileName}.metadata` : file.fileName;
  const published = isMetadata ? createHash("sha256").update(file.metadata).digest("hex") : file.sha256;
  return { kind, project: normalizeName(file.name), file, fileName, published };
}

interface Truth {
  kind: string;
  project: string;
  file?: Distribution;
  fileName?: string;
  /** The hash that its page says. */
  published?: string;
}
