import fc from "fast-check";
import type { Entry } from "../../src/pip-cache/entry";
import { selectionTest, type Selection } from "../../src/pip-cache/selection";
import { parseSpecifiers, satisfying } from "../../src/packaging/specifiers";
import { isSameVersion } from "../../src/packaging/version";
import { newestFirst } from "../../src/packaging/versions";
import { runToEnd } from "../../src/files/tasks";
import { isNeeded, neededByNobodyElse, neededSelection, onlyNeededBy } from "../../src/projects/needed";
import type { Environment, Named, Project, ProjectFile, Source } from "../../src/projects/source";
import { parseDependency } from "../../src/packaging/dependency";
import { cachedOf, environmentOf, fileOf, keyOf, needsFor, projectOf, type CachedVersion } from "../support/sources";

const names = ["a", "b", "c", "d", "e"];
const versions = ["1.0", "1.5", "2.0", "2.0+cu1", "3.0", "3.1rc1"];
const specifiers = fc.constantFrom("", ">=1.5", "<2", "!=2.0", "==2.0", "~=1.0", ">=2,<3.5", "<1", ">3");
const requirement = fc
  .record({
    name: fc.constantFrom(...names),
    specifiers,
    extra: fc.constantFrom("", "[x]", "[y]"),
    marker: fc.constantFrom("", "", "", '; extra == "x"', '; sys_platform == "win32"', '; sys_platform == "linux"'),
  })
  .map(({ name, specifiers: clauses, extra, marker }) => `${name}${extra}${clauses}${marker}`);

const cachedVersion: fc.Arbitrary<CachedVersion> = fc.record({
  requires: fc.option(fc.array(requirement, { maxLength: 3 }), { nil: undefined, freq: 5 }),
  requiresPython: fc.option(fc.constantFrom(">=3.8", ">=3.13", "<3.12"), { nil: undefined, freq: 5 }),
});

const release = fc.record({ name: fc.constantFrom(...names), version: fc.constantFrom(...versions) });
const cached = fc.dictionary(
  release.map(({ name, version }) => `${name}==${version}`),
  cachedVersion,
  { maxKeys: 15 },
);

/** With which most can be resolved. */
const muchCached = fc.dictionary(
  release.map(({ name, version }) => `${name}==${version}`),
  fc.record({
    requires: fc.array(requirement, { maxLength: 2 }),
    requiresPython: fc.option(fc.constantFrom(">=3.13", "<3.12"), { nil: undefined, freq: 4 }),
  }),
  { minKeys: 18, maxKeys: 30 },
);

const readNamed = (text: string): Named => {
  const [, marker] = text.split("; ");
  const { name = "", specifierText, extras = [] } = parseDependency(text) ?? {};
  return { name, specifiers: specifierText, extras, marker };
};
const named = requirement.map(readNamed);
const lock = fc.uniqueArray(release, { selector: ({ name }) => name, maxLength: 4 });

const environments = fc
  .array(fc.uniqueArray(release, { selector: ({ name }) => name, maxLength: 4 }), { maxLength: 3 })
  .map((all) =>
    all.map((installed, at) =>
      environmentOf(`/e${at}`, Object.fromEntries(installed.map(({ name, version }) => [`${name}==${version}`, []]))),
    ),
  );
const projects = fc
  .array(fc.record({ named: fc.array(named, { maxLength: 3 }), lock: fc.option(lock), own: fc.boolean() }), {
    maxLength: 3,
  })
  .map((all) =>
    all.map((one, at) => {
      const files: ProjectFile[] = [fileOf(`/p${at}/r.txt`, one.named)];
      if (one.lock) files.push(fileOf(`/p${at}/lock`, one.lock, { isLock: true }));
      return projectOf(`/p${at}`, files, { environments: one.own ? [`/e${at}`] : [] });
    }),
  );
const sources: fc.Arbitrary<[Environment[], Project[]]> = fc.tuple(environments, projects);

/** All that is cached, as entries: of each version a wheel, of each package a page. */
function entriesOf(all: Record<string, CachedVersion>): Entry[] {
  const entry = (name: string, version?: string): Entry => ({
    layout: "http-v2",
    files: [{ path: `${name} ${version}`, size: 1, mtimeMs: 0, changedMs: 0, inode: 1, device: 1, links: 1 }],
    identity: version === undefined ? { kind: "index page", name } : { kind: "wheel", name, version },
  });
  const texts = Object.keys(all).map((text) => text.split("==") as [string, string]);
  return [...texts.map(([name, version]) => entry(name, version)), ...names.map((name) => entry(name))];
}

const meant = (selection: Selection, all: Record<string, CachedVersion>) => {
  const test = selectionTest(selection, "/cache", 0);
  return entriesOf(all).flatMap(({ identity, files, ...entry }) =>
    test({ identity, files, ...entry }) ? [[identity.name ?? "", identity.version] as const] : [],
  );
};

