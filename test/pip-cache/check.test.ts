import { createHash } from "node:crypto";
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { dirname, join, normalize } from "node:path";
import type { TaskContext } from "../../src/files/tasks";
import { check, withoutRemoved, type CheckedCache, type CheckProgress } from "../../src/pip-cache/check/check";
import { KeyTable } from "../../src/pip-cache/index/key-table";
import { list } from "../../src/pip-cache/scan/list";
import { plan } from "../../src/pip-cache/remove/plan";
import { remove } from "../../src/pip-cache/remove/remove";
import { entryId } from "../../src/pip-cache/selection";
import { verifyFiles, type Verified } from "../../src/pip-cache/check/verify-files";
import { cachesAt } from "../support/caches";
import { entryKey, type Written } from "../support/cache-writer";
import { buildSdist, buildWheel, withPacked, type Distribution } from "../support/distributions";
import { damage, type Damage } from "../support/leftovers";
import {
  cacheBuiltWheel,
  cacheFile,
  cacheMetadata,
  cachePage,
  fileUrl,
  type Cache,
  type EntryOptions,
} from "../support/package-entries";
import { linkTo } from "../support/pages";
import { extractRealCache, realCacheNames } from "../support/real-caches";
import { runSteps } from "../support/steps";
import { afterwards, temporaryDirectory } from "../support/temporary";
import { filesBelow } from "../support/tree";
import { dyingAt, startingWith } from "../support/threads";
import { itUnless, NOBODY, noSuperuser, notLinux } from "../support/unless";
import { rowOf } from "../support/rows";

const layouts = ["http", "http-v2"] as const;

const wheel = buildWheel({ name: "alpha", version: "1.0", size: 40_000 });
const files: Record<string, Distribution> = {
  wheel,
  "tar.gz": buildSdist({ name: "beta", version: "2.0", files: { "beta/data.txt": "x".repeat(500) } }),
  ...Object.fromEntries(
    withPacked(() => [["tar.bz2", buildSdist({ name: "gamma", version: "3.0", format: "tar.bz2" })]]),
  ),
  zip: buildSdist({ name: "delta", version: "4.0", format: "zip" }),
};

function cacheOf(layout: Cache["layout"]): Cache {
  return { directory: temporaryDirectory(), layout };
}

function page(cache: Cache, file: Distribution, options: EntryOptions = {}): Written {
  return cachePage(cache, file.name, [linkTo(file, fileUrl(cache, file))], options);
}

/** Changes one byte in the middle of a body. */
function flip(cache: Cache, { files }: Written, content: Buffer): void {
  const path = join(cache.directory, files[files.length - 1]);
  const bytes = readFileSync(path);
  bytes[bytes.indexOf(content) + (content.length >> 1)] ^= 1;
  writeFileSync(path, bytes);
}

const found = ({ damaged }: CheckedCache) => damaged.map(({ title, reason }) => `${title}: ${reason}`);

describe.each(realCacheNames)("what a real pip left in %s", (name) => {
  it("is intact, all of it", async () => {
    const checked = await check(cachesAt(await extractRealCache(name)), {});
    expect(found(checked)).toEqual([]);
    expect(checked.checked + checked.unverifiable).toBeGreaterThan(0);
  });
});

