/**
 * A hundred acts whose command is left or ended, and a hundred whose machine is switched off, each at a named step or after
 * a time that a seed gives: what the next start tells is right, and the second try does the rest.
 */
import { cpSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { randomOf } from "../../bench/random";
import type { HistoryEntry } from "../../src/interface/removal/history";
import { isolate, rememberPips } from "../commands/open";
import { fileHeaders } from "../support/answers";
import { httpV2Entry } from "../support/cache-writer";
import { buildWheel } from "../support/distributions";
import { temporaryDirectory } from "../support/temporary";
import { filesBelow, sumOfSizes } from "../support/tree";
import { run, runUntilKilled, type Act, type Step, type Task } from "./run";

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
  steps: Record<string, Step>;
  /** Files or, for the Trash, everything at once. */
  told: RegExp;
}

const search = "search-pip-cache";
const yes: Act = ["answer", true];
const told = /^Interrupted: at least ([\d,]+) of 1,000 files, .+/;
const kinds: Record<string, Kind> = {
  removal: { task: { command: search, acts: [["run", "Remove Package", "alpha"], yes] }, steps: inChunks, told },
  everything: { task: { command: "clear-pip-cache", acts: [yes] }, steps: inChunks, told },
  trash: {
    task: { command: search, acts: [["run", "Move Cache to Trash…", "alpha"], yes] },
    steps: noted,
    told: /^Interrupted: (\d) of 1 folder moved to the Trash$/,
  },
};

interface Case {
  name: string;
  kind: Kind;
  step: Step;
}

/** Kinds and their steps in turn; what is left to chance is left to a seed. */
function cases(seed: number): Case[] {
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

interface Place {
  cache: string;
  task: Pick<Task, "env" | "dataFolder">;
}

function place(): Place {
  const cache = join(temporaryDirectory(), "pip");
  const dataFolder = temporaryDirectory();
  mkdirSync(cache);
  cpSync(template, cache, { recursive: true, preserveTimestamps: true });
  isolate({ PIP_CACHE_DIR: cache });
  rememberPips(dataFolder, []);
  return { cache, task: { env: { ...process.env }, dataFolder } };
}

function history(dataFolder: string): HistoryEntry[] {
  const path = join(dataFolder, "support", "history.json");
  return existsSync(path) ? (JSON.parse(readFileSync(path, "utf8")) as { entries: HistoryEntry[] }).entries : [];
}

/** What the next start says, and what the second try leaves. */
async function expectTruth({ cache, task }: Place, { kind }: Case, bytesBefore: number): Promise<void> {
  const left = filesBelow(cache).length;
  const gone = FILES - left;
  const goneBytes = bytesBefore - sumOfSizes(cache);
  const next = await run({ ...task, command: search, acts: [] });
  expect(next.errors).toEqual([]);
  const row = next.screen.sections?.find(({ title }) => title === "Interrupted")?.items[0];
  const entries = history(task.dataFolder);
  if (row) {
    const count = Number(kind.told.exec(row.subtitle)?.[1]?.replaceAll(",", ""));
    const isTrash = kind.task.acts.some(([, title]) => title === "Move Cache to Trash…");
    if (isTrash) expect(count).toBe(left === 0 ? 1 : 0);
    else expect(count).toBeLessThanOrEqual(gone);
    if (!isTrash) expect(gone - count).toBeLessThanOrEqual(UNTOLD);
  }
  // Nothing happened and nothing is said; or it is told, once.
  expect(entries).toHaveLength(row || gone > 0 ? 1 : 0);
  for (const { bytes } of entries) expect(bytes).toBeLessThanOrEqual(goneBytes);

  const again: Task = row
    ? { ...task, command: search, acts: [["run", "Continue…", row.title], ...(left > 0 ? [yes] : [])] }
    : { ...task, ...kind.task };
  if (row || left > 0) expect(await run(again)).toMatchObject({ errors: [], refusals: [] });
  expect(existsSync(cache) ? filesBelow(cache) : []).toHaveLength(0);
  expect(filesBelow(join(task.dataFolder, "support", "acts"))).toEqual([]);
}

describe("left or ended", () => {
  it.each(cases(1))("$name", async (one) => {
    const there = place();
    const bytesBefore = sumOfSizes(there.cache);
    await run({ ...there.task, ...one.kind.task, at: one.step, then: [["leave"]] });
    await expectTruth(there, one, bytesBefore);
  });
});

describe("switched off", () => {
  it.each(cases(2))("$name", async (one) => {
    const there = place();
    const bytesBefore = sumOfSizes(there.cache);
    await runUntilKilled({ ...there.task, ...one.kind.task, at: one.step });
    await expectTruth(there, one, bytesBefore);
  });
});
