/** What packages depend on, and what for: by examples, and held against the library that pip itself asks. */
import fc from "fast-check";
import { parseDependency } from "../../src/packaging/dependency";
import { isFor, markerEnvironmentOf, parseMarker, type MarkerEnvironment } from "../../src/packaging/markers";
import { isAtLeast } from "../../src/packaging/releases";
import { askLibrary, newestLibrary, type Library } from "../support/packaging-library";
import { pythonOfPath } from "../support/python";
import { itUnless, noPip } from "../support/unless";

const library = newestLibrary();
/** Those before read line breaks, and lists with `===` in them, otherwise. */
const isNew = library !== undefined && isAtLeast(library.version, [26, 4]);
const tooOld = isNew ? undefined : "the library here is older than its rules for dependencies";

/** The same in each run; said where something differs. */
const seed = 20_261_128;

const one = (...texts: string[]) => fc.constantFrom(...texts);
const joined = (...parts: fc.Arbitrary<string>[]) => fc.tuple(...parts).map((texts) => texts.join(""));
/** Mostly of the first kind. */
const mostly = (first: fc.Arbitrary<string>, second: fc.Arbitrary<string>, weight = 9) =>
  fc.oneof({ weight, arbitrary: first }, { weight: 1, arbitrary: second });

const space = mostly(one("", " ", "\t", "  "), one("\n", "\u00a0", "\r"), 60);
const version = one(
  ...["1", "1.0", "2.0.0", "1.0rc1", "1!2.0", "1.0.post1", "1.0.dev2", "1.0+cpu", "v1", "1.0-1", "0.0.0"],
  ...["3", "3.8", "3.10", "3.12", "3.12.1", "3.13.0a2", "3.13.0", "3.9.0+", "3.14", "6.1.0", "10", "1.*", "3.12.*"],
  ...["2004d", "latest", "", "1..0", "1.0a1.*", "x,y", "=3.12", " 3.12 ", "3.8 3.12"],
);
const operator = mostly(one("==", "!=", "<=", ">=", "<", ">", "~=", "==="), one("=", "!", "=>", "<>", "===="), 40);
const clause = joined(operator, space, version, space);
const clauses = fc
  .tuple(fc.array(clause, { maxLength: 3 }), mostly(one(","), one(";", ",,", " "), 30), mostly(one(""), one(",")))
  .map(([all, comma, last]) => all.join(comma) + last);
const specifiers = fc.oneof(clauses, joined(one("("), space, clauses, space, mostly(one(")"), one("", "))"))));

const variable = mostly(
  one(
    ...["python_version", "python_full_version", "implementation_version", "platform_release", "os_name"],
    ...["sys_platform", "platform_system", "platform_machine", "platform_version", "implementation_name"],
    ...["platform_python_implementation", "extra", "extra", "extras", "dependency_groups"],
  ),
  one("os.name", "sys.platform", "platform.machine", "python_implementation", "platform.python_implementation", "x"),
);
const word = one(
  ...["3.12 ", " 3.12"],
  ...["linux", "win32", "darwin", "Linux", "posix", "nt", "x86_64", "arm64", "cpython", "CPython", "pypy", "os_name"],
  ...["Test", "docs_x", "docs-x", "dev", "a\\tb", "a\\x41", "\\d", "\\N", "lin\\\\ux", "é", "linux darwin", "extra"],
  ...["\\u00e9", "\\", "\\'", "a\nb", "\t", "\\101\\7", "\\\n"],
);
const quoted = fc
  .tuple(fc.oneof(version, word), one("'", '"'))
  .map(([text, quote]) => (text.includes(quote) ? JSON.stringify(text) : quote + text + quote));
