/** The offers of Clean Up, for a tool. Everything is none of them: that only a person clears. */
import { inSlices } from "../../files/tasks";
import { EVERYTHING, offersOf, partsOf, requestOf, type Offer } from "../clean-up/offers";
import { readAllNeeds, type KnownNeeds } from "../projects/known-needs";
import { firstLines, formatPath } from "../shared/format";
import { keptTest, noMarks, readMarks } from "../shared/marks";
import { unusedFinding } from "../shared/pips";
import { canSpareNeeded } from "../tidy/protection";
import { bounded, InputError, MAX_LISTED, textIn, told } from "./given-input";
import type { WantedBy } from "./named-removal";
import { readCached, readingNotes, readingSignal, type ReadCached } from "./read-cached";

/** What can go, each by itself: they overlap. Sizes are bytes. */
export async function listOffers() {
  const signal = readingSignal();
  const cached = await readCached(signal);
  const offers = await currentOffers(cached, signal);
  return {
    removed: false as const,
    ...bounded(
      "offers",
      offers.map(({ id, title, bytes, shared, packages, entries, says, cost }) => ({
        ...{ id, title, bytes, packages, entries },
        ...(shared > 0 && { sharedBytes: shared }),
        says: told([says, cost].filter(Boolean).join(" ")),
      })),
    ),
    paths: cached.caches.map(({ path }) => formatPath(path)),
    ...readingNotes(cached),
  };
}

/** @param input `offer`: the id of one. Undefined where none was given. @throws InputError */
export function removalOfOffer(input: unknown): WantedBy | undefined {
  const id = textIn(input, "offer");
  if (id === undefined) return undefined;
  if (id === EVERYTHING)
    throw new InputError("No tool clears everything. The person can, with the command Clear pip Cache.");
  return {
    tool: "clean-up-pip-cache",
    names: [id],
    find: async (cached, signal) => {
      const offers = await currentOffers(cached, signal);
      const offer = offers.find((one) => one.id === id);
      if (offer === undefined) {
        const ids = offers.map((one) => one.id);
        throw new InputError(`There is no offer “${told(id)}”. There is: ${firstLines(ids, MAX_LISTED).join(", ")}.`);
      }
      const parts = await inSlices(partsOf(cached.rows, offer, keptNow()));
      const { request } = requestOf(offer, parts, parts.length, []);
      return { request };
    },
  };
}

async function currentOffers(cached: ReadCached, signal: AbortSignal): Promise<Offer[]> {
  const { rows } = cached;
  const offers = await inSlices(offersOf(rows, unusedFinding(), keptNow(), await needsOf(cached, signal)));
  return offers.filter(({ id }) => id !== EVERYTHING);
}

/** Where they cannot be read, nothing is offered because nobody needs it. */
async function needsOf({ caches, known }: ReadCached, signal: AbortSignal): Promise<KnownNeeds | undefined> {
  if (!canSpareNeeded()) return undefined;
  try {
    return await readAllNeeds(caches, known, { signal });
  } catch {
    signal.throwIfAborted();
    return undefined;
  }
}

/** Where it cannot be read what is kept, nothing goes anyway. */
export function keptNow() {
  const stored = readMarks();
  return keptTest("value" in stored ? stored.value : noMarks);
}
