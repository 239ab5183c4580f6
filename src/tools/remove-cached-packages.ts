import type { Tool } from "@raycast/api";
import { confirmOrLeave, removeOrSayWhy, type RemovedByTool } from "../interface/assistant/named-removal";
import { removalOfPackages } from "../interface/assistant/remove-packages";

type Input = {
  /**
   * What to remove, at most 100: exact names of packages as list-cached-packages has them ("numpy" for all of its versions), or
   * a name with one version ("numpy==1.26.4"). No wildcards, no paths, no other operators.
   */
  packages: string[];
};

export const confirmation: Tool.Confirmation<Input> = (input) => confirmOrLeave(() => removalOfPackages(input));

/**
 * Removes packages, or single versions of them, from pip's cache, after the person has confirmed what it names: from pip's only,
 * never from what uv, Poetry, PDM or conda keep; where one of these keeps it, the result says how the person removes it. What is
 * installed stays: what is needed again is downloaded again. Packages that the person keeps stay, too. Only for what the person
 * has asked to remove by name; look the names up with list-cached-packages first.
 */
export default function tool(input: Input): Promise<RemovedByTool | { error: string }> {
  return removeOrSayWhy(() => removalOfPackages(input));
}
