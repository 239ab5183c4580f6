/**
 * What a Python says about itself and about the version of its pip. Python is asked, not pip: a configuration file that
 * pip cannot read keeps it even from `pip --version`.
 */
import { own } from "../files/lookup";
import { pipQuestions } from "./pip-questions";
import { pipRelease } from "./pip-releases";
import { errorMessageOf, type PythonRun } from "./run-python";

export interface PythonFacts {
  /** `sys.prefix`: of a virtual environment, its folder. */
  prefix: string;
  /** Of the Python that a virtual environment was made with; else the same. */
  basePrefix: string;
  /** `3.12.1`. */
  version: string;
  implementation: string;
  /** As wheels are tagged: `cp312`, `pp310`. */
  tag: string;
  /** Of pip, or why there is none. */
  pip: { value: string } | { unknown: string };
  /** The folder of pip's code; absent where there is none, or it lies in an archive. */
  pipFolder?: string;
  /** Where pip looks when nothing is configured, as `index-url` has it; of pip 20 and newer. */
  defaultIndex?: string;
}

/** Said of a Python that simply has none, which is nothing wrong. */
export const noPip = "This Python has no pip.";

/** Start-up files may print before it and after it. */
const mark = "pip-cache asks:";

/** Runs on Python 2.7 and 3, and imports little: it is all that is waited for with a Python without pip. */
const question = `
import sys
sys.path[:] = [folder for folder in sys.path if folder]
import json, os, re
version = sys.version_info
implementation = getattr(sys, "implementation", None)
name = implementation.name if implementation else "pypy" if "__pypy__" in sys.builtin_module_names else "cpython"
base = getattr(sys, "real_prefix", None) or getattr(sys, "base_prefix", sys.prefix)
try:
    import pip
    pip_version, why = getattr(pip, "__version__", None), "This Python has only remains of a pip."
except ImportError:
    pip_version, why = None, "${noPip}"
except Exception as error:
    pip_version, why = None, "Its pip is broken: %s" % error
index = None
folder = os.path.dirname(os.path.abspath(pip.__file__)) if pip_version and getattr(pip, "__file__", None) else None
release = []
try:
    release = [int(number) for number in re.findall("[0-9]+", pip_version)[:2]]
    # Of an older pip that would import all of it.
    if release >= [20]:
        from pip._internal.models.index import PyPI
        index = PyPI.simple_url
except Exception:
    pass
facts = [sys.prefix, base, "%d.%d.%d" % tuple(version[:3]), name, pip_version, why, index, folder]
print("\\n${mark}" + json.dumps(facts))
sys.stdout.flush()
`;

const implementations: Record<string, [name: string, tag: string]> = {
  cpython: ["CPython", "cp"],
  pypy: ["PyPy", "pp"],
  graalpy: ["GraalPy", "graalpy"],
};

/** What the question prints. */
type Answer = [
  prefix: string,
  basePrefix: string,
  version: string,
  name: string,
  pipVersion: string | null,
  why: string,
  index: string | null,
  folder: string | null,
];

export interface PythonAnswer {
  /** Or why there are none: a sentence. */
  facts: PythonFacts | string;
  /** To each question: undefined where it was not asked, or is to be asked alone. */
  ofPip: (PythonRun | undefined)[];
}

/**
 * Describes a Python, and asks its pip in the same process where that has the commands.
 * @param questions the arguments of `python -m pip`, each time; all of commands that came with `pip cache`
 */
export async function describePython(
  ask: (...args: string[]) => Promise<PythonRun>,
  questions: string[][] = [],
): Promise<PythonAnswer> {
  const { script, answersIn } = pipQuestions(questions);
  const condition = `if release >= ${JSON.stringify(pipRelease.cacheCommand)}:`;
  const run = await ask("-c", question + condition + script.replaceAll("\n", "\n    "));
  const answer = run.stdout.split(/\r?\n/).find((line) => line.startsWith(mark));
  if (answer === undefined) return { facts: errorMessageOf(run), ofPip: [] };
  return { facts: factsIn(answer), ofPip: answersIn(run) };
}

function factsIn(answer: string): PythonFacts {
  const [prefix, basePrefix, version, name, pipVersion, why, index, folder] = JSON.parse(
    answer.slice(mark.length),
  ) as Answer;
  const [implementation, short] = own(implementations, name) ?? [name, name];
  const tag = short + version.split(".").slice(0, 2).join("");
  const pip = typeof pipVersion === "string" ? { value: pipVersion } : { unknown: why };
  const optional = { ...(index ? { defaultIndex: index } : {}), ...(folder ? { pipFolder: folder } : {}) };
  return { prefix, basePrefix, version, implementation, tag, pip, ...optional };
}
