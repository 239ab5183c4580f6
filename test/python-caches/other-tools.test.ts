/** The caches of Poetry, PDM and conda, as these lay them out. */
import { execFileSync } from "node:child_process";
import { copyFileSync, linkSync, mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { cachePage } from "../support/package-entries";
import { buildSdist } from "../support/distributions";
import { temporaryDirectory } from "../support/temporary";
import { itOrSkip } from "../support/unless";
import { layOutFiles, linesOf, readFolders } from "./lay-out-files";

const itWithPipes = itOrSkip(process.platform === "win32" ? "Windows has no pipes in folders" : undefined);

describe("Poetry", () => {
  /** As Poetry 2.5.1 keeps what an index said of a release, forever. */
  const release = (name: string, version: string) =>
    `9999999999${JSON.stringify({ name, version, summary: "", files: [] })}`;
  const artifact = "11/e9/4b/1f155708335621cfc5e1dc8f2ab6eaf871488879d097ee3298480667f5";
  const answer = "62/85/8f/e1/aa/d6/1f/97/62858fe1aad61f9793a99fefd0fe3a60f8b812849699783b5c56f39ad6b4bc72";

  it("names artifacts by their names, or by what is in them where a name has two readings", async () => {
    const root = join(temporaryDirectory(), "artifacts");
    const { content } = buildSdist({ name: "foo-2", version: "1.0" });
    layOutFiles(root, {
      [`${artifact}/six-1.16.0-py2.py3-none-any.whl`]: 100,
      [`${artifact}/typing_extensions-4.12.2.tar.gz`]: 200,
      // Of foo, in the version 2-1, or of foo-2: its own metadata tells.
      [`${artifact}/foo-2-1.0.tar.gz`]: content,
      [`${artifact}/main.zip`]: 30,
    });
    const { packages } = await readFolders("poetry", [["poetry.artifacts", root]]);
    expect(linesOf(packages)).toEqual([
      `foo-2 1.0 source distribution ${content.length}`,
      "poetry#other other 30",
      "six 1.16.0 wheel 100",
      "typing-extensions 4.12.2 source distribution 200",
    ]);
  });

  it("names what indexes said: of a release, and, as CacheControl keeps it, of a project", async () => {
    const [root, pip] = [join(temporaryDirectory(), "cache"), temporaryDirectory()];
    const { files } = cachePage({ directory: pip, layout: "http" }, "six", []);
    const page = join(root, "repositories/index", files[0]?.replace("http/", "_http/") ?? "");
    mkdirSync(dirname(page), { recursive: true });
    copyFileSync(join(pip, files[0] ?? ""), page);
    layOutFiles(root, { [`repositories/index/${answer}`]: release("docopt", "0.6.2") });
    const { packages } = await readFolders("poetry", [["poetry.cache", root]]);
    expect(linesOf(packages)).toEqual([
      `docopt 0.6.2 metadata ${release("docopt", "0.6.2").length}`,
      expect.stringMatching(/^six index page \d+$/),
    ]);
  });

  itWithPipes("gives no name to what says none, and waits for nothing", async () => {
    const root = join(temporaryDirectory(), "cache");
    const deep = `9999999999${'{"a":'.repeat(100_000)}`;
    layOutFiles(root, {
      "repositories/index/00/00/a": release("$(id)", "1.0"),
      "repositories/index/00/00/b": "9999999999 no JSON",
      "repositories/index/00/00/c": deep,
      "repositories/index/_http/0/0/0/0/0/d": "cc=4,\x82\xa8response",
      "repositories/index/_http/0/0/0/0/0/e": 10_000,
      "elsewhere/x": 1,
    });
    execFileSync("mkfifo", [join(root, "repositories/index/00/00/pipe"), join(root, "repositories/index/_http/pipe")]);
    const { packages, total, unreadable } = await readFolders("poetry", [["poetry.cache", root]]);
    expect(packages.map(({ name }) => name)).toEqual(packages.map(() => undefined));
    expect(total.bytes).toBeGreaterThan(deep.length);
    expect(unreadable).toEqual([]);
  });
});

describe("PDM", () => {
  it("names what it built, and what projects link to, in both spellings", async () => {
    const root = temporaryDirectory();
    layOutFiles(root, {
      "packages/six-1.16.0-py2.py3-none-any.whl.cache/six.py": 1000,
      "packages/six-1.16.0-py2.py3-none-any.whl.cache/.referrers": 10,
      "packages/attrs-23.1.0-py3-none-any/lib/attr/__init__.py": 500,
      "packages/$(id)-1.0-py3-none-any.whl.cache/x.py": 5,
      "wheels/ab/cd/ef/0123/docopt-0.6.2-py2.py3-none-any.whl": 300,
      "metadata/package_meta_3ab2de72.json": 40,
      "hashes/ab/cd": 4,
      "http/.gitignore": 2,
    });
    const folders = ["http", "wheels", "hashes", "metadata"].map((name): [string, string] => [
      "pdm.cache",
      join(root, name),
    ]);
    const { packages } = await readFolders("pdm", [...folders, ["pdm.packages", join(root, "packages")]]);
    expect(linesOf(packages)).toEqual([
      "attrs 23.1.0 unpacked package 500",
      "docopt 0.6.2 built wheel 300",
      "pdm#metadata metadata 44",
      "pdm#other other 7",
      "six 1.16.0 unpacked package 1010",
    ]);
  });
});

describe("conda", () => {
  it("names archives and what was unpacked of them, and tells names apart that pip does not", async () => {
    const [root, environment] = [temporaryDirectory(), temporaryDirectory()];
    layOutFiles(root, {
      "ruamel.yaml-0.18.6-py312h98912ed_0.conda": 100,
      "ruamel.yaml-0.18.6-py312h98912ed_0/info/index.json": 10,
      "ruamel.yaml-0.18.6-py312h98912ed_0/lib/a.so": 1000,
      "ruamel_yaml-0.15.100-py39h27cfd23_0.tar.bz2": 50,
      "_libgcc_mutex-0.1-conda_forge.tar.bz2": 5,
      "openssl-3.3.1-h4bc722e_0.conda.partial": 7,
      "cache/497deca9.json": 2000,
      urls: 3,
      "urls.txt": 3,
      "$(id)-1.0-0.conda": 1,
    });
    linkSync(join(root, "ruamel.yaml-0.18.6-py312h98912ed_0/lib/a.so"), join(environment, "a.so"));
    const { packages, total } = await readFolders("conda", [["conda.packages", root]]);
    expect(linesOf(packages)).toEqual([
      "_libgcc_mutex 0.1 package archive 5",
      "conda#index page index page 2000",
      "conda#other other 7",
      "openssl 3.3.1 package archive 7",
      "ruamel.yaml 0.18.6 package archive 100",
      "ruamel.yaml 0.18.6 unpacked package 1010/1000",
      "ruamel_yaml 0.15.100 package archive 50",
    ]);
    expect(total).toMatchObject({ bytes: 3179, shared: 1000 });
  });
});
