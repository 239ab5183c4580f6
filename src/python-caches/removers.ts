/** How tools remove packages from what they keep: by their own documents, and as their real versions were seen to. */
import type { PackageCacheTool } from "./part";
import type { PackageRemover } from "./remover";
import { uvRemover } from "./uv/remove-uv";

const removers = new Map<PackageCacheTool, PackageRemover>([["uv", uvRemover]]);

/** Undefined where nothing is known of how the tool removes one package. */
export const removerOf = (tool: PackageCacheTool): PackageRemover | undefined => removers.get(tool);
