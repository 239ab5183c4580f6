/**
 * Turns pip's cache off, and on again where it can be: by the one key that pip has for it, in the person's own files.
 * pip's own words for it are a trap: every value of `no-cache-dir` turns the cache off, and no file can undo another's.
 */
import { encodingOf, everyOccurrence, readConfiguration, type Occurrence } from "./configuration";
import { withCachingOff, withoutCachingSwitch } from "./configuration-edit";
import { configurationFiles, userFiles, type FilePlace, type ConfigurationReader } from "./configuration-files";
import { normalizeKey, linesOf, type ParseOptions } from "./configuration-parser";
import type { Installation } from "./installation";
import type { Machine } from "../files/machine";
import { readSmallFile, UnusualFileError } from "../files/small-file";
import { changeFile, FileChangeError, type ChangedFile } from "../files/replace-file";
import { shellLinesSetting } from "./shell-files";
import { isAtLeast } from "../packaging/releases";
import { pipRelease } from "./pip-releases";

/** A place where the key still stands because it is not ours to change. */
export interface Remaining {
  /** Path of the file, or name of the variable. */
  where: string;
  /** Counted from 1; of a file. */
  line?: number;
  /** The line to delete, literally; absent where the file could not be looked into. */
  text?: string;
  /** Why it was left: a sentence. */
  reason: string;
}

/** What a switch did. Whether pip agrees is for `askAll` to find out: an installation is a candidate, too. */
export interface CachingSwitch {
  /** Empty where nothing had to be changed. */
  changed: ChangedFile[];
  remaining: Remaining[];
}

/**
 * Writes `no-cache-dir = true` into the person's file, which is made if there is none.
 * @param installation whose file it is: pips look in different places; the newest pip's when absent
 * @throws ConfigurationFaultError where pip cannot read the file, UnsafeEditError, FileObstacleError; then it is as it was
 */
export function turnCachingOff(machine: Machine, installation?: Installation): CachingSwitch {
  const reader = readerOf(installation);
  const path = userFiles(machine, reader)[1];
  if (!configurationFiles(machine, reader).some((place) => place.path === path)) {
    throw new FileChangeError(path, "not read", "pip does not read it while PIP_CONFIG_FILE is set.");
  }
  if (!isAtLeast(reader.pip, pipRelease.trueSwitch)) {
    throw new FileChangeError(path, "old pip", "With this key a pip older than 19.0 ends with an error.");
  }
  return { changed: change(machine, path, true, reader), remaining: [] };
}

/**
 * Removes the key from every file that an installation reads and we may write, whatever its value, section and spelling.
 * Never throws for a file: one that cannot be changed is named in `remaining`, with the line to delete.
 */
export function turnCachingOn(machine: Machine, installation?: Installation): CachingSwitch {
  const changed: ChangedFile[] = [];
  const remaining: Remaining[] = [];
  for (const { path } of filesOf(machine, installation)) {
    try {
      changed.push(...change(machine, path, false, readerOf(installation)));
    } catch (error) {
      remaining.push(...linesIn(path, error instanceof Error ? error.message : String(error)));
    }
  }
  return { changed, remaining: [...remaining, ...variablesOf(machine)] };
}

/** The files that a switch may change, whether they are there or not. */
export function switchedFiles(machine: Machine, installation: Installation | undefined, to: "on" | "off"): string[] {
  if (to === "off") return [userFiles(machine, readerOf(installation))[1]];
  return filesOf(machine, installation).map(({ path }) => path);
}

/** Where the key stands now, for the question before it is removed. */
export function cachingSwitches(machine: Machine, installation?: Installation): Occurrence[] {
  const files = filesOf(machine, installation);
  return everyOccurrence(readConfiguration(machine, { ...readerOf(installation), files }), "no-cache-dir");
}

/** A file that other Pythons read, too, has to stay one for the newest of them, whichever this one is. */
function change(machine: Machine, path: string, off: boolean, reader: ConfigurationReader): ChangedFile[] {
  const lineEnd = machine.platform === "win32" ? "\r\n" : "\n";
  const options: ParseOptions = { encoding: encodingOf(machine), pip: reader.pip };
  const made = withCachingOff(Buffer.alloc(0), options, lineEnd);
  const edit = (bytes: Buffer | undefined) => {
    if (off) return bytes ? withCachingOff(bytes, options, lineEnd) : made;
    return bytes && withoutCachingSwitch(bytes, options);
  };
  const changed = changeFile(path, edit, path === userFiles(machine, reader)[1] ? { made } : {});
  return changed ? [changed] : [];
}

/** All files that the installation reads, or the newest pip would. */
function filesOf(machine: Machine, installation: Installation | undefined): FilePlace[] {
  const places = [...configurationFiles(machine, readerOf(installation)), ...(installation?.files ?? [])];
  return [...new Map(places.map((place) => [place.path, place])).values()];
}

function readerOf(installation: Installation | undefined): ConfigurationReader {
  if (!installation) return {};
  const { prefix, pipVersion, pythonVersion, environment } = installation;
  if (!("value" in prefix && "value" in pipVersion && "value" in pythonVersion)) return {};
  return {
    prefix: prefix.value,
    pip: pipVersion.value,
    python: pythonVersion.value,
    virtualEnvironment: environment !== undefined,
  };
}

/** The lines of a file that seem to set the key; it may be one that cannot even be parsed. */
function linesIn(path: string, reason: string): Remaining[] {
  let lines: string[];
  try {
    lines = linesOf(readSmallFile(path).bytes);
  } catch (error) {
    return error instanceof UnusualFileError ? [{ where: path, reason }] : [];
  }
  return lines.flatMap((raw, index) => {
    const text = Buffer.from(raw, "latin1").toString("utf8").trim();
    const name = /^([^=:#;]+)[=:]/.exec(text)?.[1]?.trim() ?? "";
    return normalizeKey(name) === "no-cache-dir" ? [{ where: path, line: index + 1, text, reason }] : [];
  });
}

function variablesOf(machine: Machine): Remaining[] {
  const inShell = shellLinesSetting(machine, "PIP_NO_CACHE_DIR").map(({ file, line, text }) => {
    return { where: file, line, text, reason: "A file of your shell is yours alone to change." };
  });
  const here = everyOccurrence(readConfiguration(machine, { files: [] }), "no-cache-dir").flatMap(
    ({ variable, value }) =>
      variable === undefined || value === ""
        ? []
        : [
            {
              where: variable,
              text: `${variable}=${value}`,
              reason: "It comes with the environment of Raycast itself.",
            },
          ],
  );
  return [...inShell, ...here];
}
