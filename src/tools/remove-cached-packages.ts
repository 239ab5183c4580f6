import type { Tool } from "@raycast/api";
import type { RemovedByTool } from "../interface/assistant/named-removal";
import { confirmPackages, removePackagesOrSayWhy } from "../interface/assistant/remove-packages";

type Input = {
  /**
   * What to remove, at most 100: exact names of packages as list-cached-packages has them ("numpy" for all of its versions), or,
   * from pip only, a name with one version ("numpy==1.26.4"). No wildcards, no paths, no other operators.
   */
  packages: string[];
  /** Whose cache it goes from: that of pip where it is left out, or that of one other tool, all versions of each package. */
  tool?: "pip" | "uv" | "poetry" | "pdm" | "conda";
};

export const confirmation: Tool.Confirmation<Input> = (input) => confirmPackages(input);

/**
 * Removes packages, or single versions of them, from pip's cache, or with "tool" whole packages from what uv, Poetry, PDM or conda
 * keeps, through that tool, after the person has confirmed what it names. From one tool at a time: where others keep it, too, the
 * result says so. What is installed stays: what is needed again is downloaded again. Packages that the person keeps stay, too. Only
 * for what the person has asked to remove by name; look the names up with list-cached-packages first, with the same "tool".
 */
export default function tool(input: Input): Promise<RemovedByTool | { error: string }> {
  return removePackagesOrSayWhy(input);
}
