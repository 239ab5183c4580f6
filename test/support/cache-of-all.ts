/** A cache with something of everything that can go, and what of it has gone. */
import { httpV2Entry, type Written } from "./cache-writer";
import { buildSdist, buildSparseWheel, buildWheel } from "./distributions";
import { damage, leftover } from "./leftovers";
import { cacheBuiltWheel, cacheFile, cachePage, type Cache } from "./package-entries";
import { linkTo } from "./pages";
import { temporaryDirectory } from "./temporary";
import { filesBelow } from "./tree";

/**
 * What of it each file is.
 * @param prefix of the names of packages: there may be several of these in one folder
 */
export function cacheOfAll(
  directory = temporaryDirectory(),
  prefix = "",
): { directory: string; named: Record<string, Written> } {
  const cache: Cache = { directory, layout: "http-v2" };
  const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000);
  const at = (days: number) => ({ mtime: daysAgo(days), date: daysAgo(days) });
  const wheel = (name: string, version: string, days: number, tag = {}) =>
    cacheFile(cache, buildWheel({ name: prefix + name, version, size: 30_000, ...tag }), at(days));
  const sdist = buildSdist({ name: `${prefix}made`, version: "1.0" });
  const named: Record<string, Written> = {
    "alpha 1.9": wheel("alpha", "1.9", 3),
    "alpha 1.10": wheel("alpha", "1.10", 3),
    "alpha from a build": wheel("alpha", "1.10+local", 3),
    "strange old": wheel("strange", "2004d", 3),
    "strange 1.0": wheel("strange", "1.0", 3),
    "aged 1.0": wheel("aged", "1.0", 100),
    "older 1.0": wheel("older", "1.0", 400),
    "of Python 3.9": wheel("compiled", "1.0", 3, { python: "cp39", abi: "cp39", platform: "macosx_11_0_arm64" }),
    "made, its source": cacheFile(cache, sdist, at(3)),
    "made, built": cacheBuiltWheel(cache, sdist, { mtime: daysAgo(3) }),
    page: cachePage(
      cache,
      `${prefix}alpha`,
      [linkTo(buildWheel({ name: `${prefix}alpha`, version: "1.9" }), "https://a.example.org/a")],
      at(3),
    ),
    huge: cacheFile(cache, buildSparseWheel({ name: `${prefix}huge`, version: "1.0", size: 11e6 }), at(3)),
    "damaged 1.0": wheel("damaged", "1.0", 3),
    leftover: leftover(directory, {
      layout: "http-v2",
      url: "https://files.example.org/one",
      content: Buffer.from("cc=4,".repeat(50)),
      mtime: daysAgo(3),
    }),
  };
  const nameless = Buffer.from("says nothing of what it is ".repeat(40));
  const headers: [string, string][] = [["content-type", "application/octet-stream"]];
  const url = "https://files.example.org/download?id=7";
  named.nameless = httpV2Entry(directory, { url, headers, body: nameless }, { mtime: daysAgo(3) });
  damage(directory, named["damaged 1.0"], "truncated body", daysAgo(3));
  return { directory, named };
}

/** What is not there any more, wholly. */
export const goneOf = ({ directory, named }: ReturnType<typeof cacheOfAll>): string[] => {
  const left = new Set(filesBelow(directory).map((path) => path.replaceAll("\\", "/")));
  return Object.keys(named).filter((name) => named[name]?.files.every((file) => !left.has(file)));
};
