/** Makes a cache directory that has too much of something, in a process of its own. */
import { makeHostile, type Hostile } from "../hostile";
import { readTask } from "./observe";

const { kind, cache, home, scale } = readTask<{ kind: Hostile; cache: string; home: string; scale: number }>();
makeHostile(kind, cache, home, scale);
process.stdout.write("{}\n");
