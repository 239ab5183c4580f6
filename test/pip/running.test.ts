import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { listProcesses } from "../../src/files/processes";
import { isPipAtWork, runningPip, usesAnotherCache } from "../../src/pip/running";
import { buildWheel } from "../support/distributions";
import { startIndex } from "../support/index-server";
import { findPips, install, newPip } from "../support/pip";
import { startZombie } from "../support/processes";
import { temporaryDirectory } from "../support/temporary";
import { itOrSkip, itUnless, noPip, notLinux } from "../support/unless";

it.each([
  "/usr/bin/python3.11 -m pip install numpy",
  "python -mpip install x",
  "/usr/bin/python3 -E -X utf8 -W ignore -m pip --proxy 127.0.0.1 download x",
  "/opt/homebrew/Cellar/python@3.12/3.12.1/Frameworks/Python.framework/Versions/3.12/Resources/Python.app/Contents/MacOS/Python -m pip install x",
  "/home/ada/.venv/bin/python3 /home/ada/.venv/bin/pip install -r requirements.txt",
  "/Users/ada/My Code/.venv/bin/python /Users/ada/My Code/.venv/bin/pip3 wheel .",
  "/usr/bin/python3 /usr/bin/pip3.12 install x",
  "pip3 install x",
  "/path/pip install x",
  "/usr/bin/python3 -m pip cache purge",
  "pip install --global-option=--help x",
  "/usr/bin/python3 /usr/lib/python3/site-packages/pip/__pip-runner__.py install --ignore-installed setuptools",
  "/usr/bin/python3 /var/folders/x/pip-standalone-pip-x/__env_pip__.zip/pip install --no-user setuptools",
  String.raw`"C:\Program Files\Python312\python.exe" -m pip install x`,
  String.raw`"C:\Users\Ada L\venv\Scripts\pip.exe" install x`,
  String.raw`C:\venv\Scripts\python.exe C:\venv\Scripts\pip.exe install x`,
  String.raw`C:\Python312\python.exe "C:\Python312\Scripts\pip3.exe" install x`,
])("%s is a pip at work", (command) => expect(isPipAtWork(command)).toBe(true));

it.each([
  "vim /home/ada/.config/pip/pip.conf",
  "grep pip",
  "grep -r pip install",
  "less /usr/bin/pip",
  "/bin/sh -c pip install x",
  "uv pip install x",
  "pipx install black",
  "/usr/bin/python3 /usr/bin/pip-compile",
  "/usr/bin/python3 -m pipx run black",
  "/usr/bin/python3 manage.py /srv/pip install",
  "/usr/bin/python3 -m piptools compile",
  "/usr/bin/python3 -m pip cache dir",
  "/usr/bin/python3 -m pip config debug",
  "/usr/bin/python3 -m pip --version",
  "/usr/bin/python3 -m pip list",
  "/usr/bin/python3 -m pip install --help",
  "/Applications/Code.app/Contents/MacOS/Electron /Users/ada/pip",
  "tail -f pip.log",
  "git clone https://example.org/pip install",
])("%s is none", (command) => expect(isPipAtWork(command)).toBe(false));

/** Installs with a real pip, and looks at it while it downloads. */
async function whileInstalling(cacheDirectory: string, look: () => Promise<void>): Promise<void> {
  const pip = newPip() ?? findPips()[findPips().length - 1];
  const wheel = buildWheel({ name: "slowly", version: "1.0", size: 200_000 });
  const index = await startIndex([{ files: [wheel], halfWay: look }]);
  // By its own command line, which is what it is known by.
  await install(pip, ["slowly"], { index, cacheDirectory, command: ["-m", "pip"] });
}

itUnless(findPips().length > 0 ? undefined : noPip, "sees a real pip that installs, with its process", async () => {
  let busy: string | undefined;
  let atWork: string[] = [];
  await whileInstalling(join(temporaryDirectory(), "cache"), async () => {
    busy = (await runningPip()).state;
    const processes = (await listProcesses()) ?? [];
    atWork = processes.map(({ command }) => command).filter(isPipAtWork);
  });
  expect(busy).toBe("busy");
  expect(atWork).toContainEqual(expect.stringMatching(/-m pip install .*slowly/));
});

itOrSkip(notLinux ?? (findPips().length > 0 ? undefined : noPip)).each(["made", "yet to be made"])(
  "passes over a pip whose own cache is %s, not over ours",
  async (state) => {
    const own = join(temporaryDirectory(), "own");
    if (state === "made") mkdirSync(own);
    const other = temporaryDirectory();
    let passedOver: boolean[] = [];
    await whileInstalling(own, async () => {
      if (state !== "made") rmSync(own, { recursive: true, force: true });
      const pip = (await listProcesses())?.find(({ command }) => /-m pip install .*slowly/.test(command));
      passedOver = [[other], [other, own]].map((caches) => pip !== undefined && usesAnotherCache(pip, caches));
    });
    expect(passedOver).toEqual([true, state !== "made"]);
  },
);

itUnless(
  notLinux,
  "passes over a pip that has ended since it was listed, though nobody has taken its end",
  async () => {
    const pid = await startZombie();
    expect(usesAnotherCache({ pid, command: "python3 -m pip install x" }, [temporaryDirectory()])).toBe(true);
    const running = [{ pid, command: "python3 -m pip install x" }];
    expect(await runningPip({ running, temporary: temporaryDirectory() })).toEqual({ state: "idle" });
  },
);

describe("the cache that a command line names", () => {
  const [own, other] = [temporaryDirectory(), temporaryDirectory()];
  it.each([
    [`--cache-dir ${other}`, true],
    [`--cache-dir=${other} x`, true],
    [`--cache-dir "${other}" x`, true],
    ["--no-cache-dir", true],
    [`--cache-dir ${own}`, false],
    [`--cache-dir ${own.slice(0, -2)}`, false],
    [`--no-cache-dir --cache-dir ${own}`, false],
    ["--cache-dir ../elsewhere", false],
    [`--cache-dir ${own}-gone`, false],
  ])("is read: %s", (words, isAnother) => {
    const pip = { pid: 0, command: `python3 -m pip install x ${words}` };
    expect(usesAnotherCache(pip, [own])).toBe(isAnother);
    expect(usesAnotherCache(pip, undefined)).toBe(false);
  });

  it("may go on after a blank, where it seems to end", () => {
    const pip = { pid: 0, command: `python3 -m pip install --cache-dir ${other} and more x` };
    expect(usesAnotherCache(pip, [`${other} and more`])).toBe(false);
  });
});

it("does not take a program that has pip.conf open for one", async () => {
  const file = join(temporaryDirectory(), "pip.conf");
  writeFileSync(file, "[global]\n");
  const reader = spawn("tail", ["-f", file], { stdio: "ignore" });
  await once(reader, "spawn");
  const processes = (await listProcesses()) ?? [];
  const found = await runningPip();
  reader.kill();
  expect(processes.find(({ pid }) => pid === reader.pid)?.command).toContain("pip.conf");
  expect("process" in found ? found.process.pid : undefined).not.toBe(reader.pid);
});