describe.each(layouts)("a changed byte in an entry of %s", (layout) => {
  it.each(Object.keys(files))("of a %s is found by the hash that its index published", async (kind) => {
    const cache = cacheOf(layout);
    const file = files[kind];
    page(cache, file);
    flip(cache, cacheFile(cache, file), file.content);
    const checked = await check(cachesAt(cache.directory), {});
    expect(found(checked)).toEqual([`${file.fileName}: its hash is not the published one`]);
    expect(checked).toMatchObject({ checked: 2, byHash: 1, unverifiable: 0 });
  });

  it("of metadata shows that the index's tag, its MD5, does not confirm it any more", async () => {
    const cache = cacheOf(layout);
    const etag = `"${createHash("md5").update(wheel.metadata).digest("hex")}"`;
    const written = cacheMetadata(cache, wheel, {
      headers: (headers) => headers.map(([name, value]) => [name, name === "etag" ? etag : value]),
    });
    const confirmed = await check(cachesAt(cache.directory), {});
    expect(confirmed).toMatchObject({ checked: 1, byHash: 1, unverifiable: 0, damaged: [] });
    flip(cache, written, wheel.metadata);
    expect(await check(cachesAt(cache.directory), {})).toMatchObject({ checked: 0, unverifiable: 1, damaged: [] });
  });

  it.each(Object.keys(files))("of a %s is found by its own checksums where no page is cached", async (kind) => {
    const cache = cacheOf(layout);
    const file = files[kind];
    const written = cacheFile(cache, file, { private: true });
    expect(found(await check(cachesAt(cache.directory), {}))).toEqual([]);
    flip(cache, written, file.content);
    const checked = await check(cachesAt(cache.directory), {});
    expect(checked).toMatchObject({ checked: 1, byHash: 0 });
    expect(checked.damaged).toMatchObject([
      { files: [{ path: written.files[0].slice(layout.length + 1) }, ...written.files.slice(1).map(() => ({}))] },
    ]);
  });

  it("of a wheel's metadata is found by the hash that its index published", async () => {
    const cache = cacheOf(layout);
    page(cache, wheel);
    flip(cache, cacheMetadata(cache, wheel), wheel.metadata);
    expect(found(await check(cachesAt(cache.directory), {}))).toEqual([
      "alpha-1.0-py3-none-any.whl.metadata: its hash is not the published one",
    ]);
  });
});

describe.each([
  ["http", "http-pip23.2.1"],
  ["http-v2", "http-v2-pip24.3.1"],
] as const)("headers in %s that pip cannot use", (layout, name) => {
  it("are damaged, and say why: of one bit each", async () => {
    const directory = await extractRealCache(name);
    const entries = filesBelow(directory).filter((path) => new RegExp(`^${layout}/.*/[0-9a-f]{56}$`).test(path));
    const ways: [from: string, to: string, why: string][] = [
      ["decode_content", "decode_conpent", "its header has a field that pip does not know, decode_conpent"],
      ["status", "stauus", "its header has a field that pip does not know, stauus"],
      ["reason", "r\xe5ason", "its header is damaged: a text in it is not UTF-8"],
      ["body", "bodi", "its header has no body field"],
      ["\xa7headers", "\x87headers", layout === "http" ? "it is shorter than the index said" : "its header is damaged"],
      ["cc=4,", "cc=5,", "it does not begin as pip's responses do"],
    ];
    for (const [index, [from, to]] of ways.entries()) {
      const path = join(directory, entries[index]);
      const text = readFileSync(path, "latin1");
      expect(text).toContain(from);
      writeFileSync(path, text.replace(from, to), "latin1");
    }
    const { damaged, checked } = await check(cachesAt(directory), {});
    const reasons = new Map(damaged.map(({ files, reason }) => [`${layout}/${files[0].path}`, reason]));
    expect([...reasons.keys()].sort()).toEqual(entries.slice(0, ways.length).sort());
    for (const [index, [, , why]] of ways.entries()) {
      expect(reasons.get(entries[index])).toContain(why);
    }
    expect(checked).toBeGreaterThan(ways.length);
  });
});

describe.each(layouts)("what a scan finds in %s", (layout) => {
  const ways: [Damage, string][] =
    layout === "http"
      ? [
          ["truncated body", "it is shorter than the index said"],
          ["empty body", "it is empty"],
        ]
      : [
          ["orphan body", "its header is missing, so pip cannot find it"],
          ["no body", "its body is missing"],
          ["truncated body", "it is shorter than the index said"],
          ["empty body", "it is empty"],
          ["truncated header", "unreadable for pip: its header is damaged: it is cut short"],
          ["garbage header", "unreadable for pip: it does not begin as pip's responses do"],
        ];
  it.each(ways)("as %s is found by a check too, with the name that the index gives it", async (how, reason) => {
    const cache = cacheOf(layout);
    page(cache, wheel);
    damage(cache.directory, cacheFile(cache, wheel), how);
    expect(found(await check(cachesAt(cache.directory), {}))).toEqual([`${wheel.fileName}: ${reason}`]);
  });
});

