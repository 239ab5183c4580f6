/**
 * Acts whose command ended before they did. What their notes say goes into the history once; they stay to be continued until
 * a person has done so, or does not want to.
 */
import type { Toast } from "@raycast/api";
import type { DoneSums } from "../../files/attempts";
import { heldBy, hold } from "../../files/holds";
import { measure } from "../../files/measure";
import { addToNote, hasNote, readNotes, removeNote, type Note } from "../../files/notes";
import { exists } from "../../files/presence";
import { processStart } from "../../files/processes";
import { removeLeftTemporaries } from "../../files/temporaries";
import { formatBytes, formatCount, formatNumber } from "../shared/format";
import {
  isDryRun,
  nameOfAct,
  nameOfRoot,
  NOTE_VERSION,
  notesFolder,
  type Again,
  type NoteHead,
  type NoteLine,
} from "./act";
import { readHistory, recordRemoval } from "./history";
import { trashName } from "../shared/trash-name";

export interface InterruptedAct extends NoteHead {
  id: string;
  /** What it came to, at least. */
  text: string;
  /** A program that goes on with it by itself. */
  running?: { name: string; pid: number };
}

interface SettledLine extends NoteLine {
  /** What was told in the history. */
  settled?: string;
}

/** Of what no note tells, nothing is known to be done. */
const nothing: DoneSums = { entries: 0, files: 0, bytes: 0 };

/** Finds what was interrupted, and tells the history of it where that was not done yet. Newest first. */
export async function settleInterrupted(): Promise<InterruptedAct[]> {
  const folder = notesFolder();
  const found: InterruptedAct[] = [];
  for (const note of readNotes(folder)) {
    const { id } = note;
    const head = headOf(note);
    if (head === undefined || (await isOwned(id, head)) || !hasNote(folder, id)) continue;
    const lines = note.lines as SettledLine[];
    const told = lines.find(({ settled }) => settled !== undefined)?.settled;
    const running = told === undefined ? await runningProgram(lines) : undefined;
    const text = told ?? (running ? "" : await settle(id, head, lines));
    if (text !== undefined) found.push({ id, ...head, text, ...(running && { running }) });
  }
  return found.sort((one, other) => other.at - one.at);
}

/** A person has dealt with it. */
export const forgetInterrupted = (id: string): void => removeNote(notesFolder(), id);

/** `“Removing requests” was interrupted: at least 2 of 8 files, 1.2 MB` */
const interruptedMessages = (acts: readonly InterruptedAct[]): string[] =>
  acts.map(({ doing, text, running }) =>
    running ? stillClearing(running.name) : `“${doing}” was interrupted${text.replace(/^Interrupted/, "")}`,
  );

/** A result, and what was interrupted before. */
export function withInterrupted(result: Toast.Options, acts: readonly InterruptedAct[] = []): Toast.Options {
  const message = [result.message, ...interruptedMessages(acts)].filter(Boolean).join(" · ");
  return acts.length > 0 ? { ...result, message } : result;
}

export const stillClearing = (name: string): string => `${name} is still clearing`;

function headOf({ head }: Note): NoteHead | undefined {
  const { version, at, what, doing, owner, planned, again, readAt } = head as Partial<NoteHead>;
  const isWhole = [at, readAt].every(Number.isFinite) && [what, doing].every((text) => typeof text === "string");
  const hasParts = [owner, planned, again].every((part) => typeof part === "object" && part !== null);
  return version === NOTE_VERSION && isWhole && hasParts ? (head as unknown as NoteHead) : undefined;
}

/** Whether whoever began it lives. Where no name could be held, its process has to answer for all of its threads. */
async function isOwned(id: string, { owner }: NoteHead): Promise<boolean> {
  if (owner.start !== undefined) return (await processStart(owner.pid)) === owner.start;
  return (await heldBy(nameOfAct(id))) !== undefined;
}

/** A program of an act that lives, and has not been measured after it. */
async function runningProgram(lines: SettledLine[]): Promise<InterruptedAct["running"]> {
  const program = unmeasured(lines);
  if (program?.pid === undefined || program.start === undefined) return undefined;
  if ((await processStart(program.pid)) !== program.start) return undefined;
  return { name: program.name, pid: program.pid };
}

/** The last program that was started, unless what it did is among what was done. */
function unmeasured(lines: SettledLine[]): NoteLine["program"] {
  const last = lines.findLast(({ done, program }) => done !== undefined || program !== undefined);
  return last?.program;
}

/** Tells the history what an act came to. Undefined where that is nothing, and nobody has to hear of it. */
async function settle(id: string, head: NoteHead, lines: SettledLine[]): Promise<string | undefined> {
  const folder = notesFolder();
  const { entries } = await readHistory();
  if (entries.some(({ act, interrupted }) => act === id && !interrupted)) {
    // It came to its end, and could not take its note away any more.
    removeNote(folder, id);
    return undefined;
  }
  if (head.again.kind === "caching" && !isDryRun()) await removeTemporaries(head.again.files);
  const done = await doneOf(head, lines);
  const text = interruptedText(head, done);
  await recordRemoval({
    at: head.at,
    what: head.title ?? head.what,
    count: done.entries,
    unit: head.unit,
    bytes: done.bytes,
    failures: [],
    note: text,
    act: id,
    interrupted: true,
  });
  try {
    addToNote(folder, id, { settled: text });
  } catch {
    // It is found again, and the history has it already.
  }
  return text;
}

/** What it left beside the files that it was to change; where another act is about to change them, that has to do it. */
async function removeTemporaries(files: string[]): Promise<void> {
  const holding = await hold(files.map(nameOfRoot), "");
  if ("by" in holding) return;
  for (const file of files) removeLeftTemporaries(file, true);
  if ("hold" in holding) holding.hold.release();
}

async function doneOf({ again }: NoteHead, lines: SettledLine[]): Promise<DoneSums> {
  const done = lines.findLast((line) => line.done !== undefined)?.done ?? nothing;
  const moved = movedIn(again);
  if (moved) return { ...done, files: moved.filter((path) => !exists(path)).length };
  const program = unmeasured(lines);
  if (program === undefined) return done;
  let left = 0;
  for (const root of program.roots) left += (await measure(root)).bytes;
  return { ...done, bytes: done.bytes + Math.max(0, program.bytes - left) };
}

/** The folders that were to be moved to the Trash; undefined where it was to do something else. */
function movedIn(again: Again): string[] | undefined {
  return again.kind === "trash" || again.kind === "tools" ? again.paths : undefined;
}

/** `Interrupted: at least 2,803 of 40,882 files, 310 MB` */
function interruptedText({ again, planned: { files, bytes } }: NoteHead, done: DoneSums): string {
  const moved = movedIn(again);
  if (moved)
    return `Interrupted: ${formatNumber(done.files)} of ${formatCount(moved.length, "folder")} moved to the ${trashName}`;
  switch (again.kind) {
    case "selection":
      return `Interrupted: at least ${formatNumber(done.files)} of ${formatCount(files ?? done.files, "file")}, ${formatBytes(done.bytes)}`;
    case "caching":
      return "Interrupted: look at what pip says now";
    default:
      return `Interrupted: at least ${formatBytes(done.bytes)}${bytes === undefined ? "" : ` of ${formatBytes(bytes)}`}`;
  }
}
