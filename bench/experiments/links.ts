/** Hashing what cached index pages link to. */
import type { Workshop } from "../workshop";
import { seen, type Experiment, type Sizes } from "./experiment";

const MAX_PAGES = 1000;

export function hashLinks(workshop: Workshop, { medium }: Sizes, rounds: number): Experiment {
  const run = async () => workshop.observe("hash-links", { path: (await workshop.tree(medium)).path, most: MAX_PAGES });
  return {
    name: "links",
    rounds,
    contestants: [{ name: "hash links", prepare: async () => void (await workshop.tree(medium)), run }],
    figures: [
      {
        name: "hash-links",
        entries: MAX_PAGES,
        title: `Links of ${MAX_PAGES} index pages hashed, per page`,
        unit: "ms",
        ...seen("hash links", (number) => number("ms") / number("pages")),
      },
      {
        name: "hash-links-rate",
        entries: MAX_PAGES,
        title: "The same, links in a second",
        unit: "links/s",
        ...seen("hash links", (number) => (number("links") / number("ms")) * 1000),
      },
    ],
  };
}
