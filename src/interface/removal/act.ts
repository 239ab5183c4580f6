/**
 * Whatever removes or changes something is an act. A command can end at any moment, and its effects, timers and promises with
 * it: an act has the roots it works on for itself, and leaves a note while it works, by which the next command that starts
 * can tell what was interrupted.
 */
import { environment, LaunchType, showToast, Toast } from "@raycast/api";
import { join } from "node:path";
import type { ClearingProgram, ClearLog, DoneSums } from "../../files/attempts";
import { heldBy, hold, type Holding } from "../../files/holds";
import { newNoteId, removeNote, writeNote, type NoteWriter } from "../../files/notes";
import { realPath } from "../../files/presence";
import { processStart } from "../../files/processes";
import type { Selection } from "../../pip-cache/selection";
import type { WhoseNeeds } from "../../projects/needed";
import { formatBytes, formatCount, formatTime } from "../shared/format";
import { updateSizeBelowTitle } from "../shared/platform-calls";
import type { Unit } from "../shared/units";
import { forgetPackages } from "../shared/remembered-packages";
import { withValues } from "../shared/values";

export interface Act {
  /** What it does: `Clearing pip cache`. */
  doing: string;
  /** Title of what says that it was not begun: `Did Not Clear pip cache`. */
  failure: string;
  /** As it stands in a sentence. */
  what: string;
  /** As the history has it, where that is another text. */
  title?: string;
  /** What it works on: paths, of which nobody else works on one at the same time. */
  roots: readonly string[];
  unit: Unit;
  planned: Planned;
  /** When the numbers of its question were read, ms since 1970. */
  readAt: number;
  again: Again;
  /** The id of the interrupted act that this one continues: from its first change on that one is dealt with. */
  continues?: string;
}

/** What was to go, as far as it was known. */
export interface Planned {
  files?: number;
  bytes?: number;
}

/** What was asked for, so that it can be asked for again. */
export type Again =
  | {
      kind: "selection";
      selection: Selection;
      verb: "Remove" | "Clear" | "Tidy";
      because?: string;
      /** Only rows that nobody has used since. */
      unused?: true;
      /** See `RemovalRequest`. */
      takesKept?: true;
      inBulk?: true;
      nowhereIn?: WhoseNeeds;
    }
  /** Of these targets; or just old versions in them, or these folders, which were to be moved to the Trash. */
  | { kind: "tools"; roots: string[]; isOfVersions?: true; paths?: string[] }
  /** Of a tool, by its id; without names it was to prune. */
  | { kind: "packages"; tool: string; names?: string[]; inBulk?: true; nowhereIn?: WhoseNeeds }
  | { kind: "purge"; python: string; path: string }
  | { kind: "trash"; paths: string[] }
  | { kind: "caching"; python: string; to: "on" | "off"; files: string[] };

/** An act that is under way. */
export interface RunningAct extends ClearLog {
  id: string;
  /** It is over, and told in the history: its roots are free before the person is told of its result. */
  end: () => void;
}

/** The first line of a note. */
export interface NoteHead extends Omit<Act, "failure" | "roots" | "continues"> {
  version: number;
  /** When it began, ms since 1970. */
  at: number;
  /** Who holds the name of the act; where that cannot be held, the process. */
  owner: { pid: number; start?: string };
}

/** A line of a note: sums of all that was done so far, or a program that was started. */
export interface NoteLine {
  done?: DoneSums;
  program?: ClearingProgram & { start?: string };
}

export const NOTE_VERSION = 1;

export const notesFolder = (): string => join(environment.supportPath, "acts");

/** Held by whoever acts. */
export const nameOfAct = (id: string): string => `act ${id}`;

/** Held by whoever works on it. */
export const nameOfRoot = (root: string): string => `root ${realPath(root) ?? root}`;

/** What somebody is being asked about. */
const questions = new Set<string>();

/** Asks, unless the same is being asked already: of a key that is pressed twice the second time means nothing. */
export async function askedOnce<Answer>(
  question: string,
  ask: () => Promise<Answer | undefined>,
): Promise<Answer | undefined> {
  if (questions.has(question)) return undefined;
  questions.add(question);
  try {
    return await ask();
  } finally {
    questions.delete(question);
  }
}

/**
 * Before anybody is asked: whether the act could begin. Where another one works on one of its roots, says which; one in
 * the background ends without a word.
 */
export async function mayBegin({ roots, failure }: Pick<Act, "roots" | "failure">): Promise<boolean> {
  for (const root of roots) {
    const by = await heldBy(nameOfRoot(root));
    if (by === undefined) continue;
    await sayWhatRuns(failure, by);
    return false;
  }
  return true;
}