it.each<Damage>(["orphan body", "truncated header", "garbage header"])(
  "what has %s is described as the file itself says where no page is cached",
  async (how) => {
    const cache = cacheOf("http-v2");
    damage(cache.directory, cacheFile(cache, wheel), how);
    expect((await check(cachesAt(cache.directory), {})).damaged).toMatchObject([{ title: "wheel of alpha 1.0, py3" }]);
  },
);

describe("a thread that dies", () => {
  afterEach(() => jest.restoreAllMocks());

  it.each(["readSync", "closeSync"])("at a %s leaves its part to others, and nothing counts twice", async (name) => {
    const cache = cacheOf("http-v2");
    page(cache, wheel);
    flip(cache, cacheFile(cache, wheel), wheel.content);
    for (let number = 0; number < 200; number++) {
      cacheFile(cache, buildWheel({ name: `other-${number}`, version: "1.0" }), { private: true });
    }
    const expected = await check(cachesAt(cache.directory), {}, { threads: 0 });
    const restore = startingWith(dyingAt(name, 20));
    const checked = await check(cachesAt(cache.directory), {}, { threads: 2, headStartMs: 0 });
    restore();
    expect(checked).toMatchObject({ ...expected, bytes: expect.any(Number) });
    expect(checked.damaged).toHaveLength(1);
  });
});

describe("no false alarm", () => {
  it("is raised by a length that two servers on the way both announced", async () => {
    const cache = cacheOf("http-v2");
    const twice = (value: string) => `${value}, ${value}`;
    cacheFile(cache, wheel, {
      headers: (headers) => headers.map(([name, value]) => [name, name === "content-length" ? twice(value) : value]),
    });
    expect(found(await check(cachesAt(cache.directory), {}))).toEqual([]);
  });

  it("is raised by a wheel that is still being built", async () => {
    const cache = cacheOf("http-v2");
    const { files } = cacheBuiltWheel(cache, buildSdist({ name: "beta", version: "2.0" }));
    const building = join(cache.directory, files[0], "../tmpabcdefgh");
    mkdirSync(building, { recursive: true });
    writeFileSync(join(building, "beta-2.0-py3-none-any.whl"), "PK not yet");
    expect(await check(cachesAt(cache.directory), {})).toMatchObject({ checked: 1, damaged: [] });
  });
});

/** Verifies step by step, `between` each of them. */
function verify(
  cache: Cache,
  files: Parameters<typeof verifyFiles>[0]["files"],
  between: (step: number) => unknown,
): Verified {
  const root = join(cache.directory, cache.layout);
  const context: TaskContext = { stopped: () => false, relieved: () => false };
  const message = { layout: cache.layout, root, files, hashes: KeyTable.for(0).memory };
  const steps = verifyFiles(message, context);
  const sum: Verified = { checked: 0, byHash: 0, unverifiable: 0, bytes: 0, damaged: [] };
  for (let number = 0; ; number++) {
    const step = steps.next();
    if (step.value) {
      sum.checked += step.value.checked;
      sum.damaged.push(...step.value.damaged);
    }
    if (step.done) return sum;
    between(number);
  }
}

itUnless(notLinux, "a check that is stopped closes what it was reading", async () => {
  const cache = cacheOf("http-v2");
  cacheFile(cache, buildWheel({ name: "alpha", version: "1.0", size: 5_000_000 }));
  const { folders } = await list(cachesAt(cache.directory), {});
  const message = { layout: cache.layout, root: folders[0].root, files: folders[0].files.toColumns() };
  const open = () => readdirSync("/proc/self/fd").length;
  const before = open();
  let looks = 0;
  const context: TaskContext = { stopped: () => looks++ > 0, relieved: () => false };
  const steps = verifyFiles({ ...message, hashes: KeyTable.for(0).memory }, context);
  runSteps(steps);
  expect(looks).toBeGreaterThan(1);
  expect(open()).toBe(before);
});

