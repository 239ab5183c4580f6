/** What is said of random caches against what is worked out of their files without any of our reading. */
import fc from "fast-check";
import { linkSync, lstatSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { temporaryDirectory } from "../support/temporary";
import { readFolders } from "./lay-out-files";

const inFolder = ["six.py", "pyvenv.cfg", "lib/deep/one.py", "lib/deep/two.py", "six/a.py", "six/b.py"];
const naming = ["six-1.0.dist-info/RECORD", "six-1.0.dist-info/licenses/LICENSE", "attrs-2.0.dist-info/RECORD"];
const unnamed = ["dist-info/RECORD", "$(id)-1.dist-info/RECORD", "lib/zope-1.0.dist-info/RECORD"];
const archived = fc
  .tuple(fc.constantFrom("one", "two", "three"), fc.constantFrom(...inFolder, ...naming, ...unnamed))
  .map(([id, file]) => `archive-v0/${id}/${file}`);
const besides = fc.constantFrom("CACHEDIR.TAG", "other-v1/six-1.0.dist-info/RECORD", "simple-v28/pypi/six.rkyv");
const trees = fc.uniqueArray(
  fc.record({
    path: fc.oneof({ weight: 8, arbitrary: archived }, besides),
    size: fc.nat(5000),
    /** The file that it is another name of, counted from the first. */
    sameAs: fc.option(fc.nat(20), { freq: 1 }),
    isLinkedElsewhere: fc.boolean(),
  }),
  { maxLength: 24, selector: ({ path }) => path },
);

/** Sums of files, each once by its inode: in all and what has names elsewhere. */
interface Sums {
  files: number;
  bytes: number;
  shared: number;
}

function sumsOf(root: string, paths: string[]): Sums {
  const found = new Map<number, { size: number; links: number; names: number }>();
  for (const path of paths) {
    const { ino, size, nlink } = lstatSync(join(root, path));
    const file = found.get(ino) ?? { size, links: nlink, names: 0 };
    found.set(ino, { ...file, names: file.names + 1 });
  }
  const files = [...found.values()];
  const bytesOf = (some: typeof files) => some.reduce((sum, { size }) => sum + size, 0);
  const shared = bytesOf(files.filter(({ links, names }) => names < links));
  return { files: paths.length, bytes: bytesOf(files), shared };
}

/** The package that an archive is of: the only one that a `dist-info` right in it names. */
function packageOf(id: string, paths: string[]): string | undefined {
  const own = paths.filter((path) => path.startsWith(`archive-v0/${id}/`)).map((path) => path.split("/").slice(2));
  if (own.some(([first, more]) => first === "pyvenv.cfg" && more === undefined)) return undefined;
  const names = new Set(
    own.flatMap(([first = "", more]) => (more === undefined ? [] : (/^(\w+)-\S+\.dist-info$/.exec(first)?.[1] ?? []))),
  );
  return names.size === 1 ? [...names][0] : undefined;
}

const countOf = (root: string): string[] =>
  readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(root.length + 1)
        .replaceAll("\\", "/"),
    );

it("the sums of uv's cache and of each package are those of their files, however these are linked", async () => {
  await fc.assert(
    fc.asyncProperty(trees, async (files) => {
      const [root, elsewhere] = [temporaryDirectory(), temporaryDirectory()];
      for (const [at, { path, size, sameAs, isLinkedElsewhere }] of files.entries()) {
        const full = join(root, path);
        mkdirSync(dirname(full), { recursive: true });
        const other = sameAs === null ? undefined : files[sameAs];
        if (other !== undefined && (sameAs ?? at) < at) linkSync(join(root, other.path), full);
        else writeFileSync(full, Buffer.alloc(size));
        if (isLinkedElsewhere) linkSync(full, join(elsewhere, String(at)));
      }
      const { packages, total } = await readFolders("uv", [["uv.cache", root]]);
      const paths = countOf(root);
      expect(total).toMatchObject(sumsOf(root, paths));
      // Rows add up, and each has the files of its own.
      expect(packages.reduce((sum, { bytes }) => sum + bytes, 0)).toBe(total.bytes);
      expect(packages.reduce((sum, one) => sum + one.files, 0)).toBe(total.files);
      const rows = new Map<string, number>();
      for (const id of ["one", "two", "three"]) {
        const own = paths.filter((path) => path.startsWith(`archive-v0/${id}/`));
        const name = packageOf(id, paths);
        if (name !== undefined) rows.set(name, (rows.get(name) ?? 0) + own.length);
      }
      if (paths.includes("simple-v28/pypi/six.rkyv")) rows.set("six", (rows.get("six") ?? 0) + 1);
      const named = packages.flatMap(({ name, files: count }) => (name === undefined ? [] : [[name, count] as const]));
      expect(new Map(named)).toEqual(rows);
    }),
    { numRuns: 60 },
  );
});

it("the same for one archive of many files, in each of which it stands alone, in a thread and here", async () => {
  const root = temporaryDirectory();
  const write = (path: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), "12345");
  };
  write("archive-v0/id/six-1.0.dist-info/RECORD");
  for (let at = 0; at < 5_000; at++) write(`archive-v0/id/six/part-${at % 50}/${at}.py`);
  for (let at = 0; at < 2_000; at++)
    linkSync(join(root, `archive-v0/id/six/part-${at % 50}/${at}.py`), join(root, `archive-v0/id/${at}`));
  const here = await readFolders("uv", [["uv.cache", root]]);
  expect(here.packages).toMatchObject([{ name: "six", files: 7_001, bytes: 5 * 5_001, shared: 0 }]);
  expect(await readFolders("uv", [["uv.cache", root]], { threads: 1 })).toEqual(here);
});