const relation = mostly(
  fc.oneof(operator, one("in", "not in", "not  in", "in", "not\tin")),
  one("not", "notin", "IN", "and"),
  40,
);
const tight = one(" ", " ", " ", "", "\t");
const operands = fc.oneof(
  { weight: 8, arbitrary: fc.tuple(variable, quoted) },
  { weight: 4, arbitrary: fc.tuple(quoted, variable) },
  { weight: 1, arbitrary: fc.tuple(variable, variable) },
  { weight: 1, arbitrary: fc.tuple(quoted, quoted) },
);
const comparison = fc
  .tuple(operands, relation, tight, tight)
  .map(([[left, right], relates, before, after]) => left + before + relates + after + right);
const { marker } = fc.letrec<{ marker: string; group: string }>((tie) => ({
  marker: fc
    .array(fc.tuple(mostly(one("and", "or"), one("AND", "", "xor"), 40), tight, tie("group")), {
      minLength: 1,
      maxLength: 3,
    })
    .map((all) => all.map(([and, gap, text], at) => (at === 0 ? text : gap + and + gap + text)).join("")),
  group: fc.oneof(
    { maxDepth: 3, depthSize: "small" },
    joined(space, comparison, space),
    joined(space, mostly(one("("), one("", "(("), 40), tie("marker"), mostly(one(")"), one(""), 40), space),
  ),
}));

const name = mostly(one("a", "Zope.Interface", "x_y-z.9", "9a", "A", "a__b"), one("-a", "a-", "é", "a.", "", "aé"), 12);
const extras = mostly(
  one("", "", "", "[]", "[ ]", "[b]", "[b,c]", "[ b , C_d\t]"),
  one("[b,]", "[,b]", "[b c]", "[b", "[b-]", "b]", "[b;c]", "[b,b.b]"),
);
const address = joined(
  one("@", " @ ", " @"),
  mostly(one("https://h.example.org/a.zip", "file:///x;y", "x"), one("", " x y", "\n")),
);
const dependency = fc
  .tuple(
    space,
    name,
    space,
    extras,
    space,
    fc.oneof(specifiers, specifiers, address),
    space,
    one("", ";", "; "),
    marker,
  )
  .map((parts) => parts.slice(0, parts[7] === "" ? 7 : 9).join(""));

/** Of all kinds of machines, each complete. */
const environments: MarkerEnvironment[] = [
  { ...whole("linux", "x64", "3.12.1", "cpython"), platform_release: "6.1.0-13-amd64", platform_version: "#1 SMP" },
  { ...whole("darwin", "arm64", "3.13.0a2", "cpython"), platform_release: "23.1.0", platform_version: "Darwin 23" },
  { ...whole("win32", "x64", "3.8.10", "pypy"), platform_release: "10", platform_version: "10.0.19045" },
  { ...whole("linux", "arm64", "3.9.0+", "cpython"), platform_release: "", platform_version: "" },
  { ...whole("win32", "ia32", "2.7.18", "cpython"), platform_release: "XP", platform_version: "5.1.2600" },
].map((environment, at) => ({
  ...environment,
  extras: [[], ["test"], ["Docs.X", "dev"], ["linux"], ["a"]][at],
  dependency_groups: [["dev"], [], ["docs-x"], ["nt", "Test"], []][at],
}));

function whole(...[platform, arch, python, implementation]: [NodeJS.Platform, string, string, string]) {
  const known = markerEnvironmentOf({ platform, arch, python, implementation });
  return { implementation_version: "7.3.13", ...known } as MarkerEnvironment;
}

const chosen = [[], ["test"], ["Docs.X", "dev"]];

