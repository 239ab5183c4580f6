/**
 * Before all tests: where their temporary directories lie, and which Pythons and pips there are. Each file would ask a
 * dozen programs anew.
 */
import useFastDisk from "./fast-disk";
import { findPips } from "./pip";
import { pythonOfPath } from "./python";

export default function prepare(): void {
  useFastDisk();
  process.env.TEST_PYTHON = pythonOfPath() ?? "";
  process.env.TEST_PIPS = JSON.stringify(findPips());
}
