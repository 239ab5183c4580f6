import { chmodSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { askTool, askWhere, readAnswer } from "../../src/developer-caches/ask-tool";
import { catalogue } from "../../src/developer-caches/catalogue/catalogue";
import type { ToolCommand, Tool } from "../../src/developer-caches/tool";
import type { Machine } from "../../src/files/machine";
import { atLimit } from "../support/in-time";
import { namelessShell } from "../support/pretend-program";
import { temporaryDirectory } from "../support/temporary";
import { filesBelow } from "../support/tree";
import { locateExecutable, searchPath } from "../../src/developer-caches/locate-executable";
import { isInstalled, run } from "../../src/developer-caches/run-command";
import { emptyMachine, toolOf, write } from "./lay-out";

/** A program on a machine: a shell script, so that what it was given can be seen. */
function install(path: string, script: string): void {
  write(path, `${namelessShell}\n${script}\n`);
  chmodSync(path, 0o755);
}

const tell = 'echo "args: $*"; echo "dir: $(pwd)"; echo "cache: $CACHE"; echo "oops" >&2';
const command: ToolCommand = {
  program: "tool",
  arguments: ["clean", "--dir", "{root}"],
  environment: { CACHE: "{place}" },
};

describe("a tool's command", () => {
  it("is found at an absolute path, run in the home directory, and all it says is kept", async () => {
    const machine = emptyMachine("linux");
    install(join(machine.home, ".local/bin/tool"), tell);
    const ran = await run(command, machine, { root: "/a b/c", place: "/a b" });
    expect(ran).toMatchObject({ command: "tool clean --dir '/a b/c'", outcome: "succeeded", exitCode: 0 });
    expect(ran.output.split("\n")).toEqual([`args: clean --dir /a b/c`, `dir: ${machine.home}`, "cache: /a b"]);
    expect(ran.log).toContain("oops");
  });

  it("that asks is told to use no network, one that clears is not", async () => {
    const machine = emptyMachine("linux");
    install(join(machine.home, ".local/bin/uv"), 'echo "$UV_OFFLINE"');
    const asking = { program: "uv", arguments: ["cache", "dir"] };
    expect(await run(asking, machine)).toMatchObject({ outcome: "succeeded", output: "1" });
    expect(await run(asking, machine, { outlives: true })).toMatchObject({ outcome: "succeeded", output: "" });
  });

  it("that fails says with which code", async () => {
    const machine = emptyMachine("linux");
    install(join(machine.home, ".local/bin/tool"), "echo no; exit 3");
    expect(await run(command, machine)).toMatchObject({ outcome: "failed", exitCode: 3, log: "no" });
  });

  it("that does not end is ended", async () => {
    const machine = emptyMachine("linux");
    install(join(machine.home, ".local/bin/tool"), "echo begun; exec /bin/sleep 60");
    const begun = ({ log }: { log: string }) => log.includes("begun");
    const ran = await atLimit((timeout) => run(command, machine, { timeout }), begun);
    expect(ran).toMatchObject({ outcome: "timed out" });
    expect(ran.log).toContain("begun");
  });

  it("can be stopped", async () => {
    const machine = emptyMachine("linux");
    install(join(machine.home, ".local/bin/tool"), "exec /bin/sleep 60");
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 100);
    expect(await run(command, machine, { signal: controller.signal })).toMatchObject({ outcome: "stopped" });
  });

  it("is not run when its version is another's", async () => {
    const machine = emptyMachine("linux");
    install(join(machine.home, ".local/bin/tool"), 'test "$1" = --version && echo 4.5.0 || echo cleaned');
    expect(await run({ ...command, version: "^1\\." }, machine)).toMatchObject({ outcome: "not found" });
    expect(await run({ ...command, version: "^4\\." }, machine)).toMatchObject({ output: "cleaned" });
  });

  it("whose program is nowhere is not found", async () => {
    const machine = emptyMachine("linux", { PATH: "bin:." });
    expect(isInstalled(command, machine)).toBe(false);
    expect(await run(command, machine)).toMatchObject({ outcome: "not found", log: "" });
  });

  it("finds its program beside its cache first", async () => {
    const machine = emptyMachine("linux");
    install(join(machine.home, ".local/bin/tool"), "echo other");
    install(join(machine.home, "conda/bin/tool"), "echo its own");
    const ran = await run({ ...command, near: ["{root}/../bin"] }, machine, { root: join(machine.home, "conda/pkgs") });
    expect(ran.output).toBe("its own");
  });
});

