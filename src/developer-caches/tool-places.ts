/**
 * Where a tool may keep something: by variables, configuration files, its own word and its defaults.
 */
import { posix, win32 } from "node:path";
import type { ToolPlace, ToolSetting, Tool } from "./tool";
import { variable, type Machine } from "../files/machine";
import { escapePattern, existing, expand, plain } from "../files/patterns";
import { readSetting, settingPath } from "./settings";
import { own } from "../files/lookup";

/** Where the knowledge of a place comes from; a default that a variable such as `XDG_CACHE_HOME` moved is no default. */
export type PathOrigin = "environment" | "setting" | "tool" | "default";

/** Paths that tools reported when they were asked (`ask-tool.ts`), by tool and place. */
export type ReportedPaths = Record<string, Record<string, string[]>>;

/** The candidates for a place, as patterns for `glob`; all of them count, because a cache that was moved leaves its old place behind. */
export function placesOf(
  tool: Tool,
  name: string,
  machine: Machine,
  reported: ReportedPaths = {},
): { path: string; origin: PathOrigin }[] {
  const place: ToolPlace = own(tool.places, name)!;
  const as = (origin: PathOrigin) => (path: string) => ({ path, origin });
  const defaults = (from: Machine) =>
    (place.defaults[machine.platform] ?? []).flatMap((pattern) => expand(pattern, from));
  const unmoved = new Set(defaults({ ...machine, env: { USER: machine.env.USER } }));
  return [
    ...(place.environment ?? []).flatMap((pattern) => expand(pattern, machine)).map(as("environment")),
    ...(place.options ?? []).flatMap((option) => optionPaths(option, machine)).map(as("environment")),
    ...(place.settings ?? []).flatMap((setting) => settingPaths(setting, machine)).map(as("setting")),
    ...(own(own(reported, tool.id) ?? {}, name) ?? [])
      .map((path) => escapePattern(plain(path, machine)))
      .map(as("tool")),
    ...defaults(machine).map((path) => ({ path, origin: unmoved.has(path) ? "default" : "environment" }) as const),
  ];
}

function optionPaths(option: { variable: string; prefix: string }, machine: Machine): string[] {
  const args = (variable(machine, option.variable) ?? "").match(/(?:[^\s"]|"[^"]*")+/g) ?? [];
  const values = args.map((arg) => arg.replaceAll('"', "")).filter((arg) => arg.startsWith(option.prefix));
  return paths(
    values.map((value) => value.slice(option.prefix.length)),
    machine,
  );
}

function settingPaths(setting: ToolSetting, machine: Machine): string[] {
  const { below } = setting;
  const values = settingValues(setting, machine);
  if (below === undefined) return paths(values, machine);
  const { delimiter } = machine.platform === "win32" ? win32 : posix;
  const folders = values.flatMap((value) => value.split(delimiter)).filter(Boolean);
  return paths(
    folders.map((folder) => `${folder}/${below}`),
    machine,
  );
}

/** The values of a setting in all of its files that exist, as written. */
export function settingValues({ files, format, key }: ToolSetting, machine: Machine): string[] {
  const found = (files[machine.platform] ?? []).flatMap((pattern) => existing(pattern, machine));
  return found.flatMap((file) => readSetting(file, format, key));
}

function paths(values: string[], machine: Machine): string[] {
  return values.flatMap((value) => {
    const path = settingPath(value, machine);
    return path === undefined ? [] : [escapePattern(plain(path, machine))];
  });
}
