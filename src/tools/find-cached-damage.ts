import { findCachedDamage } from "../interface/assistant/find-damage";
import { answering } from "../interface/assistant/given-input";

type Input = {
  /** The name of one package to verify, as list-cached-packages has it, such as "numpy". Leave it out for everything. */
  package?: string;
  /** How many packages with damage are listed at most, largest first: 10 where it is left out, 30 at most. */
  limit?: number;
};

/**
 * Verifies what pip has cached against the hashes that indexes published, or against its own checksums, and lists what is
 * damaged or half downloaded, by package, with bytes and the reason; also how much pip has left over. Removes nothing: toRemove
 * says which tool, with which input, or which command of the person's does. Verifies for a minute at most, and says how
 * many bytes it did not get to.
 */
export default function tool(input: Input) {
  return answering(() => findCachedDamage(input));
}