describe("a dependency", () => {
  it("is read as PEP 508 has it", () => {
    const read = parseDependency(' Zope.Interface [Test, docs_x,test] (>=5 , != 5.1.*,) ; extra == "A_b" ');
    expect(read).toMatchObject({ name: "zope-interface", extras: ["test", "docs-x"], specifierText: ">=5 , != 5.1.*" });
    expect(read?.specifiers.map(({ operator: is, text, isPrefix }) => [is, text, isPrefix])).toEqual([
      [">=", "5", false],
      ["!=", "5.1", true],
    ]);
    expect(read?.marker).toEqual({
      anyOf: [[{ variable: "extra", operator: "==", text: "a-b", isTextFirst: false }]],
    });
    expect(parseDependency("a[b] @ https://h.example.org/a;b ; os_name=='nt'")).toMatchObject({
      name: "a",
      extras: ["b"],
      address: "https://h.example.org/a;b",
      specifiers: [],
    });
  });

  itUnless(tooOld, "is one where pip's library says so, and says the same", () => {
    const texts = fc.sample(dependency, { numRuns: 20_000, seed });
    const answers = askLibrary<unknown[]>(
      library as Library,
      [
        "def read(text):",
        "    try: one = R.Requirement(text)",
        "    except R.InvalidRequirement: return None",
        "    extras = sorted({U.canonicalize_name(extra) for extra in one.extras})",
        "    return [U.canonicalize_name(one.name), extras, sorted(set(map(str, one.specifier))), one.url, bool(one.marker)]",
        "print(json.dumps([read(text) for text in given]))",
      ],
      texts,
    );
    const own = texts.map((text) => {
      const read = parseDependency(text);
      const written = read?.specifiers.map((is) => is.operator + is.text + (is.isPrefix ? ".*" : ""));
      return read
        ? [read.name, [...read.extras].sort(), [...new Set(written)].sort(), read.address ?? null, !!read.marker]
        : null;
    });
    const wrong = texts.flatMap((text, at) =>
      JSON.stringify(own[at]) === JSON.stringify(answers[at]) ? [] : [{ seed, text, own: own[at], pip: answers[at] }],
    );
    expect(wrong.slice(0, 20)).toEqual([]);
    const taken = answers.filter((answer) => answer !== null).length;
    expect([taken > 4000, taken < 16_000]).toEqual([true, true]);
  });
});

