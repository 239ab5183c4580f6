/** Loaded into a command's thread before the command: stops it at a step, until it is released or ended. */
const fs = require("node:fs");
const threads = require("node:worker_threads");

/**
 * @param {{ step: import("./host").Step, gate: SharedArrayBuffer }} data
 * @param {() => void} reached
 */
exports.watch = ({ step, gate }, reached) => {
  const stop = () => {
    reached();
    Atomics.wait(new Int32Array(gate), 0, 0);
  };
  if (step.call === "reject") {
    setTimeout(() => Promise.reject(new Error(step.with)), step.time);
    return;
  }
  if (step.call === "setTimeout") return;
  const pattern = new RegExp(step.with);
  let left = step.time;
  const isIt = (given) => given.some((each) => pattern.test(String(each))) && --left === 0;
  if (step.call === "postMessage") {
    threads.Worker = class extends threads.Worker {
      constructor(source, options) {
        super(source, options);
        this.task = options.workerData.task;
      }
      postMessage(...given) {
        if (isIt([this.task])) stop();
        super.postMessage(...given);
      }
    };
    return;
  }
  const call = fs[step.call];
  fs[step.call] = (...given) => {
    const isHere = isIt(given);
    // What is written is there; all else is only going to be done.
    if (isHere && step.call !== "writeSync") stop();
    const result = call(...given);
    if (isHere && step.call === "writeSync") stop();
    return result;
  };
};
