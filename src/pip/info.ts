/**
 * What a pip says about its own cache, to stand beside what is really there: `pip cache info` counts files it cannot
 * name, and `pip cache list` lists only the wheels that were built on this machine.
 */
import type { PythonCandidate } from "./interpreters";
import { thisMachine, type Machine } from "../files/machine";
import { pipQuestions } from "./pip-questions";
import { errorMessageOf, runPython, type PythonRun } from "./run-python";

export interface PipCacheInfo {
  /** The output of `pip cache info`. */
  info: string;
  /** The output of `pip cache list`. */
  list: string;
  /** Files below the folders of downloads that this pip knows; before 20.3 it does not count them. */
  httpFiles?: number;
  /** As pip writes it: `4.1 GB`, base 1000. */
  httpSize?: string;
  /** Wheels built on this machine. */
  wheels?: number;
  wheelsSize?: string;
  /** Folders that this pip looks into. */
  locations: string[];
  /** Wheels that `pip cache list` lists. */
  listed: number;
}

/** As Python has it from 3.11 on where it is asked to. */
const withoutWorkingDirectory = "import sys\nsys.path[:] = [folder for folder in sys.path if folder]\n";

/**
 * By one process, and what that did not answer by one of its own each.
 * @returns what pip says, or why it says nothing: a sentence
 * @throws the reason of the signal when it is aborted
 */
export async function pipCacheInfo(
  { python, anyway }: Pick<PythonCandidate, "python" | "anyway">,
  options: { machine?: Machine; signal?: AbortSignal; timeoutMs?: number } = {},
): Promise<PipCacheInfo | { unknown: string }> {
  const { machine = thisMachine(), signal, timeoutMs = 60_000 } = options;
  const ask = (...args: string[]) => runPython(machine, python, args, { signal, timeoutMs, anyway });
  const questions = ["info", "list"].map((action) => ["cache", action]);
  const { script, answersIn } = pipQuestions(questions);
  const answers = answersIn(await ask("-c", withoutWorkingDirectory + script));
  const said: PythonRun[] = [];
  for (const [index, question] of questions.entries()) {
    const run = answers[index] ?? (await ask("-m", "pip", ...question));
    if (run.code !== 0) return { unknown: errorMessageOf(run) };
    said.push(run);
  }
  const [info = "", list = ""] = said.map(({ stdout }) => stdout);
  return {
    ...parseInfo(info),
    info: info.trim(),
    list: list.trim(),
    listed: countList(list),
  };
}

/** Reads the output of `pip cache info` as 20.1 and all later releases have worded it. */
export function parseInfo(
  output: string,
): Pick<PipCacheInfo, "httpFiles" | "httpSize" | "wheels" | "wheelsSize" | "locations"> {
  const valueOf = (label: RegExp) => {
    const line = output.split(/\r?\n/).find((text) => label.test(text));
    return line?.slice((label.exec(line)?.[0] ?? "").length).trim();
  };
  const locations = output
    .split(/\r?\n/)
    .flatMap((line) => /location(?: \([^)]*\))?: (.+)$/i.exec(line)?.[1]?.trim() ?? []);
  const facts = {
    httpFiles: numberIn(valueOf(/^Number of HTTP files:/)),
    httpSize: valueOf(/^Package index page cache size:/),
    wheels: numberIn(valueOf(/^Number of (locally built )?wheels:/)),
    wheelsSize: valueOf(/^((Locally built w|W)heels size|Size):/),
  };
  const known = Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined));
  return { ...known, locations };
}

function countList(output: string): number {
  return output.split(/\r?\n/).filter((line) => /^ - \S.*\.whl \(/.test(line)).length;
}

function numberIn(text: string | undefined): number | undefined {
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined;
}