/** Whether nothing is to be changed, as a script may ask of the preview. */
export const isDryRun = (): boolean => Boolean(process.env.PREVIEW_DRY_RUN);

/**
 * Carries out an act: alone on its roots, with a note from its first change to its end. Neither the one nor the other is in
 * its way: where a lock or a note cannot be made, it goes on without.
 * @returns undefined where another act works on one of its roots, or in a dry run; then that was said
 */
export async function withAct<Result>(
  act: Act,
  work: (running: RunningAct) => Promise<Result>,
): Promise<Result | undefined> {
  if (isDryRun()) return sayWhatWould(act);
  const { failure, roots, continues, ...head } = act;
  const id = newNoteId();
  const at = Date.now();
  const says = JSON.stringify({ doing: act.doing, at });
  const holding = await hold([nameOfAct(id), ...roots.map(nameOfRoot)], says);
  if ("by" in holding) {
    await sayWhatRuns(failure, holding.by);
    return undefined;
  }
  const start = "impossible" in holding ? await processStart(process.pid) : undefined;
  const owner = { pid: process.pid, start };
  const running = new ActNote(id, { version: NOTE_VERSION, at, ...head, owner }, holding, continues, roots);
  try {
    return await work(running);
  } finally {
    running.end();
    if (running.hasBegun && act.again.kind !== "caching") await updateSizeBelowTitle();
  }
}

class ActNote implements RunningAct {
  #writer: NoteWriter | undefined;
  #hasBegun = false;
  #isOver = false;
  /** The last one that was started, until what it did is known. */
  #program: ClearingProgram | undefined;

  constructor(
    readonly id: string,
    private readonly head: NoteHead,
    private readonly holding: Exclude<Holding, { by: string }>,
    private readonly continues: string | undefined,
    private readonly roots: readonly string[],
  ) {}

  /** Whether something was changed, or may have been. */
  get hasBegun(): boolean {
    return this.#hasBegun;
  }

  begin = (): void => {
    if (this.#writer !== undefined || this.#isOver) return;
    this.#hasBegun = true;
    const { kind } = this.head.again;
    if (kind === "tools" || kind === "packages") void forgetPackages(this.roots);
    try {
      this.#writer = writeNote(notesFolder(), this.id, this.head);
    } catch {
      // On a full disk, say: until something has gone, an interruption is not told.
      return;
    }
    this.#forgetContinued();
  };

  done = ({ entries, files, bytes }: DoneSums): void => {
    this.#program = undefined;
    this.begin();
    this.#add({ done: { entries, files, bytes } });
  };

  starts = (program: Omit<ClearingProgram, "pid">): void => {
    this.begin();
    this.#program = program;
    this.#add({ program });
  };

  started = (pid: number): void => {
    if (this.#program === undefined) return;
    const program = (this.#program = { ...this.#program, pid });
    this.#add({ program });
    void processStart(pid).then((start) => {
      if (this.#program === program) this.#add({ program: { ...program, start } });
    });
  };

  end = (): void => {
    if (this.#isOver) return;
    this.#isOver = true;
    if (this.#hasBegun) this.#forgetContinued();
    this.#writer?.remove();
    if ("hold" in this.holding) this.holding.hold.release();
  };

  #forgetContinued(): void {
    if (this.continues !== undefined) removeNote(notesFolder(), this.continues);
  }

  #add(line: NoteLine): void {
    this.#writer?.add(line);
  }
}

/** `Dry Run: Removing numpy`, `9 files, 66.5 MB would go. Nothing was changed.` */
async function sayWhatWould({ doing, planned: { files, bytes } }: Act): Promise<undefined> {
  // Empty folders only: what is shown says that there is nothing.
  if (files === 0) return;
  const parts = [
    ...(files === undefined ? [] : [formatCount(files, "file")]),
    ...(bytes === undefined ? [] : [formatBytes(bytes)]),
  ];
  const message = `${parts.length > 0 ? `${parts.join(", ")} would go. ` : ""}Nothing was changed.`;
  const result: Toast.Options = { style: Toast.Style.Success, title: `Dry Run: ${doing}`, message };
  const known = { ...(files !== undefined && { files }), ...(bytes !== undefined && { bytes }) };
  await showToast(withValues(result, { reclaimed: 0, ...known }));
}

async function sayWhatRuns(failure: string, by: string): Promise<void> {
  if (environment.launchType === LaunchType.Background) return;
  await showToast({ style: Toast.Style.Failure, title: failure, message: whatRuns(by) });
}

function whatRuns(by: string): string {
  try {
    const { doing, at } = JSON.parse(by) as { doing: string; at: number };
    return `“${doing}” has been running since ${formatTime(at)}. Try again when it has ended.`;
  } catch {
    return "Something else is being removed there. Try again when that has ended.";
  }
}
