/** What a list of files says of each. */
import { baseName } from "../../files/names";
import type { CachedFile } from "../../pip-cache/details/list-files";
import type { Origin } from "../../pip-cache/notes/origin";
import { tagTexts, entryTitle } from "../../pip-cache/details/title";
import { contentsOf, damages } from "../../pip-cache/entry";
import { layouts } from "../../pip-cache/layouts";
import { formatBelow, formatTime } from "../shared/format";
import { keywordsOf } from "../shared/keywords";
import { appearanceText } from "./other-files";
import { reasonText } from "../shared/reason-text";
import { pythonName } from "../shared/python-tags";
import { visible } from "../../files/visible";

/**
 * The file's name on its index, where that is proven; else a description that nobody takes for one.
 * @param name its package's
 */
export function fileTitle({ identity, layout, files }: CachedFile, name: string): string {
  if (identity.kind === "foreign") return formatBelow(`${layout}/${files[0].path}`);
  return visible(entryTitle(identity, identity.name && name) ?? baseName(files[0].path));
}

/** Whether its title says what it is, because nothing proves what its file is called. */
export const isDescribed = ({ identity }: CachedFile): boolean =>
  identity.fileName === undefined && identity.version !== undefined;

/** `wheel · cp312 · macosx_14_0_arm64 · from files.example.org`; of one that its title describes, what that leaves out. */
export function subtitleOf(file: CachedFile): string {
  const { identity, host, origin } = file;
  const from = origin ? originText(origin) : host && `from ${host}`;
  const what =
    isDescribed(file) && identity.kind !== "other"
      ? ["file name unknown"]
      : [identity.kind, ...tagTexts(identity.tags)];
  return [...what, from, reasonText(identity, identity.name), appearanceText(file)]
    .flatMap((part) => (part ? [visible(part)] : []))
    .join(" · ");
}

/** What a person may type to find a file. */
export function fileKeywords(file: CachedFile, name: string): string[] {
  const { identity, host, origin, damage } = file;
  const { kind, version, python, tags = [] } = identity;
  return keywordsOf([
    fileTitle(file, name),
    kind,
    version,
    python && pythonName(python),
    ...tags,
    host,
    origin?.url,
    damage && `damaged ${damages[damage]}`,
    reasonText(identity, identity.name),
    file.files[0].path,
  ]);
}

/** `built for Python 3.12 from spam-1.0.tar.gz (files.example.org)` */
function originText({ url, commit, builtFor }: Origin): string {
  const [, host = "", path = url] = /^[a-z+]+:\/\/([^/]*)(.*)$/i.exec(url) ?? [];
  const name = baseName(path);
  const where = commit ? `${host}${path} at ${commit.slice(0, 8)}` : host ? `${name} (${host})` : path;
  return `built ${builtFor ? `for ${pythonName(builtFor)} ` : ""}from ${where}`;
}

/** When the contents were written, ms since 1970: the header of a response is written again at each use. */
export function downloadedMs(file: CachedFile): number {
  return contentsOf(file).mtimeMs;
}

/** `Downloaded Jan 2, 2024, 3:04 AM` */
export function whenText(file: CachedFile): string {
  const { kind } = file.identity;
  const isDownload = layouts[file.layout].entry.is === "response";
  const what = kind === "built wheel" ? "Built" : isDownload ? "Downloaded" : "Written";
  const when = formatTime(downloadedMs(file));
  return `${what} ${when}`;
}
