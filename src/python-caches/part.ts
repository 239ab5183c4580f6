/** What other tools than pip keep of Python packages, in words that are the same for all of them. */
import type { PackageTool } from "../packaging/row-key";
import type { Body } from "../pip-cache/readers/formats/body";

export type PackageCacheTool = Exclude<PackageTool, "pip">;

/** What a part of a cache is. */
export type PartKind =
  | "wheel"
  | "unpacked wheel"
  | "built wheel"
  | "source distribution"
  | "package archive"
  | "unpacked package"
  | "metadata"
  | "index page"
  | "Git repository"
  | "environment"
  | "build"
  | "Python"
  | "other";

/** What one file says of the part that it belongs to. */
export interface Described {
  kind: PartKind;
  /** The folder or file, below the root, that is one part: its files are of one package, or of none. */
  part: string;
  /** The package, as the tool spells it: files that say otherwise of the same part make it one of no package. */
  name?: string;
  version?: string;
  /** Whether the same holds of all files of the folder that it lies in. */
  ofFolder?: true;
}

/**
 * Says what a file belongs to, by its path below the root of a cache, with `/`, and by what is in it where the path does not tell.
 * Never guesses: what nothing says a package of has no name.
 * @param body opens the file; undefined where it cannot be read
 */
export type Describer = (path: string, body: () => Body | undefined) => Described;
