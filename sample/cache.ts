/**
 * A cache to try things on: it reads like the one of a busy developer, several gigabytes of well-known packages, and
 * takes a few megabytes of disk, since all big files are holes with a real head and a real end.
 */

import { archiveOrigin, builtWheel, wheelKey } from "../test/support/built-wheels";
import type { Written } from "../test/support/cache-writer";
import type { Content } from "../test/support/content";
import {
  buildSdist,
  buildSparseWheel,
  buildWheel,
  type Distribution,
  normalizeName,
} from "../test/support/distributions";
import {
  cacheBuiltWheel,
  type Cache,
  cacheFile,
  cacheMetadata,
  cachePage,
  fileUrl,
} from "../test/support/package-entries";
import { damage, leftover, selfCheck } from "../test/support/leftovers";
import { type Link, linkTo } from "../test/support/pages";
import { type SampleProject, sampleProjects, yanked } from "./packages";

const day = 24 * 60 * 60 * 1000;
/** Below it a file is real from end to end. */
const smallest = 2_500;

/**
 * Fills a directory, which may not exist yet, with a sample cache: some 130 packages, most of them in `http-v2`, the ones
 * not used for longest in `http`, built wheels, leftovers and two damaged entries. Times are relative to now.
 */
export async function makeSampleCache(directory: string): Promise<void> {
  const rows = new Map<string, SampleProject[]>();
  for (const project of sampleProjects) {
    const name = normalizeName(project.name);
    rows.set(name, [...(rows.get(name) ?? []), project]);
  }
  for (const projects of rows.values()) addPackage(directory, projects);
  addOwnPackage(directory);
  addLeftovers(directory);
}

function addPackage(directory: string, projects: SampleProject[]): void {
  const [first] = projects;
  if (first === undefined) return;
  const { name } = first;
  const usedDaysAgo = daysSinceUse(name);
  const cache: Cache = { directory, layout: usedDaysAgo > 400 ? "http" : "http-v2" };
  const links: Link[] = [];
  for (const project of projects) {
    for (const [age, version] of project.versions.entries()) {
      const mtime = daysAgo(Math.min(usedDaysAgo + 3 + age * 120, 800));
      for (const file of filesOf(project, version, age)) {
        links.push({ ...publish(file, fileUrl(cache, file)), yanked: yanked.get(`${name} ${version}`) });
        cacheFile(cache, file, { mtime, date: mtime });
        if (file.kind === "wheel" && cache.layout === "http-v2") cacheMetadata(cache, file, { mtime, date: mtime });
        if (file.kind === "sdist") cacheBuiltWheel(cache, file, { mtime, python: "3.12" });
      }
    }
  }
  const used = daysAgo(usedDaysAgo);
  cachePage(cache, name, links, { mtime: used, bodyMtime: daysAgo(usedDaysAgo + 1), date: used });
}

/** Of the developer's company: an old version is on no page any more, and the newest was built here from a commit. */
function addOwnPackage(directory: string): void {
  const cache: Cache = { directory, layout: "http-v2" };
  const name = "house-style";
  const wheelOf = (version: string) => buildWheel({ name, version, size: 47_000 });
  const [current, gone] = [wheelOf("2.2.0"), wheelOf("2.1.0")];
  // On this index all files lie in one folder, by which what is gone from it is known to be of it.
  const inFolder = (file: Distribution) => ({ ...file, sha256: current.sha256 });
  for (const [file, days] of [
    [current, 60],
    [gone, 240],
  ] as const) {
    cacheFile(cache, inFolder(file), { mtime: daysAgo(days), date: daysAgo(days) });
  }
  const seen = daysAgo(9);
  cachePage(cache, name, [linkTo(current, fileUrl(cache, inFolder(current)))], { mtime: seen, date: seen });

  builtWheel(directory, {
    fileName: "house_style-2.3.0-py3-none-any.whl",
    content: buildWheel({ name, version: "2.3.0", size: 48_200 }).content,
    origin: {
      url: "https://code.example.org/acme/house-style.git",
      vcs_info: { vcs: "git", commit_id: "9f2c1a7e5b3d48069f2c1a7e5b3d48069f2c1a7e", requested_revision: "9f2c1a7" },
    },
    key: wheelKey({
      url: "git+https://code.example.org/acme/house-style.git@9f2c1a7",
      interpreter: { name: "cp", version: "312" },
    }),
    mtime: seen,
  });
}

