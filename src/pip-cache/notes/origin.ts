/** Where a built wheel comes from, as pip (22.2 and newer) notes beside it, and which Python it was built for. */
import { createHash } from "node:crypto";
import { FileBody } from "../entries/file-body";

export interface Origin {
  /** Without credentials, query and fragment. */
  url: string;
  /** `sha256` to its hexadecimal digits, and the like. */
  hashes: Record<string, string>;
  /** Of what was built from version control. */
  commit?: string;
  /** The Python it was built for, such as `cp312`. */
  builtFor?: string;
  /** Whether nobody had published a hash of it: neither an index nor the address itself. */
  isUnhashed?: true;
}

const MAX_BYTES = 64 * 1024;

/**
 * Reads an `origin.json`; undefined where there is none, or none that can be understood.
 * @param path below `root`, the folder of built wheels
 */
export function readOrigin(root: string, path: string): Origin | undefined {
  const body = new FileBody();
  try {
    body.open(`${root}/${path}`);
    if (body.size > MAX_BYTES) return undefined;
    const origin = JSON.parse(Buffer.from(body.read(0, body.size)).toString()) as {
      url?: unknown;
      subdirectory?: string;
      archive_info?: { hash?: string; hashes?: Record<string, string> };
      vcs_info?: { vcs?: string; commit_id?: string; requested_revision?: string };
    };
    if (typeof origin.url !== "string") return undefined;
    const hashes = origin.archive_info?.hashes ?? hashesOf(origin.archive_info?.hash);
    const url = origin.url.replace(/^([a-z+]+:\/\/)[^/]*@/i, "$1").replace(/[?#].*/s, "");
    const { vcs, commit_id: commit, requested_revision: revision } = origin.vcs_info ?? {};
    // Python writes an address of the kind git+file, which it does not know, with one slash.
    const asked = vcs ? `${vcs}+${origin.url.replace(/^file:\/+/, "file:/")}@${revision ?? commit}` : origin.url;
    const { subdirectory } = origin;
    return {
      url,
      hashes,
      commit,
      ...builtFor(path, subdirectory ? { url: asked, subdirectory } : { url: asked }, hashes),
    };
  } catch {
    return undefined;
  } finally {
    body.close();
  }
}

/** pip 22.2 and 22.3 write `sha256=…` only. */
function hashesOf(hash: string | undefined): Record<string, string> {
  const [name, digits] = hash?.split("=") ?? [];
  return name && digits ? { [name]: digits } : {};
}

/** Interpreters of built wheels, those found last first: most of a cache was built by one or two. */
const interpreters = ["cp", "pp"].flatMap((name) =>
  ["27", ...Array.from({ length: 16 }, (_, minor) => `3${minor + 5}`)].map((version) => ({ name, version })),
);

/**
 * pip names the folder of a built wheel by a hash of where it came from and of the Python that built it; where it came
 * from is known, so the Python is found by trying.
 */
function builtFor(
  path: string,
  link: Record<string, string>,
  hashes: Record<string, string>,
): Pick<Origin, "builtFor" | "isUnhashed"> {
  const key = path.split("/").slice(-5, -1).join("");
  const sources = [...Object.entries(hashes).map(([name, hex]) => ({ ...link, [name]: hex })), link];
  for (const [at, { name, version }] of interpreters.entries()) {
    for (const source of sources) {
      const text = pythonJson({ ...source, interpreter_name: name, interpreter_version: version });
      if (createHash("sha224").update(text).digest("hex") !== key) continue;
      interpreters.unshift(...interpreters.splice(at, 1));
      const known = { builtFor: name + version };
      return source === link ? { ...known, isUnhashed: true } : known;
    }
  }
  return {};
}

/** As Python's json module writes it: keys sorted, ASCII only. */
function pythonJson(parts: Record<string, string>): string {
  const sorted = Object.entries(parts).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify(Object.fromEntries(sorted)).replace(
    /[\u007f-\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
