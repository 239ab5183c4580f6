/**
 * Configurations by the hundred, laid out in temporary homes, and what a real pip makes of each: the answer that our own
 * reading of them has to equal.
 */
import { spawnSync } from "node:child_process";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import fc from "fast-check";
import type { Machine } from "../../src/files/machine";
import { cachingOf } from "../../src/pip/caching";
import { appliedIn, readConfiguration, type PipCommand } from "../../src/pip/configuration";
import type { ConfigurationReader } from "../../src/pip/configuration-files";
import type { Pip } from "../support/pip";
import { temporaryDirectory } from "../support/temporary";

export interface Comparison {
  /** The cases in which our answer is not that of pip. */
  wrong: { case: string; ours: Comparable; theirs: Comparable }[];
  /** Of how many pip said more than that something is wrong with them. */
  answered: number;
}

/** Compares what we make of generated configurations with what a pip makes of them. */
export function compareWithOracle(
  { python, version, pythonVersion }: Pip,
  { count, seed, platform }: { count: number; seed: number; platform: "linux" | "darwin" },
): Comparison {
  const cases = generateCases(count, seed + hashOf(`${version} ${platform}`), platform);
  const answers = askOracle(python, cases, platform === "darwin" ? platform : undefined);
  const wrong = cases.flatMap((one, index) => {
    // Python 2 keeps variables in no order at all.
    if (pythonVersion.startsWith("2") && "PIP_Cache_dir" in one.machine.env) return [];
    const ours = ourAnswer(one, { prefix: one.prefix, pip: version, python: pythonVersion });
    const theirs = comparable(answers[index]);
    // Of these two, `configuration.items()` does not tell which of several files pip will listen to.
    if (/^25\.[23]/.test(version)) ours.settings = theirs.settings;
    return JSON.stringify(ours) === JSON.stringify(theirs) ? [] : [{ case: one.description, ours, theirs }];
  });
  return { wrong, answered: answers.filter(({ dir }) => dir[0] === 0).length };
}

/** So that every pip is asked about combinations of its own. */
function hashOf(text: string): number {
  return [...text].reduce((hash, character) => (hash * 31 + character.charCodeAt(0)) % 1e6, 7);
}

interface Comparable {
  dir: string;
  install: string;
  settings: string[] | null;
}

function ourAnswer({ machine }: Case, reader: ConfigurationReader): Comparable {
  const configuration = readConfiguration(machine, reader);
  const say = (command: PipCommand) => {
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

/** A home with configuration files, as pip and we are shown it. */
interface Case {
  machine: Machine;
  prefix: string;
  /** What was laid out, for the message of a failing comparison. */
  description: string;
}

interface Answer {
  /** Exit code and standard output of `pip cache dir`, without the last line end. */
  dir: [code: number | null, output: string];
  /** The directory `pip install` uses; null where it does not cache. */
  install: string | null;
  /** `section.key` to value, of the keys that matter; null where pip cannot read its files. */
  settings: Record<string, string> | null;
}

/** Asks one pip about all cases in one process. `platform` makes it believe that it runs elsewhere. */
function askOracle(python: string, cases: Case[], platform?: string): Answer[] {
  const input = cases.map(({ machine, prefix }) => ({ env: machine.env, cwd: machine.home, prefix }));
  const arguments_ = [join(__dirname, "oracle.py"), ...(platform ? [platform] : [])];
  const { stdout, stderr, status } = spawnSync(python, arguments_, {
    input: JSON.stringify(input),
    encoding: "utf8",
    maxBuffer: 64e6,
    env: { LC_ALL: "C.UTF-8", PYTHONDONTWRITEBYTECODE: "1" },
  });
  if (status !== 0) throw new Error(`The oracle ended with ${status}:\n${stderr}`);
  return JSON.parse(stdout) as Answer[];
}

/** A file of a generated home, below it. */
interface Layout {
  files: { path: string; bytes: Buffer }[];
  directories: string[];
  env: Record<string, string>;
}

/** Lays out generated cases; the same seed gives the same ones. */
function generateCases(count: number, seed: number, platform: "linux" | "darwin"): Case[] {
  const root = temporaryDirectory();
  return fc.sample(layouts(platform), { numRuns: count, seed }).map((layout, index) => {
    const home = join(root, String(index));
    mkdirSync(join(home, "real"), { recursive: true });
    symlinkSync(join(home, "real"), join(home, "link"));
    symlinkSync(join(home, "gone", "away"), join(home, "dangling"));
    for (const directory of layout.directories) mkdirSync(join(home, directory), { recursive: true });
    for (const { path, bytes } of layout.files) {
      mkdirSync(dirname(join(home, path)), { recursive: true });
      writeFileSync(join(home, path), insert(home, bytes));
    }
    const given = Object.entries(layout.env).map(([name, value]) => [name, value.replaceAll("HOME", home)]);
    const env = { ...Object.fromEntries(given), HOME: home, LC_ALL: "C.UTF-8" };
    const shown = layout.files.map(({ path, bytes }) => `${path}: ${JSON.stringify(bytes.toString("latin1"))}`);
    const description = [`case ${index}`, JSON.stringify(layout.env), ...shown, ...layout.directories].join("\n");
    return { machine: { platform, home, env }, prefix: join(home, "prefix"), description };
  });
}

/** `HOME` in a file stands for the home it is laid out in. */
function insert(home: string, bytes: Buffer): Buffer {
  return Buffer.from(bytes.toString("latin1").replaceAll("HOME", home), "latin1");
}

const directory = fc.constantFrom(
  ...[
    "HOME/one",
    "HOME/two",
    "~/three",
    "~",
    "relative/four",
    "false",
    "$HOME/five",
    '"HOME/six"',
    "HOME/seven # not one",
  ],
  ...[
    "HOME/eight;nine",
    "HOME/ten ; eleven",
    "%(here)s",
    "50%",
    "HOME/link/in",
    "HOME/dangling/in",
    "HOME/ümlaut",
    "HOME/a=b:c",
    "",
  ],
);
const truth = fc.constantFrom("true", "false", "0", "1", "yes", "No", "OFF", "t", "", "", "true", "maybe");
const cacheKey = fc.constantFrom("cache-dir", "cache-dir", "cache_dir", "Cache-Dir", "--cache-dir", "CACHE_DIR");
const noCacheKey = fc.constantFrom("no-cache-dir", "no_cache_dir", "No-Cache-Dir");
const separator = fc.constantFrom(" = ", "=", ": ", ":", " =", "\t=\t");
const setting = fc.oneof(
  { weight: 6, arbitrary: fc.tuple(cacheKey, separator, directory).map((parts) => parts.join("")) },
  { weight: 1, arbitrary: fc.tuple(noCacheKey, separator, truth).map((parts) => parts.join("")) },
  {
    weight: 4,
    arbitrary: fc.constantFrom("cert = HOME/own.pem", "index-url = https://files.example.org/simple"),
  },
);
const line = fc.oneof(
  { weight: 10, arbitrary: setting },
  {
    weight: 2,
    arbitrary: fc.constantFrom("# a comment", "; another", "  # indented", "", "   ", "rem a note = not", "\f"),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom("  continued", "\t/and/more", "    [install]", " cache-dir = HOME/inner", "\u00a0odd"),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom("cache-dir", "= value", "[broken", "cert = HOME/own.pem", "[global] # said again", "="),
  },
);
const header = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom("[global]", "[global]", "[cache]", "[install]", "[DEFAULT]", "[:env:]") },
  {
    weight: 1,
    arbitrary: fc.constantFrom("[GLOBAL]", "[global] ; all", " [global]", "[cache] [x]", "[download]", "[ global ]"),
  },
);
const section = fc.tuple(header, fc.array(line, { maxLength: 4 })).map(([title, lines]) => [title, ...lines]);
const text = fc
  .tuple(
    fc.oneof(
      { weight: 12, arbitrary: fc.constantFrom("", "# first\n", "\n") },
      { weight: 1, arbitrary: fc.constantFrom("\ufeff", "cache-dir = HOME/early\n") },
    ),
    fc.uniqueArray(section, { maxLength: 3, selector: ([title]) => title }),
    fc.constantFrom("\n", "\n", "\r\n", "\r"),
    fc.boolean(),
  )
  .map(([start, sections, end, last]) => start + sections.flat().join(end) + (last ? end : ""));
