/** The library by which pip reads versions, specifiers, requirements and markers, in a real Python of this machine. */
import { execFileSync } from "node:child_process";
import { newestFirst } from "../../src/packaging/versions";
import { findPips, isolatedEnvironment } from "./pip";
import { pythonOfPath } from "./python";
import { temporaryDirectory } from "./temporary";

/** What a Python has: the library by itself, or the copy in its pip. */
export interface Library {
  python: string;
  module: string;
  version: string;
}

const env = isolatedEnvironment(temporaryDirectory());

/** Runs lines of Python that print JSON; they have what is `given`, and the library's modules as V, S, R, M and U. */
export function askLibrary<Answer>(
  { python, module }: Pick<Library, "python" | "module">,
  lines: string[],
  input: unknown,
): Answer {
  const script = [
    "import sys, json, importlib",
    `name = ${JSON.stringify(module)}`,
    "package = importlib.import_module(name)",
    "parts = 'version specifiers requirements markers utils'",
    "V, S, R, M, U = (importlib.import_module(name + '.' + part) for part in parts.split())",
    "given = json.load(sys.stdin)",
    ...lines,
  ].join("\n");
  const options = { input: JSON.stringify(input), env, maxBuffer: 1 << 28, stdio: "pipe" } as const;
  return JSON.parse(execFileSync(python, ["-c", script], options).toString()) as Answer;
}

/** The newest that is here: before 22 it took what PEP 440 does not know, and its authors have mended it since. */
export function newestLibrary(): Library | undefined {
  const pythons = new Set([pythonOfPath(), findPips().at(-1)?.python].filter((python) => python !== undefined));
  const found = [...pythons].flatMap((python) =>
    ["packaging", "pip._vendor.packaging"].flatMap((module): Library[] => {
      try {
        return [
          { python, module, version: askLibrary(only(python, module), ["print(json.dumps(package.__version__))"], 0) },
        ];
      } catch {
        return [];
      }
    }),
  );
  const [newest] = newestFirst(found.map(({ version }) => version));
  const library = found.find(({ version }) => version === newest);
  return library && Number.parseInt(library.version, 10) >= 22 ? library : undefined;
}

const only = (python: string, module: string) => ({ python, module });
