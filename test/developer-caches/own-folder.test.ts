/** Which folders a person may not have in the map, wherever they say it. */
import { chownSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { catalogue } from "../../src/developer-caches/catalogue/catalogue";
import { ownFolderPath, planOwnFolders, whyFolderStays, whyNoOwnFolder } from "../../src/developer-caches/own-folder";
import { resolveTools } from "../../src/developer-caches/resolve";
import { thisMachine } from "../../src/files/machine";
import { realPath } from "../../src/files/presence";
import { temporaryDirectory } from "../support/temporary";
import { itUnless, noSuperuser, notLinux } from "../support/unless";
import { fillHome, inHome } from "./lay-out";

const ccache = ".cache/ccache/a/b/object";
const svnRepository = ["big/x/format", "big/x/db/current", "big/x/hooks/post-commit.tmpl", "big/x/conf/authz"];
const shared = { darwin: "Library/Caches", win32: "AppData/Local" }[process.platform as string] ?? ".cache";

function machineWith(files: string[]) {
  const home = realPath(temporaryDirectory()) as string;
  fillHome(
    home,
    [ccache, ...files].map((path) => [path, 10]),
  );
  return { ...thisMachine(), home, env: {} };
}

/** Why it stays, by all there is to look at. */
function refusalOf(machine: ReturnType<typeof machineWith>, path: string): Promise<string | undefined> {
  const targets = resolveTools(catalogue, machine);
  return whyFolderStays(ownFolderPath(path), machine, { targets, others: [] });
}

it.each<[what: string, path: string, lay: string[], why: RegExp]>([
  ["the home", "", [], /home directory/],
  ["a folder above the home", "..", [], /home directory|temporary folder/],
  ["a folder that many programs share", shared, [], /many programs share/],
  ["one that is not there", "gone", [], /not there/],
  ["a file", "big/file", ["big/file"], /no folder/],
  ["a repository of Git", "big", ["big/.git/HEAD"], /under version control/],
  ["what holds one", "big", ["big/one/two/.git/HEAD"], /“one\/two” is under version control/],
  ["a working tree beside its repository", "big", ["big/tree/.git"], /under version control/],
  ["what holds one of Mercurial", "big", ["big/x/.hg/store/a"], /under version control/],
  ["what holds one of Subversion", "big", ["big/x/.svn/wc.db"], /under version control/],
  [
    "what holds a bare repository",
    "big",
    ["big/x.git/HEAD", "big/x.git/objects/a", "big/x.git/refs/a"],
    /a Git repository/,
  ],
  ["what holds one of Jujutsu", "big", ["big/x/.jj/repo/a"], /under version control/],
  ["what holds a checkout of Fossil", "big", ["big/x/.fslckout"], /under version control/],
  ["what holds a repository of Subversion", "big", svnRepository, /Subversion repository/],
  ["what lies in a Trash", "big/.Trash-1000/files", ["big/.Trash-1000/files/a"], /Trash/],
  ["what lies in a repository's own folder", "p/.git/objects", ["p/.git/objects/a"], /lies in a repository/],
  ["an environment", "big", ["big/pyvenv.cfg"], /environment of Python/],
  ["what holds one of conda", "big", ["big/e/conda-meta/history"], /environment of Python/],
  ["what lies in an environment", "e/lib", ["e/pyvenv.cfg", "e/lib/a"], /lies in an environment/],
  ["a cache of pip, wherever it is", "big", ["big/pip/http-v2/a/b"], /a cache of pip/],
  ["another tool's cache", ".cache/ccache", [], /ccache and sccache/],
  ["what lies in another tool's cache", ".cache/ccache/a", [], /ccache and sccache/],
  ["what holds another tool's cache", ".cargo", [".cargo/registry/cache/index.example-1/a-1.0.0.crate"], /Cargo/],
])("refuses %s", async (_, path, lay, why) => {
  const machine = machineWith(lay);
  expect(await refusalOf(machine, inHome(machine.home, path))).toMatch(why);
});

it("takes a folder of which none of that is true, also beside a repository and inside of a working tree", async () => {
  const machine = machineWith(["big/a/b", "work/.git/HEAD", "work/data/model.bin", "other/.git/HEAD"]);
  expect(await refusalOf(machine, join(machine.home, "big"))).toBeUndefined();
  expect(await refusalOf(machine, join(machine.home, "work/data"))).toBeUndefined();
});

it("refuses the temporary folder itself, a volume, a folder of the system and what has no whole path", async () => {
  const machine = machineWith([]);
  const paths =
    process.platform === "win32" ? [tmpdir(), "C:\\"] : [tmpdir(), "/", "/usr/local", "/usr/local/lib", "/var", "/usr"];
  for (const path of paths) expect(await refusalOf(machine, path)).toMatch(/has to stay|somebody else/);
  expect(whyNoOwnFolder("big", machine, { targets: [], others: [] })).toBe("Give its whole path.");
});

itUnless(notLinux, "refuses the temporary folder wherever the home is", () => {
  const machine = { ...thisMachine(), home: "/nowhere/ada", env: {} };
  expect(whyNoOwnFolder("/var/tmp", machine, { targets: [], others: [] })).toMatch(
    /it is the temporary folder or holds it/,
  );
});

it("refuses a folder that a link leads to, and a link", async () => {
  const machine = machineWith(["real/big/a"]);
  const { home } = machine;
  symlinkSync(join(home, "real"), join(home, "link"));
  expect(await refusalOf(machine, join(home, "link"))).toMatch(/^It is a link/);
  expect(await refusalOf(machine, `${join(home, "link")}/`)).toMatch(/^It is a link/);
  expect(ownFolderPath(join(home, "link/big"))).toBe(join(home, "real/big"));
  expect(whyNoOwnFolder(join(home, "link/big"), machine, { targets: [], others: [] })).toBe("A link leads to it.");
});

itUnless(noSuperuser, "refuses what belongs to somebody else", async () => {
  const machine = machineWith(["big/a"]);
  chownSync(join(machine.home, "big"), 12345, 12345);
  expect(await refusalOf(machine, join(machine.home, "big"))).toBe("It belongs to somebody else.");
});

it("of two on the list that lie in each other neither goes, and one alone does", () => {
  const machine = machineWith(["big/in/a"]);
  const [outer, inner] = [join(machine.home, "big"), join(machine.home, "big/in")];
  const none = { targets: [], others: [] };
  const [alone] = planOwnFolders([{ path: outer, name: "Outer" }], machine, none);
  expect(alone).toMatchObject({ orphaned: [outer], removes: false, commands: [] });
  const both = planOwnFolders(
    [
      { path: outer, name: "Outer" },
      { path: inner, name: "Inner" },
    ],
    machine,
    none,
  );
  expect(both.map(({ orphaned }) => orphaned)).toEqual([[], []]);
  expect(both.map(({ refused }) => refused)).toEqual([
    "It is or holds what is listed already: Inner.",
    "It lies in what is listed already: Outer.",
  ]);
});

it("refuses what something is mounted at or in, which would go to the Trash with it", async () => {
  const machine = machineWith(["big/in/a", "bigger/a"]);
  const refusal = (path: string, mounted: string) =>
    whyNoOwnFolder(join(machine.home, path), machine, {
      ...{ targets: [], others: [] },
      mounts: [{ path: join(machine.home, mounted), type: "ext4" }],
    });
  expect(refusal("big", "big/in")).toMatch(/something is mounted/);
  expect(refusal("big", "big")).toMatch(/something is mounted/);
  expect(refusal("bigger", "big")).toBeUndefined();
  expect(refusal("big", "")).toBeUndefined();
});

it("a list that somebody has edited never fails: each says why it stays, and is called by one line", () => {
  const machine = machineWith(["big/a"]);
  const { home } = machine;
  const none = { targets: [], others: [] };
  const odd = ["x".repeat(300), "a\0b", "x/../big", "big/"].map((name) => `${home}/${name}`);
  const paths = ["", "big", "..", "C:big", ...odd];
  const plans = planOwnFolders(
    paths.map((path) => ({ path, name: "a\n\u202eb" })),
    machine,
    none,
  );
  expect(plans.map(({ orphaned }) => orphaned)).toEqual(paths.map(() => []));
  expect(new Set(plans.map(({ target }) => target.tool.name))).toEqual(new Set(["a␊\\u202eb"]));
  const why = /^(Give its whole path|It (is not there|cannot be looked at|has to stay)|A link leads to it)/;
  for (const { refused } of plans) expect(refused).toMatch(why);
  const [nameless] = planOwnFolders([{ path: `${home}/big`, name: " " }], machine, none);
  expect(nameless?.target.tool.name).toBe("big");
});

it("no other folder is taken for what is no whole path, or for a whole volume", () => {
  const windows = { ...thisMachine(), platform: "win32" as const };
  for (const path of ["", ".", "big", "~/big"]) expect(ownFolderPath(path)).toBe(path);
  for (const path of ["C:\\", "\\\\server\\share\\"]) expect(ownFolderPath(path, windows)).toBe(path);
  expect(ownFolderPath("C:/", windows)).toBe("C:\\");
  expect(ownFolderPath("C:", windows)).toBe("C:");
});

const hasCase = process.platform === "win32" ? undefined : "names may have case here";
itUnless(hasCase, "it is kept as its volume spells it, however it was typed", async () => {
  const machine = machineWith(["big/a"]);
  const path = ownFolderPath(join(machine.home, "BIG"));
  expect(path).toBe(join(machine.home, "big"));
  expect(await refusalOf(machine, path)).toBeUndefined();
});
