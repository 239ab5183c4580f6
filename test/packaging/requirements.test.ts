/** What is typed or pasted to say which packages are meant; single lines held against the library that pip itself asks. */
import { execFileSync } from "node:child_process";
import { isNamed, isRequirements, parseRequirements } from "../../src/packaging/requirements";
import type { Specifier } from "../../src/packaging/specifiers";
import { findPips, isolatedEnvironment } from "../support/pip";
import { temporaryDirectory } from "../support/temporary";
import { itUnless, noPip } from "../support/unless";

const written = (specifiers: Specifier[] | undefined): string | undefined =>
  specifiers?.map(({ operator, text, isPrefix }) => operator + text + (isPrefix ? ".*" : "")).join(",");

const wantedOf = (text: string) =>
  parseRequirements(text).wanted.map(({ name, specifiers }) => name + (written(specifiers) ?? ""));

const unreadOf = (text: string) => parseRequirements(text).unread.map(({ text: part, why }) => `${why}: ${part}`);

it.each<[string, string[], string[]]>([
  ["torch==2.4.0", ["torch==2.4.0"], []],
  ["Scikit_Learn >= 1.0 , < 2", ["scikit-learn>=1.0,<2"], []],
  ["django>=4 <5 numpy", ["django>=4,<5", "numpy"], []],
  ["zope.interface (>=5,<6)", ["zope-interface>=5,<6"], []],
  ["nvidia-* *_cu12==12.*", ["nvidia-*", "*-cu12==12.*"], []],
  ["pytz===2004d", ["pytz===2004d"], []],
  ["numpy, pandas; scipy", ["numpy", "pandas", "scipy"], []],
  ["pip install -U 'torch>=2' \"numpy\"", ["torch>=2", "numpy"], ["option: -U"]],
  ["python3.12 -m pip install numpy", ["numpy"], []],
  ["a==1 --hash=sha256:00 \\\n  --hash sha256:11\n# via b\nc", ["a==1", "c"], []],
  ["a==1 \\   --hash=sha256:00 \\   --hash=sha256:11 b==2", ["a==1", "b==2"], []],
  ["a # via b c==1", ["a"], ["comment: # via b c==1"]],
  [
    "-r base.txt\n--constraint=c.txt\n-e ./here\n-i https://i.example.org/simple a",
    ["a"],
    ["file: -r base.txt", "file: --constraint=c.txt", "editable: -e ./here", "option: -i https://i.example.org/simple"],
  ],
  ["https://h.example.org/torch-2.4.0%2Bcu121-cp311-cp311-linux_x86_64.whl", ["torch==2.4.0+cu121"], []],
  ["torch @ https://h.example.org/torch-2.4.0-1-cp311-cp311-win_amd64.whl#sha256=00", ["torch==2.4.0"], []],
  ["a @ https://h.example.org/a-1.0.zip", ["a"], []],
  ["git+https://h.example.org/x.git@main#egg=Some.Name", ["some-name"], []],
  ["./folder C:\\folder", [], ["address: ./folder", "address: C:\\folder"]],
  ["a==", [], ["specifier: a=="]],
  ["a=1 b~, c!", [], ["specifier: a=1", "specifier: b~", "specifier: c!"]],
  ["a>=1.*, b", ["b"], ["specifier: a>=1.*"]],
  ["a==1.0b==2.0", [], ["specifier: a==1.0b==2.0"]],
  ["a@2.0", [], ["specifier: a@2.0"]],
  [">=1, <2", [], ["nameless: >=1,<2"]],
  ["a>= & b", ["b"], ["specifier: a>= &"]],
])("%j is read as %j, and %j", (text, wanted, unread) => {
  expect(isRequirements(text)).toBe(true);
  expect(wantedOf(text)).toEqual(wanted);
  expect(unreadOf(text)).toEqual(unread);
});

it.each(["numpy", "numpy pandas", "built wheel", "1.0+cu121", "1!2.0", "cp39", "-stubs", "c++", "wheel -py3"])(
  "%j are words to find",
  (text) => expect(isRequirements(text)).toBe(false),
);

it.each<[string, string, boolean]>([
  ["nvidia-cudnn-cu12", "nvidia-*", true],
  ["nvidia-cudnn-cu12", "*-cu12", true],
  ["nvidia-cudnn-cu12", "nvidia-*-cu12", true],
  ["nvidia-cu12", "nvidia-*-cu12", false],
  ["nvidia-cudnn-cu12", "*cudnn*", true],
  ["nvidia-cudnn-cu12", "*cu*cu12", true],
  ["nvidia-cu12", "*cu*cu12", false],
  ["nvidia", "nvidia*nvidia", false],
  ["nvidia", "*", true],
  ["nvidia-x", "nvidia", false],
])("%s is named by %s: %s", (name, wanted, isMeant) => {
  expect(isNamed(name, wanted)).toBe(isMeant);
});

it("takes a time that grows with the length of what was pasted", () => {
  for (const part of [
    "*",
    "a*",
    "(",
    "[",
    "'",
    "; a",
    "==1,",
    "a.whl",
    "python_",
    "-",
    "\\ ",
    "@",
    "and ",
    "a[b",
    "; python_version<'3' and ",
  ]) {
    const from = process.cpuUsage().user;
    parseRequirements(`a${part.repeat(20_000)}`);
    isNamed("a".repeat(100), `*${part}`.repeat(2000));
    // Where it grew with the square it would be minutes.
    expect([part, process.cpuUsage().user - from < 5_000_000]).toEqual([part, true]);
  }
});

const [pip] = findPips().slice(-1);
itUnless(pip ? undefined : noPip, "reads each line that pip takes as pip reads it", () => {
  const names = ["numpy", "Zope.Interface", "a", "x_y-z.9"];
  const extras = ["", "[b]", " [ b , c ]"];
  const clauses = ["", "==1.0", ">=1.0,<2", " ( >=1.0 , <2 ) ", " ~= 1.4", "!=1.*,>=1", "===1.0"];
  const markers = [
    "",
    " ; python_version < '3.9'",
    ";(extra == \"b\" and os_name!='nt') or sys_platform in 'x'",
    "; implementation_name not in 'a' and platform_python_implementation=='CPython'",
  ];
  const lines = names.flatMap((name) =>
    extras.flatMap((extra) => clauses.flatMap((clause) => markers.map((marker) => name + extra + clause + marker))),
  );
  const script = [
    "import sys, json",
    "from pip._vendor.packaging.requirements import Requirement",
    "from pip._vendor.packaging.utils import canonicalize_name as name",
    "def read(line):",
    "    one = Requirement(line)",
    "    return [name(one.name), sorted(map(str, one.specifier)), bool(one.extras), one.marker is not None]",
    "print(json.dumps([read(line) for line in json.load(sys.stdin)]))",
  ].join("\n");
  const env = isolatedEnvironment(temporaryDirectory());
  const answer = execFileSync(pip.python, ["-c", script], { input: JSON.stringify(lines), env }).toString();
  const own = lines.map((line) => {
    const { wanted, unread } = parseRequirements(line);
    return wanted.length === 1 && unread.length === 0
      ? [
          wanted[0].name,
          written(wanted[0].specifiers)?.split(",").sort() ?? [],
          ...["extras", "marker"].map((part) => wanted[0].notCompared.some((one) => one === part)),
        ]
      : [line, wanted, unread];
  });
  expect(own).toEqual(JSON.parse(answer));
});