describe("a marker", () => {
  const markers = [
    ...fc.sample(marker, { numRuns: 10_000, seed }),
    ...fc.sample(comparison, { numRuns: 10_000, seed: seed + 1 }),
  ];

  it.each<[string, Partial<MarkerEnvironment>, string[] | undefined, boolean | undefined]>([
    // What is known decides wherever it can.
    ["os_name == 'nt' and python_version < '3'", { os_name: "posix" }, [], false],
    ["os_name == 'posix' or python_version < '3'", { os_name: "posix" }, [], true],
    ["os_name == 'posix' and python_version < '3'", { os_name: "posix" }, [], undefined],
    ["(os_name == 'nt' or python_version < '3') and os_name == 'posix'", { os_name: "posix" }, [], undefined],
    // Extras that were asked for, however they are written, or nobody knows.
    ["extra == 'Test_X'", {}, ["test.x"], true],
    ["extra == 'test'", {}, [], false],
    ["extra != 'test'", {}, [], true],
    ["extra == 'test'", {}, ["a", "test"], true],
    ["extra == 'test'", {}, undefined, undefined],
    ["extra == 'test' and os_name == 'nt'", { os_name: "posix" }, undefined, false],
    // Of a Python of which only the release is known, all that there may be of it.
    ["python_full_version >= '3.8.1'", { python_version: "3.12" }, [], true],
    ["python_full_version < '3.11'", { python_version: "3.12" }, [], false],
    ["python_full_version == '3.12.*'", { python_version: "3.12" }, [], true],
    ["python_full_version != '3.12.1'", { python_version: "3.12" }, [], undefined],
    // 3.12.0rc1 may be meant.
    ["python_full_version >= '3.12'", { python_version: "3.12" }, [], undefined],
    ["python_full_version in '3.11.1 3.12.1'", { python_version: "3.12" }, [], undefined],
    ["'3.13' > python_full_version", { python_version: "3.12" }, [], undefined],
    // Numbers, not texts; and texts where it is none.
    ["python_version < '3.9'", { python_version: "3.10" }, [], false],
    ["'3.9' < python_version", { python_version: "3.10" }, [], true],
    ["python_version in '2.7 3.10'", { python_version: "3.10" }, [], true],
    ["python_full_version < '3.13'", { python_full_version: "3.13.0rc1" }, [], false],
    ["python_full_version < '3.13.0'", { python_full_version: "3.13.0rc1" }, [], false],
    ["python_full_version <= '3.13.0'", { python_full_version: "3.13.0rc1" }, [], true],
    ["sys_platform == 'linux2'", { sys_platform: "linux" }, [], false],
    ["sys_platform in 'linux linux2'", { sys_platform: "linux" }, [], true],
    ["sys_platform ~= 'linux'", { sys_platform: "linux" }, [], undefined],
    // What a lock file is asked for.
    ["'Dev_X' in dependency_groups", { dependency_groups: ["dev-x"] }, [], true],
    ["'a' not in extras and 'dev' in dependency_groups", { extras: [], dependency_groups: [] }, [], false],
    ["'a' in extras", {}, ["a"], undefined],
    // What every object has is no variable.
    ["'a' != 'constructor'", {}, [], undefined],
  ])("%s, of %j with extras %j: %s", (text, environment, asked, answer) => {
    const read = parseMarker(text);
    expect(read).toBeDefined();
    expect(isFor(read, environment, asked)).toBe(answer);
  });

  it("holds whatever the unknown turns out to be, where it is told", () => {
    // Some of what is known of each, the same in each run.
    const parts = fc.sample(
      fc.tuple(fc.nat(environments.length - 1), fc.subarray(Object.keys(environments[0])), fc.boolean()),
      { numRuns: markers.length, seed },
    );
    let [told, unknown] = [0, 0];
    const wrong = markers.flatMap((text, at) => {
      const read = parseMarker(text);
      const [which, keys, knowsExtras] = parts[at];
      const environment = environments[which];
      const known = Object.fromEntries(Object.entries(environment).filter(([key]) => keys.includes(key)));
      const partly = isFor(read, known, knowsExtras ? chosen[2] : undefined);
      if (partly === undefined) unknown++;
      else told++;
      const wholly = isFor(read, environment, chosen[2]);
      return partly === undefined || partly === wholly ? [] : [{ seed, text, known, partly, wholly }];
    });
    expect(wrong.slice(0, 10)).toEqual([]);
    expect([told > 4000, unknown > 4000]).toEqual([true, true]);
  });

  it("and a dependency are read in a time that grows with their length, however deep they are nested", () => {
    const from = process.cpuUsage().user;
    const long = (part: string) => part.repeat(Math.ceil((1 << 20) / part.length));
    for (const part of [
      "(",
      "and ",
      "os_name=='a' and ",
      "(os_name=='a') or ",
      "'",
      "\\",
      "not ",
      " ",
      "os_name=='\\x41' or",
    ]) {
      for (const text of [long(part), `os_name == 'a' and ${long(part)}`, `'${long(part)}' == os_name`]) {
        isFor(parseMarker(text), environments[0], []);
        parseDependency(`a; ${text}`);
      }
    }
    for (const part of [
      "a",
      "-",
      "[",
      "a,",
      " ",
      ",",
      "==1,",
      "==1.",
      "=",
      "==1 ",
      "@ ",
      "a[b",
      ".1",
      "1",
      "==1a",
      "-1",
      "\t\n",
    ]) {
      for (const head of ["", "a[b", "a", "a==1", "a @ "]) parseDependency(head + long(part));
    }
    const nested = (depth: number) => `${"(".repeat(depth)}os_name == 'a'${")".repeat(depth)}`;
    expect(isFor(parseMarker(nested(200)), { os_name: "a" }, [])).toBe(true);
    expect(parseMarker(nested(201))).toBeUndefined();
    expect(parseMarker(nested(100_000))).toBeUndefined();
    const many = `os_name == 'b'${" or os_name == 'a' and os_name == 'b'".repeat(30_000)}`;
    expect(isFor(parseMarker(many), { os_name: "a" }, [])).toBe(false);
    // Where it grew with the square it would be minutes each.
    expect(process.cpuUsage().user - from < 20_000_000).toBe(true);
  });

  itUnless(tooOld, "is one where pip's library says so, and holds where that does", () => {
    const answers = askLibrary<(null | (boolean | null)[])[]>(
      library as Library,
      [
        "environments = [{**one, 'extras': set(one['extras']), 'dependency_groups': set(one['dependency_groups'])}",
        "                for one in given['environments']]",
        "def holds(marker, environment, extras):",
        "    try: return any(marker.evaluate({**environment, 'extra': extra}, 'lock_file') for extra in extras or [''])",
        "    except (M.UndefinedComparison, KeyError, ValueError): return None",
        "def read(text):",
        "    try: marker = M.Marker(text)",
        "    except M.InvalidMarker: return None",
        "    return [holds(marker, one, extras) for one in environments for extras in given['chosen']]",
        "print(json.dumps([read(text) for text in given['markers']]))",
      ],
      { markers, environments, chosen },
    );
    const wrong = markers.flatMap((text, at) => {
      const read = parseMarker(text);
      const pip = answers[at];
      const own = read && environments.flatMap((where) => chosen.map((asked) => isFor(read, where, asked)));
      const isSingle = read?.anyOf.length === 1 && read.anyOf[0].length === 1 && !("anyOf" in read.anyOf[0][0]);
      // Of several, what can be told is told though one cannot be compared.
      const isRight = pip?.every((answer, index) => (answer ?? (isSingle ? undefined : own?.[index])) === own?.[index]);
      return (own ? isRight : !pip) ? [] : [{ seed, text, own, pip }];
    });
    expect(wrong.slice(0, 20)).toEqual([]);
    const told = answers.flat().filter((answer) => answer !== null);
    expect(told.length).toBeGreaterThan(50_000);
    expect(told.filter(Boolean).length).toBeGreaterThan(5000);
  });
});

