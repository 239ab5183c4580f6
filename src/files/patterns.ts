/**
 * The one language in which tables write paths, and what is known in them: `~`, `${VAR}`, `${VAR:-default}`, `${VAR...}` (a list of
 * paths, one result each), `%VAR%`, and within one name `*`, `?` and `[a-f]`. Paths come out with `/` on every platform.
 * Nothing is run and no shell is asked; what cannot be listed is not there.
 */
import { expandHome, variable, type Machine } from "./machine";
import { own } from "./lookup";
import { exists, namesIn } from "./presence";

const token = /^~(?=$|[\\/])|\$\{([A-Za-z_]\w*)(\.\.\.)?(?::-([^}]*))?\}|%([A-Za-z_()0-9]+)%/;

/**
 * Absolute paths a pattern stands for; none when a variable in it is unset or the result is not absolute. `*`, `?` and
 * `[` that a variable or the home directory brought along are written `[*]`, `[?]` and `[[]`, as `glob` reads them.
 */
export function expand(pattern: string, machine: Machine): string[] {
  return substitute(pattern, machine)
    .filter((path) => isAbsolute(path, machine))
    .map((path) => plain(pattern.startsWith("/") ? escapePattern(machine.root ?? "") + path : path, machine));
}

/** Writes a path so that `glob` takes it literally. */
export function escapePattern(path: string): string {
  return path.replace(/[*?[]/g, "[$&]");
}

function unescaped(path: string): string {
  return path.replace(/\[([*?[])\]/g, "$1");
}

function substitute(pattern: string, machine: Machine): string[] {
  const found = token.exec(pattern);
  if (!found) return [pattern];
  const [text, name, list, fallback, windowsName] = found;
  const before = pattern.slice(0, found.index);
  const after = substitute(pattern.slice(found.index + text.length), machine);
  return valuesOf(machine, name ?? windowsName, list !== undefined, fallback).flatMap((value) =>
    after.map((rest) => before + value + rest),
  );
}

function valuesOf(machine: Machine, name: string | undefined, list: boolean, fallback?: string): string[] {
  if (name === undefined) return [escapePattern(machine.home)];
  const value = variable(machine, name) || windowsDefaults(machine, name);
  if (value === undefined) {
    if (fallback === undefined) return [];
    return substitute(fallback, machine).map(
      (path) => (fallback.startsWith("/") ? escapePattern(machine.root ?? "") : "") + path,
    );
  }
  const values = list ? value.split(machine.platform === "win32" ? /[;,]/ : /[:,]/) : [value];
  return values.filter(Boolean).map((one) => escapePattern(expandHome(machine, one)));
}

/** Folders Windows always has, for a process that was started without their variables. */
function windowsDefaults({ platform, home }: Machine, name: string): string | undefined {
  if (platform !== "win32") return undefined;
  const folders: Record<string, string> = {
    USERPROFILE: home,
    LOCALAPPDATA: `${home}/AppData/Local`,
    APPDATA: `${home}/AppData/Roaming`,
    TEMP: `${home}/AppData/Local/Temp`,
  };
  return own(folders, name.toUpperCase());
}

/** Whether a path is absolute where the machine runs. */
export function isAbsolute(path: string, { platform }: Machine): boolean {
  return path.startsWith("/") || (platform === "win32" && /^([A-Za-z]:[\\/]|\\)/.test(path));
}

/** A path with `/`, without doubled or trailing separators and without `.` components. */
export function plain(path: string, { platform }: Machine): string {
  const parts = (platform === "win32" ? path.replaceAll("\\", "/") : path).split("/");
  const kept = parts.filter((part, index) => index === 0 || (part !== "" && part !== "."));
  const share = platform === "win32" && /^[\\/]{2}/.test(path) ? "/" : "";
  return share + (kept.join("/") || "/");
}

/** A name pattern as a test, letter by letter. */
export function nameMatcher(pattern: string): (name: string) => boolean {
  return matcher(pattern, "");
}

/** @param flags "i" where case makes no difference */
function matcher(pattern: string, flags: "" | "i"): (name: string) => boolean {
  const source = pattern.replace(/\[[^\]]+\]|[\\^$+.()|{}*?\]]/g, (part) => {
    if (part.startsWith("[")) return part;
    return part === "*" ? "[^/]*" : part === "?" ? "[^/]" : `\\${part}`;
  });
  const expression = new RegExp(`^${source}$`, `u${flags}`);
  return (name) => expression.test(name);
}

/** A pattern of one or more names as a test of a path below some root: the path itself and all below it match. */
export function pathMatcher(pattern: string): (path: string) => boolean {
  const names = pattern.split("/").map(nameMatcher);
  return (path) => {
    const parts = path.split("/");
    return names.every((matches, index) => {
      const part = parts[index];
      return part !== undefined && matches(part);
    });
  };
}

/**
 * The existing files and directories a pattern stands for, of each folder in the order of their names.
 * @param mayLook whether to look into a folder, by its path alone
 */
export function existing(pattern: string, machine: Machine, mayLook?: (path: string) => boolean): string[] {
  const paths = expand(pattern, machine).filter((path) => mayLook?.(literalPart(path)) !== false);
  return paths.flatMap((path) => glob(path, machine));
}

/** What of a path with `*` has none: where looking for it begins. */
export function literalPart(path: string): string {
  const parts = path.split("/");
  const first = parts.findIndex(isPattern);
  return unescaped(parts.slice(0, first < 0 ? undefined : first).join("/")) || "/";
}

const isPattern = (part: string): boolean => /[*?[]/.test(part.replace(/\[[*?[]\]/g, ""));

/**
 * The existing files and directories a path with `*` stands for; links are taken as they are. Names have no case on
 * Windows, as everywhere there.
 */
export function glob(path: string, { platform }: Machine): string[] {
  return [...matchesOf(path, platform === "win32" ? "i" : "")];
}

/** Whether there is anything a path with `*` stands for, letter by letter; looks no further than the first. */
export function hasMatch(path: string): boolean {
  return !matchesOf(path, "").next().done;
}

function* matchesOf(path: string, flags: "" | "i"): Generator<string> {
  const parts = path.split("/");
  const first = parts.findIndex(isPattern);
  const pattern = parts[first];
  if (pattern === undefined) {
    const literal = unescaped(path);
    if (exists(literal)) yield literal;
    return;
  }
  const folder = parts.slice(0, first).join("/");
  const matches = matcher(pattern, flags);
  for (const name of namesIn(unescaped(folder) || "/").filter(matches)) {
    yield* matchesOf([folder, escapePattern(name), ...parts.slice(first + 1)].join("/"), flags);
  }
}

/** A pattern of so many hexadecimal digits. */
export function hex(digits: number): string {
  return "[0-9a-f]".repeat(digits);
}
