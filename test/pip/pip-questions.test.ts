/** Several questions in one process, held against what pip says when it is asked each alone. */

import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Machine } from "../../src/files/machine";
import { askInstallation } from "../../src/pip/ask";
import { isolatedEnvironment, makeEnvironment, newPip, oldPip, type Pip } from "../support/pip";
import { temporaryDirectory } from "../support/temporary";
import { itOrSkip, noPip } from "../support/unless";
import { compareWithAlone } from "./alone";

const pip = newPip() ?? oldPip();
const itWithPip = itOrSkip(pip ? undefined : noPip);

function machineOf(home: string): Machine {
  const env: NodeJS.ProcessEnv = isolatedEnvironment(home);
  delete env.PIP_CONFIG_FILE;
  return { platform: "linux", home, env };
}

itWithPip("a pip says what it says alone", async () => {
  const { together, alone } = await compareWithAlone(pip as Pip, ["", "[global]\nno-cache-dir = true\n"]);
  expect(together).toEqual(alone);
});

/** An environment whose Python notes each of its starts, and does something of its own when a pip is asked. */
function notingPython(onAsked: string): { python: string; starts: () => string[] } {
  const folder = temporaryDirectory();
  const { pythonVersion } = pip as Pip;
  const environment = makeEnvironment(pip as Pip, join(folder, "environment"));
  const packages = join(environment, "lib", `python${pythonVersion}`, "site-packages");
  mkdirSync(packages, { recursive: true });
  const script = `import os, runpy, sys\nask = runpy.run_module\ndef asking(*args, **options):\n${onAsked}\n    return ask(*args, **options)\nrunpy.run_module = asking\n`;
  writeFileSync(join(packages, "sitecustomize.py"), script);
  const [python, log] = [join(folder, "python"), join(folder, "log")];
  writeFileSync(python, `#!/bin/sh\necho "$1" >> ${log}\nexec ${environment}/bin/python "$@"\n`);
  chmodSync(python, 0o755);
  return { python, starts: () => readFileSync(log, "utf8").trim().split("\n") };
}

const ask = (machine: Machine, python: string) =>
  askInstallation({ python, origin: "Other" }, { machine, timeoutMs: 60_000 });

itWithPip("one process tells all of an installation", async () => {
  const home = temporaryDirectory();
  const { python, starts } = notingPython("    pass");
  expect(await ask(machineOf(home), python)).toMatchObject({ cacheDirectory: { value: join(home, ".cache/pip") } });
  expect(starts()).toEqual(["-c"]);
});

itWithPip.each([
  ["in the middle", "    if sys.argv[1] == 'cache': os._exit(3)", ["-c", "-m"]],
  ["with an exception", "    if sys.argv[1] == 'cache': raise KeyError", ["-c", "-m"]],
])("what a process did not answer that ended %s is asked alone", async (_, onAsked, expected) => {
  const home = temporaryDirectory();
  const { python, starts } = notingPython(onAsked);
  const installation = await ask(machineOf(home), python);
  expect(installation).toMatchObject({ cacheDirectory: { value: join(home, ".cache/pip") }, caching: { state: "on" } });
  expect(installation.problem).toBeUndefined();
  expect(starts()).toEqual(expected);
});
