/**
 * Where pips look when nothing is configured, read from their own code: asking one takes a third of a second, and what is
 * read of a cache for the first time does not wait for that. It is only a hint, since an entry itself proves its address.
 */
import { dirname, join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { realPath } from "../files/presence";
import { readSmallText } from "../files/small-file";
import { findInstallations, type FindOptions } from "./find";
import { isOfNetwork, type PythonCandidate } from "./interpreters";
import { packageFolders } from "./read-environment";

/** Since pip 10, and before. */
const files = ["pip/_internal/models/index.py", "pip/models/index.py"];

/** The constant and nothing else: `PyPI = PackageIndex("https://…/", …)`, `Index` before pip 10. */
const constant = /^PyPI\s*=\s*(?:Package)?Index\(\s*(["'])(https:\/\/[^\s"'@\\?#]+)\1/m;

/**
 * The default indexes of the pips that are found, each once, as `index-url` has them. Starts nothing.
 * @throws the reason of the signal when it is aborted
 */
export async function defaultIndexes(options: FindOptions): Promise<string[]> {
  const candidates = await findInstallations({ ...options, startsNothing: true });
  const prefixes = new Set(candidates.flatMap(prefixesOf));
  const indexes = new Set<string>();
  for (const prefix of prefixes) {
    for (const index of indexesBelow(prefix)) indexes.add(index);
    await setImmediate();
    options.signal?.throwIfAborted();
  }
  return [...indexes];
}

/** The index that such a file names, as `index-url` has it; undefined where it does not look like pip's. */
export function defaultIndexIn(text: string): string | undefined {
  const url = constant.exec(text)?.[2];
  return url && `${url.replace(/\/*$/, "/")}simple`;
}

function indexesBelow(prefix: string): string[] {
  const paths = packageFolders(prefix).flatMap(({ folder }) => files.map((file) => join(folder, file)));
  return paths.flatMap((path) => defaultIndexIn(textOf(path)) ?? []);
}

/** Folders that may be what Python calls its prefix: the path to start it by may be a link. */
function prefixesOf({ python, environment, dead }: PythonCandidate): string[] {
  if (dead !== undefined || isOfNetwork(python)) return [];
  if (environment !== undefined) return [environment];
  const real = realPath(python);
  return [python, ...(real === undefined || isOfNetwork(real) ? [] : [real])].flatMap((path) => {
    const folder = dirname(path);
    return [dirname(folder), folder];
  });
}

function textOf(file: string): string {
  try {
    return readSmallText(file);
  } catch {
    return "";
  }
}
