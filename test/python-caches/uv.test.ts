/** uv's cache, as versions from 0.1 to 0.13 lay it out. */
import { execFileSync } from "node:child_process";
import { linkSync, mkdirSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { measure } from "../../src/files/measure";
import { asSomebody, itWithModes } from "../commands/locked";
import { temporaryDirectory } from "../support/temporary";
import { itOrSkip } from "../support/unless";
import { layOutFiles, linesOf, readFolders, type Laid } from "./lay-out-files";

const itWithPipes = itOrSkip(process.platform === "win32" ? "Windows has no pipes in folders" : undefined);

/** As uv 0.13.9 left it after it had installed six, and docopt from its source. */
const newest: Record<string, Laid> = {
  "CACHEDIR.TAG": 43,
  ".lock": 0,
  "archive-v0/ymvX8tjf4ykaetUd/six.py": 3000,
  "archive-v0/ymvX8tjf4ykaetUd/six-1.16.0.dist-info/METADATA": 100,
  "archive-v0/EL_luUelLBZhiLaT/docopt.py": 2000,
  "archive-v0/EL_luUelLBZhiLaT/docopt-0.6.2.dist-info/METADATA": 50,
  "interpreter-v5/3470a12431a434f9/93bbb04fe1c9f2c9.msgpack": 70,
  "sdists-v11/.git": 0,
  "sdists-v11/pypi/docopt/0.6.2/.lock": 0,
  "sdists-v11/pypi/docopt/0.6.2/revision.http": 30,
  "sdists-v11/pypi/docopt/0.6.2/k557HOdNfsBFhb8n/docopt-0.6.2-py2.py3-none-any.whl": 900,
  "sdists-v11/pypi/docopt/0.6.2/k557HOdNfsBFhb8n/metadata.msgpack": 18,
  "sdists-v11/pypi/docopt/0.6.2/k557HOdNfsBFhb8n/src/docopt.egg-info/PKG-INFO": 400,
  "simple-v28/pypi/six.rkyv": 133,
  "simple-v28/index/0123456789abcdef/docopt.rkyv": 20,
  "wheels-v8/pypi/six/1.16.0-py2.py3-none-any.http": 516,
  "wheels-v8/pypi/six/1.16.0-py2.py3-none-any.lock": 0,
  "wheels-v8/pypi/six/1.16.0-py2.py3-none-any.msgpack": 420,
};

it("names every package of the newest uv, with each form that it keeps of it", async () => {
  const root = temporaryDirectory();
  layOutFiles(root, newest);
  const { packages, total, unreadable } = await readFolders("uv", [["uv.cache", root]]);
  expect(linesOf(packages)).toEqual([
    "docopt 0.6.2 built wheel 900",
    "docopt 0.6.2 source distribution 448",
    "docopt 0.6.2 unpacked wheel 2050",
    "docopt index page 20",
    "six 1.16.0 metadata 936",
    "six 1.16.0 unpacked wheel 3100",
    "six index page 133",
    "uv#other other 113",
  ]);
  expect(packages.map(({ name }) => name)).toEqual(["six", "docopt", undefined]);
  expect(total).toMatchObject({ bytes: 7700, shared: 0, files: Object.keys(newest).length });
  expect(unreadable).toEqual([]);
});

it.each([
  ["0.1", "built-wheels-v3", "simple-v7", "wheels-v1"],
  ["0.4", "sdists-v5", "simple-v14", "wheels-v2"],
  ["one to come", "sdists-v99", "simple-v100", "wheels-v77"],
])("reads the folders of uv %s, whatever their numbers", async (_, sources, pages, wheels) => {
  const root = temporaryDirectory();
  layOutFiles(root, {
    "archive-v7/3E1Smdx5_r_iz3a5Loyhf/six-1.16.0.dist-info/RECORD": 10,
    [`${wheels}/pypi/six/six-1.16.0-py2.py3-none-any.http`]: 20,
    [`${wheels}/index/0123456789abcdef/typing-extensions/typing_extensions-4.12.2-py3-none-any.whl`]: 30,
    [`${pages}/pypi/six.rkyv`]: 40,
    [`${sources}/pypi/docopt/0.6.2/p0FlbZLZ5p58xKaLZVKyR/docopt-0.6.2.tar.gz/setup.py`]: 50,
  });
  const { packages } = await readFolders("uv", [["uv.cache", root]]);
  expect(linesOf(packages)).toEqual([
    "docopt 0.6.2 source distribution 50",
    "six 1.16.0 metadata 20",
    "six 1.16.0 unpacked wheel 10",
    "six index page 40",
    "typing-extensions 4.12.2 wheel 30",
  ]);
});

it("names what comes from a URL, a folder or a repository by the wheel that was built of it, or not at all", async () => {
  const root = temporaryDirectory();
  layOutFiles(root, {
    "sdists-v9/url/6781bd6440ae72c2/APYY01rbIfpAo/werkzeug-3.0.1-py3-none-any.whl": 10,
    "sdists-v9/url/6781bd6440ae72c2/APYY01rbIfpAo/src/setup.py": 20,
    "sdists-v9/url/6781bd6440ae72c2/revision.http": 1,
    // Of one address, which had another version later.
    "sdists-v9/url/7781bd6440ae72c2/APYY01rbIfpAo/jinja2-3.0-py3-none-any.whl": 3,
    "sdists-v9/url/7781bd6440ae72c2/BPYY01rbIfpAo/jinja2-3.1-py3-none-any.whl": 4,
    "sdists-v9/url/7781bd6440ae72c2/BPYY01rbIfpAo/src/setup.py": 5,
    "sdists-v9/git/2122faf3e081fb7a/7a2d650a4a7b4d04/pydantic_extra_types-2.9.0-py3-none-any.whl": 30,
    "sdists-v9/git/2122faf3e081fb7a/8a2d650a4a7b4d04/metadata.msgpack": 40,
    "sdists-v9/path/aa11bb22cc33dd44/APYY01rbIfpAo/src/setup.py": 50,
    "wheels-v5/url/4b8be67c801a7ecb/flask/flask-3.0.0-py3-none-any.http": 60,
  });
  const { packages } = await readFolders("uv", [["uv.cache", root]]);
  expect(linesOf(packages)).toEqual([
    "flask 3.0.0 metadata 60",
    "jinja2 source distribution 12",
    "pydantic_extra_types 2.9.0 source distribution 30",
    "uv#source distribution source distribution 90",
    "werkzeug 3.0.1 source distribution 31",
  ]);
});

it("keeps apart what belongs to no package, and counts what it does not know", async () => {
  const root = temporaryDirectory();
  layOutFiles(root, {
    "git-v0/db/2122faf3e081fb7a/packed-refs": 1,
    "builds-v0/.tmpAbC/pyvenv.cfg": 2,
    "python-v0/cpython.tar.gz": 4,
    "flat-index-v2/html/abc.msgpack": 8,
    "bucket-of-tomorrow-v1/six-1.16.0.dist-info/METADATA": 16,
    "archive-v0/ymvX8tjf4ykaetUd/six.py": 32,
    "archive-v0/two/a-1.0.dist-info/METADATA": 64,
    "archive-v0/two/b-1.0.dist-info/METADATA": 128,
    "archive-v0/shell/$(id)-1.0.dist-info/METADATA": 256,
    "simple-v28/pypi/not a package.rkyv": 512,
    "wheels-v8": 1024,
  });
  const { packages, total } = await readFolders("uv", [["uv.cache", root]]);
  expect(linesOf(packages)).toEqual([
    "uv#Git repository Git repository 1",
    "uv#Python Python 4",
    "uv#build build 2",
    "uv#index page index page 520",
    "uv#other other 1040",
    "uv#unpacked wheel unpacked wheel 480",
  ]);
  expect(total.bytes).toBe(2047);
});

describe("files with several names", () => {
  /** A package with two files, which environments have linked. */
  function linked(environments: number): string {
    const home = temporaryDirectory();
    const root = join(home, "uv");
    layOutFiles(root, {
      "archive-v0/id/six.py": 3000,
      "archive-v0/id/six-1.16.0.dist-info/METADATA": 100,
      "simple-v28/pypi/six.rkyv": 10,
    });
    for (let number = 0; number < environments; number++) {
      mkdirSync(join(home, String(number)));
      linkSync(join(root, "archive-v0/id/six.py"), join(home, String(number), "six.py"));
    }
    return root;
  }

  it.each([
    [0, 0],
    [1, 3000],
    [2, 3000],
  ])("of %s environments leave %s bytes that would not come back", async (environments, shared) => {
    const root = linked(environments);
    const { packages, total } = await readFolders("uv", [["uv.cache", root]]);
    expect(packages).toMatchObject([{ name: "six", bytes: 3110, shared }]);
    expect(total).toMatchObject({ bytes: 3110, shared });
  });

  it("count once, for the package, where uv keeps an environment made of them, and come back only with both", async () => {
    const root = temporaryDirectory();
    layOutFiles(root, {
      // Read before the package.
      "archive-v0/a/pyvenv.cfg": 5,
      "archive-v0/a/lib/python3.12/site-packages/six-1.16.0.dist-info/METADATA": 100,
      "archive-v0/a/lib/python3.12/site-packages/six.py": 3000,
      "archive-v0/b/six-1.16.0.dist-info/METADATA": {
        sameAs: "archive-v0/a/lib/python3.12/site-packages/six-1.16.0.dist-info/METADATA",
      },
      "archive-v0/b/six.py": { sameAs: "archive-v0/a/lib/python3.12/site-packages/six.py" },
    });
    const { packages, total } = await readFolders("uv", [["uv.cache", root]]);
    expect(linesOf(packages)).toEqual(["six 1.16.0 unpacked wheel 3100/3100", "uv#environment environment 5"]);
    expect(total).toMatchObject({ bytes: 3105, shared: 0 });
  });

  it("come back with the package where all of them are its own, though no version alone frees them", async () => {
    const root = temporaryDirectory();
    layOutFiles(root, {
      "archive-v0/a/six-1.15.0.dist-info/METADATA": 1,
      "archive-v0/a/LICENSE": 1000,
      "archive-v0/b/six-1.16.0.dist-info/METADATA": 1,
      "archive-v0/b/LICENSE": { sameAs: "archive-v0/a/LICENSE" },
    });
    const { packages } = await readFolders("uv", [["uv.cache", root]]);
    expect(packages).toMatchObject([{ name: "six", bytes: 1002, shared: 0 }]);
    expect(packages[0]?.versions.map(({ bytes, shared }) => [bytes, shared])).toEqual([
      [1001, 1000],
      [1, 0],
    ]);
  });
});

describe("what others put there", () => {
  itWithPipes("a pipe, a link to everything, a name with a break: nothing waits, and nothing is followed", async () => {
    const [root, elsewhere] = [temporaryDirectory(), temporaryDirectory()];
    layOutFiles(elsewhere, { "precious-1.0.dist-info/METADATA": 100_000 });
    layOutFiles(root, { "archive-v0/id/six-1.16.0.dist-info/METADATA": 10, "archive-v0/id/new\nline.py": 20 });
    symlinkSync(elsewhere, join(root, "archive-v0/linked"));
    symlinkSync("/", join(root, "everything-v1"));
    symlinkSync("nowhere", join(root, "wheels-v8"));
    execFileSync("mkfifo", [join(root, "archive-v0/id/pipe"), join(root, "simple-v28")]);
    const { packages, total } = await readFolders("uv", [["uv.cache", root]]);
    expect(packages.map(({ name }) => name)).toEqual(expect.arrayContaining(["six"]));
    expect(packages.some(({ name }) => name === "precious")).toBe(false);
    const measured = await measure(root);
    expect(total).toMatchObject({ bytes: measured.bytes, shared: measured.shared, files: measured.files });
  });

  itWithModes("what cannot be read is said by its path, and the rest is counted", async () => {
    const root = temporaryDirectory();
    layOutFiles(root, { "archive-v0/id/six-1.16.0.dist-info/METADATA": 10, "archive-v0/locked/x": 20 });
    const locked = join(root, "archive-v0/locked");
    const { packages, unreadable } = await asSomebody(root, locked, () => readFolders("uv", [["uv.cache", root]]));
    expect(packages).toMatchObject([{ name: "six", bytes: 10 }]);
    expect(unreadable).toMatchObject([{ path: locked }]);
  });

  it("a cache that is gone is empty", async () => {
    const root = temporaryDirectory();
    rmSync(root, { recursive: true });
    const { packages, unreadable } = await readFolders("uv", [["uv.cache", root]]);
    expect([packages, unreadable]).toEqual([[], []]);
  });
});

it("says the same in a thread, and nothing where it is stopped", async () => {
  const root = temporaryDirectory();
  layOutFiles(root, newest);
  const here = await readFolders("uv", [["uv.cache", root]]);
  expect(await readFolders("uv", [["uv.cache", root]], { threads: 1 })).toEqual(here);
  const stopped = readFolders("uv", [["uv.cache", root]], { threads: 1, signal: AbortSignal.abort(new Error("left")) });
  await expect(stopped).rejects.toThrow("left");
});
