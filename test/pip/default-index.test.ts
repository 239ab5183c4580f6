import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { defaultIndexes, defaultIndexIn } from "../../src/pip/default-index";
import { describePython } from "../../src/pip/python-facts";
import { runPython } from "../../src/pip/run-python";
import { thisMachine } from "../../src/files/machine";
import { newPip } from "../support/pip";
import { temporaryDirectory } from "../support/temporary";
import { itUnless, noPip } from "../support/unless";
import { layOut } from "./layout";

const code = (url: string) => `PyPI = PackageIndex("${url}", file_storage_domain="files.example.org")\n`;

it("on a Mac and on Linux: reads the default index of each pip from its code", async () => {
  const mac = layOut("darwin");
  const cellar = "/opt/homebrew/Cellar/python@3.12/3.12.9/Frameworks/Python.framework/Versions/3.12";
  mac.python(`${cellar}/bin/python3.12`);
  mac.file(`${cellar}/lib/python3.12/site-packages/pip/_internal/models/index.py`, code("https://one.example.org/"));
  mac.link("/opt/homebrew/opt/python@3.12/bin/python3.12", `${cellar}/bin/python3.12`);
  mac.python("~/.venv/bin/python");
  mac.file("~/.venv/pyvenv.cfg", `home = ${mac.root}\n`);
  mac.file("~/.venv/lib/python3.8/site-packages/pip/models/index.py", "PyPI = Index('https://two.example.org/')\n");
  expect(await defaultIndexes(mac)).toEqual(["https://one.example.org/simple", "https://two.example.org/simple"]);

  const linux = layOut("linux");
  linux.python("/usr/bin/python3.12");
  linux.file("/usr/lib/python3/dist-packages/pip/_internal/models/index.py", code("https://three.example.org/"));
  expect(await defaultIndexes(linux)).toEqual(["https://three.example.org/simple"]);
});

it("on Windows: reads it below the folder of its Python", async () => {
  const windows = layOut("win32");
  windows.env = { LOCALAPPDATA: join(windows.root, "Local") };
  windows.python("/Local/Programs/Python/Python312/python.exe");
  const packages = "/Local/Programs/Python/Python312/Lib/site-packages";
  windows.file(`${packages}/pip/_internal/models/index.py`, code("https://four.example.org/"));
  expect(await defaultIndexes(windows)).toEqual(["https://four.example.org/simple"]);
});

it("believes only the constant, with a plain address", () => {
  expect(defaultIndexIn(code("https://index.example.org/root/"))).toBe("https://index.example.org/root/simple");
  expect(defaultIndexIn(`PyPI = PackageIndex(\n    'https://index.example.org/',\n)`)).toBe(
    "https://index.example.org/simple",
  );
  for (const text of [
    "",
    `TestPyPI = PackageIndex("https://index.example.org/")`,
    `# PyPI = PackageIndex("https://index.example.org/")`,
    `PyPI = PackageIndex("http://index.example.org/")`,
    `PyPI = PackageIndex("https://ada:secret@index.example.org/")`,
    `PyPI = PackageIndex("https://index.example.org/' + host + "/")`,
    `PyPI = PackageIndex(host)`,
  ]) {
    expect([text, defaultIndexIn(text)]).toEqual([text, undefined]);
  }
});

it("on Linux: passes over what is no file of pip's", async () => {
  const linux = layOut("linux");
  linux.python("~/.venv/bin/python");
  const folder = join(linux.home, ".venv/lib/python3.12/site-packages/pip/_internal/models");
  mkdirSync(join(folder, "index.py"), { recursive: true });
  expect(await defaultIndexes(linux)).toEqual([]);
});

itUnless(newPip() ? undefined : noPip, "reads what the pip of this machine says when it is asked", async () => {
  const { python = "" } = newPip() ?? {};
  const machine = thisMachine();
  const { facts } = await describePython((...args) => runPython(machine, python, args, { timeoutMs: 60_000 }));
  const home = temporaryDirectory();
  const root = join(home, "root");
  const alone = { platform: machine.platform, home, env: {}, root, extraPaths: [python] };
  expect(typeof facts === "string" ? facts : [facts.defaultIndex]).toEqual(await defaultIndexes(alone));
});
