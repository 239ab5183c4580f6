import { join } from "node:path";
import { catalogue } from "../../src/developer-caches/catalogue/catalogue";
import { findUsage, namesWithin, usageOf } from "../../src/developer-caches/in-use";
import { resolveTools } from "../../src/developer-caches/resolve";
import { emptyMachine, layOut, onMachine, runFrom, toolOf } from "./lay-out";

const use = (target: string, command: string, directories: string[] = []) =>
  findUsage([{ pid: 7, command }], toolOf(target).processes, directories);

describe("a cache is in use", () => {
  it.each([
    ["pip.http", "/usr/bin/python3 -m pip install numpy", "pip"],
    ["pip.http", "/Users/ada/env/bin/python /Users/ada/env/bin/pip install numpy", "pip"],
    ["uv.cache", "uvx mcp-server-time", "uvx"],
    ["uv.cache", "/Users/ada/.local/bin/uv run server.py", "uv"],
    ["poetry.cache", "/opt/homebrew/bin/python3.12 /opt/homebrew/bin/poetry install", "Poetry"],
    ["npm.cacache", "npm install lodash", "npm"],
    ["npm.cacache", "/usr/bin/node /usr/lib/node_modules/npm/bin/npm-cli.js install", "npm"],
    ["yarn-berry.cache", "node /projects/app/.yarn/releases/yarn-4.5.0.cjs install", "Yarn"],
    [
      "gradle.caches",
      "/usr/bin/java -Xmx2g org.gradle.launcher.daemon.bootstrap.GradleDaemon 8.5",
      "a Gradle daemon (gradle --stop)",
    ],
    ["maven.repository", "/usr/bin/java -cp x org.codehaus.plexus.classworlds.launcher.Launcher package", "Maven"],
    ["maven.repository", "/jdk/bin/java -cp x org.mvndaemon.mvnd.common.MavenDaemon", "a Maven daemon (mvnd --stop)"],
    ["gradle.caches", "/bin/sh ./gradlew build", "a Gradle build"],
    [
      "gradle.caches",
      "/jdk/bin/java -cp x org.jetbrains.kotlin.daemon.KotlinCompileDaemon",
      "a Kotlin daemon (gradle --stop)",
    ],
    [
      "nuget.packages",
      "/usr/bin/dotnet exec /usr/share/dotnet/sdk/8/Roslyn/bincore/VBCSCompiler.dll",
      "a .NET build server (dotnet build-server shutdown)",
    ],
    ["sccache.cache", "/usr/bin/sccache", "sccache (sccache --stop-server)"],
    ["xcode.derived-data", "/Applications/Xcode.app/Contents/MacOS/Xcode", "Xcode"],
    ["xcode.derived-data", "/Applications/Xcode 16 beta.app/Contents/MacOS/Xcode -psn_0_1", "Xcode"],
    ["go.build", "/usr/local/go/bin/go build ./...", "go"],
    ["nuget.packages", '"C:\\Program Files\\dotnet\\dotnet.exe" build', "dotnet"],
    ["jetbrains.index", "/Applications/PyCharm.app/Contents/MacOS/pycharm", "PyCharm"],
    ["conda.packages", "C:\\Users\\ada\\miniconda3\\Scripts\\conda.exe install x", "conda"],
  ])("%s while this runs: %s", (target, command, program) => {
    expect(use(target, command)).toEqual({ state: "busy", program, pid: 7, command });
  });

  it.each([
    ["npm.cacache", "vim notes about npm.md"],
    ["npm.cacache", "npm start"],
    ["npm.cacache", "npm exec mcp-server"],
    ["uv.cache", "/usr/bin/uvicorn app:main"],
    ["go.build", "/usr/bin/google-chrome --type=renderer"],
    ["go.build", "node /projects/go/server.js"],
    ["pip.http", "/usr/bin/python3 manage.py runserver"],
    ["xcode.derived-data", "/Applications/Xcodes.app/Contents/MacOS/Xcodes"],
    ["gradle.caches", "tail -f gradle.log"],
  ])("%s not while only this runs: %s", (target, command) => {
    expect(use(target, command)).toEqual({ state: "idle" });
  });

  it("while a program runs from within it, whatever its name", () => {
    const directories = ["/home/ada/.npm/_npx"];
    const command = "node /home/ada/.npm/_npx/ab12/node_modules/.bin/mcp-server";
    expect(use("npm.npx", command, directories)).toMatchObject({ state: "busy", program: "mcp-server (node)" });
    expect(use("npm.npx", "node /home/ada/.npm/_npx2/x.js", directories)).toEqual({ state: "idle" });
  });

  it.each([
    ["/jdk/bin/java -Xmx1g -cp /c/a.jar:/c/b.jar com.example.Server 80", "com.example.Server (java)"],
    ["java -jar /c/tools/lint.jar x", "lint.jar (java)"],
    ["/usr/bin/python3 -m http.server -d /c/", "http.server (python3)"],
    ["/bin/bash /c/serve.sh", "serve (bash)"],
    ["/c/builds-v0/.tmp1/bin/python -c import sys; build()", "python"],
    ["/usr/bin/node -e require('/c/x')", "node"],
    ["/c/Visual Code.app/Contents/MacOS/Code --x", "Visual Code"],
    [String.raw`"C:\Program Files\nodejs\node.exe" "/c/server.js"`, "server (node)"],
  ])("names what it is, and not what runs it: %s", (command, program) => {
    expect(use("npm.npx", command, ["/c"])).toMatchObject({ state: "busy", program });
  });

  it("names the tool before what it has started, in whatever order they are listed", () => {
    const uv = { pid: 900, command: "/home/ada/.local/bin/uv pip install ./slow" };
    const build = { pid: 17, command: "/cache/uv/builds-v0/.tmp1/bin/python -c import sys; build()" };
    for (const running of [
      [build, uv],
      [uv, build],
    ])
      expect(findUsage(running, toolOf("uv.cache").processes, ["/cache/uv"])).toMatchObject({
        program: "uv",
        pid: 900,
      });
    expect(findUsage([build], toolOf("uv.cache").processes, ["/cache/uv"])).toMatchObject({
      program: "python",
      pid: 17,
    });
  });

  it("names no interpreter in place of a tool", () => {
    const known = catalogue.flatMap(({ processes: { programs = [], aliases = {}, commands = {} } }) => [
      ...programs,
      ...Object.keys(aliases),
      ...Object.keys(commands),
    ]);
    expect(known.filter((name) => /^(java|javaw|node|python\d*|ruby|php|sh|bash)$/.test(name))).toEqual([]);
  });

  it("is told for a program that really runs from it, until it ends", async () => {
    const machine = emptyMachine("linux");
    const directory = onMachine(machine, ".cache/composer");
    layOut("composer.cache", directory);
    const script = join(directory, "files/server.sh");
    const [target] = resolveTools([toolOf("composer.cache")], machine);
    const server = await runFrom(script);
    expect(await usageOf(target)).toMatchObject({ state: "busy", pid: server.pid, command: `/bin/sh ${script}` });
    await server.end();
    expect(await usageOf(target)).toEqual({ state: "idle" });
  });
});

it.each<[platform: NodeJS.Platform, command: string, directory: string, isIt: boolean]>([
  // Programs for Windows write the letter of a volume in either case, and either slash.
  ["win32", "node c:/users/ada/.cache/x/run.js", "C:\\Users\\Ada\\.cache\\x", true],
  ["darwin", "/users/ada/library/caches/x/run", "/Users/ada/Library/Caches/x", true],
  ["linux", "/home/ada/.cache/X/run", "/home/ada/.cache/x", false],
  ["linux", "/home/ada/.cache/xy/run", "/home/ada/.cache/x", false],
])("of %s a command line names a directory as its paths compare: %s", (platform, command, directory, isIt) => {
  expect(namesWithin(command, directory, platform)).toBe(isIt);
});