describe.each(layouts)("a file of %s that changes while it is read", (layout) => {
  const large = buildWheel({ name: "alpha", version: "1.0", size: 2_000_000 });
  const setUp = async () => {
    const cache = cacheOf(layout);
    const written = cacheFile(cache, large);
    const { folders } = await list(cachesAt(cache.directory), {});
    const path = join(cache.directory, written.files[written.files.length - 1]);
    const intact = readFileSync(path);
    const broken = Buffer.from(intact);
    broken[1_000_000] ^= 1;
    return { cache, path, intact, broken, files: folders[0].files.toColumns() };
  };

  it("is checked again, and found intact when it is then", async () => {
    const { cache, path, intact, broken, files } = await setUp();
    writeFileSync(path, broken);
    let steps = 0;
    const sum = verify(cache, files, () => steps++ === 0 && writeFileSync(path, intact));
    expect(steps).toBeGreaterThan(1);
    expect(sum).toMatchObject({ checked: 1, damaged: [] });
  });

  it("is checked again, and found damaged when it is then", async () => {
    const { cache, path, broken, files } = await setUp();
    const sum = verify(cache, files, (step) => step === 0 && writeFileSync(path, broken));
    expect(sum).toMatchObject({ checked: 1, damaged: [{ title: "wheel of alpha 1.0, py3" }] });
  });

  it("all the time is not reported", async () => {
    const { cache, path, broken, files } = await setUp();
    const sum = verify(cache, files, (step) => {
      writeFileSync(path, broken);
      utimesSync(path, step, step);
    });
    expect(sum).toMatchObject({ checked: 0, damaged: [] });
  });

  it("and is gone then is not reported", async () => {
    const { cache, path, files } = await setUp();
    expect(verify(cache, files, (step) => step === 0 && rmSync(path))).toMatchObject({
      damaged: layout === "http" ? [] : [{ reason: "its body is missing" }],
    });
  });
});

describe("a check", () => {
  it("of one package looks at that only, with what the lists of an index publish", async () => {
    const cache = cacheOf("http-v2");
    const [alpha, beta] = [wheel, files["tar.gz"]];
    for (const file of [alpha, beta]) page(cache, file);
    flip(cache, cacheFile(cache, alpha), alpha.content);
    flip(cache, cacheFile(cache, beta), beta.content);
    const checked = await check(cachesAt(cache.directory), { rows: [rowOf("alpha")] });
    expect(found(checked)).toEqual([`${alpha.fileName}: its hash is not the published one`]);
    expect(checked.checked).toBe(2);
  });

  it("says how far it is, in bytes, up to all of them", async () => {
    const cache = cacheOf("http-v2");
    for (const file of Object.values(files)) cacheFile(cache, file);
    const progress: CheckProgress[] = [];
    await check(cachesAt(cache.directory), {}, { onProgress: (now) => progress.push(now) });
    const last = progress[progress.length - 1];
    expect(last.bytes).toBeGreaterThan(last.totalBytes * 0.7);
    expect(progress.every(({ bytes, totalBytes }) => bytes <= totalBytes)).toBe(true);
  });

  it("stops when it is told to", async () => {
    const cache = cacheOf("http-v2");
    cacheFile(cache, buildWheel({ name: "large", version: "1", size: 4_000_000 }));
    const controller = new AbortController();
    const checking = check(
      cachesAt(cache.directory),
      {},
      {
        signal: controller.signal,
        onProgress: () => controller.abort(new Error("enough")),
      },
    );
    await expect(checking).rejects.toThrow("enough");
  });

  it("forgets what is gone, or another file, but not what is damaged still", async () => {
    const cache = cacheOf("http-v2");
    const [alpha, beta, gamma] = [wheel, files["tar.gz"], files.zip];
    const written = [alpha, beta, gamma].map((file) => {
      const entry = cacheFile(cache, file);
      flip(cache, entry, file.content);
      return entry;
    });
    const checked = await check(cachesAt(cache.directory), {});
    expect(checked.damaged).toHaveLength(3);
    rmSync(join(cache.directory, written[0].files[0]));
    cacheFile(cache, beta, { mtime: new Date(1e12) });
    const left = withoutRemoved(checked);
    expect(left.damaged.map((entry) => normalize(entryId(entry)))).toEqual([
      join(cache.directory, written[2].files[0]),
    ]);
    expect(left.checked).toBe(checked.checked - 2);
  });
});

