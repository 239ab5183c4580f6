/**
 * Before all tests: where their temporary directories lie, how the processes run them, and which Pythons and pips there are.
 * Each file would ask a dozen programs anew.
 */
import useFastDisk from "./fast-disk";
import { findPips } from "./pip";
import { pythonOfPath } from "./python";

export default function prepare(): void {
  useFastDisk();
  // Jest hands these on to its workers. There are more of those than processors: four threads of each for its garbage only wait.
  process.execArgv.push("--single-threaded-gc");
  process.env.TEST_PYTHON = pythonOfPath() ?? "";
  process.env.TEST_PIPS = JSON.stringify(findPips());
}
