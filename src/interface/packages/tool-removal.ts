/** How a tool itself removes one package from its cache, for a person who reads it: nothing here runs it. */
import type { PackageTool } from "../../packaging/row-key";
import { code } from "../shared/markdown";

interface ToolRemoval {
  /** Of one package, by its name, which is none of a shell's words. Absent where the tool cannot. */
  command?: (name: string) => string;
  /** What it does, and what it does not, in markdown. */
  says: (name: string) => string;
}

/** By the tools' own documents: `uv help cache clean`, Poetry's and PDM's pages on `cache`, conda's on `clean`. */
export const removals: Partial<Record<PackageTool, ToolRemoval>> = {
  uv: {
    command: (name) => `uv cache clean ${name}`,
    // Since https://github.com/astral-sh/uv/pull/6915: tried with 0.4.1 and 0.4.2.
    says: (name) =>
      `${code(`uv cache clean ${name}`)} removes all of it. Environments keep what they have. uv before 0.4.2 leaves what is ` +
      `unpacked to ${code("uv cache prune")}.`,
  },
  poetry: {
    says: () =>
      `Poetry itself removes files of packages only all together. ${code("Remove with Poetry")} removes those of one by their paths.`,
  },
  pdm: {
    command: (name) => `pdm cache remove "${name}-*"`,
    says: (name) =>
      `${code(`pdm cache remove "${name}-*"`)} removes the wheels that PDM built of it. ` +
      `Unpacked packages that no project links to go with ${code("pdm cache clear packages")}.`,
  },
  conda: {
    says: () =>
      `conda removes packages only all together: ${code("conda clean --packages")} those that no environment has links to, ` +
      `${code("conda clean --tarballs")} all archives. ${code("Remove with conda")} removes the same of one package, by its paths.`,
  },
};
