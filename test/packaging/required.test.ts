/** What metadata of packages says that these require, held against Python's own reader of such headers. */
import fc from "fast-check";
import { admitsPython } from "../../src/packaging/admits-python";
import { readRequired } from "../../src/packaging/required";
import { askLibrary, newestLibrary, type Library } from "../support/packaging-library";
import { itUnless } from "../support/unless";

const library = newestLibrary();
const none = library ? undefined : "no pip here has a library that knows PEP 440 only";
const seed = 20_261_128;

const read = (text: string | Buffer) => readRequired(Buffer.from(text));

describe("metadata", () => {
  it("says what is required, however its lines end and are folded", () => {
    const lines = [
      "Metadata-Version: 2.1",
      "Name: a",
      "REQUIRES-DIST:  b (>=1) ",
      "Description: told",
      "        Requires-Dist: not-this",
      "",
    ];
    const more = ["requires-dist: c ;", "\t extra == 'x'", "Requires-Python: >=3.8", "Provides-Extra: X_y"];
    for (const end of ["\n", "\r\n"]) {
      const text = `\ufeff${[...lines.slice(0, -1), ...more].join(end)}`;
      const required = {
        name: "a",
        requires: ["b (>=1)", "c ; extra == 'x'"],
        requiresPython: ">=3.8",
        providesExtras: ["x-y"],
      };
      expect(read(text)).toEqual(required);
      // Behind an empty line it is told in words.
      expect(read(`${text}${end}${end}Requires-Dist: d`)).toEqual(required);
    }
  });

  it("says what can be read of it whatever else is in there", () => {
    const latin = Buffer.from("Author: Jos\xe9\nRequires-Dist: b\n\xff\xfe", "latin1");
    expect(read(latin).requires).toEqual(["b"]);
    expect(read(Buffer.alloc(100)).requires).toEqual([]);
    expect(read("").requires).toEqual([]);
    expect(read("PK\x03\x04: \nRequires-Dist: b").requires).toEqual([]);
  });

  it("is looked at up to 1 MB, in a time that grows with its length", () => {
    const many = "Requires-Dist: b\n".repeat(100_000);
    const from = process.cpuUsage().user;
    expect(read(many).requires).toHaveLength(Math.floor((1 << 20) / "Requires-Dist: b\n".length));
    for (const part of ["\n ", ":", "a:\n", "Requires-Dist:\r", "\t\r\n", "Requires-Dist:\n \n", "\xe9", "a"]) {
      read(`a: b${part.repeat(2_000_000 / part.length)}`);
      read(part.repeat(2_000_000 / part.length));
    }
    // Where it grew with the square it would be minutes.
    expect(process.cpuUsage().user - from < 5_000_000).toBe(true);
  });

  itUnless(none, "says what Python reads of it", () => {
    const one = fc.constantFrom;
    const name = one("Requires-Dist", "Requires-Dist", "requires-dist", "Provides-Extra", "Requires-Python", "Name");
    const value = one("b", "b (>=1)", "c; extra == 'x'", "", " ", "é", "a:b", "d\x0c");
    const line = fc.oneof(
      { weight: 12, arbitrary: fc.tuple(name, one(":", ": ", ":\t"), value).map((parts) => parts.join("")) },
      { weight: 4, arbitrary: one(" folded", "\tfolded", "  ", "        |words", ":", ": b") },
      { weight: 1, arbitrary: one("", "words", "X y: b", "é: b", "Name : b", "Requires-Dist") },
    );
    const text = fc
      .tuple(fc.array(line, { maxLength: 8 }), one("\n", "\n", "\r\n", "\r"), fc.boolean())
      .map(([lines, end, isEnded]) => lines.join(end) + (isEnded ? end : ""));
    const texts = fc.sample(text, { numRuns: 5000, seed });
    const answers = askLibrary<[string[], string | null, string[]][]>(
      library as Library,
      [
        "import email, re",
        "def value(text): return re.sub(r'\\s*[\\r\\n]\\s*', ' ', text).strip()",
        "def read(text):",
        "    message = email.message_from_string(text)",
        "    every = lambda name: [value(one) for one in message.get_all(name) or []]",
        "    return [every('Requires-Dist'), (every('Requires-Python') or [None])[0],",
        "            [U.canonicalize_name(extra) for extra in every('Provides-Extra')]]",
        "print(json.dumps([read(text) for text in given]))",
      ],
      texts,
    );
    const wrong = texts.flatMap((each, at) => {
      const { requires, requiresPython, providesExtras } = read(each);
      const own = [requires, requiresPython ?? null, providesExtras];
      return JSON.stringify(own) === JSON.stringify(answers[at])
        ? []
        : [{ seed, text: each, own, python: answers[at] }];
    });
    expect(wrong.slice(0, 10)).toEqual([]);
    expect(answers.filter(([requires]) => requires.length > 1).length).toBeGreaterThan(500);
  });
});