it("what is installed or locked is in nothing that leaves out what is needed", () => {
  fc.assert(
    fc.property(sources, cached, ([some, others], all) => {
      const needs = needsFor([...some, ...others], cachedOf(all));
      const going = meant({ not: neededSelection(needs) }, all);
      const isGoing = (name: string, version: string) =>
        going.some(([own, one]) => own === name && one !== undefined && isSameVersion(one, version));
      for (const { installed } of some)
        for (const { name, version } of installed) expect(isGoing(name, version)).toBe(false);
      for (const { files } of others) {
        for (const file of files.filter(({ isLock }) => isLock)) {
          for (const { name, version = "" } of file.named) expect(isGoing(name, version)).toBe(false);
        }
      }
    }),
    { numRuns: 300 },
  );
});

it("a selection of what is needed means what is needed, and one of the rest means the rest", () => {
  fc.assert(
    fc.property(sources, cached, ([some, others], all) => {
      const needs = needsFor(
        [...some, ...others],
        cachedOf({ ...all, ...Object.fromEntries(names.map((name) => [name, {}])) }),
      );
      for (const kind of [undefined, "environment", "project"] as const) {
        const selection = neededSelection(needs, kind);
        for (const [isRest, got] of [
          [false, meant(selection, all)],
          [true, meant({ not: selection }, all)],
        ] as const) {
          const expected = entriesOf(all).flatMap(({ identity: { name = "", version } }) =>
            isNeeded(needs, keyOf(name), version, kind) === isRest ? [] : [[name, version]],
          );
          expect(got).toEqual(expected);
        }
      }
    }),
    { numRuns: 300 },
  );
});

/** What a pip would take that had just the cache to take from; undefined where it would have to go back on something. */
function resolve(roots: Named[], all: Record<string, CachedVersion>): Map<string, string> | undefined {
  const demands = new Map<string, string[]>();
  const extras = new Map<string, Set<string>>();
  const chosen = new Map<string, string>();
  const pending: string[] = [];
  const ask = ({ name, specifiers: clauses = "", extras: more = [], marker }: Named, own = new Set<string>()) => {
    if (marker?.includes("win32")) return;
    const extra = /extra == "(.)"/.exec(marker ?? "")?.[1];
    if (extra !== undefined && !own.has(extra)) return;
    demands.set(name, [...(demands.get(name) ?? []), clauses]);
    extras.set(name, new Set([...(extras.get(name) ?? []), ...more]));
    pending.push(name);
  };
  for (const root of roots) ask(root);
  for (let steps = 0; pending.length > 0; steps++) {
    const name = pending.shift() ?? "";
    const clauses = parseSpecifiers((demands.get(name) ?? []).join(",")) ?? [];
    const own = Object.keys(all).flatMap((text) => (text.startsWith(`${name}==`) ? [text.slice(3)] : []));
    const fitting = own.filter((version) => {
      const python = all[`${name}==${version}`]?.requiresPython;
      return !python || runToEnd(satisfying(["3.12.1"], parseSpecifiers(python) ?? [])).length > 0;
    });
    const known = chosen.get(name);
    if (known !== undefined && runToEnd(satisfying([known], clauses)).length === 0) return undefined;
    const version = known ?? runToEnd(satisfying(newestFirst(fitting), clauses))[0];
    if (version === undefined || steps > 200) return undefined;
    const had = chosen.has(name);
    chosen.set(name, version);
    const requires = all[`${name}==${version}`]?.requires;
    if (requires === undefined) return undefined;
    if (had && !requires.some((text) => text.includes("extra"))) continue;
    for (const text of requires) ask(readNamed(text), extras.get(name));
    if (had && steps > 50) break;
  }
  return chosen;
}

it("whatever some of a project's files ask for, what pip would take of what is cached is needed", () => {
  let resolved = 0;
  fc.assert(
    fc.property(fc.array(named, { minLength: 1, maxLength: 4 }), muchCached, fc.nat(), (asked, all, which) => {
      const project = projectOf(
        "/p",
        asked.map((one, at) => fileOf(`/p/${at}.txt`, [one])),
      );
      const needs = needsFor([project], cachedOf(all));
      const some = asked.filter((_, at) => (which >> at) & 1);
      const taken = resolve(some, all);
      if (taken && taken.size > 0) resolved++;
      for (const [name, version] of taken ?? []) {
        expect([name, version, isNeeded(needs, keyOf(name), version)]).toEqual([name, version, true]);
      }
    }),
    { numRuns: 2_000 },
  );
  expect(resolved).toBeGreaterThan(100);
});

it("more sources never make less needed, and what only some need is what would go without them", () => {
  fc.assert(
    fc.property(sources, cached, ([some, others], all) => {
      const whole: Source[] = [...some, ...others.map((project) => ({ ...project, environments: [] }))];
      const needs = needsFor(whole, cachedOf(all));
      const [first, ...rest] = whole;
      if (first === undefined) return;
      const without = needsFor(rest, cachedOf(all));
      const alone = meant(neededByNobodyElse(onlyNeededBy(needs, [first.path])), all);
      const isIn = (list: typeof alone, name: string, version?: string) =>
        list.some(([own, one]) => own === name && one === version);
      for (const { identity } of entriesOf(all)) {
        const { name = "", version } = identity;
        const [before, after] = [needs, without].map((one) => isNeeded(one, keyOf(name), version));
        expect([name, version, after && !before]).toEqual([name, version, false]);
        expect([name, version, isIn(alone, name, version)]).toEqual([name, version, before && !after]);
      }
    }),
    { numRuns: 300 },
  );
});
