/**
 * Asks one pip several things in one process: what each takes is nearly all the import of pip.
 */
import { randomUUID } from "node:crypto";
import type { PythonRun } from "./run-python";

export interface PipQuestions {
  /** Python (2.7 and 3) that asks them one after the other. */
  script: string;
  /** How each went, as if it had run alone; undefined where the process did not come to its end, so that nobody knows. */
  answersIn: (run: PythonRun) => (PythonRun | undefined)[];
}

/**
 * The arguments of `python -m pip`, each time. Whatever ends otherwise than pip itself ends the process, and is to be asked
 * alone.
 */
export function pipQuestions(questions: string[][]): PipQuestions {
  // What pip prints of a file may have any line, but none that nobody knew before.
  const mark = `pip-cache asked ${randomUUID()}:`;
  const script = `
import logging, runpy
def said(code):
    for stream in (sys.stdout, sys.stderr):
        stream.write("\\n${mark}%d\\n" % code)
        stream.flush()
said(0)
for arguments in ${JSON.stringify(questions)}:
    # Until it has read its settings the next would be as talkative as the one before.
    del logging.root.handlers[:]
    logging.root.setLevel(logging.WARNING)
    sys.argv[1:] = arguments
    code = None
    try:
        runpy.run_module("pip", run_name="__main__", alter_sys=True)
    except SystemExit as end:
        code = end.code
    said(code or 0)
`;
  const end = new RegExp(String.raw`(?:^|\r?\n)${mark}(\d+)(?=\r?\n|$)`);
  return {
    script,
    answersIn: ({ stdout, stderr }) => {
      const [said, complained] = [stdout.split(end), stderr.split(end)];
      return questions.map((_, index) => {
        const at = 2 * index + 2;
        const [code, ...texts] = [said[at + 1], said[at], complained[at]];
        const [out, error] = texts.map((text) => text?.trimEnd().replace(/^\r?\n/, ""));
        if (code === undefined || out === undefined || error === undefined) return undefined;
        return { code: Number(code), stdout: out, stderr: error };
      });
    },
  };
}
