/**
 * A package folder of conda, mamba or micromamba: `NAME-VERSION-BUILD.conda` or `.tar.bz2`, the same unpacked beside it, and
 * `cache` with what channels said (conda/core/package_cache_data.py). Version and build have no dash of their own.
 */
import type { Described } from "../part";

const ARCHIVE = /\.(conda|tar\.bz2)(\.c?sha256|\.partial|\.part)?$/;
const RELEASE = /^([a-z0-9_][a-z0-9._-]*)-([a-z0-9._!+]+)-([a-z0-9._+]+)$/i;

/** See `Describer`. */
export function describeConda(path: string): Described {
  const slash = path.indexOf("/");
  const first = slash === -1 ? path : path.slice(0, slash);
  const isArchive = slash === -1;
  const inFolder = !isArchive && ({ ofFolder: true } as const);
  if (first === "cache") return { kind: "index page", part: first, ...inFolder };
  const stem = isArchive ? first.replace(ARCHIVE, "") : first;
  const [, name, version] = (isArchive && stem === first ? null : RELEASE.exec(stem)) ?? [];
  if (name === undefined || version === undefined) return { kind: "other", part: first, ...inFolder };
  return { kind: isArchive ? "package archive" : "unpacked package", part: first, name, version, ...inFolder };
}
