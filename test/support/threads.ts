/** Threads as they are when something goes wrong in them. */
import { verifying } from "../../src/pip-cache/check/check";
import { hashing } from "../../src/pip-cache/index/published";
import { collecting, namingPackages } from "../../src/pip-cache/scan/scan";

/** The start of a worker's text that ends the thread in the middle of its work: at the given call of a function of `node:fs`. */
export function dyingAt(name: string, call: number): string {
  return `{
    const fs = require("node:fs");
    const { ${name} } = fs;
    let calls = 0;
    fs.${name} = (...parameters) => {
      const result = ${name}(...parameters);
      if (++calls === ${call}) process.exit(1);
      return result;
    };
  }`;
}

/** The start of a worker's text that leaves a file for each thread that was started, named by its task. */
export function marking(directory: string): string {
  return `{
    const { threadId, workerData } = require("node:worker_threads");
    require("node:fs").writeFileSync(${JSON.stringify(directory)} + "/" + workerData.task + "-" + threadId, "");
  }`;
}

/**
 * Lets every thread that reads caches do something first.
 * @param start JavaScript, put in front of the worker's text
 * @returns takes it back
 */
export function startingWith(start: string): () => void {
  const changed = [collecting, namingPackages, hashing, verifying].map((task) => {
    const { source } = task;
    task.source = start + source;
    return () => void (task.source = source);
  });
  return () => changed.forEach((restore) => restore());
}