describe("what is known of a Python on a machine", () => {
  const python = pythonOfPath();

  itUnless(python ? undefined : noPip, "is what that says of itself", () => {
    const says = askLibrary<MarkerEnvironment>(
      { python: python ?? "", module: "pip._vendor.packaging" },
      ["print(json.dumps(M.default_environment()))"],
      0,
    );
    const { platform, arch } = process;
    const known = { platform, arch, python: says.python_full_version, implementation: says.implementation_name };
    const own = markerEnvironmentOf(known);
    expect(says).toMatchObject(own);
    const unknown = Object.keys(says).filter((key) => !Object.hasOwn(own, key));
    expect(unknown.sort()).toEqual(["platform_release", "platform_version"]);
  });

  it("says on each platform what Python calls it there, and leaves out what it does not know", () => {
    expect(
      markerEnvironmentOf({ platform: "darwin", arch: "arm64", python: "3.13.0rc1", implementation: "pypy" }),
    ).toEqual({
      os_name: "posix",
      sys_platform: "darwin",
      platform_system: "Darwin",
      platform_machine: "arm64",
      python_version: "3.13",
      python_full_version: "3.13.0rc1",
      implementation_name: "pypy",
      platform_python_implementation: "PyPy",
    });
    expect(markerEnvironmentOf({ platform: "win32", arch: "x64", python: "3.12" })).toEqual({
      os_name: "nt",
      sys_platform: "win32",
      platform_system: "Windows",
      platform_machine: "AMD64",
      python_version: "3.12",
    });
    expect(markerEnvironmentOf({ platform: "linux", arch: "arm64", python: "2.7.18" })).toMatchObject({
      sys_platform: "linux2",
      platform_machine: "aarch64",
      python_version: "2.7",
      python_full_version: "2.7.18",
    });
    expect(markerEnvironmentOf({ platform: "linux", arch: "x64", python: "3" })).not.toHaveProperty("python_version");
  });
});
