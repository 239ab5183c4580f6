/** What a pip says to several questions in one process, and to each alone. */

import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describePython } from "../../src/pip/python-facts";
import { runPython, type PythonRun } from "../../src/pip/run-python";
import { isolatedEnvironment, type Pip } from "../support/pip";
import { temporaryDirectory } from "../support/temporary";

const questions = [
  ["config", "debug"],
  ["cache", "dir"],
];

/** pip warns once in a process that its Python is old. */
const withoutDeprecations = (run?: PythonRun) =>
  run && { ...run, stderr: run.stderr.replaceAll(/^DEPRECATION: .*\n?/gm, "") };

/** For each content of a person's configuration file; none where it is empty. */
export async function compareWithAlone({ python }: Pip, contents: string[]) {
  const home = temporaryDirectory();
  const file = join(home, ".config/pip/pip.conf");
  mkdirSync(dirname(file), { recursive: true });
  const env: NodeJS.ProcessEnv = isolatedEnvironment(home);
  delete env.PIP_CONFIG_FILE;
  const ask = (...args: string[]) => runPython({ platform: "linux", home, env }, python, args);
  const together: unknown[] = [];
  const alone: unknown[] = [];
  for (const content of contents) {
    rmSync(file, { force: true });
    if (content) writeFileSync(file, content);
    const { ofPip } = await describePython(ask, questions);
    together.push([content, ofPip.map(withoutDeprecations)]);
    const each = [];
    for (const question of questions) each.push(withoutDeprecations(await ask("-m", "pip", ...question)));
    alone.push([content, each]);
  }
  return { together, alone };
}
