/** How what lies in a folder of a tool is read, by the id of the target that the folder is of (`src/developer-caches/catalogue/`). */
import { describeConda } from "./conda/describe-conda";
import type { Describer } from "./part";
import { pdmFolders } from "./pdm/describe-pdm";
import { describeAnswer, describeArtifact } from "./poetry/describe-poetry";
import { describeUv } from "./uv/describe-uv";

const describers = new Map<string, (folder: string) => Describer | undefined>([
  ["uv.cache", () => describeUv],
  ["poetry.cache", () => describeAnswer],
  ["poetry.artifacts", () => describeArtifact],
  ["pdm.cache", (folder) => pdmFolders.get(folder)],
  ["pdm.packages", () => pdmFolders.get("packages")],
  ["conda.packages", () => describeConda],
]);

/** Whether it can be said of a target what packages lie there. */
export const holdsPackages = (target: string): boolean => describers.has(target);

/**
 * Undefined for what nothing is known of.
 * @param folder the name of the folder, as the tool knows it
 */
export const describerOf = (target: string, folder: string): Describer | undefined => describers.get(target)?.(folder);
