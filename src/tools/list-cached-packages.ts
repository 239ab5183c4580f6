import { answering } from "../interface/assistant/given-input";
import { listCachedPackages } from "../interface/assistant/list-packages";

type Input = {
  /**
   * What to look for: words that stand in names, versions or kinds, or requirements as pip takes them, such as "torch==2.4.0",
   * "numpy>=1.0" or "nvidia-*". Leave it out for everything.
   */
  query?: string;
  /** Only what has files of this kind, and of it just these. */
  kind?: "wheel" | "sdist" | "metadata" | "index page" | "built wheel";
  /** Only packages that pip has not dealt with for more than so many days. */
  unusedForDays?: number;
  /** Only packages of more than so many bytes. */
  largerThanBytes?: number;
  /** The order: largest first, last used first, or by name. Largest first where it is left out. */
  sortBy?: "size" | "last-used" | "name";
  /** How many packages are listed at most: 20 where it is left out, 50 at most. */
  limit?: number;
};

/**
 * Lists what pip has cached: how large the cache is as a whole, and of each package its name, versions, size in bytes and when
 * pip last used it. Answers how big the cache is, what takes the most space, whether something is cached, and
 * what of a package is hard to get back once it is removed (yanked, no longer listed, built here). Removes nothing.
 */
export default function tool(input: Input) {
  return answering(() => listCachedPackages(input));
}
