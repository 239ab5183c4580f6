/** The newest pip of PyPI, in an environment of its own: newer ones do more when they purge than those of most machines. */
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { findPips, type Pip } from "../test/support/pip";
import type { Workshop } from "./workshop";

/** A network that is there answers sooner. s */
const PATIENCE = "10";

/** Installs it in the folder of the bench. Where that cannot be done, says why not. */
export async function installNewestPip(workshop: Workshop): Promise<Pip | string> {
  const base = findPips().at(-1);
  if (base === undefined) return "there is no Python with pip here";
  const folder = join(workshop.folder, "newest-pip");
  const python = join(folder, "bin", "python");
  const quick = ["--no-cache-dir", "--disable-pip-version-check", "--retries", "0", "--timeout", PATIENCE];
  try {
    await workshop.time(base.python, ["-m", "venv", folder]);
    // With the machine's own way to an index.
    await workshop.time(python, ["-m", "pip", "install", ...quick, "--upgrade", "pip"], process.env);
  } catch {
    return "the newest pip could not be installed: that takes a network";
  }
  const version = execFileSync(python, ["-c", "import pip; print(pip.__version__)"], { encoding: "utf8" }).trim();
  return { python, version, pythonVersion: base.pythonVersion };
}
