/**
 * Makes a cache of uv's to measure on, as uv lays it out: wheels that are unpacked, of 20 to 1,000 files each, two thirds of them
 * hard-linked into an environment, links to them under the names of their wheels, and index pages.
 */
import { linkSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { randomOf } from "../random";
import { readTask } from "./observe";

interface Task {
  path: string;
  /** The environment. */
  environment: string;
  files: number;
  seed: number;
}

const { path, environment, files: wanted, seed } = readTask<Task>();
const random = randomOf(seed);
const tree = { files: 0, bytes: 0 };
const made = new Set<string>();

function makeParent(file: string): void {
  const folder = dirname(file);
  if (made.has(folder)) return;
  mkdirSync(folder, { recursive: true });
  made.add(folder);
}

function write(place: string, median: number, installed?: string): void {
  const file = `${path}/${place}`;
  makeParent(file);
  const size = Math.min(1_000_000, Math.round(random.logNormal(median, 1)));
  writeFileSync(file, Buffer.alloc(size, "x"));
  tree.files++;
  tree.bytes += size;
  if (installed === undefined) return;
  makeParent(`${environment}/${installed}`);
  linkSync(file, `${environment}/${installed}`);
}

for (let number = 0; tree.files < wanted; number++) {
  const [name, version] = [`project_${number}`, `1.${random.between(0, 20)}.0`];
  const wheel = `archive-v0/${random.hex(20)}`;
  const isInstalled = number % 3 > 0;
  const unpack = (file: string, median: number) => write(`${wheel}/${file}`, median, isInstalled ? file : undefined);
  for (const file of ["METADATA", "RECORD", "WHEEL", "top_level.txt"])
    unpack(`${name}-${version}.dist-info/${file}`, 1_000);
  // Most wheels are small, and most files are of the large ones.
  const count = Math.min(random.between(16, 996), random.between(16, 996), Math.max(1, wanted - tree.files));
  const folders = Math.ceil(count / 12);
  for (let file = 0; file < count; file++) unpack(`${name}/part_${file % folders}/module_${file}.py`, 2_000);
  const entry = `wheels-v5/pypi/${name}/${version}-py3-none-any`;
  write(`${entry}.msgpack`, 400);
  symlinkSync(`${path}/${wheel}`, `${path}/${entry}`);
  write(`simple-v15/pypi/${name}.rkyv`, 5_000);
}
process.stdout.write(`${JSON.stringify(tree)}\n`);
