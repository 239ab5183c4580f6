/**
 * Notes that outlive who wrote them: a file each, whose first line is there whole or not at all, and to which lines are added
 * at once. A line that was cut off when its writer died is none.
 */
import { randomUUID } from "node:crypto";
import { closeSync, constants, lstatSync, openSync, readFileSync, renameSync, writeSync } from "node:fs";
import { join } from "node:path";
import { isNoteName, removeOwnNote, removeOwnTemporaryFile } from "./own";
import { exists, namesIn } from "./presence";
import { makeFolders } from "./temporaries";

export interface NoteWriter {
  /** Adds a line. Where that cannot be written it is left out: what was written earlier stands. */
  add: (line: object) => void;
  /** The note is of no use any more. */
  remove: () => void;
}

/** A note as it was found. */
export interface Note {
  id: string;
  head: NoteText;
  /** The other lines. */
  lines: NoteText[];
}

export type NoteText = Record<string, unknown>;

/** What is larger is none of ours. Bytes. */
const MAX_BYTES = 16_000_000;

export const newNoteId = (): string => randomUUID();

/** @throws an error of `node:fs` where it cannot be written */
export function writeNote(folder: string, id: string, first: object): NoteWriter {
  makeFolders(folder);
  const path = pathOf(folder, id);
  const temporary = `${path}.tmp`;
  const file = openSync(temporary, "ax", 0o600);
  try {
    writeSync(file, lineOf(first));
    renameSync(temporary, path);
  } catch (error) {
    closeSync(file);
    removeOwnTemporaryFile(temporary);
    throw error;
  }
  let isOpen = true;
  return {
    add: (line) => {
      try {
        if (isOpen) writeSync(file, lineOf(line));
      } catch {
        // See above.
      }
    },
    remove: () => {
      if (isOpen) closeSync(file);
      isOpen = false;
      removeOwnNote(path);
    },
  };
}

/** All notes that can be read, in no order. */
export function readNotes(folder: string): Note[] {
  return namesIn(folder).flatMap((name) =>
    isNoteName(name) ? (readNote(folder, name.slice(0, -".jsonl".length)) ?? []) : [],
  );
}

function readNote(folder: string, id: string): Note | undefined {
  try {
    const path = pathOf(folder, id);
    const stats = lstatSync(path);
    if (!stats.isFile() || stats.size > MAX_BYTES) return undefined;
    const [first = "", ...others] = readFileSync(path, "utf8").split("\n");
    const head = parsed(first);
    return head && { id, head, lines: others.map(parsed).filter((line) => line !== undefined) };
  } catch {
    return undefined;
  }
}

/** Whether a note is there still. */
export const hasNote = (folder: string, id: string): boolean => exists(pathOf(folder, id));

/** Adds to a note that somebody else began. Throws an error of `node:fs` where it cannot be written. */
export function addToNote(folder: string, id: string, line: object): void {
  const file = openSync(pathOf(folder, id), constants.O_WRONLY | constants.O_APPEND);
  try {
    // The one before may have been cut off.
    writeSync(file, `\n${lineOf(line)}`);
  } finally {
    closeSync(file);
  }
}

export function removeNote(folder: string, id: string): void {
  removeOwnNote(pathOf(folder, id));
}

const pathOf = (folder: string, id: string): string => join(folder, `${id}.jsonl`);

const lineOf = (line: object): string => `${JSON.stringify(line)}\n`;

function parsed(line: string): NoteText | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === "object" && value !== null ? (value as NoteText) : undefined;
  } catch {
    return undefined;
  }
}
