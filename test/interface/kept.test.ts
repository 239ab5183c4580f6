/** What "Keep Always" takes out of what is removed: of what nobody has named, all that is marked. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  isKeptWhole,
  measuredOf,
  namesKept,
  sparedMessage,
  sparedText,
  takesKept,
  withoutKept,
  type KeepingRequest,
} from "../../src/interface/removal/kept";
import type { Marks } from "../../src/interface/shared/marks";
import { plan } from "../../src/pip-cache/remove/plan";
import { entryId, type Selection } from "../../src/pip-cache/selection";
import { open } from "../commands/open";
import { cachesAt } from "../support/caches";
import { buildWheel } from "../support/distributions";
import { cacheFile } from "../support/package-entries";
import { rowOf } from "../support/rows";
import { temporaryDirectory } from "../support/temporary";

const [alpha, beta, gamma] = ["alpha", "beta", "gamma"].map(rowOf) as [
  ReturnType<typeof rowOf>,
  ReturnType<typeof rowOf>,
  ReturnType<typeof rowOf>,
];
const packages = ["alpha 1.0", "alpha 2.0", "beta 1.0", "beta 2.0", "gamma 1.0"];
/** All of alpha, and of beta its first version, in other words. */
const marks: Marks = { packages: [alpha], versions: [[beta, "v1.0.0"]] };
const damaged = { unreadable: { name: "The list", path: "/kept.json", reason: "It is damaged." } };

/** A cache of these packages, and the id of the only entry of each. */
function filledCache() {
  const directory = temporaryDirectory();
  const idOf = new Map(
    packages.map((text) => {
      const [name = "", version = ""] = text.split(" ");
      const [path = ""] = cacheFile({ directory, layout: "http-v2" }, buildWheel({ name, version })).files;
      const root = join(directory, "http-v2");
      return [text, entryId({ root, files: [{ path: path.slice("http-v2/".length) }] })];
    }),
  );
  return { caches: cachesAt(directory), idOf };
}

describe("of what goes, what is marked", () => {
  const cache = { caches: [] as ReturnType<typeof cachesAt>, idOf: new Map<string, string>() };
  beforeAll(() => void Object.assign(cache, filledCache()));

  /** What goes of the cache. */
  async function goes(request: KeepingRequest, stored: Parameters<typeof withoutKept>[1] = { value: marks }) {
    const { rows } = await plan(cache.caches, withoutKept(request, stored), { threads: 0 });
    const groups = [...rows.values()].flatMap((own) =>
      [...own].flatMap(({ key, groups: all }) => all.map((group) => `${key.replace("pip/", "")} ${group.version}`)),
    );
    return groups.sort();
  }

  it.each<[string, KeepingRequest, string[]]>([
    ["stays of everything", { selection: {} }, ["beta 2.0", "gamma 1.0"]],
    ["goes where a person says so", { selection: {}, takesKept: true }, packages],
    ["goes of the only package that is named", { selection: { rows: [alpha] } }, packages.slice(0, 2)],
    ["stays of the only package where nobody has named it", { selection: { rows: [alpha] }, inBulk: true }, []],
    ["stays of several packages", { selection: { rows: [alpha, beta, gamma] } }, ["beta 2.0", "gamma 1.0"]],
    ["stays where another package is named", { selection: { rows: [gamma] } }, ["gamma 1.0"]],
    ["stays of a package of which it is a version", { selection: { rows: [beta] } }, ["beta 2.0"]],
    ["goes where it is the only version named", { selection: { rows: [beta], versions: ["1.0"] } }, ["beta 1.0"]],
    [
      "goes where it is the only version named of a package",
      {
        selection: {
          rows: [beta],
          versionsOf: [
            [gamma, ["1.0"]],
            [beta, ["1.0"]],
          ],
        },
      },
      ["beta 1.0"],
    ],
    [
      "stays where a version of that name is another package's",
      {
        selection: {
          rows: [beta],
          versionsOf: [
            [gamma, ["1.0"]],
            [beta, ["1.0", "2.0"]],
          ],
        },
      },
      ["beta 2.0"],
    ],
    ["stays of several versions", { selection: { rows: [beta], versions: ["1.0", "2.0"] } }, ["beta 2.0"]],
    ["stays where another version is named", { selection: { rows: [beta], versions: ["2.0"] } }, ["beta 2.0"]],
    ["goes where a version of it is named", { selection: { rows: [alpha], versions: ["1.0"] } }, ["alpha 1.0"]],
    ["stays of versions of packages", { selection: { versionsOf: [[beta, ["1.0"]]] } }, []],
    ["stays of what is left", { selection: { not: { rows: [gamma] } } }, ["beta 2.0"]],
    [
      "stays of some of what is left",
      { selection: { not: { rows: [gamma] }, any: [{ versions: ["2.0"] }, { rows: [gamma] }] } },
      ["beta 2.0"],
    ],
  ])("%s", async (_what, request, expected) => {
    expect(await goes(request)).toEqual(expected);
  });

  it("goes as a single file, and stays as one of several", async () => {
    const [one = "", other = "", third = ""] = ["alpha 1.0", "beta 1.0", "gamma 1.0"].map((text) =>
      cache.idOf.get(text),
    );
    expect(await goes({ selection: { entries: [one] } })).toEqual(["alpha 1.0"]);
    expect(await goes({ selection: { rows: [beta], entries: [other] } })).toEqual(["beta 1.0"]);
    expect(await goes({ selection: { rows: [beta], entries: [other] }, inBulk: true })).toEqual([]);
    expect(await goes({ selection: { entries: [one, other, third] } })).toEqual(["gamma 1.0"]);
    expect(await goes({ selection: { rows: [alpha, gamma], entries: [one] } })).toEqual(["alpha 1.0"]);
  });

  it("cannot be told where it cannot be read: then only what is named goes, or what a person says", async () => {
    expect(await goes({ selection: {} }, damaged)).toEqual([]);
    expect(await goes({ selection: { rows: [alpha, gamma] } }, damaged)).toEqual([]);
    expect(await goes({ selection: { rows: [alpha] } }, damaged)).toEqual(packages.slice(0, 2));
    expect(await goes({ selection: {}, takesKept: true }, damaged)).toEqual(packages);
  });

  it("is no part of what pip did not write, nor anything where nothing is marked", () => {
    const foreign: Selection = { foreign: true };
    expect(withoutKept({ selection: foreign }, { value: marks })).toEqual(foreign);
    expect(withoutKept({ selection: foreign }, damaged)).toEqual(foreign);
    const selection = { rows: [gamma] };
    expect(withoutKept({ selection }, { value: { packages: [], versions: [] } })).toEqual(selection);
  });
});

