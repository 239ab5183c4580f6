/** Tools as their installers make them, over the network. */
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { temporaryDirectory } from "../support/temporary";

/** The Python that environments are made with. */
export const python = process.env.PYTHON ?? "python3";

export interface Installed {
  /** Why it could not be had. */
  reason?: string;
  home: string;
  /** Where its programs lie. */
  programs: string;
  /** Runs a program of the installation, or one by its path, in the home. */
  run: (program: string, args: string[], env?: Record<string, string>) => string;
}

/** A tool in an environment of its own, with a home of its own. */
export function installed(...requirements: string[]): Installed {
  const [tools, home] = [temporaryDirectory(), temporaryDirectory()];
  const programs = join(tools, "venv/bin");
  const run: Installed["run"] = (program, args, env = {}) =>
    execFileSync(program.includes("/") ? program : join(programs, program), args, {
      cwd: home,
      env: {
        ...process.env,
        HOME: home,
        XDG_CACHE_HOME: "",
        XDG_CONFIG_HOME: "",
        UV_CACHE_DIR: "",
        VIRTUAL_ENV: "",
        ...env,
      },
      stdio: ["ignore", "pipe", "pipe"],
      timeout: 300_000,
    }).toString();
  try {
    execFileSync(python, ["-m", "venv", join(tools, "venv")], { stdio: "pipe" });
    run("pip", ["install", "-q", "--no-cache-dir", ...requirements]);
    return { home, programs, run };
  } catch (error) {
    const [line = ""] = String((error as { stderr?: Buffer }).stderr ?? error)
      .trim()
      .split("\n")
      .slice(-1);
    return { reason: line.replaceAll(/[a-z]+:\/\/[^\s/]+/g, "the index").slice(0, 160), home, programs, run };
  }
}

/** Bytes in blocks, folders included, as newer versions of uv count. */
export function allocatedIn(root: string): number {
  return Number(execFileSync("du", ["-s", "-B1", root]).toString().split("\t")[0]);
}
