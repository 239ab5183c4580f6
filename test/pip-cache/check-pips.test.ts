/**
 * Damage as real pips meet it: which of it makes them fail, and that what is found and removed here is what they then
 * download again, and nothing else.
 */
import { cpSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { check } from "../../src/pip-cache/check/check";
import { plan } from "../../src/pip-cache/remove/plan";
import { remove } from "../../src/pip-cache/remove/remove";
import { scan } from "../../src/pip-cache/scan/scan";
import { entryId } from "../../src/pip-cache/selection";
import { cachesAt } from "../support/caches";
import { entryPath } from "../support/cache-writer";
import { buildSdist, buildWheel } from "../support/distributions";
import { startIndex, type Index } from "../support/index-server";
import { damage } from "../support/leftovers";
import { asksForMetadata, atLeast, describeWithPips, download, runPip, type Pip } from "../support/pip";
import { temporaryDirectory } from "../support/temporary";
import { compareTrees, filesBelow, hashTree } from "../support/tree";

const alpha = buildWheel({ name: "alpha", version: "1.0", size: 40_000 });
const beta = buildWheel({ name: "beta", version: "2.0", size: 20_000 });
const gamma = buildSdist({ name: "gamma", version: "0.3" });
const requirements = ["alpha", "beta", "gamma"];
/** The files of an entry, header before body, which in `http` are one. */
interface Files {
  header: string;
  body: string;
  /** Where the body begins in its file. */
  start: number;
}

type Breaking = (files: Files) => void;

const flip: Breaking = ({ body, start }) => {
  const bytes = readFileSync(body);
  bytes[start + Math.floor((bytes.length - start) / 3)] ^= 0x55;
  writeFileSync(body, bytes);
};
const lengthen: Breaking = ({ body }) => writeFileSync(body, Buffer.concat([readFileSync(body), Buffer.alloc(99, 7)]));
const halve: Breaking = ({ body, start }) =>
  truncateSync(body, start + Math.floor((readFileSync(body).length - start) / 2));
const empty: Breaking = ({ body }) => truncateSync(body, 0);
const garble: Breaking = ({ body, start }) => {
  const bytes = readFileSync(body);
  bytes.fill("garbage ", start, start + 100);
  writeFileSync(body, bytes);
};

interface Case {
  what: string;
  of: "wheel" | "page" | "sdist";
  breaks: Breaking;
  /** Whether a scan finds it, without reading contents. */
  isFree: boolean;
  /** Whether this pip fails because of it. */
  fails: (version: string) => boolean;
}

const always = () => true;
const never = () => false;
/** From 25.3 on, what is missing of a file is downloaded. */
const unlessResumed = (version: string) => !atLeast(version, "25.3");

const inPairs: Case[] = [
  { what: "a wheel with a changed byte", of: "wheel", breaks: flip, isFree: false, fails: always },
  { what: "a wheel with bytes behind its end", of: "wheel", breaks: lengthen, isFree: true, fails: always },
  { what: "a wheel cut in half", of: "wheel", breaks: halve, isFree: true, fails: unlessResumed },
  { what: "an empty wheel", of: "wheel", breaks: empty, isFree: true, fails: unlessResumed },
  { what: "an sdist with a changed byte", of: "sdist", breaks: flip, isFree: false, fails: always },
  { what: "an sdist cut in half", of: "sdist", breaks: halve, isFree: true, fails: unlessResumed },
  { what: "an index page of garbage", of: "page", breaks: garble, isFree: false, fails: always },
  { what: "an empty index page", of: "page", breaks: empty, isFree: true, fails: always },
  { what: "a wheel's header cut in half", of: "wheel", breaks: cutHeader, isFree: true, fails: never },
  { what: "a wheel's header of garbage", of: "wheel", breaks: garbleHeader, isFree: true, fails: never },
  { what: "a wheel's empty header", of: "wheel", breaks: emptyHeader, isFree: true, fails: never },
];
const inOne: Case[] = [
  { what: "a wheel with a changed byte", of: "wheel", breaks: flip, isFree: false, fails: always },
  { what: "an sdist with a changed byte", of: "sdist", breaks: flip, isFree: false, fails: always },
  { what: "an index page of garbage", of: "page", breaks: garble, isFree: false, fails: always },
  { what: "a wheel cut in half", of: "wheel", breaks: halve, isFree: true, fails: never },
  { what: "an index page cut in half", of: "page", breaks: halve, isFree: true, fails: never },
  { what: "a wheel with bytes behind its end", of: "wheel", breaks: lengthen, isFree: true, fails: never },
  { what: "an empty entry", of: "wheel", breaks: empty, isFree: true, fails: never },
];

function cutHeader({ header }: Files): void {
  truncateSync(header, 200);
}
function garbleHeader({ header }: Files): void {
  writeFileSync(header, Buffer.alloc(500, "not an entry "));
}
function emptyHeader({ header }: Files): void {
  truncateSync(header, 0);
}

describeWithPips("a damaged entry", (pip, layout) => {
  let index: Index;
  let prepared: string;

  beforeAll(async () => {
    index = await startIndex([{ files: [alpha] }, { files: [beta] }, { files: [gamma] }]);
    prepared = temporaryDirectory();
    await downloadAll(prepared);
  });

  it.each(layout === "http" ? inOne : inPairs)("$what is found, and removed by itself", async (one) => {
    const { cache, url, files } = broken(one);
    expect((await attempt(pip, copyOf(cache))).code === 0).toBe(!one.fails(pip.version));

    const caches = cachesAt(cache);
    const { rows } = await scan(caches[0]);
    const known = Array.from(rows, ({ groups }) => groups)
      .flat()
      .filter((group) => group.damage !== undefined);
    expect(known.reduce((sum, { entries }) => sum + entries, 0)).toBe(one.isFree ? 1 : 0);
    const { damaged, checked, unverifiable } = await check(caches, {});
    expect(damaged.map(entryId)).toEqual([join(cache, entryPath(layout, url))]);
    if (one.of !== "page") expect(damaged[0].title).toBe((one.of === "wheel" ? alpha : gamma).fileName);
    // Without its page nothing says what a wheel's metadata should be.
    expect(unverifiable).toBe(one.of === "page" && asksForMetadata(pip) ? 1 : 0);
    expect(checked + unverifiable).toBe(filesBelow(prepared).filter((path) => /[0-9a-f]{56}$/.test(path)).length);

    const before = hashTree(cache);
    const removal = await remove(await plan(caches, { entries: damaged.map(entryId) }), { activity: "idle" });
    expect(removal.failures).toEqual([]);
    const { gone, added, changed } = compareTrees(before, hashTree(cache));
    expect(gone.filter((path) => before.get(path)?.type === "file")).toEqual(files);
    expect([...added, ...changed]).toEqual([]);
    await expectRepaired(cache, url);
  });

  if (layout === "http-v2") {
    it("an entry without its body is found, though pip downloads it again by itself", async () => {
      const cache = copyOf(prepared);
      const path = entryPath(layout, index.fileUrl(alpha));
      damage(cache, { files: [path, `${path}.body`], size: 0 }, "no body");
      const { damaged } = await check(cachesAt(cache), {});
      expect(damaged).toMatchObject([{ title: alpha.fileName, reason: "its body is missing" }]);
      await expectRepaired(cache, index.fileUrl(alpha));
    });
  }

  async function expectRepaired(cache: string, url: string): Promise<void> {
    index.takeRequests();
    await downloadAll(cache);
    const again = index.takeRequests().filter(({ status }) => status === 200);
    expect(again.map(({ path }) => index.origin + path)).toEqual([url]);
    expect(hashesOfBodies(cache)).toEqual(hashesOfBodies(prepared));
  }

  function broken({ of, breaks }: Case): { cache: string; url: string; files: string[] } {
    const cache = copyOf(prepared);
    const url = of === "page" ? index.pageUrl("beta") : index.fileUrl(of === "wheel" ? alpha : gamma);
    const path = entryPath(layout, url);
    const body = layout === "http" ? path : `${path}.body`;
    const start = layout === "http" ? bodyStart(readFileSync(join(cache, path))) : 0;
    breaks({ header: join(cache, path), body: join(cache, body), start });
    return { cache, url, files: [...new Set([path, body])] };
  }

  function downloadAll(cacheDirectory: string) {
    return download(pip, requirements, { cacheDirectory, index });
  }

  function attempt(pip: Pip, cacheDirectory: string) {
    const target = temporaryDirectory();
    return runPip(pip, ["download", "--dest", target, ...requirements], { cacheDirectory, index });
  }
});

function copyOf(cache: string): string {
  const copy = temporaryDirectory();
  cpSync(cache, copy, { recursive: true, preserveTimestamps: true });
  return copy;
}

/** Behind `cc=4,`, two maps, two names and the length. */
function bodyStart(file: Buffer): number {
  const at = file.indexOf("\xa4body", 0, "latin1") + 5;
  return at + { 0xc4: 2, 0xc5: 3, 0xc6: 5 }[file[at]]!;
}

/** What the bodies of an `http-v2` hold, by path; of `http`, which has dates among them, only that they are there. */
function hashesOfBodies(cache: string): [string, string | undefined][] {
  const tree = [...hashTree(cache)].filter(([path]) => /^http.*[0-9a-f]{56}(\.body)?$/.test(path));
  return tree.map(([path, { sha256 }]) => [path, path.endsWith(".body") ? sha256 : undefined]);
}
