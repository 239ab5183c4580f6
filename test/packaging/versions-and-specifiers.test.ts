/** Held against the library that pip itself asks, in a real Python of this machine. */
import { parseSpecifiers, satisfying } from "../../src/packaging/specifiers";
import { isSameVersion, parseVersion } from "../../src/packaging/version";
import { runToEnd } from "../../src/files/tasks";
import { askLibrary, newestLibrary, type Library } from "../support/packaging-library";
import { itUnless } from "../support/unless";

const library = newestLibrary();
const none = library ? undefined : "no pip here has a library that knows PEP 440 only";
const isNew = library !== undefined && Number.parseInt(library.version, 10) >= 26;

/** What its authors have changed until 26: `===`, and `<`, `>` and `~=` of all but plain releases. */
const isChanged = (specifier: string): boolean => /^===|^(~=|[<>](?!=)).*[a-z-]/i.test(specifier);

/** Of every shape, in every spelling that is allowed, and what is none. */
const versions = [
  ...["0", "0.0", "1", "1.0", "1.0.0", "1.1", "1.10", "1.2.3", "1.0.1", "2", "2024.1", "01.00", "1!1.0", "2!0", "v1.0"],
  ...["1.0a1", "1.0b2", "1.0rc1", "1.0c1", "1.0.a.1", "1.0-alpha", "1.0_beta-3", "1.0preview2", "1.0a", "1.0A1"],
  ...[
    "1.0.post1",
    "1.0-1",
    "1.0-2",
    "1.0.rev3",
    "1.0r4",
    "1.0post",
    "1.0.post1.dev2",
    "1.0rc1.post2",
    "1.0a1.post1.dev3",
  ],
  ...["1.0.dev0", "1.0.dev1", "1.0dev", "1.0a1.dev1", "1.0.0.dev1", "1.1.dev0", "2.0.dev1", "1!1.0.dev1"],
  ...[
    "1.0+cpu",
    "1.0+CPU",
    "1.0+cu118",
    "1.0+cu121.1",
    "1.0+1",
    "1.0+10",
    "1.0+01",
    "1.0+1e5",
    "1.0+0x1f",
    "1.0+infinity",
  ],
  ...["1.0rc1+cpu", "1.0.post1+cpu", "1.0.dev1+cpu", "1.0.1+cpu", "1.0+a_b-c.d"],
  ...["1.0.dev9007199254740992", "1.0.dev9007199254740993", "20240101123456789012.1", "20240101123456789013.1"],
];
const noVersions = [
  "2004d",
  "latest",
  "1.0.",
  "1..0",
  "1.0+",
  "1.0+cpu_",
  "",
  "1.0-",
  "1.0.*",
  "dev",
  "1.0alph",
  "1 .0",
];

const specifiers = ["==", "!=", "<=", ">=", "<", ">", "~=", "==="].flatMap((operator) => [
  ...[...versions, ...noVersions].map((version) => operator + version),
  ...[
    "1.*",
    "1.0.*",
    "1.0.0.*",
    "1.0.0.0.*",
    "2.*",
    "0.*",
    "1!1.*",
    "v1.*",
    "01.*",
    "1.0a1.*",
    "1.0.dev1.*",
    "1.0+cpu.*",
  ].map((prefix) => operator + prefix),
]);

/** Several together, the same in each run. */
const together = Array.from({ length: 3000 }, (_, at) => {
  const pick = <One>(list: readonly One[], step: number): One => list[(at * step + (at >> 3)) % list.length];
  return [pick(specifiers, 7919), pick(specifiers, 104_729), at % 3 === 0 ? "" : pick(specifiers, 1_299_709)].join(",");
});

describe("a version", () => {
  itUnless(none, "is one where pip says so, equal where pip says so, and in the order that pip has", () => {
    const all = [...versions, ...noVersions];
    const answer = askLibrary<{ known: string[]; sorted: string[]; equal: [string, string][] }>(
      library as Library,
      [
        "def version(text):",
        "    try: return V.Version(text)",
        "    except V.InvalidVersion: return None",
        "known = [text for text in given if version(text)]",
        "equal = [(a, b) for a in known for b in known if version(a) == version(b)]",
        "sorted = sorted(sorted(known), key=V.Version)",
        "print(json.dumps(dict(known=known, sorted=sorted, equal=equal)))",
      ],
      all,
    );
    expect(all.filter((text) => parseVersion(text) !== undefined)).toEqual(answer.known);
    const equal = answer.known.flatMap((a) => answer.known.filter((b) => isSameVersion(a, b)).map((b) => [a, b]));
    expect(equal).toEqual(answer.equal);
    const key = (text: string) => parseVersion(text)?.key ?? "";
    const sorted = [...answer.known].sort().sort((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0));
    expect(sorted).toEqual(answer.sorted);
  });
});

describe("specifiers", () => {
  itUnless(none, "are those that pip takes", () => {
    const all = [...specifiers, ...together].filter((text) => isNew || !text.includes("==="));
    const taken = askLibrary<string[]>(
      library as Library,
      [
        "def ok(text):",
        "    try: return bool(S.SpecifierSet(text) or True)",
        "    except S.InvalidSpecifier: return False",
        "print(json.dumps([text for text in given if ok(text)]))",
      ],
      all,
    );
    expect(all.filter((text) => parseSpecifiers(text) !== undefined)).toEqual(taken);
  });

  itUnless(none, "are satisfied one by one by the versions that satisfy them for pip, pre-releases among them", () => {
    const known = specifiers.filter((text) => parseSpecifiers(text) !== undefined);
    const taken = isNew ? known : known.filter((text) => !isChanged(text));
    const answers = askLibrary<string[][]>(
      library as Library,
      [
        "sets = [S.SpecifierSet(text) for text in given['specifiers']]",
        "versions = given['versions']",
        "print(json.dumps([[v for v in versions if one.contains(v, prereleases=True)] for one in sets]))",
      ],
      { specifiers: taken, versions },
    );
    const own = taken.map((text) => versions.filter((version) => satisfy([version], text).length === 1));
    const wrong = (at: number) => ({ specifier: taken[at], own: own[at], pip: answers[at] });
    expect(taken.flatMap((_, at) => (String(own[at]) === String(answers[at]) ? [] : [wrong(at)]))).toEqual([]);
    expect(taken.length * versions.length).toBeGreaterThan(10_000);
  });

  itUnless(
    none ?? (isNew ? undefined : "the library here is older than its rule for pre-releases"),
    "choose of many versions those that pip would, with pre-releases only where they are meant",
    () => {
      const asked = together
        .filter((text) => parseSpecifiers(text) !== undefined)
        .map((text, at) => ({
          text,
          of: [...versions, ...noVersions.filter(Boolean)].filter(
            (_, index) => (index * 31 + at * 17) % 5 < (at % 5) + 1,
          ),
        }));
      const answers = askLibrary<string[][]>(
        library as Library,
        ["print(json.dumps([list(S.SpecifierSet(one['text']).filter(one['of'])) for one in given]))"],
        asked,
      );
      const own = asked.map(({ text, of }) => satisfy(of, text));
      const wrong = (at: number) => ({ ...asked[at], own: own[at], pip: answers[at] });
      expect(
        asked.flatMap((_, at) => (String([...own[at]].sort()) === String([...answers[at]].sort()) ? [] : [wrong(at)])),
      ).toEqual([]);
      expect(own.filter(({ length }) => length > 0).length).toBeGreaterThan(100);
    },
  );
});

const satisfy = (of: string[], text: string): string[] => runToEnd(satisfying(of, parseSpecifiers(text) ?? []));
