/**
 * What a pip is configured to do about its cache, and who says so: the files and variables it reads, which of several
 * values wins, and what that one overrides. The same answer as `pip config debug` and `pip cache dir`, with line numbers.
 */
import { configurationFiles, type FilePlace, type Level, type ConfigurationReader } from "./configuration-files";
import { ConfigurationFaultError, defaults, normalizeKey, parsing } from "./configuration-parser";
import type { ParsedConfiguration, ParseOptions, Setting } from "./configuration-parser";
import type { Machine } from "../files/machine";
import { readSmallFile, UnusualFileError } from "../files/small-file";
import { runToEnd } from "../files/tasks";
import { isAtLeast } from "../packaging/releases";
import { pipRelease } from "./pip-releases";
import { own } from "../files/lookup";

export type SettingKey = "cache-dir" | "no-cache-dir";

/** pip reads `[global]` and the section of the command: `pip cache dir` never sees what `[install]` says. */
export type PipCommand = "cache" | "install" | "download" | "wheel";

export interface ConfigurationFile extends FilePlace, ParsedConfiguration {
  /**
   * "passed over": there, but pip goes on without it. "broken": with it every pip command fails, or never ends. "too
   * large": pip reads it, we do not.
   */
  state: "missing" | "read" | "passed over" | "broken" | "too large";
  /** Of what is not read: a sentence. */
  reason?: string;
  /** Of a broken one: where; counted from 1. */
  line?: number;
}

/** One place where a key is set. */
export interface Occurrence {
  key: SettingKey;
  /** Literally; an empty one counts as not set. */
  value: string;
  level: Level | "environment";
  /** Of a setting in a file. */
  file?: string;
  section?: string;
  /** Counted from 1. */
  line?: number;
  /** Of a setting in the environment: the variable's name as it is spelled. */
  variable?: string;
}

export interface Configuration {
  /** From the lowest to the highest level, those that do not exist included. */
  files: ConfigurationFile[];
  /** Variables of this process that set either key, in their order. */
  variables: Occurrence[];
  /** pip 25.2 and 25.3 apply the value of every file in turn instead of the last one alone. */
  eachFile: boolean;
}

export interface Resolution {
  /** The value pip uses; absent where the key is not set. */
  winner?: Occurrence;
  /** Set too, without effect; the nearest to winning first. */
  overridden: Occurrence[];
}

/** Reads everything that a pip reads. Never throws: what is wrong with a file stands in its `state` and `reason`. */
export const readConfiguration = (machine: Machine, reader: ConfigurationReader = {}): Configuration =>
  runToEnd(readingConfiguration(machine, reader));

/** The same in steps. Pauses after each line: whatever pip reads may be very long. */
export function* readingConfiguration(
  machine: Machine,
  reader: ConfigurationReader = {},
): Generator<undefined, Configuration> {
  const { pip, python } = reader;
  const options = { python, pip, encoding: encodingOf(machine) };
  const files: ConfigurationFile[] = [];
  for (const place of configurationFiles(machine, reader)) {
    files.push({ ...place, ...(yield* readFile(place.path, options)) });
  }
  const eachFile =
    pip !== undefined && isAtLeast(pip, pipRelease.filesOnce) && !isAtLeast(pip, pipRelease.emptyHidesAgain);
  return { files, variables: variablesOf(machine), eachFile };
}

/** Reads one file as pip does, whatever level it is at. */
function* readFile(
  path: string,
  options: ParseOptions = {},
): Generator<undefined, Omit<ConfigurationFile, keyof FilePlace>> {
  const nothing = { sections: [], settings: [] };
  try {
    return { state: "read", ...(yield* parsing(readSmallFile(path).bytes, options)) };
  } catch (error) {
    if (error instanceof ConfigurationFaultError) {
      return { state: "broken", reason: `pip cannot read it: ${error.message}`, line: error.line, ...nothing };
    }
    if (error instanceof UnusualFileError) {
      const { is, message: reason } = error;
      return is === "too large"
        ? { state: is, reason: `${reason} What it says is not known.`, ...nothing }
        : { state: "broken", reason: `pip waits for it: ${reason}`, ...nothing };
    }
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") return { state: "missing", ...nothing };
    const known: Record<string, string> = { EISDIR: "It is a directory.", EACCES: "It may not be read." };
    return { state: "passed over", reason: `pip passes over it: ${own(known, code ?? "") ?? message}`, ...nothing };
  }
}

