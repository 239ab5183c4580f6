/** Opens the extension's commands as a person does, on a machine that has just one cache. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { Cache } from "../../preview/api";
import { openCommand, type OpenOptions, type Session } from "../../preview";
import type { CommandExport } from "../../preview";
import { leadsToCache } from "../../sample/preview";
import type { ItemData, ListView, SectionData } from "../../preview/host/view";
import { thisMachine, type Platform } from "../../src/files/machine";
import { idleThreads } from "../../src/files/tasks";
import { temporaryPlace } from "../../src/developer-caches/catalogue/python";
import { places } from "../../src/pip/candidates";
import { environmentPlaces } from "../../src/projects/environments/environment-places";
import { defaultCacheDirectories } from "../../src/pip-cache/locate";
import { Recollection } from "../../src/interface/shared/recollection";
import { viewFaults } from "./faults";
import { afterwards, temporaryDirectory } from "../support/temporary";

// From one test to the next: starting threads would be a third of what some files of tests take.
idleThreads.endAfterMs = 5_000;

/** Variables that lead to pip's files or to Pythons. */
const leading = /^(PIP|XDG_|VIRTUAL_ENV|CONDA|MAMBA|PYENV|ASDF|MISE|RYE|UV_|WORKON_HOME|HOMEBREW)/;

/**
 * Makes this process see only what a test gives it: a home of its own, no variables of pip, no pips but what that home and
 * PATH lead to. Each pip of the machine costs a second whenever all are asked.
 */
export function isolate(env: Record<string, string> = {}, { seesMachine = false } = {}): string {
  if (!seesMachine) hideMachine();
  const before = { ...process.env };
  afterwards(() => {
    process.env = before;
  });
  const home = temporaryDirectory();
  const own: NodeJS.ProcessEnv = { ...homeVariables(home), PATH: join(home, "bin"), ...env };
  // The names of Windows' variables have no case.
  const set = new Set(Object.keys(own).map((name) => name.toUpperCase()));
  const kept = Object.entries(before).filter(
    ([name]) => !leading.test(name) && !leadsToCache(name) && !set.has(name.toUpperCase()),
  );
  process.env = { ...Object.fromEntries(kept), ...own };
  return home;
}

/** Leaves out the places of Pythons, environments and temporary files that are the same whoever asks: those lie in `tmp` of the home. */
function hideMachine(): void {
  const { platform } = process as { platform: Platform };
  const before = places[platform];
  const environmentsBefore = environmentPlaces[platform];
  const temporaryBefore = { ...temporaryPlace };
  Object.assign(temporaryPlace, { environment: [], defaults: { [platform]: ["~/tmp"] } });
  const own = (patterns: string[] = []) => patterns.filter((pattern) => /^(~|\$\{)/.test(pattern));
  places[platform] = before.map((place) => ({
    ...place,
    prefixes: own(place.prefixes),
    folders: own(place.folders),
  }));
  environmentPlaces[platform] = environmentsBefore.map((place) => ({
    ...place,
    prefixes: own(place.prefixes),
    packages: own(place.packages),
  }));
  afterwards(() => {
    Object.assign(temporaryPlace, temporaryBefore);
    places[platform] = before;
    environmentPlaces[platform] = environmentsBefore;
  });
}

/** Whose home it is, and on Windows where programs keep what is that person's and the machine's. */
function homeVariables(home: string): NodeJS.ProcessEnv {
  const windows = {
    LOCALAPPDATA: join(home, "AppData", "Local"),
    APPDATA: join(home, "AppData", "Roaming"),
    ProgramData: join(home, "ProgramData"),
  };
  return { HOME: home, USERPROFILE: home, ...(process.platform === "win32" ? windows : {}) };
}

/** Where pip caches in a home when nothing is configured. */
export function pipCacheIn(home: string): string {
  const [path = ""] = defaultCacheDirectories({ ...thisMachine(), home, env: homeVariables(home) });
  return path;
}

/** Opens a command that sees only the given cache; it is disposed after the test. */
export async function openOn(cache: string, command: CommandExport, options: OpenOptions): Promise<Session> {
  isolate({ PIP_CACHE_DIR: cache });
  return open(command, options);
}

/** Opens a command as if the pips had been asked a moment ago, and none had been found: asking takes seconds. */
export async function open(command: CommandExport, options: OpenOptions): Promise<Session> {
  const { dataFolder = temporaryDirectory() } = options;
  rememberPips(dataFolder, []);
  return openAsking(command, { ...options, dataFolder });
}

/**
 * Opens a command that really asks the pips of the machine. Whatever it shows and offers until it is closed must be fit to be
 * seen, and nothing that it throws may be left uncaught, or the test fails.
 */
export async function openAsking(command: CommandExport, options: OpenOptions): Promise<Session> {
  const session = await openCommand(command, { dataFolder: temporaryDirectory(), ...options, settle: false });
  const faults = new Set<string>();
  const seen = new WeakMap();
  session.subscribe(() => viewFaults(session.screen?.content, seen).forEach((fault) => faults.add(fault)));
  afterwards(() => {
    session.dispose();
    expect([...faults]).toEqual([]);
  });
  if (options.settle !== false) await session.settled();
  return session;
}

/** Leaves in a data folder what the extension keeps after the pips have answered. */
export function rememberPips(
  dataFolder: string,
  installations: unknown[],
  variables?: string,
  askedAt = Date.now(),
): void {
  const cache = new Cache({ directory: dataFolder, namespace: "pips" });
  mkdirSync(cache.storageDirectory, { recursive: true });
  new Recollection(cache, "installations", 4).remember({
    askedAt,
    installations,
    answeredAt: {},
    variables,
  });
}

export function list(session: Session): ListView {
  const { view } = session;
  if (view.type !== "list") throw new Error(`A list was expected, not a ${view.type}`);
  return view;
}

export const sections = (session: Session): SectionData[] => list(session).sections;

export const rows = (session: Session): ItemData[] => sections(session).flatMap(({ items }) => items);

/** Of the history, what was removed: above it is how large the cache was. */
export const removals = (session: Session): ItemData[] =>
  sections(session).find(({ title }) => title === "Removals")?.items ?? [];

export const titles = (session: Session): string[] => rows(session).map(({ title }) => title);

export function row(session: Session, title: string): ItemData {
  const found = rows(session).find((item) => item.title === title);
  if (!found) throw new Error(`No row ${title}; there are ${titles(session).join(", ")}`);
  return found;
}

/** What stands at the right of a row. */
export const accessories = (item: ItemData): string[] => item.accessories.flatMap(({ text }) => (text ? [text] : []));
