import { answering } from "../interface/assistant/given-input";
import { listCachedPackages } from "../interface/assistant/list-packages";

type Input = {
  /** Whose cache: that of pip where it is left out, of one other tool, or all of them together, one row for each package. */
  tool?: "pip" | "uv" | "poetry" | "pdm" | "conda" | "all";
  /**
   * What to look for: words that stand in names, versions or kinds, or requirements as pip takes them, such as "torch==2.4.0",
   * "numpy>=1.0" or "nvidia-*". Leave it out for everything.
   */
  query?: string;
  /** Only what has files of this kind, and of it just these. The last four are of other tools than pip. */
  kind?:
    | "wheel"
    | "sdist"
    | "metadata"
    | "index page"
    | "built wheel"
    | "unpacked wheel"
    | "source distribution"
    | "package archive"
    | "unpacked package";
  /** Only packages that the tool has not dealt with for more than so many days. */
  unusedForDays?: number;
  /** Only packages of more than so many bytes. */
  largerThanBytes?: number;
  /** The order: largest first, last used first, or by name. Largest first where it is left out. */
  sortBy?: "size" | "last-used" | "name";
  /** How many packages are listed at most: 20 where it is left out, 50 at most. */
  limit?: number;
};

/**
 * Lists what pip has cached, or uv, Poetry, PDM or conda, or all of them: how large the cache is as a whole, and of each package
 * its name, versions, size in bytes, what of it removing gives back, and when it was last used. Answers how big the cache is, what
 * takes the most space, whether something is cached, and what of a package of pip's is hard to get back once it is removed
 * (yanked, no longer listed, built here). Removes nothing.
 */
export default function tool(input: Input) {
  return answering(() => listCachedPackages(input));
}
