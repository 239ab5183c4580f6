/** `environment.yml`: what conda leaves to pip, and the Python that it asks for. */
import { FAILSAFE_SCHEMA, load } from "js-yaml";
import { visible } from "../../files/visible";
import { parseSpecifiers } from "../../packaging/specifiers";
import { BrokenFileError, emptyReading, type FileReader } from "./reading";
import { readLines } from "./requirements-file";
import { decodeUtf8 } from "./toml";
import { listAt, stringAt, stringsAt, valueAt } from "./file-values";

export const readCondaEnvironment: FileReader = function* (bytes, context) {
  // Other programs have files of that name too.
  if (!bytes.includes("dependencies")) return undefined;
  const document = parseYaml(decodeUtf8(bytes));
  if (!Array.isArray(valueAt(document, "dependencies"))) return undefined;
  yield undefined;
  const reading = emptyReading();
  reading.projectName = stringAt(document, "name");
  const lines: string[] = [];
  for (const item of listAt(document, "dependencies")) {
    yield undefined;
    if (typeof item === "string") reading.requiresPython ??= pythonOf(item);
    else lines.push(...stringsAt(item, "pip"));
  }
  // conda writes them into a file beside this one, which pip is given.
  const { named, unread, includes, folders, indexes } = yield* readLines(lines.join("\n"), context);
  // Its lines are none of this file.
  for (const one of named) delete one.line;
  return { ...reading, named, unread, includes, folders, indexes };
};

/** Every scalar as a text. @throws BrokenFileError. Deep nesting and many aliases are refused by the library. */
export function parseYaml(text: string): unknown {
  try {
    return load(text, { schema: FAILSAFE_SCHEMA, maxDepth: 50 });
  } catch (error) {
    const [first = ""] = (error instanceof Error ? error.message : String(error)).split("\n");
    throw new BrokenFileError(`It is no YAML: ${visible(first).slice(0, 200)}.`);
  }
}

/** `python`, `python=3.11`, `python >=3.9,<3.12`, `conda-forge::python=3.11.4=build`; undefined of what has no like in PEP 440. */
function pythonOf(spec: string): string | undefined {
  const [, constraint] = /^(?:[^:\s]*::)?python(?:\s+|(?=[<>=!~]))(.*)$/s.exec(spec.trim()) ?? [];
  if (constraint === undefined) return undefined;
  const clauses = constraint
    .trim()
    .split(",")
    .map((clause) => clause.trim().replace(/^=?(\d[^=\s]*)(?:[=\s].*)?$/s, (_, version: string) => fuzzy(version)));
  const specifiers = clauses.join(",");
  return specifiers !== "" && parseSpecifiers(specifiers) ? specifiers : undefined;
}

/** One equals sign, or a space, means that release with all that is behind it. */
const fuzzy = (version: string): string => `==${version.replace(/\.?\*$/, "")}.*`;
