/**
 * conda removes packages only all together (`conda clean`). What its pages on `clean` say of those it removes holds here, too: archives
 * (`--tarballs`), and unpacked packages that no environment has (`--packages`, which asks whether a file has another name).
 * Environments that were made of copies or links of the other kind are told by what they say of themselves.
 */
import { readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { isNotFound } from "../../files/failure";
import type { Machine } from "../../files/machine";
import { readSmallText } from "../../files/small-file";
import type { PackageRemover } from "../remover";

export const condaRemover: PackageRemover = {
  byPath: ({ root }, machine) => {
    const used = packagesIn(environmentsBeside(root, machine));
    return (part, kind, isLinked) =>
      kind === "package archive" || (kind === "unpacked package" && !isLinked && !used.has(part));
  },
  leaves: "environments have that package",
};

/** Those of the installation whose folder it is, and those that conda and mamba note for the user. */
function environmentsBeside(root: string, machine: Machine): string[] {
  const base = dirname(root);
  return [base, ...listed(join(base, "envs")).map((name) => join(base, "envs", name)), ...notedBy(machine)];
}

const notedBy = ({ home }: Machine): string[] =>
  orNone(() => readSmallText(join(home, ".conda/environments.txt")).split(/\r?\n/)).flatMap(
    (line) => line.trim() || [],
  );

const listed = (folder: string): string[] => orNone(() => readdirSync(folder));

/** @throws where it is there and cannot be read: then nobody knows what is used */
function orNone(read: () => string[]): string[] {
  try {
    return read();
  } catch (error) {
    if (isNotFound(error)) return [];
    throw error;
  }
}

/** `NAME-VERSION-BUILD`, of all that are in these environments. */
const packagesIn = (environments: readonly string[]): ReadonlySet<string> =>
  new Set(
    environments.flatMap((path) =>
      listed(join(path, "conda-meta")).flatMap((name) =>
        name.endsWith(".json") ? [name.slice(0, -".json".length)] : [],
      ),
    ),
  );
