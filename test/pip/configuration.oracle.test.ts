/**
 * Our reading of pip's configuration, held against real pips over generated combinations of files and variables.
 * `PIP_ORACLE_CASES` sets how many; `PIP_ORACLE_PIPS` names folders with unpacked pips to ask, too, run by the newest
 * Python found.
 */
import { basename } from "node:path";
import { cachingOf } from "../../src/pip/caching";
import { appliedIn, readConfiguration, type Command } from "../../src/pip/configuration";
import type { Reader } from "../../src/pip/configuration-files";
import { atLeast, findPips } from "../support/pip";
import { askOracle, generateCases, type Answer, type Case } from "./oracle";

const count = Number(process.env.PIP_ORACLE_CASES ?? 40);
const seed = Number(process.env.PIP_ORACLE_SEED ?? 20_260_801);

const found = findPips().filter(
  ({ version }, index, all) =>
    atLeast(version, "20.1") && all.findIndex((other) => other.version === version) === index,
);
const unpacked = (process.env.PIP_ORACLE_PIPS ?? "").split(":").filter(Boolean);
const pips = [
  ...found.map(({ python, version, pythonVersion }) => ({ python, version, pythonVersion, path: undefined })),
  ...unpacked.flatMap((entry) => {
    const [path, wanted] = entry.split("@");
    const host = findPips().find(({ pythonVersion }) => pythonVersion === (wanted ?? "3.12"));
    if (!host) throw new Error(`There is no Python ${wanted}.`);
    return [{ ...host, version: basename(path).replace(/^pip-/, ""), path }];
  }),
];

describe.each(pips)("pip $version on Python $pythonVersion", ({ python, version, pythonVersion, path }) => {
  it.each(["linux", "darwin"] as const)("is configured as we say, on %s", (platform) => {
    if (platform === "darwin" && pythonVersion.startsWith("2")) return;
    const cases = generateCases(count, seed + hashOf(`${version} ${platform}`), platform);
    const answers = askOracle(python, cases, platform === "darwin" ? platform : undefined, path);
    const wrong = cases.flatMap((one, index) => {
      const reader = { prefix: one.prefix, pip: version, python: pythonVersion };
      // Python 2 keeps variables in no order at all.
      if (pythonVersion.startsWith("2") && "PIP_Cache_dir" in one.machine.env) return [];
      const ours = ourAnswer(one, reader);
      const theirs = comparable(answers[index]);
      // Of these two, `configuration.items()` does not tell which of several files pip will listen to.
      if (/^25\.[23]/.test(version)) ours.settings = theirs.settings;
      return JSON.stringify(ours) === JSON.stringify(theirs) ? [] : [{ case: one.description, ours, theirs }];
    });
    expect(wrong.slice(0, 3)).toEqual([]);
    // The comparison means something only as long as pip does more than refuse what it is given.
    expect(answers.filter(({ dir }) => dir[0] === 0).length).toBeGreaterThan(count / 3);
  });
});

/** So that every pip is asked about combinations of its own. */
function hashOf(text: string): number {
  return [...text].reduce((hash, character) => (hash * 31 + character.charCodeAt(0)) % 1e6, 7);
}

interface Comparable {
  dir: string;
  install: string;
  settings: string[] | null;
}

function ourAnswer({ machine }: Case, reader: Reader): Comparable {
  const configuration = readConfiguration(machine, reader);
  const say = (command: Command) => {
    const { state, directory } = cachingOf(machine, configuration, command, reader);
    return state === "on" ? (directory ?? "") : state;
  };
  const broken = configuration.files.some(({ state }) => state === "broken");
  const settings = ["global", "cache", "install", ":env:"].flatMap((section) =>
    (["cache-dir", "no-cache-dir"] as const).flatMap((key) => {
      const value = appliedIn(configuration, key, section).at(-1)?.value;
      return value === undefined ? [] : [`${section}.${key}=${value}`];
    }),
  );
  return { dir: say("cache"), install: say("install"), settings: broken ? null : settings.sort() };
}

function comparable({ dir: [code, output], install, settings }: Answer): Comparable {
  const used = Object.entries(settings ?? {}).filter(
    ([name, value]) => value !== "" && /^(global|cache|install|:env:)\.(no-)?cache-dir$/.test(name),
  );
  return {
    dir: code === 0 ? output : code === 1 ? "off" : "failing",
    install: install ?? "off",
    settings: settings && used.map(([name, value]) => `${name}=${value}`).sort(),
  };
}
