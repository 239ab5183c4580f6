/** Threads as they are when something goes wrong in them. */

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
