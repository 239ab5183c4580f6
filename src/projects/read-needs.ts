/** Asks a thread which of what is cached is needed. */
import type { findNeeds, NeedsMessage, NeedsPart } from "./find-needs";
import type { FoundSources } from "./find-sources";
import type { Needs } from "./needs";
import { usualPlaces } from "./environments/environment-places";
import { runTask, ThreadError, type ThreadedTask } from "../files/tasks";
import { taskOf } from "../files/worker-text";
import source from "./worker.generated.txt";

/** Of packages that files name, where no thread starts: a command's own thread has a view to hold, too. */
const MOST_NAMED_HERE = 10_000;
/** Of what was kept of the last reading: of 45,000 packages it is 360 kB, and following them took all heap. Bytes */
const MOST_REMEMBERED_HERE = 250_000;

const finding = taskOf<typeof findNeeds>("findNeeds", source);

export const findingNeeds: ThreadedTask<NeedsMessage, NeedsPart> = {
  ...finding,
  task: (message, context) => {
    if (message.remembered && message.remembered.bytes.length > MOST_REMEMBERED_HERE) throw new TooMuchToReadError();
    return finding.task({ ...message, mostNamed: MOST_NAMED_HERE }, context);
  },
};

/** What 200 projects and 50 environments take, see the bench. */
const HEAP_MB = 96;

export interface ReadNeeds {
  needs: Needs;
  found: Omit<FoundSources, "sources">;
  /** To be kept for the next reading: undefined where it is too large. */
  remembered?: Uint8Array;
  /** Addresses of indexes that files of projects name, without credentials. */
  indexes: string[];
}

export interface NeedsOptions {
  signal?: AbortSignal;
  /** 0 does it in slices on the command's own thread. */
  threads?: 0 | 1;
  /** Of the thread. */
  heapMb?: number;
}

/** There is more than the thread can hold. The message is a sentence for a person. */
export class TooMuchToReadError extends Error {
  override readonly name = "TooMuchToReadError";
  constructor() {
    super(
      "Projects and environments name more packages than can be read. Take folders off the list in Finish Project.",
    );
  }
}

/**
 * Reads everything anew. It opens many files: nothing that keeps a person waiting.
 * @throws TooMuchToReadError when the thread fails: a command's own thread has hardly more heap, and would end with all of
 * the command; the signal's reason when aborted
 */
export async function readNeeds(message: NeedsMessage, options: NeedsOptions = {}): Promise<ReadNeeds> {
  try {
    return await readAll(message, options);
  } catch (error) {
    throw error instanceof ThreadError ? new TooMuchToReadError() : error;
  }
}

async function readAll(
  message: NeedsMessage,
  { signal, threads = 1, heapMb = HEAP_MB }: NeedsOptions,
): Promise<ReadNeeds> {
  const needs: Needs = { sources: [], packages: new Map() };
  let end: NeedsPart | undefined;
  // What can be cloned, which the variables of a process are not.
  const machine = { ...message.machine, env: { ...message.machine.env } };
  const usual = usualPlaces(machine.platform);
  await runTask(findingNeeds, [{ ...message, machine, usual }], {
    signal,
    threads,
    // A part that is begun here is not left to a thread.
    headStartMs: 0,
    heapMb,
    onResult: (part) => {
      needs.sources.push(...part.sources);
      for (const [key, own] of part.packages) needs.packages.set(key, own);
      if (part.found) end = part;
    },
  });
  signal?.throwIfAborted();
  if (end?.found === undefined) throw new Error("The reading ended without a result.");
  return { needs, found: end.found, remembered: end.remembered, indexes: end.indexes ?? [] };
}