/** As an index links it. Of what is mostly holes nobody has computed a hash, which would take longer than all the rest. */
function publish(file: Distribution<Content>, url: string): Link {
  const link = linkTo(file, url);
  return Buffer.isBuffer(file.content) ? link : { ...link, sha256: undefined };
}

/** The files of one version that somebody with two Pythons, and containers beside them, has downloaded. */
function filesOf({ name, form, size, versions }: SampleProject, version: string, age: number): Distribution<Content>[] {
  const wheel = (python: string, abi: string, platform: string, ofSize = size) =>
    wheelOf({ name, version, python, abi, platform, size: ofSize });
  const mac = "macosx_11_0_arm64";
  const linux = "manylinux_2_17_x86_64.manylinux2014_x86_64";
  switch (form) {
    case "pure":
      return [wheel("py3", "none", "any")];
    case "binary":
      return [wheel("py3", "none", mac)];
    case "linux":
      return [wheel(name.startsWith("nvidia") ? "py3" : "cp311", name.startsWith("nvidia") ? "none" : "cp311", linux)];
    case "source":
      return [buildSdist({ name, version })];
    case "compiled":
      if (age > 0) return [wheel("cp39", "cp39", mac)];
      if (versions.length > 1)
        return [wheel("cp312", "cp312", mac), wheel("cp311", "cp311", linux, Math.round(size * 1.13))];
      return [wheel("cp312", "cp312", mac)];
  }
}

function wheelOf(options: Parameters<typeof buildSparseWheel>[0]): Distribution<Content> {
  return options.size < smallest ? buildWheel(options) : buildSparseWheel(options);
}

/** What killed pips, full disks and other tools leave. */
function addLeftovers(directory: string): void {
  const cache: Cache = { directory, layout: "http-v2" };
  const partial = (name: string, megabytes: number, days: number) =>
    leftover(directory, {
      layout: "http-v2",
      url: `https://files.example.org/packages/${name}`,
      of: "body",
      content: [Buffer.from("PK\x03\x04"), { hole: megabytes * 1e6 }],
      mtime: daysAgo(days),
    });
  partial("torch-2.5.1-cp312-none-macosx_11_0_arm64.whl", 41, 12);
  partial("tensorflow-2.18.0-cp312-cp312-macosx_12_0_arm64.whl", 102, 95);
  leftover(directory, {
    layout: "http",
    url: "https://files.example.org/packages/scipy-1.10.1.tar.gz",
    content: [Buffer.from("cc=4,"), { hole: 7_300_000 }],
    mtime: daysAgo(610),
  });

  const broken = (name: string, version: string, size: number, days: number): [Written, Date] => {
    const mtime = daysAgo(days);
    return [cacheFile(cache, wheelOf({ name, version, size }), { mtime, date: mtime }), mtime];
  };
  const [truncated, cutAt] = broken("geopandas", "1.0.1", 323_600, 30);
  damage(directory, truncated, "truncated body", cutAt);
  const [headless, lostAt] = broken("folium", "0.18.0", 108_900, 44);
  damage(directory, headless, "orphan body", lostAt);

  const old = buildSdist({ name: "mysqlclient", version: "2.1.1" });
  builtWheel(directory, {
    fileName: "mysqlclient-2.1.1-cp39-cp39-macosx_11_0_arm64.whl",
    content: wheelOf({
      name: "mysqlclient",
      version: "2.1.1",
      python: "cp39",
      abi: "cp39",
      platform: "macosx_11_0_arm64",
      size: 91_400,
    }).content,
    origin: archiveOrigin(fileUrl(cache, old), old.sha256),
    key: wheelKey({ url: fileUrl(cache, old), sha256: old.sha256, interpreter: { name: "cp", version: "39" } }),
    mtime: daysAgo(540),
  });
  for (const prefix of ["/opt/homebrew/opt/python@3.12", "/opt/projects/shop/.venv"]) {
    selfCheck(directory, prefix, { mtime: daysAgo(4) });
  }
}

/** From yesterday to two years ago, most of it recent; the same for a name every time. */
function daysSinceUse(name: string): number {
  let hash = 7;
  for (const letter of normalizeName(name)) hash = (hash * 31 + letter.charCodeAt(0)) % 1009;
  return 1 + Math.floor((hash / 1009) ** 2.2 * 729);
}

function daysAgo(days: number): Date {
  return new Date(Date.now() - days * day);
}
