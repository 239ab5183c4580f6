import { spawnSync } from "node:child_process";
import { chmodSync, chownSync, existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { devNull } from "node:os";
import { dirname, join } from "node:path";
import { askInstallation } from "../../src/pip/ask";
import { askAll } from "../../src/pip/ask-all";
import type { Installation } from "../../src/pip/installation";
import type { Machine } from "../../src/files/machine";
import { atLimit, inTime } from "../support/in-time";
import { atLeast, findPips, isolatedEnvironment, newPip, onePerVersion } from "../support/pip";
import { temporaryDirectory } from "../support/temporary";
import { itOrSkip, noPip } from "../support/unless";

const pips = findPips();
const pip = newPip() ?? pips[pips.length - 1];
const itWithPip = itOrSkip(pips.length > 0 ? undefined : noPip);

/** A home in which nothing is configured. */
function emptyMachine(env: Record<string, string> = {}): Machine {
  const home = temporaryDirectory();
  const isolated: NodeJS.ProcessEnv = { ...isolatedEnvironment(home), ...env };
  delete isolated.PIP_CONFIG_FILE;
  return { platform: "linux", home, env: isolated };
}

function write(path: string, content: string | Buffer): string {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
  return path;
}

const configure = ({ home }: Machine, content: string | Buffer) => write(join(home, ".config/pip/pip.conf"), content);

function ask(machine: Machine, python = pip.python, timeoutMs = 30_000): Promise<Installation> {
  return askInstallation({ python, origin: "Other" }, { machine, timeoutMs });
}

/** A virtual environment with the pip of its base. */
function environmentOf(python: string): string {
  const path = join(temporaryDirectory(), "environment");
  const made = spawnSync(python, ["-m", "venv", "--without-pip", "--system-site-packages", path], { encoding: "utf8" });
  if (made.status !== 0) throw new Error(made.stderr);
  return path;
}

describe("every pip of this machine, where nothing is configured", () => {
  let machine: Machine;
  let installations: Installation[];
  const told: string[] = [];

  beforeAll(async () => {
    machine = emptyMachine();
    const candidates = pips.map(({ python }) => ({ python, origin: "Other" }) as const);
    const onInstallation = ({ python }: Installation) => void told.push(python);
    installations = await askAll(candidates, { machine, timeoutMs: 30_000, onInstallation });
  });

  itWithPip("says what it is, where it caches and what it can", () => {
    expect(installations.map(({ pipVersion }) => pipVersion)).toEqual(pips.map(({ version }) => ({ value: version })));
    expect(told.sort()).toEqual(pips.map(({ python }) => python).sort());
    for (const [index, installation] of installations.entries()) {
      const { version, pythonVersion } = pips[index];
      expect(installation).toMatchObject({
        pythonTag: { value: `cp${pythonVersion.replace(".", "")}` },
        implementation: { value: "CPython" },
        cacheDirectory: { value: join(machine.home, ".cache/pip") },
        caching: { state: "on" },
        capabilities: { value: { cacheCommand: atLeast(version, "20.1") } },
      });
      expect(installation.problem).toBeUndefined();
    }
  });

  itWithPip("asks the index that its own help names", () => {
    for (const { python, version } of onePerVersion(pips)) {
      const { stdout } = spawnSync(python, ["-m", "pip", "install", "--help"], {
        encoding: "utf8",
        env: { ...machine.env, PIP_CONFIG_FILE: devNull },
      });
      const [, said] = /\(default\s+(https?:\S+?)\)/.exec(stdout) ?? [];
      expect(said).toBeDefined();
      const asked = installations.filter(({ pipVersion }) => "value" in pipVersion && pipVersion.value === version);
      expect(asked.length).toBeGreaterThan(0);
      for (const { defaultIndex } of asked) expect(defaultIndex).toBe(atLeast(version, "20") ? said : undefined);
    }
  });
});

itWithPip("asks no more than a few at once", async () => {
  const machine = emptyMachine();
  const log = join(machine.home, "log");
  // The first one waits for the second.
  const two = `while [ "$(grep -c start "${log}")" -lt 2 ]; do sleep 0.02; done`;
  const script = `#!/bin/sh\necho start >> "${log}"\n${two}\nsleep 0.2\necho end >> "${log}"\n`;
  const candidates = Array.from({ length: 6 }, (_, index) => {
    const python = write(join(machine.home, `python${index}`), script);
    chmodSync(python, 0o755);
    return { python, origin: "Other" } as const;
  });
  await askAll(candidates, { machine, concurrency: 2 });
  const { stdout } = spawnSync("cat", [log], { encoding: "utf8" });
  let running = 0;
  const levels = stdout
    .trim()
    .split("\n")
    .map((line) => (running += line === "start" ? 1 : -1));
  expect(Math.max(...levels)).toBe(2);
});

itWithPip("reads the site file of an environment, which only that environment sees", async () => {
  const environment = environmentOf(pip.python);
  const site = write(join(environment, "pip.conf"), "[global]\ncache-dir = ~/private\n");
  const machine = emptyMachine();
  const installation = await ask(machine, join(environment, "bin/python"));
  expect(installation.cacheDirectory).toEqual({ value: join(machine.home, "private") });
  expect(installation.settings["cache-dir"].winner).toMatchObject({
    level: "site",
    file: site,
    section: "global",
    line: 2,
  });
  expect(installation.files).toContainEqual({ path: site, level: "site" });
  expect((await ask(machine)).cacheDirectory).toEqual({ value: join(machine.home, ".cache/pip") });
});

describe("in spite of", () => {
  const expectAnswer = async (machine: Machine, python?: string) => {
    const installation = await ask(machine, python);
    expect(installation.problem).toBeUndefined();
    expect(installation.cacheDirectory).toEqual({ value: join(machine.home, ".cache/pip") });
    expect(installation.pipVersion).toEqual({ value: pip.version });
  };

  itWithPip("quiet, verbose and logging configuration, in variables or files", async () => {
    const log = join(temporaryDirectory(), "pip.log");
    await expectAnswer(emptyMachine({ PIP_QUIET: "1", PIP_VERBOSE: "3", PIP_LOG: log, PIP_FORMAT: "json" }));
    const machine = emptyMachine();
    configure(machine, `[global]\nquiet = 2\nverbose = 3\nlog = ${log}\nrequire-virtualenv = true\n`);
    await expectAnswer(machine);
    expect(readdirSync(dirname(log))).toEqual([]);
  });

  itWithPip("variables that would make Python another one", async () => {
    const traps = { PYTHONHOME: "/nowhere", PYTHONPATH: "/nowhere", PYTHONINSPECT: "1", PYTHONVERBOSE: "1" };
    await expectAnswer(
      emptyMachine({ ...traps, PIP_PYTHON: "/nowhere/python", __PYVENV_LAUNCHER__: "/nowhere/python" }),
    );
  });

  itWithPip("start-up files that print", async () => {
    const environment = environmentOf(pip.python);
    const packages = join(environment, "lib", `python${pip.pythonVersion}`, "site-packages");
    const noise = "import atexit\nprint('/not/the/answer')\nprint('{}')\natexit.register(print, 'bye')\n";
    write(join(packages, "sitecustomize.py"), noise);
    await expectAnswer(emptyMachine(), join(environment, "bin/python"));
  });

  itWithPip("a setting that makes `pip cache` end with a usage error: the configuration still says where", async () => {
    const machine = emptyMachine();
    configure(machine, "[global]\nformat = columns\ncache-dir = ~/mine\n");
    const installation = await ask(machine);
    expect(installation.cacheDirectory).toEqual({ value: join(machine.home, "mine") });
    expect(installation.problem).toMatch(/option format: invalid choice: 'columns'/);
  });
});

describe("caching is off", () => {
  itWithPip.each(["0", "false", "true"])("with PIP_NO_CACHE_DIR=%s, and the variable is named", async (value) => {
    const machine = emptyMachine({ PIP_NO_CACHE_DIR: value });
    const { caching, cacheDirectory, problem } = await ask(machine);
    expect(caching).toMatchObject({ state: "off", because: { variable: "PIP_NO_CACHE_DIR", value } });
    expect(caching.reason).toContain(`PIP_NO_CACHE_DIR=${value} turns it off`);
    expect(cacheDirectory).toEqual({ value: join(machine.home, ".cache/pip") });
    expect(problem).toBeUndefined();
  });

  itWithPip("for install alone, which `pip cache` does not know of", async () => {
    const machine = emptyMachine();
    const file = configure(machine, "[install]\nno-cache-dir = false\n");
    const installation = await ask(machine);
    expect(installation.cacheDirectory).toEqual({ value: join(machine.home, ".cache/pip") });
    expect(installation.caching).toMatchObject({ state: "off", because: { file, section: "install", line: 2 } });
  });

  itWithPip("where the directory belongs to somebody else or may not be written", async () => {
    const machine = emptyMachine();
    const directory = join(machine.home, ".cache/pip");
    mkdirSync(directory, { recursive: true });
    if (process.getuid?.() === 0) chownSync(directory, 12_345, 12_345);
    else chmodSync(directory, 0o555);
    const installation = await ask(machine);
    expect(installation.caching.state).toBe("off");
    expect(installation.caching.reason).toMatch(/not writable or belongs to somebody else/);
    expect(installation.caching.isNotWritable).toBe(true);
    expect(installation.cacheDirectory).toEqual({ value: directory });
  });
});

itWithPip("names the other directory that `pip install` caches in", async () => {
  const machine = emptyMachine();
  configure(machine, "[global]\ncache-dir = ~/one\n[install]\ncache-dir = ~/two\n");
  const installation = await ask(machine);
  expect(installation.cacheDirectory).toEqual({ value: join(machine.home, "one") });
  expect(installation.otherDirectories).toEqual([{ command: "install", directory: join(machine.home, "two") }]);
});

describe("a bad configuration file", () => {
  itWithPip.each([
    ["a byte order mark", "\ufeff[global]\n", "byte order mark"],
    ["a key twice", "[global]\ntimeout = 1\ntimeout = 2\n", "Line 3 sets “timeout” a second time."],
    ["no section", "timeout = 1\n", "Line 1 stands before any [section]."],
    ["another encoding", Buffer.from("[global]\n# caf\xe9\n", "latin1"), "Line 2 is not UTF-8."],
  ])("with %s makes pip fail, and the row says where", async (_, content, reason) => {
    const machine = emptyMachine();
    const file = configure(machine, content);
    const installation = await ask(machine);
    expect(installation.pipVersion).toEqual({ value: pip.version });
    expect(installation.caching.state).toBe("failing");
    expect(installation.caching.reason).toContain(file);
    expect(installation.caching.reason).toContain(reason);
    expect(installation.files).toContainEqual({ path: file, level: "user", reason: expect.stringContaining(reason) });
    expect(installation.problem).toBe(installation.caching.reason);
  });

  itWithPip("that is a directory is passed over, as pip does", async () => {
    const machine = emptyMachine();
    const file = join(machine.home, ".config/pip/pip.conf");
    mkdirSync(file, { recursive: true });
    const installation = await ask(machine);
    expect(installation.caching).toEqual({ state: "on" });
    expect(installation.files).toContainEqual({
      path: file,
      level: "user",
      reason: "pip passes over it: It is a directory.",
    });
  });

  itWithPip("with a value that is no truth value makes pip end with a usage error", async () => {
    const machine = emptyMachine();
    configure(machine, "[global]\nno-cache-dir = maybe\n");
    const installation = await ask(machine);
    expect(installation.caching).toMatchObject({ state: "failing", because: { line: 2, value: "maybe" } });
    expect(installation.problem).toContain("“maybe” is no truth value");
  });
});

describe("a Python", () => {
  function script(machine: Machine, text: string, mode = 0o755): string {
    const python = write(join(machine.home, "python"), text);
    chmodSync(python, mode);
    return python;
  }

  itWithPip("without pip says so", async () => {
    const path = join(temporaryDirectory(), "environment");
    spawnSync(pip.python, ["-m", "venv", "--without-pip", path]);
    const installation = await ask(emptyMachine(), join(path, "bin/python"));
    expect(installation.pipVersion).toEqual({ unknown: "This Python has no pip." });
    expect(installation.prefix).toEqual({ value: path });
  });

  itWithPip("that hangs is given up, also when a child of it keeps the pipe open", async () => {
    const machine = emptyMachine();
    const child = join(machine.home, "child");
    const hangs = `#!/bin/sh\ntrap '' TERM\nsleep 600 & echo $! > ${child}\nsleep 600\n`;
    const python = script(machine, hangs);
    const installation = await atLimit(
      (limitMs) => inTime(ask(machine, python, limitMs)),
      () => existsSync(child),
    );
    expect(installation.problem).toMatch(/did not answer within/);
  });

  itWithPip("that cannot be started says why", async () => {
    const machine = emptyMachine();
    expect((await ask(machine, join(machine.home, "missing"))).problem).toBe("It is gone.");
    expect((await ask(machine, script(machine, "#!/bin/sh\n", 0o644))).problem).toBe("It may not be started.");
    expect((await ask(machine, script(machine, "#!/bin/sh\necho Broken >&2\nexit 3\n"))).problem).toBe("Broken");
  });

  itWithPip("that is dead is not started at all", async () => {
    const machine = emptyMachine();
    const python = script(machine, "#!/bin/sh\ntouch started\n");
    const installation = await askInstallation({ python, origin: "Other", dead: "It is gone." }, { machine });
    expect(installation.dead).toBe("It is gone.");
    expect(installation.pipVersion).toEqual({ unknown: "It is gone." });
    expect(readdirSync(machine.home)).toEqual(["python"]);
  });

  itWithPip("is not waited for any longer when the person stops", async () => {
    const machine = emptyMachine();
    const controller = new AbortController();
    const asked = askInstallation(
      { python: script(machine, "#!/bin/sh\nexec sleep 20\n"), origin: "Other" },
      { machine, signal: controller.signal },
    );
    setTimeout(() => controller.abort(new Error("enough")), 100);
    await expect(asked).rejects.toThrow("enough");
  });

  itWithPip("is one installation however many paths lead to it", async () => {
    const machine = emptyMachine();
    const wrapper = script(machine, `#!/bin/sh\nexec "${pip.python}" "$@"\n`);
    const candidates = [pip.python, wrapper].map((python) => ({ python, origin: "Other" }) as const);
    const installations = await askAll(candidates, { machine, concurrency: 1 });
    expect(installations.map(({ python }) => python)).toEqual([pip.python]);
  });
});