describe("a header whose body comes later", () => {
  const lone = async () => {
    const cache = cacheOf("http-v2");
    const { files } = cacheFile(cache, wheel);
    const [header, body] = files.map((path) => join(cache.directory, path));
    const content = readFileSync(body);
    rmSync(body);
    return { cache, header, body, arrive: () => writeFileSync(body, content) };
  };

  it("is damaged no more when that is there", async () => {
    const { cache, arrive } = await lone();
    const checked = await check(cachesAt(cache.directory), {});
    expect(checked.damaged).toMatchObject([{ reason: "its body is missing" }]);
    expect(withoutRemoved(checked).damaged).toHaveLength(1);
    arrive();
    expect(withoutRemoved(checked).damaged).toEqual([]);
  });

  it("is damaged still where a directory lies in the body's place", async () => {
    const { cache, body } = await lone();
    mkdirSync(body);
    const checked = await check(cachesAt(cache.directory), {});
    expect(checked.damaged).toMatchObject([{ reason: "its body is missing" }]);
    expect(withoutRemoved(checked).damaged).toHaveLength(1);
  });

  it("stays with it where it was to be removed", async () => {
    const { cache, header, body, arrive } = await lone();
    const planned = await plan(cachesAt(cache.directory), { damaged: true });
    expect(planned.files).toBe(1);
    arrive();
    expect(await remove(planned, { activity: "idle" })).toMatchObject({ files: 0, bytes: 0, changed: 1, failures: [] });
    expect([header, body].map((path) => existsSync(path))).toEqual([true, true]);
  });

  it("goes where none has come", async () => {
    const { cache, header } = await lone();
    const planned = await plan(cachesAt(cache.directory), { damaged: true });
    expect(await remove(planned, { activity: "idle" })).toMatchObject({ files: 1, changed: 0 });
    expect(existsSync(header)).toBe(false);
  });
});

itUnless(noSuperuser, "what may not be looked at any more is no error", async () => {
  const cache = cacheOf("http-v2");
  const entry = cacheFile(cache, wheel);
  flip(cache, entry, wheel.content);
  const checked = await check(cachesAt(cache.directory), {});
  expect(checked.damaged).toHaveLength(1);
  chmodSync(dirname(join(cache.directory, entry.files[0])), 0);
  process.seteuid?.(NOBODY);
  afterwards(() => process.seteuid?.(0));
  expect(withoutRemoved(checked).damaged).toEqual([]);
});

describe("a table of keys", () => {
  it("has what was put into it, with what was published for it, and nothing else", () => {
    const keys = Array.from({ length: 5_000 }, (_, index) => entryKey(`https://files.example.org/${index}`));
    const table = KeyTable.for(2_500);
    for (const key of [...keys.slice(0, 2_500), ...keys.slice(0, 10), "no key", ""]) table.add(key);
    keys.forEach((key, index) => index % 2 === 0 && table.publish(key, `${"ab".repeat(4)}${key}`));
    const other = new KeyTable(table.memory);
    keys.forEach((key, index) => {
      expect(other.has(key)).toBe(index < 2_500);
      expect(other.published(key)).toBe(index < 2_500 && index % 2 === 0 ? `${"ab".repeat(4)}${key}` : undefined);
    });
    expect(other.has("no key")).toBe(false);
  });
});

it("what was checked is what is there", async () => {
  const cache = cacheOf("http");
  const {
    files: [path],
  } = cacheFile(cache, wheel);
  const { checked, bytes } = await check(cachesAt(cache.directory), {});
  expect({ checked, bytes }).toEqual({ checked: 1, bytes: expect.any(Number) });
  expect(bytes).toBeLessThanOrEqual(lstatSync(join(cache.directory, path)).size);
});
