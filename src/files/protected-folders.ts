/** The folders of each platform that are no cache, whatever anybody says. */
import { posix, win32 } from "node:path";
import { own } from "./lookup";
import type { Machine, Platform } from "./machine";

interface Pattern {
  pattern: RegExp;
  why: string;
}

const aHome = "it is a home directory.";
const aVolume = "it is a volume.";

/** Paths that are refused by their shape alone. */
export function protectedPatterns(platform: Platform): Pattern[] {
  switch (platform) {
    case "win32":
      return [{ pattern: /^[a-z]:\\users\\[^\\]+$/i, why: aHome }];
    case "darwin":
      return [
        { pattern: /^\/Users\/[^/]+$|^(\/private)?\/var\/root$/i, why: aHome },
        { pattern: /^\/Volumes\/[^/]+$/i, why: aVolume },
      ];
    default:
      return [
        { pattern: /^\/home\/[^/]+$/, why: aHome },
        { pattern: /^(\/mnt\/[^/]+|(\/run)?\/media(\/[^/]+){0,2})$/, why: aVolume },
      ];
  }
}

/** Folders of the system: nothing in them is a cache that a person owns. */
export function systemFolders({ platform, env }: Machine): string[] {
  switch (platform) {
    case "win32":
      return valuesOf(env, ["SystemRoot", "ProgramFiles", "ProgramFiles(x86)", "ProgramW6432"]);
    case "darwin":
      return ["/System", "/bin", "/sbin", ...below("/usr", ["bin", "lib", "libexec", "sbin", "share"]), "/private/etc"];
    default:
      return [
        ...["/bin", "/boot", "/etc", "/lib", "/lib32", "/lib64", "/proc", "/sbin", "/sys"],
        ...below("/usr", ["bin", "include", "lib", "lib32", "lib64", "libexec", "sbin", "share"]),
      ];
  }
}

/** Folders that many programs share: caches lie in them, they are none themselves. */
export function sharedFolders({ platform, home, env }: Machine): string[] {
  const path = platform === "win32" ? win32 : posix;
  const names = [
    ...["Library", "Library/Caches", "Library/Application Support", "Library/Developer", "Library/Containers"],
    ...[".cache", ".config", ".local", ".local/share", ".local/state", "AppData", "AppData/Local", "AppData/LocalLow"],
    ...["AppData/Roaming", "Desktop", "Documents", "Downloads", "Movies", "Music", "Pictures", "Videos", "OneDrive"],
  ];
  const variables = [
    ...["HOME", "USERPROFILE", "LOCALAPPDATA", "APPDATA", "ProgramData"],
    ...["XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "TEMP", "TMP", "TMPDIR"],
    // A company's has its name in it, wherever it lies.
    ...["OneDrive", "OneDriveConsumer", "OneDriveCommercial"],
  ];
  const folders = names.map((name) => path.join(home, ...name.split("/")));
  return [...folders, ...valuesOf(env, variables).filter((value) => path.isAbsolute(value))];
}

function valuesOf(env: NodeJS.ProcessEnv, variables: string[]): string[] {
  return variables.flatMap((name) => own(env, name) || []);
}

function below(folder: string, names: string[]): string[] {
  return names.map((name) => `${folder}/${name}`);
}
