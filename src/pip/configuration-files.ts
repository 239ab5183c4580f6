/**
 * Which configuration files a pip reads, and in which order: a table per platform, with what changed between releases.
 */
import { existsSync, statSync } from "node:fs";
import { delimiter, join } from "node:path";
import { systemPath, variable, type Machine } from "../files/machine";
import { isAtLeast } from "../packaging/releases";
import { pipRelease } from "./pip-releases";

/** From the lowest to the highest: a higher one wins within the same section. */
export type Level = "global" | "user" | "site" | "PIP_CONFIG_FILE";

export interface FilePlace {
  path: string;
  level: Level;
}

/** What the order of the files depends on besides the machine. All absent: the newest pip, in no environment. */
export interface ConfigurationReader {
  /** `sys.prefix`, whose file is the "site" level. */
  prefix?: string;
  /** That of the Python which an environment was made with; else the same. */
  basePrefix?: string;
  pip?: string;
  python?: string;
  virtualEnvironment?: boolean;
  /** The files it reads, where it has said so itself; from the lowest to the highest. */
  files?: FilePlace[];
}

/** Every file this pip reads where it exists, from the lowest to the highest. */
export function configurationFiles(machine: Machine, reader: ConfigurationReader = {}): FilePlace[] {
  if (reader.files) return onceEach(reader.files, reader.pip);
  const named = variable(machine, "PIP_CONFIG_FILE");
  if (named === (machine.platform === "win32" ? "nul" : "/dev/null")) return [];
  const places: FilePlace[] = systemFiles(machine, reader).map((path) => ({ path, level: "global" }));
  if (!named || !existsSync(fromHome(machine, named))) {
    places.push(...userFiles(machine, reader).map((path): FilePlace => ({ path, level: "user" })));
  }
  const { prefix, pip, virtualEnvironment = false } = reader;
  if (prefix !== undefined && (virtualEnvironment || isAtLeast(pip, pipRelease.sitePrefix))) {
    places.push({ path: join(prefix, fileName(machine)), level: "site" });
  }
  if (named) places.push({ path: fromHome(machine, named), level: "PIP_CONFIG_FILE" });
  return onceEach(places, pip);
}

function onceEach(places: FilePlace[], pip: string | undefined): FilePlace[] {
  if (!isAtLeast(pip, pipRelease.filesOnce)) return places;
  return places.filter(({ path }, index) => places.findIndex((other) => other.path === path) === index);
}

/** The person's files, the legacy one first; the last is where pip itself would write. */
export function userFiles(machine: Machine, reader: ConfigurationReader = {}): [old: string, current: string] {
  const { platform, home } = machine;
  const name = fileName(machine);
  return [join(home, platform === "win32" ? "pip" : ".pip", name), join(userFolder(machine, reader), name)];
}

function fileName({ platform }: Machine): string {
  return platform === "win32" ? "pip.ini" : "pip.conf";
}

function userFolder(machine: Machine, { pip }: ConfigurationReader): string {
  const { platform, home } = machine;
  switch (platform) {
    case "win32":
      return join(variable(machine, "APPDATA") || join(home, "AppData", "Roaming"), "pip");
    case "darwin": {
      const xdg = isAtLeast(pip, pipRelease.macXdg) ? xdgFolder(machine, "XDG_DATA_HOME", pip) : undefined;
      const preferred = fromHome(machine, join(xdg ?? join(home, "Library", "Application Support"), "pip"));
      return isDirectory(preferred) ? preferred : join(home, ".config", "pip");
    }
    default:
      return fromHome(machine, join(xdgFolder(machine, "XDG_CONFIG_HOME", pip) ?? join(home, ".config"), "pip"));
  }
}

function systemFiles(machine: Machine, reader: ConfigurationReader): string[] {
  return systemFolders(machine, reader).map((folder) => join(folder, fileName(machine)));
}

function systemFolders(machine: Machine, { prefix = "", basePrefix = prefix, pip }: ConfigurationReader): string[] {
  switch (machine.platform) {
    case "win32": {
      const data = variable(machine, "ProgramData") || variable(machine, "ALLUSERSPROFILE") || "C:\\ProgramData";
      return [join(data, "pip")];
    }
    case "darwin": {
      const shared = systemPath(machine, "/Library/Application Support/pip");
      if (!isAtLeast(pip, pipRelease.macSiteList)) {
        return prefix.startsWith(systemPath(machine, "/opt/homebrew")) && isAtLeast(pip, pipRelease.platformdirs)
          ? []
          : [shared];
      }
      const listed = isAtLeast(pip, pipRelease.macXdg) ? xdgFolders(machine, "XDG_DATA_DIRS", pip) : undefined;
      if (listed) return listed;
      const brew = isAtLeast(pip, pipRelease.absoluteFolders)
        ? /^(.+)\/opt\/python[^/]*\/Frameworks\/Python\.framework\/Versions\/[^/]+$/.exec(basePrefix)?.[1]
        : /^(.*?)\/opt\/python/.exec(prefix)?.[1];
      return brew === undefined ? [shared] : [join(brew, "share", "pip"), shared];
    }
    default: {
      const listed = xdgFolders(machine, "XDG_CONFIG_DIRS", pip) ?? [systemPath(machine, "/etc/xdg/pip")];
      return [...listed, systemPath(machine, "/etc")];
    }
  }
}

/**
 * pip's folders in those that an `XDG_*` variable lists.
 * @returns undefined where the platform's default holds
 */
function xdgFolders(machine: Machine, name: string, pip: string | undefined): string[] | undefined {
  const list = variable(machine, name)?.trim();
  if (!list) return undefined;
  const onlyAbsolute = isAtLeast(pip, pipRelease.absoluteFolders);
  const folders = list.split(delimiter).filter((folder) => folder.trim() !== "");
  const counting = onlyAbsolute ? folders.map((folder) => folder.trim()).filter(isRooted) : folders;
  if (onlyAbsolute && counting.length === 0) return undefined;
  return counting.map((folder) => fromHome(machine, join(folder, "pip")));
}

/**
 * A folder named by an `XDG_*` variable. Up to pip 21.2 an empty one named the working directory, up to 26.2 a relative
 * one a folder in it.
 * @returns undefined where the platform's default holds
 */
export function xdgFolder(machine: Machine, name: string, pip: string | undefined): string | undefined {
  const value = variable(machine, name);
  if (value === undefined) return undefined;
  if (!isAtLeast(pip, pipRelease.platformdirs)) return value;
  const path = value.trim();
  if (path === "" || (isAtLeast(pip, pipRelease.absoluteFolders) && !isRooted(path))) return undefined;
  return isAtLeast(pip, pipRelease.macXdg) ? path : value;
}

const isRooted = (path: string) => path.startsWith("/");

/** Relative paths are relative to where pip is started; everywhere here that is the home directory. */
export function fromHome({ home }: Machine, path: string): string {
  const absolute = /^([\\/]|[A-Za-z]:[\\/])/.test(path);
  return absolute ? path : join(home, path);
}

function isDirectory(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}
