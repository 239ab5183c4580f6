/** A script that stands in for uv: it notes how it was called, and does to the disk what it is told to. */
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { namelessShell } from "./pretend-program";

/** What is run of a command, in which `$4` is the cache and what follows are names. */
export interface PretendUv {
  version?: string;
  clean?: string;
  prune?: string;
}

/** Of each name its folder in the cache that this makes: as `uv cache clean` takes all of a package. */
export const cleaningNamed =
  'cache=$4; shift 4; for name; do rm -r "$cache/wheels-v8/pypi/$name" "$cache"/archive-v0/$name-*; done';

export function pretendUv(
  home: string,
  { version = "0.13.9", clean = cleaningNamed, prune = "true" }: PretendUv,
): void {
  const path = join(home, ".local/bin/uv");
  mkdirSync(join(home, ".local/bin"), { recursive: true });
  writeFileSync(
    path,
    `${namelessShell}
PATH=/bin:/usr/bin
echo "$*" >> ${join(home, "calls")}
[ "$1" = --version ] && echo "uv ${version}" && exit
[ "$2" = clean ] && { ${clean}; }
[ "$2" = prune ] && { ${prune}; }
exit 0
`,
  );
  chmodSync(path, 0o755);
}

/** How it was called, but for its version. */
export function callsOfUv(home: string): string[] {
  const file = join(home, "calls");
  const lines = existsSync(file) ? readFileSync(file, "utf8").trim().split("\n") : [];
  return lines.filter((line) => line.startsWith("cache clean") || line.startsWith("cache prune"));
}
