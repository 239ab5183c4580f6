/** All environments of a machine, read to the end. */
import type { PythonCandidate } from "../../../src/pip/interpreters";
import type { LookOut } from "../../../src/projects/environments/look-out";
import { knownPythons, readEnvironments } from "../../../src/projects/environments/read-environments";
import type { ReadEnvironments } from "../../../src/projects/environments/read-environments";

/** @param paths see `EnvironmentsMessage` */
export async function readAll(lookOut: LookOut, paths: string[] = []): Promise<ReadEnvironments> {
  return readGiven(lookOut, await knownPythons(lookOut, {}), paths);
}

export function readGiven(lookOut: LookOut, pythons: PythonCandidate[], paths: string[] = []): ReadEnvironments {
  const all: ReadEnvironments = { environments: [], leftOut: [], failures: [] };
  const steps = readEnvironments({ ...lookOut, pythons, paths }, { stopped: () => false, relieved: () => false });
  for (;;) {
    const { done, value } = steps.next();
    all.environments.push(...(value?.environments ?? []));
    all.leftOut.push(...(value?.leftOut ?? []));
    all.failures.push(...(value?.failures ?? []));
    if (done) return all;
  }
}
