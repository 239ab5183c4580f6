/** What environments and projects need of what uv, Poetry, PDM and conda keep: by name, as one asks of packages of pip's. */
import { normalizeName } from "../../packaging/normalize";
import type { VersionsElsewhere } from "../../projects/cached-rows";
import type { CachedPackage } from "../../python-caches/collect-packages";
import type { ReadTool } from "../python-tools/read-tools";
import { knownCaches } from "../shared/caches";
import { recallRows } from "../shared/memory";
import { readAllNeeds, type KnownNeeds } from "./known-needs";

/** What these were read to keep, as far as needs ask. */
const versionsIn = (packages: readonly CachedPackage[]): VersionsElsewhere =>
  packages.flatMap(({ name, versions }) =>
    name === undefined ? [] : [[normalizeName(name), versions.flatMap(({ version }) => version ?? [])] as const],
  );

export const versionsOfTools = (read: readonly ReadTool[]): VersionsElsewhere =>
  read.flatMap(({ read: { packages } }) => versionsIn(packages));

/**
 * What is needed of these, for whoever shows no list of them. Of pip it asks what is remembered, for what packages require.
 * @throws the signal's reason when aborted
 */
export const readNeedsWith = async (packages: readonly CachedPackage[], signal: AbortSignal): Promise<KnownNeeds> =>
  readAllNeeds(knownCaches(), await recallRows(), { signal, elsewhere: versionsIn(packages) });
