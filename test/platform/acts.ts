/**
 * Acts that are interrupted, each at a named step or after a time that a seed gives: what the next start tells is right, and
 * the second try does the rest.
 */
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { randomOf } from "../../bench/random";
import type { HistoryEntry } from "../../src/interface/removal/history";
import { isolate, rememberPips } from "../commands/open";
import { documentedHere } from "../support/documented-paths";
import { fileHeaders } from "../support/answers";
import { httpV2Entry } from "../support/cache-writer";
import { buildWheel } from "../support/distributions";
import { newPip } from "../support/pip";
import { temporaryDirectory } from "../support/temporary";
import { filesBelow, sumOfSizes } from "../support/tree";
import { run, type Act, type Step, type Task } from "./run";

/** How many acts are interrupted in one way. */
const times = Number(process.env.PLATFORM_INTERRUPTIONS ?? 100);

const ENTRIES = 500;
const FILES = 2 * ENTRIES;
/** One message of each thread may be missing in what is told. */
const UNTOLD = 3 * 200;

const template = temporaryDirectory();
beforeAll(() => {
  const wheel = buildWheel({ name: "alpha", version: "1.0" });
  const headers = fileHeaders(wheel, wheel.content.length);
  for (let index = 0; index < ENTRIES; index++) {
    httpV2Entry(template, { url: `https://files.example.org/${index}`, headers, body: wheel.content });
  }
});

const noted: Record<string, Step> = {
  "before the note": { call: "openSync", with: "\\.jsonl\\.tmp", time: 1 },
  "before history": { call: "openSync", with: "history\\.json", time: 1 },
  "before the note goes": { call: "unlinkSync", with: "\\.jsonl$", time: 1 },
};
const inChunks: Record<string, Step> = {
  ...noted,
  "before the first chunk": { call: "postMessage", with: "^unlink$", time: 1 },
  "after a chunk": { call: "writeSync", with: '"done"', time: 1 },
  "after three chunks": { call: "writeSync", with: '"done"', time: 3 },
  "at some time": { call: "setTimeout", with: "", time: 0 },
};

/** Of what asks nothing: after whose answer would it be? */
const unasked = Object.fromEntries(Object.entries(inChunks).filter(([, { call }]) => call !== "setTimeout"));

interface Kind {
  task: Pick<Task, "command" | "acts" | "launchType">;
  /** What a person has said before. */
  prepare?: (dataFolder: string) => void;
  /** The command that tells it next. */
  next: string;
  lay: () => { cache: string; files: number };
  steps: Record<string, Step>;
  /** Its first part is a number of files; or, for the Trash, of folders; or of kilobytes; or there is none. */
  told: RegExp;
  counts: "files" | "folders" | "kB" | "none";
  /** Files that are there until it is done; those of the cache where nothing else is said. */
  left?: (cache: string) => number;
  /** Whether what is continued asks even where nothing is left. */
  asksAgain?: boolean;
}

function layPipCache(): { cache: string; files: number } {
  const cache = join(temporaryDirectory(), "pip");
  mkdirSync(cache);
  cpSync(template, cache, { recursive: true, preserveTimestamps: true });
  isolate({ PIP_CACHE_DIR: cache });
  return { cache, files: FILES };
}

/** A home with the cache of one tool, of files of a kilobyte each. */
function layTool(path: (index: number) => string): { cache: string; files: number } {
  const home = isolate();
  const files = 30;
  for (let index = 0; index < files; index++) {
    const file = join(home, documentedHere(path(index)));
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, "x".repeat(1000));
  }
  return { cache: join(home, documentedHere(path(0)), "..", ".."), files };
}

const tools: [name: string, path: (index: number) => string][] = [
  ["Composer", (index) => `.cache/composer/files/acme${index}/1.zip`],
  ["Cargo", (index) => `.cargo/registry/cache/index.example-${index}/serde-1.0.0.crate`],
  ["pip", (index) => `.cache/pip/http-v2/3/f/0/b/${index % 10}/${`3f0b${index % 10}${index}`.padEnd(56, "0")}`],
];

