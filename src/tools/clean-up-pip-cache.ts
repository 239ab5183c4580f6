import type { Tool } from "@raycast/api";
import { confirmOrLeave, removeOrSayWhy } from "../interface/assistant/named-removal";
import { listOffers, removalOfOffer } from "../interface/assistant/offered-removal";

type Input = {
  /**
   * The id of the one offer to carry out, as this tool lists them: "not-used-90", "all-but-newest", "damaged", "leftovers",
   * "index-pages", "built-wheels", … Leave it out to list what is on offer, which removes nothing.
   */
  offer?: string;
};

export const confirmation: Tool.Confirmation<Input> = (input) => confirmOrLeave(() => removalOfOffer(input));

/**
 * Without an offer: lists what can go from pip's cache, such as packages not used for 90 days or damaged files, with bytes, and
 * removes nothing. With the id of an offer: removes just that, after the person has confirmed what it names. There is no offer
 * for everything.
 */
export default function tool(input: Input) {
  return removeOrSayWhy(() => removalOfOffer(input), listOffers);
}
