/**
 * Acts that are interrupted, each at a named step or after a time that a seed gives: what the next start tells is right, and
 * the second try does the rest.
 */
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { randomOf } from "../../bench/random";
import type { HistoryEntry } from "../../src/interface/removal/history";
import { isolate, rememberPips } from "../commands/open";
import { documentedHere } from "../developer-caches/documented-paths";
import { fileHeaders } from "../support/answers";
import { httpV2Entry } from "../support/cache-writer";
import { buildWheel } from "../support/distributions";
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

interface Kind {
  task: Pick<Task, "command" | "acts">;
  /** The command that tells it next. */
  next: string;
  lay: () => { cache: string; files: number };
  steps: Record<string, Step>;
  /** Its first part is a number of files; or, for the Trash, of folders; or of kilobytes. */
  told: RegExp;
  counts: "files" | "folders" | "kB";
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
        ["run", `Clear ${name}…`],
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

const search = "search-pip-cache";
const yes: Act = ["answer", true];
const told = /^Interrupted: at least ([\d,]+) of 1,000 files, .+/;
const ofPip = { next: search, lay: layPipCache };
const chunked = { ...ofPip, steps: inChunks, told, counts: "files" as const };
const kinds: Record<string, Kind> = {
  removal: { task: { command: search, acts: [["run", "Remove Package", "alpha"], yes] }, ...chunked },
  everything: { task: { command: "clear-pip-cache", acts: [yes] }, ...chunked },
  trash: {
    task: { command: search, acts: [["run", "Move Cache to Trash…", "alpha"], yes] },
    ...ofPip,
    steps: noted,
    told: /^Interrupted: (\d) of 1 folder moved to the Trash$/,
    counts: "folders",
  },
  ...Object.fromEntries(toolKinds),
};

export interface Case {
  name: string;
  kind: Kind;
  step: Step;
}

/** Kinds and their steps in turn; what is left to chance is left to a seed. */
export function cases(seed: number): Case[] {
  const random = randomOf(seed);
  const all = Object.entries(kinds).flatMap(([what, kind]) =>
    Object.entries(kind.steps).map(([where, step]) => ({ what, where, kind, step })),
  );
  return Array.from({ length: times }, (_, index) => {
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
  return { ...laid, bytesBefore: sumOfSizes(laid.cache), task: { env: { ...process.env }, dataFolder } };
}

function history(dataFolder: string): HistoryEntry[] {
  const path = join(dataFolder, "support", "history.json");
  return existsSync(path) ? (JSON.parse(readFileSync(path, "utf8")) as { entries: HistoryEntry[] }).entries : [];
}

/** What the next start says, and what the second try leaves. */
export async function expectTruth({ cache, files, bytesBefore, task }: Place, { kind }: Case): Promise<void> {
  const left = filesBelow(cache).length;
  const gone = files - left;
  const goneBytes = bytesBefore - sumOfSizes(cache);
  const next = await run({ ...task, command: kind.next, acts: [] });
  expect(next.errors).toEqual([]);
  const row = next.screen.sections?.find(({ title }) => title === "Interrupted")?.items[0];
  const entries = history(task.dataFolder);
  if (row) {
    const count = Number(kind.told.exec(row.subtitle)?.[1]?.replaceAll(",", ""));
    if (kind.counts === "folders") expect(count).toBe(left === 0 ? 1 : 0);
    else expect(count).toBeLessThanOrEqual(gone);
    if (kind.counts === "files") expect(gone - count).toBeLessThanOrEqual(UNTOLD);
  }
  // Nothing happened and nothing is said; or it is told, once.
  expect(entries).toHaveLength(row || gone > 0 ? 1 : 0);
  for (const { bytes } of entries) expect(bytes).toBeLessThanOrEqual(goneBytes);

  const again: Task = row
    ? { ...task, command: kind.next, acts: [["run", "Continue…", row.title], ...(left > 0 ? [yes] : [])] }
    : { ...task, ...kind.task };
  if (row || left > 0) expect(await run(again)).toMatchObject({ errors: [], refusals: [] });
  expect(existsSync(cache) ? filesBelow(cache) : []).toHaveLength(0);
  expect(filesBelow(join(task.dataFolder, "support", "acts"))).toEqual([]);
}
