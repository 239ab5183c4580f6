/** How tools remove packages from what they keep: by their own documents, and as their real versions were seen to. */
import type { PackageCacheTool } from "./part";
import type { PackageRemover } from "./remover";
import { condaRemover } from "./conda/remove-conda";
import { pdmRemover } from "./pdm/remove-pdm";
import { poetryRemover } from "./poetry/remove-poetry";
import { uvRemover } from "./uv/remove-uv";

const removers: Record<PackageCacheTool, PackageRemover> = {
  uv: uvRemover,
  poetry: poetryRemover,
  pdm: pdmRemover,
  conda: condaRemover,
};

export const removerOf = (tool: PackageCacheTool): PackageRemover => removers[tool];