describe("a program that others can change", () => {
  const open = (path: string, script: string) => {
    install(path, script);
    chmodSync(path, 0o777);
  };

  it("is passed over for one that they cannot", async () => {
    const machine = emptyMachine("linux");
    open(join(machine.root, "open/tool"), "echo theirs");
    machine.env.PATH = join(machine.root, "open");
    install(join(machine.home, ".local/bin/tool"), "echo ours");
    expect(await run(command, machine)).toMatchObject({ output: "ours" });
  });

  it("is not started where it is the only one, and what is the reason is said", async () => {
    const machine = emptyMachine("linux");
    const path = join(machine.home, ".local/bin/tool");
    open(path, "echo theirs");
    expect(isInstalled(command, machine)).toBe(false);
    const ran = await run(command, machine);
    expect(ran).toMatchObject({ outcome: "refused", output: "" });
    expect(ran.reason).toBe(`It was not started, because of ${path}: Everybody can change it.`);
    expect(await run(command, machine, { anyway: true })).toMatchObject({ output: "theirs" });
  });

  it("is not found by one of ours either: folders in which anybody can put one are not on its PATH", async () => {
    const machine = emptyMachine("linux");
    const shared = join(machine.root, "shared");
    mkdirSync(shared);
    chmodSync(shared, 0o1777);
    install(join(shared, "helper"), "echo theirs");
    machine.env.PATH = shared;
    install(join(machine.home, ".local/bin/tool"), "helper || echo none");
    expect(await run(command, machine)).toMatchObject({ output: "none" });
  });
});

describe("asking", () => {
  /** What these leave in a home was seen: nothing, unlike `go env` and `npm config`, which are not asked. */
  it("is nothing that the tools whose asking changes the home are part of", () => {
    expect(catalogue.filter(({ locate }) => locate).map(({ id }) => id)).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/^(go|npm)$/)]),
    );
  });

  it("leaves the home of a person as it was, with the tools that are on this machine", async () => {
    for (const tool of catalogue) {
      const machine: Machine = { platform: "linux", home: temporaryDirectory(), env: { PATH: process.env.PATH } };
      machine.env.HOME = machine.home;
      await askWhere(tool, machine);
      expect([tool.id, filesBelow(machine.home)]).toEqual([tool.id, []]);
    }
  });
});

describe("programs", () => {
  it("are looked for in the PATH first, relative entries left out", () => {
    const machine = emptyMachine("linux");
    const bin = join(machine.root, "own/bin");
    mkdirSync(bin, { recursive: true });
    machine.env.PATH = `.:${bin}:relative/bin`;
    expect(searchPath(machine)).toEqual([bin]);
  });

  it("of several versions of Node are taken from the newest", () => {
    const machine = emptyMachine("darwin");
    for (const version of ["v18.2.0", "v20.1.0"])
      install(join(machine.home, `.nvm/versions/node/${version}/bin/npm`), "");
    expect(locateExecutable("npm", machine)).toEqual({
      path: join(machine.home, ".nvm/versions/node/v20.1.0/bin/npm"),
    });
  });

  it("on Windows have an extension", () => {
    const machine = emptyMachine("win32");
    install(join(machine.home, "AppData/Roaming/npm/pnpm.cmd"), "");
    expect(locateExecutable("pnpm", machine)).toEqual({
      path: join(machine.home, "AppData/Roaming/npm/pnpm.cmd"),
    });
    expect(locateExecutable("npm", machine)).toBeUndefined();
  });

  it("that are directories, or may not be run, are none", () => {
    const machine = emptyMachine("linux");
    mkdirSync(join(machine.home, ".local/bin/go"), { recursive: true });
    write(join(machine.home, ".cargo/bin/uv"), "text");
    expect(locateExecutable("go", machine)).toBeUndefined();
    expect(locateExecutable("uv", machine)).toBeUndefined();
  });
});

describe("asking tools", () => {
  it("where their caches are takes absolute paths only", async () => {
    const machine = emptyMachine("linux");
    install(join(machine.home, ".local/bin/poetry"), "echo warning; echo /big/poetry");
    install(join(machine.home, ".local/bin/uv"), "echo uv-cache");
    install(join(machine.home, ".local/bin/brew"), "echo /brew; exit 1");
    expect(await askWhere(toolOf("poetry.cache"), machine)).toEqual({ cache: ["/big/poetry"] });
    expect(await askWhere(toolOf("uv.cache"), machine)).toEqual({});
    expect(await askWhere(toolOf("homebrew.downloads"), machine)).toEqual({});
  });

  it("reads JSON", () => {
    const conda = toolOf("conda.packages").locate?.[0];
    const text = '{"pkgs_dirs": ["/a", "/b"], "root": "/c"}';
    expect(conda && readAnswer(conda, text)).toEqual(["/a", "/b"]);
    expect(conda && readAnswer(conda, "not json")).toEqual([]);
  });

  it("what they know gives an answer per question, none for what is not installed", async () => {
    const machine = emptyMachine("linux");
    install(join(machine.home, ".local/bin/poetry"), 'echo "PyPI in $POETRY_CACHE_DIR"');
    const poetry = toolOf("poetry.cache");
    expect(await askTool(poetry, machine, "/c")).toMatchObject([{ label: "Caches", output: "PyPI in /c" }]);
    expect(await askTool(toolOf("uv.cache"), machine, "/c")).toEqual([]);
    const silent: Tool = { ...poetry, questions: undefined };
    expect(await askTool(silent, machine, "/c")).toEqual([]);
  });
});