/** The encoding in which Python decodes a configuration file. */
export function encodingOf({ platform, env }: Machine): "utf-8" | "single byte" {
  if (platform === "win32") return "single byte";
  const locale = env.LC_ALL || env.LC_CTYPE || env.LANG || "";
  return platform === "linux" && /\.(iso|cp|koi|windows)-?\w*\d/i.test(locale) ? "single byte" : "utf-8";
}

/** The value of a key that a command of pip uses. For `no-cache-dir` every section counts, see `caching.ts`. */
export function resolve(configuration: Configuration, key: SettingKey, command: PipCommand): Resolution {
  const winner = appliedValues(configuration, key, command).at(-1);
  const all = sectionsOf(command).flatMap((section) => occurrencesIn(configuration, key, section));
  const places = new Map(all.map((occurrence) => [placeOf(occurrence), occurrence]));
  if (winner) places.delete(placeOf(winner));
  return { winner, overridden: [...places.values()].reverse() };
}

/** What `[DEFAULT]` sets counts in several sections, but stands in one place. */
const placeOf = ({ file, line, variable }: Occurrence) => variable ?? `${file}:${line}`;

/** The values that pip applies, one after the other: what each section it reads says in the end. Empty ones are not. */
export function appliedValues(configuration: Configuration, key: SettingKey, command: PipCommand): Occurrence[] {
  return sectionsOf(command).flatMap((section) => appliedIn(configuration, key, section));
}

/** The same for one section; more than one only where every file counts. */
export function appliedIn(configuration: Configuration, key: SettingKey, section: string): Occurrence[] {
  const occurrences = occurrencesIn(configuration, key, section);
  const candidates = configuration.eachFile
    ? occurrences.filter(({ file }, index) => index === occurrences.length - 1 || file !== occurrences[index + 1]?.file)
    : occurrences.slice(-1);
  return candidates.filter(({ value }) => value !== "");
}

/** Every place where a key is set, in whichever section, used or not. */
export function everyOccurrence({ files, variables }: Configuration, key: SettingKey): Occurrence[] {
  const inFiles = files.flatMap((file) =>
    file.settings.filter((setting) => setting.key === key).map((setting) => occurrenceOf(file, setting, key)),
  );
  return [...inFiles, ...variables.filter((occurrence) => occurrence.key === key)];
}

/** `:env:` is how pip calls its variables; a section of that name in a file counts like them. */
const sectionsOf = (command: PipCommand) => ["global", command, ":env:"];

/** All that set a key in a section; the last one decides. */
function occurrencesIn({ files, variables }: Configuration, key: SettingKey, section: string): Occurrence[] {
  const inFiles = files.flatMap((file) =>
    itemsOf(file, section)
      .filter((setting) => setting.key === key)
      .map((setting) => occurrenceOf(file, setting, key)),
  );
  return section === ":env:" ? [...inFiles, ...variables.filter((occurrence) => occurrence.key === key)] : inFiles;
}

/** The settings of a section, with those of `[DEFAULT]` where the section has none of that name. */
function itemsOf({ sections, settings }: ParsedConfiguration, section: string): Setting[] {
  if (!sections.some(({ name }) => name === section)) return [];
  const items = new Map<string, Setting>();
  for (const setting of settings) if (setting.section === defaults) items.set(setting.name, setting);
  for (const setting of settings) if (setting.section === section) items.set(setting.name, setting);
  return [...items.values()];
}

function occurrenceOf(file: FilePlace, { value, section, line }: Setting, key: SettingKey): Occurrence {
  return { key, value, level: file.level, file: file.path, section, line };
}

function variablesOf({ platform, env }: Machine): Occurrence[] {
  return Object.entries(env).flatMap(([variable, value]) => {
    const name = platform === "win32" ? variable.toUpperCase() : variable;
    const key = name.startsWith("PIP_") ? normalizeKey(name.slice("PIP_".length)) : "";
    if (value === undefined || (key !== "cache-dir" && key !== "no-cache-dir")) return [];
    return [{ key, value, level: "environment", variable } satisfies Occurrence];
  });
}
