/** Makes a tree to measure on, in a process of its own, so that making it can be ended. */
import { lstatSync, utimesSync } from "node:fs";
import { walkDirectories } from "../../src/files/walk";
import { makeBenchTree } from "../trees";
import { readTask } from "./observe";

const { path, entries, seed } = readTask<{ path: string; entries: number; seed: number }>();
const tree = makeBenchTree(path, { entries, seed });
// Directories of built wheels that are younger than an hour are left alone when a cache is cleared.
const longAgo = new Date(2020, 0, 1);
for (const directory of walkDirectories(`${path}/wheels`)) {
  const place = directory.path === "" ? `${path}/wheels` : `${path}/wheels/${directory.path}`;
  if (lstatSync(place).isDirectory()) utimesSync(place, longAgo, longAgo);
}
const { files, bytes, packages } = tree;
process.stdout.write(`${JSON.stringify({ entries: tree.entries, files, bytes, package: packages[0] })}\n`);