/** Does something in a command of a person who has marked this. */
async function whereMarked(content: object | string, act: () => void | Promise<void>): Promise<void> {
  const dataFolder = temporaryDirectory();
  mkdirSync(join(dataFolder, "support"));
  const text = typeof content === "string" ? content : JSON.stringify({ version: 1, ...content });
  writeFileSync(join(dataFolder, "support", "kept.json"), text);
  let failure: unknown;
  const command = async () => {
    try {
      await act();
    } catch (error) {
      failure = error;
    }
  };
  await open(command as never, { mode: "no-view", dataFolder });
  if (failure) throw failure as Error;
}

describe("what a person names", () => {
  it.each<[boolean, KeepingRequest]>([
    [true, { selection: { rows: [alpha] } }],
    [true, { selection: { rows: [beta], versions: ["1.0"] } }],
    [false, { selection: { rows: [beta] } }],
    [false, { selection: { rows: [beta], versions: ["2.0"] } }],
    [false, { selection: { rows: [gamma] } }],
    [true, { selection: { rows: [gamma] }, takesKept: true }],
    [false, { selection: { rows: [alpha, beta] } }],
    [false, { selection: { rows: [alpha, beta] }, takesKept: true }],
    [false, { selection: {} }],
    [false, { selection: { entries: ["/a"] } }],
    [false, { selection: { rows: [alpha] }, inBulk: true }],
    [false, { selection: { rows: [alpha], foreign: true }, takesKept: true }],
  ])("is kept: %p of %j", (expected, request) => whereMarked(marks, () => expect(namesKept(request)).toBe(expected)));

  it("is not known to be kept where that cannot be read", () =>
    whereMarked("{", () => {
      expect(namesKept({ selection: { rows: [alpha] }, takesKept: true })).toBe(false);
      expect(isKeptWhole(alpha)).toBe(false);
      expect(measuredOf({ rows: [alpha] })).toEqual({ rows: [alpha] });
    }));

  it("is kept as a whole only where all of it is marked", () =>
    whereMarked(marks, () => expect([alpha, beta, gamma].map(isKeptWhole)).toEqual([true, false, false])));
});

it("what is planned takes something that is kept where one of its versions is", async () => {
  const { caches } = filledCache();
  const takes = async (selection: Selection) => takesKept(await plan(caches, selection, { threads: 0 }));
  await whereMarked(marks, async () => {
    expect(await takes({})).toBe(true);
    expect(await takes({ rows: [alpha] })).toBe(true);
    expect(await takes({ rows: [beta] })).toBe(true);
    expect(await takes({ rows: [beta], versions: ["2.0"] })).toBe(false);
    expect(await takes({ rows: [gamma] })).toBe(false);
  });
  await whereMarked({ packages: [], versions: [] }, async () => expect(await takes({})).toBe(false));
  await whereMarked("{", async () => expect(await takes({})).toBe(false));
});

it("what would be cleared is measured without what is kept", () =>
  whereMarked(marks, async () => {
    const { caches } = filledCache();
    expect(await plan(caches, measuredOf({ rows: [alpha, beta] }), { threads: 0 })).toMatchObject({ entries: 1 });
  }));

it.each([
  [{ packages: 2, versions: 1 }, "2 kept packages and 1 kept version (1.5 kB)", "stay"],
  [{ packages: 1, versions: 0 }, "1 kept package (1.5 kB)", "stays"],
  [{ packages: 0, versions: 1 }, "1 kept version (1.5 kB)", "stays"],
  [{ packages: 0, versions: 3 }, "3 kept versions (1.5 kB)", "stay"],
])("what stays is said in numbers: %j", (counts, text, stays) => {
  const spared = { ...counts, entries: 9, bytes: 1500 };
  expect(sparedText(spared)).toBe(text);
  expect(sparedMessage(spared)).toBe(`${text} ${stays}`);
});