const developer = "search-developer-caches";
const toolKinds = tools.map(([name, path]): [string, Kind] => [
  name,
  {
    task: {
      command: developer,
      acts: [
        ["select", name],
        ["run", `Clear ${name}`],
        ["answer", true],
      ],
    },
    next: developer,
    lay: () => layTool(path),
    steps: noted,
    told: /^Interrupted: at least ([\d.]+) (?:kB|bytes|of)/,
    counts: "kB",
  },
]);

/** A home in which there is a pip of the machine, with a cache and a configuration. */
function layPip(configuration: string): { cache: string; files: number } {
  const cache = join(temporaryDirectory(), "pip");
  cpSync(template, cache, { recursive: true, preserveTimestamps: true });
  const home = isolate({ PIP_CACHE_DIR: cache });
  mkdirSync(join(home, "bin"));
  symlinkSync(newPip()?.python ?? "", join(home, "bin", "python3"));
  mkdirSync(join(home, ".config", "pip"), { recursive: true });
  writeFileSync(configurationIn(home), configuration);
  return { cache, files: FILES };
}

const configurationIn = (home: string): string => join(home, ".config", "pip", "pip.conf");

const isOff = (): boolean =>
  /^no-cache-dir = true$/m.test(readFileSync(configurationIn(process.env.HOME ?? ""), "utf8"));

const pips = "show-pip-installations";
const switches = (to: "On" | "Off"): Kind => ({
  task: {
    command: pips,
    acts: [
      ["run", `Turn Caching ${to}`],
      ["answer", true],
    ],
  },
  next: pips,
  lay: () => layPip(to === "Off" ? "[global]\ntimeout = 60\n" : "[global]\nno-cache-dir = true\ntimeout = 60\n"),
  steps: { ...noted, "before the file is replaced": { call: "renameSync", with: "pip\\.conf$", time: 1 } },
  told: /^Interrupted: look at what pip says now$/,
  counts: "none",
  left: () => (isOff() === (to === "Off") ? 0 : 1),
  asksAgain: true,
});
const ofRealPips: Record<string, Kind> = {
  "caching off": switches("Off"),
  "caching on": switches("On"),
  purge: {
    task: {
      command: pips,
      acts: [
        ["run", "Purge with This pip"],
        ["answer", true],
      ],
    },
    next: pips,
    lay: () => layPip(""),
    steps: { ...noted, "once pip was started": { call: "writeSync", with: '"start"', time: 1 } },
    told: /^Interrupted: at least .+ of .+$/,
    counts: "none",
  },
};

const search = "search-pip-cache";
const yes: Act = ["answer", true];
const told = /^Interrupted: at least ([\d,]+) of 1,000 files, .+/;
const ofPip = { next: search, lay: layPipCache };
const chunked = { ...ofPip, steps: inChunks, told, counts: "files" as const };
const kinds: Record<string, Kind> = {
  removal: { task: { command: search, acts: [["run", "Remove Package", "alpha"], yes] }, ...chunked },
  everything: { task: { command: "clear-pip-cache", acts: [yes] }, ...chunked },
  "tidying in the background": {
    task: { command: "tidy-pip-cache", acts: [["wait for end"]], launchType: "background" },
    ...chunked,
    steps: unasked,
    prepare(dataFolder) {
      writeFileSync(join(dataFolder, "preferences.json"), JSON.stringify({ tidiesInBackground: true }));
      mkdirSync(join(dataFolder, "support"), { recursive: true });
      writeFileSync(join(dataFolder, "support", "policy.json"), JSON.stringify({ version: 1, budgetBytes: 1 }));
    },
  },
  trash: {
    task: { command: search, acts: [["run", "Move Cache to Trash", "alpha"], yes] },
    ...ofPip,
    steps: noted,
    told: /^Interrupted: (\d) of 1 folder moved to the Trash$/,
    counts: "folders",
  },
  ...Object.fromEntries(toolKinds),
  // Where the machine has no pip there is none to be told to do anything.
  ...(newPip() ? ofRealPips : {}),
};

