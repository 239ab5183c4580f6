/** Which Pythons have used a cache: pip notes beside it when it last looked for a new version of itself, and for whom. */
import { entriesIn } from "../../files/walk";
import { FileBody } from "../entries/file-body";
import { layouts } from "../layouts";
import type { CacheDirectory } from "../locate";

const MAX_FILES = 500;
const MAX_BYTES = 16 * 1024;

/** The `sys.prefix` of each Python that is named in the caches, dead ones included. What cannot be read is passed over. */
export function pythonPrefixes(caches: CacheDirectory[]): string[] {
  const prefixes = new Set<string>();
  for (const { folders } of caches) {
    for (const { layout, root } of folders) {
      const { entry, placement } = layouts[layout];
      const hasNotes = entry.is === "note" && placement === "flat";
      if (hasNotes) for (const prefix of prefixesIn(root)) prefixes.add(prefix);
    }
  }
  return [...prefixes];
}

function* prefixesIn(root: string): Generator<string> {
  const body = new FileBody();
  for (const { name, type } of entriesIn(root).slice(0, MAX_FILES)) {
    if (type !== "file") continue;
    try {
      body.open(`${root}/${name}`);
      const note = JSON.parse(Buffer.from(body.read(0, MAX_BYTES)).toString()) as { key?: unknown };
      if (typeof note.key === "string") yield note.key;
    } catch {
      // Not a note of pip's.
    }
  }
  body.close();
}
