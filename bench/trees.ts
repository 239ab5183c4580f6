/**
 * Cache directories to measure on: what pip 24 leaves after years, in the proportions of real caches, every block of it
 * really allocated, and the same for the same seed.
 */

import { createHash } from "node:crypto";
import { existsSync, readdirSync } from "node:fs";
import type { Written } from "../test/support/cache-writer";
import type { Content } from "../test/support/content";
import { buildSdist, buildSparseWheel, type Distribution } from "../test/support/distributions";
import {
  type Cache,
  cacheBuiltWheel,
  cacheFile,
  cacheMetadata,
  cachePage,
  fileUrl,
} from "../test/support/package-entries";
import { type Link, linkTo } from "../test/support/pages";
import { randomOf, type Random } from "./random";

export interface BenchTreeOptions {
  /** An `http-v2` entry is two files; a built wheel with its `origin.json` one entry of two files. */
  entries: number;
  seed: number;
  layout?: "http" | "http-v2";
}

export interface BenchTree {
  directory: string;
  entries: number;
  files: number;
  /** Sum of the files' sizes. */
  bytes: number;
  /** Projects that have an entry. */
  packages: string[];
}

/** A package of exactly 500 entries that every tree of 5,000 or more contains. */
const bulkyPackage = "bulky";
const bulkyEntries = 500;

const kilobyte = 1000;
const megabyte = 1000 * kilobyte;
const smallestWheel = 2 * kilobyte;
/** A fixed day, so that the same seed gives the same tree tomorrow. */
const today = Date.UTC(2026, 0, 1);
const year = 365 * 24 * 60 * 60 * 1000;

/** Fills an empty or missing directory: 20,000 entries are about 1.5 GB, 100,000 about 7 GB. */
export function makeBenchTree(directory: string, { entries, seed, layout = "http-v2" }: BenchTreeOptions): BenchTree {
  if (existsSync(directory) && readdirSync(directory).length > 0) throw new Error(`${directory} is not empty`);
  const tree: BenchTree = { directory, entries: 0, files: 0, bytes: 0, packages: [] };
  const maker: Maker = {
    cache: { directory, layout },
    random: randomOf(seed),
    largest: entries > 50_000 ? 20 * megabyte : 120 * megabyte,
    keep: ({ files, size }) => {
      tree.entries += 1;
      tree.files += files.length;
      tree.bytes += size;
    },
  };
  const add = (name: string, budget: number) => {
    addPackage(maker, name, budget);
    tree.packages.push(name);
  };
  if (entries >= 10 * bulkyEntries) add(bulkyPackage, bulkyEntries);
  while (tree.entries < entries) {
    const wanted = 1 + 2 * maker.random.between(1, 3);
    add(`project-${tree.packages.length}`, Math.min(wanted, entries - tree.entries));
  }
  return tree;
}

interface Maker {
  cache: Cache;
  random: Random;
  /** Bytes of a wheel at most. */
  largest: number;
  keep: (written: Written) => void;
}

/** Exactly so many entries: the index page, then wheel and metadata of each version, or sdist and what pip built of it. */
function addPackage({ cache, random, largest, keep }: Maker, name: string, entries: number): void {
  const used = new Date(today - random.next() * 2 * year);
  const times = { mtime: used, date: used };
  const links: Link[] = otherLinks(random, name);
  let left = entries - 1;
  for (let version = 1; left > 0; version++) {
    const pair = random.next() < 0.06 ? sdistPair : wheelPair;
    const { file, second } = pair(`${version}.${random.between(0, 20)}.0`);
    links.push(linkTo(file, fileUrl(cache, file)));
    keep(cacheFile(cache, file, times));
    if (left > 1) keep(second());
    left -= Math.min(left, 2);
  }
  keep(cachePage(cache, name, links, { ...times, bodyMtime: new Date(used.getTime() - random.next() * year) }));

  function wheelPair(version: string) {
    const size = Math.round(Math.min(Math.max(random.logNormal(32 * kilobyte, 1.9), smallestWheel), largest));
    const [python, abi, platform] = size > megabyte ? ["cp312", "cp312", "macosx_11_0_arm64"] : ["py3", "none", "any"];
    const description = prose(Math.min(random.logNormal(5 * kilobyte, 0.8), 100 * kilobyte, size / 4));
    const file = allocated(buildSparseWheel({ name, version, python, abi, platform, description, size }));
    return { file, second: () => cacheMetadata(cache, file, times) };
  }

  function sdistPair(version: string) {
    const file: Distribution<Content> = buildSdist({ name, version });
    return { file, second: () => cacheBuiltWheel(cache, file, { mtime: used }) };
  }
}

/** The files of a project that nobody here has downloaded: some hundreds in one page of twenty. */
function otherLinks(random: Random, name: string): Link[] {
  const count = random.next() < 0.05 ? random.between(200, 800) : random.between(2, 40);
  return Array.from({ length: count }, (_, at) => {
    const sha256 = random.hex(64);
    const fileName = `${name.replace("-", "_")}-0.${at}.0-py3-none-any.whl`;
    const url = `https://files.example.org/packages/${sha256.slice(0, 2)}/${sha256.slice(2, 4)}/${sha256.slice(4)}/${fileName}`;
    return { fileName, url, sha256, size: random.between(2 * kilobyte, megabyte), metadataSha256: random.hex(64) };
  });
}

/** Text such as stands in a description, and compresses as it does. */
function prose(length: number): string {
  return words.slice(0, length);
}

const words = (() => {
  const random = randomOf(2);
  const vocabulary = Array.from({ length: 400 }, () => random.hex(random.between(2, 9)));
  return Array.from({ length: 20_000 }, () => vocabulary[random.between(0, 399)]).join(" ");
})();

const noise = (() => {
  const random = randomOf(1);
  return Buffer.from(random.hex(2 * megabyte), "hex");
})();

/** The same file with its hole filled, so that it takes its size on the disk, and with the hash that it has then. */
function allocated(file: Distribution<Content>): Distribution<Content> {
  const pieces = Buffer.isBuffer(file.content) ? [file.content] : file.content;
  const filled = pieces.flatMap((piece) => {
    if (Buffer.isBuffer(piece)) return [piece];
    const whole = Array.from({ length: Math.floor(piece.hole / noise.length) }, () => noise);
    return [...whole, noise.subarray(0, piece.hole % noise.length)];
  });
  const hash = createHash("sha256");
  for (const piece of filled) hash.update(piece);
  return { ...file, content: filled, sha256: hash.digest("hex") };
}
