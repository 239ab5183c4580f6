/** Caches of other tools as they were found on a disk: paths as the tools make them, with small contents. */
import { linkSync, mkdirSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import type { CachedPackage, PackagesMessage } from "../../src/python-caches/collect-packages";
import { readPackages, type ReadPackages } from "../../src/python-caches/read-packages";

/** What lies at a path: so many bytes, a text, or another name of a file. */
export type Laid = number | string | Buffer | { sameAs: string };

export function layOutFiles(root: string, files: Record<string, Laid>): void {
  for (const [path, laid] of Object.entries(files)) {
    const full = join(root, path);
    mkdirSync(dirname(full), { recursive: true });
    if (typeof laid === "number") writeFileSync(full, "x".repeat(laid));
    else if (typeof laid === "string" || Buffer.isBuffer(laid)) writeFileSync(full, laid);
    else linkSync(join(root, laid.sameAs), full);
  }
}

/** Reads folders of a tool, each by the id of its target. */
export function readFolders(
  tool: PackagesMessage["tool"],
  folders: [target: string, root: string][],
  options: Parameters<typeof readPackages>[1] = { threads: 0 },
): Promise<ReadPackages> {
  const roots = folders.map(([target, root]) => ({ target, root, folder: basename(root), kept: [] }));
  return readPackages({ tool, roots }, options);
}

/** One line for each form of each version: `attrs 26.1.0 wheel 100`, with what of it is shared where something is. */
export function linesOf(packages: CachedPackage[]): string[] {
  return packages
    .flatMap(({ key, name, versions }) =>
      versions.map(({ kind, version, bytes, shared }) =>
        [name ?? key, version, kind, shared > 0 ? `${bytes}/${shared}` : bytes]
          .filter((part) => part !== undefined)
          .join(" "),
      ),
    )
    .sort();
}
