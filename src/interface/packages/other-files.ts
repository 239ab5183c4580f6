/** Describes entries that have no name: a new kind of file will be reported as such first. */
import { appendTo } from "../../files/lookup";
import { hexDump } from "../../pip-cache/details/appearance";
import { damages } from "../../pip-cache/entry";
import type { CachedFile } from "../../pip-cache/details/list-files";
import { firstLines, formatBytes } from "../shared/format";
import { reasonText } from "../shared/reason-text";
import { formatUnits } from "../shared/units";
import { visible } from "../../files/visible";

const MAX_LINES = 200;

/** `text/plain · 9 bytes · 4e 6f 74 20 …  Not Found`; empty for what pip did not store. */
export function appearanceText({ appearance }: CachedFile): string {
  if (!appearance) return "";
  const { contentType, size, firstBytes } = appearance;
  const start = firstBytes.length > 0 ? hexDump(firstBytes) : "";
  return [visible(contentType ?? "no content type"), formatBytes(size), start].filter(Boolean).join(" · ");
}

function fileLine(file: CachedFile): string {
  const { layout, bytes, identity } = file;
  return `- ${[layout, formatBytes(bytes), identity.fileName, appearanceText(file)].filter(Boolean).join(" · ")}`;
}

/** What can be told of the files without a name, by reason. Nothing in it says who the person is. */
export function otherReport(files: CachedFile[]): string {
  const byReason = new Map<string, CachedFile[]>();
  for (const file of files) appendTo(byReason, reasonOf(file), file);
  const parts = Array.from(byReason, ([reason, part]) => {
    const title = `${reason}: ${formatUnits(part.length, "entry")}, ${formatBytes(sizeOf(part))}`;
    return [title, ...firstLines(part, MAX_LINES, fileLine)].join("\n");
  });
  const sum = `${formatUnits(files.length, "entry")} without a name, ${formatBytes(sizeOf(files))}`;
  return [sum, ...parts].join("\n\n");
}

function reasonOf({ identity, damage }: CachedFile): string {
  return [reasonText(identity) ?? identity.kind, damage && damages[damage]].filter(Boolean).join(", ");
}

const sizeOf = (files: CachedFile[]): number => files.reduce((sum, file) => sum + file.bytes, 0);