export interface Case {
  name: string;
  kind: Kind;
  step: Step;
}

const all = Object.entries(kinds).flatMap(([what, kind]) =>
  Object.entries(kind.steps).map(([where, step]) => ({ what, where, kind, step })),
);

/** How many there are with each kind at each of its steps once. */
export const eachOnce = Math.min(times, all.length);

/** Kinds and their steps in turn; what is left to chance is left to a seed. */
export function cases(seed: number, length = times): Case[] {
  const random = randomOf(seed);
  return Array.from({ length }, (_, index) => {
    const { what, where, kind, step } = all[index % all.length];
    const time = step.call === "setTimeout" ? random.between(0, 400) : step.time;
    return { name: `${index + 1}: ${what} ${where} (${time})`, kind, step: { ...step, time } };
  });
}

export interface Place {
  cache: string;
  files: number;
  bytesBefore: number;
  task: Pick<Task, "env" | "dataFolder">;
}

export function place({ kind }: Case): Place {
  const dataFolder = temporaryDirectory();
  const laid = kind.lay();
  rememberPips(dataFolder, []);
  kind.prepare?.(dataFolder);
  return { ...laid, bytesBefore: sumOfSizes(laid.cache), task: { env: { ...process.env }, dataFolder } };
}

function history(dataFolder: string): HistoryEntry[] {
  const path = join(dataFolder, "support", "history.json");
  return existsSync(path) ? (JSON.parse(readFileSync(path, "utf8")) as { entries: HistoryEntry[] }).entries : [];
}

/** What the next start says, and what the second try leaves. */
export async function expectTruth({ cache, files, bytesBefore, task }: Place, { kind }: Case): Promise<void> {
  const lookAgain = async () => {
    const { errors, screen } = await run({ ...task, command: kind.next, acts: [] });
    expect(errors).toEqual([]);
    return screen.sections?.find(({ title }) => title === "Interrupted")?.items[0];
  };
  let row = await lookAgain();
  // What a program clears by itself goes on.
  while (row && / is still clearing$/.test(row.subtitle ?? "")) row = await lookAgain();
  const leftOf = kind.left ?? ((place: string) => filesBelow(place).length);
  const left = leftOf(cache);
  const gone = kind.left ? 0 : files - left;
  const goneBytes = bytesBefore - sumOfSizes(cache);
  const entries = history(task.dataFolder);
  if (row) {
    expect(row.subtitle).toMatch(kind.told);
    const count = Number(kind.told.exec(row.subtitle)?.[1]?.replaceAll(",", ""));
    if (kind.counts === "none") expect(count).toBeNaN();
    else if (kind.counts === "folders") expect(count).toBe(left === 0 ? 1 : 0);
    else expect(count).toBeLessThanOrEqual(gone);
    if (kind.counts === "files") expect(gone - count).toBeLessThanOrEqual(UNTOLD);
  }
  // Nothing happened and nothing is said; or it is told, once.
  expect(entries).toHaveLength(row || gone > 0 ? 1 : 0);
  for (const { bytes } of entries) expect(bytes).toBeLessThanOrEqual(goneBytes);

  const continuing = (title: string): Act[] => {
    if (left === 0 && kind === ofRealPips.purge) return [["run", "Dismiss", title]];
    return [["run", "Continue", title], ...(left > 0 || kind.asksAgain ? [yes] : [])];
  };
  const again: Task = row ? { ...task, command: kind.next, acts: continuing(row.title) } : { ...task, ...kind.task };
  if (row || left > 0) expect(await run(again)).toMatchObject({ errors: [], refusals: [] });
  if (kind.left) {
    expect(leftOf(cache)).toBe(0);
    const names = readdirSync(join(configurationIn(process.env.HOME ?? ""), ".."));
    expect(names.filter((name) => !/^pip\.conf(\.before-pip-cache)?$/.test(name))).toEqual([]);
  } else expect(existsSync(cache) ? filesBelow(cache) : []).toHaveLength(0);
  expect(filesBelow(join(task.dataFolder, "support", "acts"))).toEqual([]);
}
