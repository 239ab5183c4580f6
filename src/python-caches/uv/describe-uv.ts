/**
 * uv's cache: folders called `name-vNUMBER`, of which the number grows with each change of the format (`CacheBucket` in uv's
 * crates/uv-cache). Packages that are unpacked lie in `archive`, from where they are linked into environments.
 */
import { isPlausibleVersion, isProjectName } from "../../pip-cache/readers/identify/project";
import { normalizeName } from "../../packaging/normalize";
import type { Described, PartKind } from "../part";
import { wheelNamed } from "../stored-files";

/** What lies below the folder of a bucket, by the bucket's name without its number. */
type Bucket = (root: string, path: string) => Described;

const all =
  (kind: PartKind): Bucket =>
  (root) => ({ kind, part: root });

const buckets = new Map<string, Bucket>([
  ["archive", describeArchive],
  ["wheels", describeWheel],
  ["sdists", describeSource],
  // Until uv 0.4.
  ["built-wheels", describeSource],
  ["simple", describePage],
  ["flat-index", all("index page")],
  ["git", all("Git repository")],
  ["builds", all("build")],
  ["environments", all("environment")],
  ["python", all("Python")],
]);

/** See `Describer`. */
export function describeUv(path: string): Described {
  const end = path.indexOf("/");
  const root = end === -1 ? path : path.slice(0, end);
  const bucket = end === -1 ? undefined : buckets.get(/^([a-z-]+)-v\d+$/.exec(root)?.[1] ?? "");
  return bucket ? bucket(root, path) : { kind: "other", part: root };
}

/**
 * `archive-v0/ID/…`: a wheel, named by its `dist-info`; or an environment that uv made for itself. Nearly all files lie here, so
 * that their paths are not taken apart, and only one of each folder is asked about.
 */
function describeArchive(root: string, path: string): Described {
  const idEnd = path.indexOf("/", root.length + 1);
  if (idEnd === -1) return { kind: "unpacked wheel", part: path };
  const part = path.slice(0, idEnd);
  const firstEnd = path.indexOf("/", idEnd + 1);
  if (firstEnd === -1) return { kind: path.endsWith("/pyvenv.cfg") ? "environment" : "unpacked wheel", part };
  const said = path.slice(idEnd + 1, firstEnd);
  const isNaming = said.endsWith(".dist-info");
  const release = isNaming && releaseOf(said.slice(0, -".dist-info".length));
  return { kind: "unpacked wheel", part, ofFolder: true, ...release };
}

/** `pypi/NAME/…`, `index/DIGEST/NAME/…`, `url/DIGEST/NAME/…`, and so on: what stands before the package's folder. */
function packageAt(names: string[]): number {
  return names[1] === "pypi" ? 2 : 3;
}

/** `wheels-v8/pypi/attrs/26.1.0-py3-none-any.http`, with the package's name before the version until uv 0.5. */
function describeWheel(root: string, path: string): Described {
  const names = path.split("/");
  const at = packageAt(names);
  const name = nameIn(names[at]);
  const file = names[at + 1];
  if (name === undefined || file === undefined) return { kind: "other", part: root };
  const isFile = names.length === at + 2;
  const kind = isFile && !file.endsWith(".whl") ? "metadata" : isFile ? "wheel" : "unpacked wheel";
  return { kind, part: names.slice(0, at + 1).join("/"), name, version: versionIn(file, name) };
}

/**
 * `sdists-v9/pypi/NAME/VERSION/REVISION/…`: what was built of a source distribution, and that itself, unpacked. Of a URL, a path or a
 * repository (`url/DIGEST/REVISION/…`, `git/DIGEST/COMMIT/…`) the name stands only in what was built.
 */
function describeSource(root: string, path: string): Described {
  const names = path.split("/");
  const isOfIndex = names[1] === "pypi" || names[1] === "index";
  const at = packageAt(names);
  const revision = isOfIndex ? at + 2 : 3;
  const file = names[revision + 1];
  const isBuilt = names.length === revision + 2 && file !== undefined && file.endsWith(".whl");
  const kind = isBuilt ? "built wheel" : "source distribution";
  if (isOfIndex) {
    const name = nameIn(names[at]);
    const version = names[at + 1];
    if (name === undefined || version === undefined) return { kind: "other", part: root };
    return { kind, part: names.slice(0, at + 2).join("/"), name, ...(isPlausibleVersion(version) && { version }) };
  }
  if (names.length < 4) return { kind: "other", part: root };
  const part = names.slice(0, revision + (names[1] === "git" ? 1 : 0)).join("/");
  return { kind: "source distribution", part, ...(isBuilt && wheelNamed(file)) };
}

/** `simple-v12/pypi/NAME.rkyv`, `simple-v12/index/DIGEST/NAME.rkyv`. */
function describePage(root: string, path: string): Described {
  const names = path.split("/");
  const file = names[packageAt(names)] ?? "";
  const name = file.endsWith(".rkyv") ? nameIn(file.slice(0, -".rkyv".length)) : undefined;
  return { kind: "index page", part: root, ...(name !== undefined && { name }) };
}

const nameIn = (text: string | undefined): string | undefined =>
  text !== undefined && isProjectName(text) ? text : undefined;

/** `name-version`, as `dist-info` has it: neither has a dash of its own (PEP 427). */
function releaseOf(text: string): { name: string; version: string } | undefined {
  const dash = text.indexOf("-");
  const [name, version] = [text.slice(0, Math.max(0, dash)), text.slice(dash + 1)];
  return isProjectName(name) && isPlausibleVersion(version) ? { name, version } : undefined;
}

function versionIn(file: string, name: string): string | undefined {
  const [first = "", second = ""] = file.split("-");
  const version = normalizeName(first) === normalizeName(name) ? second : first;
  return isPlausibleVersion(version) ? version : undefined;
}
