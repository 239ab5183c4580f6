/** Files that no pip writes, in its folders, and what a real pip's purge takes of them. */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { runPip, type Pip } from "./pip";
import { temporaryDirectory } from "./temporary";
import { filesBelow } from "./tree";

const plain = ["wheels/README.md", "wheels/notes/deep/n.txt", "wheels/numpy-1.0-py3-none-any.whl"];
const others = ["http/index.html", "http/p/a", "http-v2/.git/HEAD", "selfcheck/thesis.txt", "log/debug.log"];

export const foreignTrees: { where: string; files: string[] }[] = [
  { where: "beside nothing", files: [...plain, ...others] },
  {
    where: "beside what is called like no wheel",
    files: [...plain, ...others, "wheels/aa/plain.whl", "wheels/aa/n.txt"],
  },
];

/** What a pip purges of a cache that has nothing but these files. */
export async function reallyPurged(pip: Pip, files: string[]): Promise<string[]> {
  const cache = temporaryDirectory();
  for (const path of files) {
    mkdirSync(dirname(join(cache, path)), { recursive: true });
    writeFileSync(join(cache, path), "words");
  }
  await runPip(pip, ["cache", "purge"], { cacheDirectory: cache });
  const left = new Set(filesBelow(cache));
  return files.filter((path) => !left.has(path));
}