const bytes = fc.oneof(
  { weight: 20, arbitrary: text.map((content) => Buffer.from(content, "utf8")) },
  { weight: 1, arbitrary: text.map((content) => Buffer.from(`${content}# caf\xe9`, "latin1")) },
);

/** Once in so many times. */
function rarely(values: fc.Arbitrary<string>, times: number): fc.Arbitrary<string | undefined> {
  return fc.oneof({ weight: 1, arbitrary: values }, { weight: times - 1, arbitrary: fc.constant(undefined) });
}

function layouts(platform: "linux" | "darwin"): fc.Arbitrary<Layout> {
  const places =
    platform === "darwin"
      ? [".pip/pip.conf", ".config/pip/pip.conf", "Library/Application Support/pip/pip.conf", "data/pip/pip.conf"]
      : [".pip/pip.conf", ".config/pip/pip.conf", "config/pip/pip.conf", "xdg1/pip/pip.conf", "xdg2/pip/pip.conf"];
  const file = fc.record({ path: fc.constantFrom(...places, "prefix/pip.conf", "named.conf"), bytes });
  const optional = (...values: string[]) => rarely(fc.constantFrom(...values), 3);
  return fc.record({
    files: fc.uniqueArray(file, { maxLength: 4, selector: ({ path }) => path }),
    directories: fc.subarray(["named.conf.d", "Library/Application Support/pip", "data/pip"], { maxLength: 2 }),
    env: fc
      .record({
        PIP_CONFIG_FILE: optional(
          "HOME/named.conf",
          "named.conf",
          "HOME/missing.conf",
          "",
          "/dev/null",
          "HOME/prefix/pip.conf",
          "HOME/xdg1/pip/pip.conf",
          "HOME",
        ),
        PIP_CACHE_DIR: optional("HOME/variable", "~/variable", "", "false", "variable"),
        PIP_Cache_dir: rarely(fc.constant("HOME/oddly-spelled"), 12),
        PIP_NO_CACHE_DIR: rarely(truth, 12),
        XDG_CACHE_HOME: optional("HOME/cache-home", "", "  ", "relative-cache-home", "~/cache-home"),
        XDG_CONFIG_HOME: optional("HOME/config", ""),
        XDG_CONFIG_DIRS: optional("HOME/xdg1:HOME/xdg2", "HOME/xdg2/", ""),
        XDG_DATA_HOME: optional("HOME/data"),
        XDG_DATA_DIRS: optional("HOME/xdg1:HOME/xdg2"),
      })
      .map((env) => Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined))),
  }) as fc.Arbitrary<Layout>;
}
