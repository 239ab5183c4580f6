/**
 * Tells interpreters from what only looks like one (aliases of the Store, shims, Apple's stub), and one interpreter from
 * another: a virtual environment is one of its own though its Python is a link, two names of the same file are not.
 */
import { closeSync, openSync, readlinkSync, readSync, statSync } from "node:fs";
import { basename, dirname, join, resolve, sep } from "node:path";
import type { PythonOrigin } from "./candidates";
import { namesIn, realPath } from "../files/presence";
import { systemPath, type Machine } from "../files/machine";
import { readSmallText } from "../files/small-file";

/** A Python that was found. */
export interface PythonCandidate {
  /** The path to start it by; of one that is gone, where it was. */
  python: string;
  origin: PythonOrigin;
  /** The folder of a virtual environment. */
  environment?: string;
  /** Why it cannot run any more: a sentence. */
  dead?: string;
  /** Only a file in a cache names it, and whoever can write there may have. */
  byCacheOnly?: boolean;
  /** A person has asked for its answers, though only a cache names it. */
  onRequest?: boolean;
  /** A person has said to start it though others could have changed it: true only for as long as they look. */
  anyway?: boolean;
}

/** With what tells it from all others. */
export interface IdentifiedPython {
  identity: string;
  candidate: PythonCandidate;
}

const interpreterName = /^(python|pypy|graalpy)(\d+(\.\d+)*)?t?(\.exe)?$/i;

export interface PythonContext {
  origin: PythonOrigin;
  /** The folder that is laid out as a prefix. */
  prefix?: string;
  /** In a folder of many Pythons `python3.11` says more than `python`; in a prefix it is the other way round. */
  specificFirst?: boolean;
  /** A person says that it is one, whatever it looks like. */
  certain?: boolean;
  /** See `FindOptions`: asked for what a link leads to. */
  mayLook?: (path: string) => boolean;
}

/** The interpreters of a folder; several names of one are all given, the best first. */
export function interpretersIn(machine: Machine, folder: string, context: PythonContext): IdentifiedPython[] {
  const names = namesIn(folder).filter((name) => interpreterName.test(name));
  names.sort((a, b) => (context.specificFirst ? b.length - a.length : a.length - b.length) || (a < b ? -1 : 1));
  return names.flatMap((name) => inspectPython(machine, join(folder, name), context));
}

/** What lies at one path: no candidate or one. */
export function inspectPython(machine: Machine, python: string, context: PythonContext): IdentifiedPython[] {
  const { origin: given, certain = false, mayLook } = context;
  if (isStub(machine, dirname(python))) return [];
  const environment = environmentOf(python);
  const origin = markedOrigin(python, environment, given);
  if (isAlias(machine, python)) {
    if (isStoreFolder(dirname(python))) return [{ identity: dirname(python), candidate: { python, origin } }];
    return certain ? [{ identity: python, candidate: { python, origin } }] : [];
  }
  const target = targetOf(python);
  if (isOfNetwork(target) || mayLook?.(target) === false)
    return [{ identity: python, candidate: { python, origin, environment } }];
  const real = realPath(python);
  if (real === undefined) {
    if (!certain && target === python) return [];
    const dead = deadReason(python, environment);
    return [{ identity: environment ?? target, candidate: { python, origin, environment, dead } }];
  }
  if (isStub(machine, dirname(real)) || (!certain && !isInterpreter(real))) return [];
  if (environment === undefined) return [{ identity: identityOf(real), candidate: { python, origin } }];
  const home = baseOf(environment);
  const isCopy = real.startsWith((realPath(environment) ?? environment) + sep);
  const dead = isCopy && home !== undefined && !exists(home) ? goneReason(home) : undefined;
  return [{ identity: realPath(environment) ?? environment, candidate: { python, origin, environment, dead } }];
}

/** Whether a folder is the one where macOS keeps commands that only offer to install the real ones. */
export function isStub(machine: Machine, folder: string): boolean {
  return machine.platform === "darwin" && resolve(folder) === resolve(systemPath(machine, "/usr/bin"));
}

function isInterpreter(real: string): boolean {
  if (!/^(python|pypy|graalpy)/i.test(basename(real))) return false;
  const stats = statSync(real);
  return stats.isFile() && stats.size > 0 && firstBytes(real) !== "#!";
}

/** The Store's files of no bytes, which can be started but not looked at. */
function isAlias(machine: Machine, python: string): boolean {
  return machine.platform === "win32" && /[\\/]WindowsApps[\\/]/i.test(python);
}

/** The folder of a Python that is installed; the aliases beside it may open the Store instead. */
function isStoreFolder(folder: string): boolean {
  return basename(folder).startsWith("PythonSoftwareFoundation.");
}

/** Hard links in one folder are names of one Python; across folders conda links different ones to the same file. */
function identityOf(real: string): string {
  return `${dirname(real)}${sep}${statSync(real).ino}`;
}

/** The virtual environment an interpreter belongs to, known by its `pyvenv.cfg`. */
function environmentOf(python: string): string | undefined {
  const folder = dirname(python);
  return [dirname(folder), folder].find((prefix) => exists(join(prefix, "pyvenv.cfg")));
}

function markedOrigin(python: string, environment: string | undefined, given: PythonOrigin): PythonOrigin {
  if (given === "pipx") return given;
  if (environment !== undefined) return "virtual environment";
  const folder = dirname(python);
  return [dirname(folder), folder].some((prefix) => exists(join(prefix, "conda-meta"))) ? "conda" : given;
}

/** Where the Python lies that an environment was made with. */
function baseOf(environment: string): string | undefined {
  try {
    const text = readSmallText(join(environment, "pyvenv.cfg"));
    return /^\s*home\s*=\s*(.+?)\s*$/m.exec(text)?.[1];
  } catch {
    return undefined;
  }
}

function deadReason(python: string, environment: string | undefined): string {
  const home = environment === undefined ? undefined : baseOf(environment);
  const target = targetOf(python);
  if (home !== undefined && !exists(home)) return goneReason(home);
  return target === python ? "It is gone." : `It leads to ${target}, which is gone.`;
}

const goneReason = (home: string) => `The Python it was made with, in ${home}, is gone.`;

function targetOf(python: string): string {
  try {
    return resolve(dirname(python), readlinkSync(python));
  } catch {
    return python;
  }
}

/** A file may name a path on another machine, which is not looked at, and counts as there. */
function exists(path: string): boolean {
  return isOfNetwork(path) || realPath(path) !== undefined;
}

/** Whether a path leads to another machine: merely to look at it would be to sign in there. */
export const isOfNetwork = (path: string): boolean => /^[\\/]{2}/.test(path);

/** The first two bytes of a file; "" where it cannot be read. */
function firstBytes(path: string): string {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(path, "r");
    const bytes = Buffer.alloc(2);
    return bytes.toString("latin1", 0, readSync(descriptor, bytes, 0, 2, 0));
  } catch {
    return "";
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}