describe("requires-python", () => {
  const operators = ["==", "!=", "<=", ">=", "<", ">", "~="];
  const versions = [
    "2.7",
    "3",
    "3.0",
    "3.8",
    "3.8.1",
    "3.12",
    "3.12.0",
    "3.12.5",
    "3.13.0a2",
    "3.12.dev1",
    "4",
    "1!3.12",
  ];
  const clauses = operators.flatMap((operator) => [
    ...versions.map((version) => operator + version),
    ...["3.*", "3.12.*", "3.12.4.*", "3.8.*"].map((version) => operator + version),
  ]);
  const all = [
    ...clauses,
    ...clauses.map((clause, at) => `${clause}, ${clauses[(at * 37) % clauses.length]}`),
    ...["", ",", "3.8", ">=3.8,", "=>3", "===3.12.5", ">=3.5.*", "!=3.0.*,!=3.1.*,>=2.7", ">= 3.8 <4", "UNKNOWN"],
  ];
  const patches = ["3.8", "3.12", "3.13"].flatMap((release) =>
    [0, 1, 2, 4, 5, 6, 17].map((patch) => `${release}.${patch}`),
  );
  const pythons = ["2.7.18", "3.7.16", "3.12.0rc1", "3.13.0+", ...patches];

  itUnless(none, "admits the Pythons that pip takes a package for", () => {
    const answers = askLibrary<boolean[][]>(
      library as Library,
      [
        "import re",
        "def admits(text, python):",
        "    try: return S.SpecifierSet(text).contains(re.match(r'[0-9.]+', python)[0])",
        // pip ignores what it cannot read.
        "    except S.InvalidSpecifier: return True",
        "print(json.dumps([[admits(text, python) for python in given[1]] for text in given[0]]))",
      ],
      [all, pythons],
    );
    const own = all.map((text) => pythons.map((python) => admitsPython(text, python)));
    const wrong = all.flatMap((text, at) =>
      String(own[at]) === String(answers[at]) ? [] : [[text, own[at], answers[at]]],
    );
    expect(wrong).toEqual([]);
  });

  it("admits a Python of which only the release is known where it does all of that", () => {
    for (const text of all) {
      for (const release of ["3.8", "3.12", "3.13"]) {
        const answer = admitsPython(text, release);
        const each = pythons
          .filter((python) => python.startsWith(`${release}.`))
          .map((python) => admitsPython(text, python));
        if (answer !== undefined) expect([text, release, ...new Set(each)]).toEqual([text, release, answer]);
      }
    }
    expect(
      [">=3.12", "<3.12", "==3.12.*", "!=3.12.*", "~=3.8", "~=3.12", "==3.*", "!=3.8", ">=3.8,<4", "===3.11.2"].map(
        (text) => admitsPython(text, "3.12"),
      ),
    ).toEqual([true, false, true, false, true, true, true, true, true, false]);
    expect([">=3.12.1", "!=3.12.3", "===3.12.1", "==3.12.4.*"].map((text) => admitsPython(text, "3.12"))).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
    expect([admitsPython(">=3.12.1,<3", "3.12"), admitsPython(">=3", "3"), admitsPython("", "3")]).toEqual([
      false,
      undefined,
      true,
    ]);
  });
});
