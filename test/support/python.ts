/** The Python that scripts of the tests run on. */
import { spawnSync } from "node:child_process";

let found: string | undefined;

/**
 * The Python with pip that PATH leads to, by a path of its own: what pyenv has on PATH is a shell script that costs more
 * than Python itself. Undefined where there is none.
 */
export function pythonOfPath(): string | undefined {
  found ??= process.env.TEST_PYTHON ?? askPython();
  return found || undefined;
}

/** Asks; empty where there is none. */
function askPython(): string {
  for (const name of ["python3", "python"]) {
    const asked = spawnSync(name, ["-c", "import pip, sys; print(sys.executable)"], { encoding: "utf8" });
    if (asked.status === 0) return asked.stdout.trim();
  }
  return "";
}
