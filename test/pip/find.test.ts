import { spawnSync } from "node:child_process";
import { linkSync, mkdirSync, renameSync, rmSync, symlinkSync } from "node:fs";
import { join, sep } from "node:path";
import { findInstallations, type FindOptions } from "../../src/pip/find";
import { parseLauncher, parseRegistryFile } from "../../src/pip/windows";
import { findPips } from "../support/pip";
import { temporaryDirectory } from "../support/temporary";
import { describeUnless, noPip } from "../support/unless";
import { layOut, type LaidOut } from "./layout";

/** What is found, below the root, as `origin path`; dead ones with their reason. */
async function found(machine: LaidOut, more: Partial<FindOptions> = {}): Promise<string[]> {
  const candidates = await findInstallations({ ...machine, ...more });
  return candidates.map(({ origin, python, dead }) =>
    [`${origin}: ${python}`, ...(dead ? [dead] : [])].join(" — ").replaceAll(machine.root, "").replaceAll(sep, "/"),
  );
}

describe("on a Mac", () => {
  it("finds Homebrew's Pythons once each, by the path that survives an upgrade", async () => {
    const mac = layOut("darwin");
    for (const version of ["3.11", "3.12"]) {
      const cellar = `/opt/homebrew/Cellar/python@${version}/${version}.9`;
      mac.python(`${cellar}/Frameworks/Python.framework/Versions/${version}/bin/python${version}`);
      mac.link(
        `${cellar}/bin/python${version}`,
        `../Frameworks/Python.framework/Versions/${version}/bin/python${version}`,
      );
      mac.link(`/opt/homebrew/opt/python@${version}`, `../Cellar/python@${version}/${version}.9`);
      mac.link(`/opt/homebrew/bin/python${version}`, `../Cellar/python@${version}/${version}.9/bin/python${version}`);
    }
    mac.link("/opt/homebrew/bin/python3", "../Cellar/python@3.12/3.12.9/bin/python3.12");
    mac.file("/opt/homebrew/bin/python3-config", "#!/bin/sh", 0o755);
    expect(await found(mac)).toEqual([
      "Homebrew: /opt/homebrew/opt/python@3.11/bin/python3.11",
      "Homebrew: /opt/homebrew/opt/python@3.12/bin/python3.12",
    ]);
  });

  it("finds an Intel Homebrew, python.org, MacPorts and the system's old Python", async () => {
    const mac = layOut("darwin");
    mac.python("/usr/local/opt/python@3.9/bin/python3.9");
    mac.python("/Library/Frameworks/Python.framework/Versions/3.12/bin/python3.12");
    mac.link("/Library/Frameworks/Python.framework/Versions/3.12/bin/python3", "python3.12");
    mac.link("/Library/Frameworks/Python.framework/Versions/Current", "3.12");
    mac.link("/usr/local/bin/python3", "/Library/Frameworks/Python.framework/Versions/3.12/bin/python3.12");
    mac.python("/opt/local/Library/Frameworks/Python.framework/Versions/3.10/bin/python3.10");
    mac.link(
      "/opt/local/bin/python3.10",
      "/opt/local/Library/Frameworks/Python.framework/Versions/3.10/bin/python3.10",
    );
    mac.python("/System/Library/Frameworks/Python.framework/Versions/2.7/bin/python2.7");
    expect(await found(mac)).toEqual([
      "Homebrew: /usr/local/opt/python@3.9/bin/python3.9",
      "python.org: /Library/Frameworks/Python.framework/Versions/3.12/bin/python3",
      "MacPorts: /opt/local/bin/python3.10",
      "System: /System/Library/Frameworks/Python.framework/Versions/2.7/bin/python2.7",
    ]);
  });

  it("finds the Python of Xcode and the Command Line Tools, and never the stub that opens an install dialog", async () => {
    const mac = layOut("darwin");
    mac.python("/usr/bin/python3");
    mac.link("/opt/homebrew/bin/python3", "/usr/bin/python3");
    mac.env = { PATH: [join(mac.root, "usr/bin"), join(mac.root, "opt/homebrew/bin")].join(":") };
    expect(
      await found(mac, {
        extraPaths: ["usr/bin", "usr/bin/python3", "opt/homebrew/bin/python3"].map((path) => join(mac.root, path)),
        selfcheckPrefixes: [join(mac.root, "usr")],
      }),
    ).toEqual([]);
    const tools = "/Library/Developer/CommandLineTools";
    mac.python(`${tools}/Library/Frameworks/Python3.framework/Versions/3.9/bin/python3.9`);
    mac.link(`${tools}/usr/bin/python3`, "../../Library/Frameworks/Python3.framework/Versions/3.9/bin/python3.9");
    mac.python("/Applications/Xcode-beta.app/Contents/Developer/usr/bin/python3");
    mac.link("/var/db/xcode_select_link", "/Applications/Xcode-beta.app/Contents/Developer");
    expect(await found(mac)).toEqual([
      "Command Line Tools: /Library/Developer/CommandLineTools/usr/bin/python3",
      "Xcode: /Applications/Xcode-beta.app/Contents/Developer/usr/bin/python3",
    ]);
  });

  it("finds what version managers, conda and pipx keep, and none of their shims", async () => {
    const mac = layOut("darwin");
    for (const prefix of [
      ...["~/.pyenv/versions/3.12.1", "~/.asdf/installs/python/3.11.4", "~/.local/share/mise/installs/python/3.13.0"],
      ...["~/.rye/py/cpython@3.12.3", "~/.local/share/uv/python/cpython-3.12.8-macos-aarch64-none", "~/miniforge3"],
      ...["~/miniforge3/envs/lab", "/opt/homebrew/Caskroom/miniconda/base", "~/elsewhere/environment"],
    ]) {
      mac.python(`${prefix}/bin/python3.12`);
      mac.link(`${prefix}/bin/python`, "python3.12");
      if (/conda|forge|elsewhere/.test(prefix)) mac.file(`${prefix}/conda-meta/history`);
    }
    mac.link("~/.pyenv/versions/3.12", "3.12.1");
    mac.file(
      "~/.conda/environments.txt",
      `${mac.home}/miniforge3/envs/lab\n${mac.home}/elsewhere/environment\n${mac.home}/removed\n`,
    );
    mac.python("~/.local/pipx/shared/bin/python");
    mac.file("~/.local/pipx/shared/pyvenv.cfg");
    mac.file("~/.pyenv/shims/python3", "#!/usr/bin/env bash\n", 0o755);
    mac.python("/opt/homebrew/bin/mise");
    mac.link("~/.local/share/mise/shims/python3", "/opt/homebrew/bin/mise");
    mac.env = { PATH: [join(mac.home, ".pyenv/shims"), join(mac.home, ".local/share/mise/shims")].join(":") };
    expect(await found(mac)).toEqual([
      "pyenv: /Users/ada/.pyenv/versions/3.12/bin/python",
      "asdf: /Users/ada/.asdf/installs/python/3.11.4/bin/python",
      "mise: /Users/ada/.local/share/mise/installs/python/3.13.0/bin/python",
      "Rye: /Users/ada/.rye/py/cpython@3.12.3/bin/python",
      "uv: /Users/ada/.local/share/uv/python/cpython-3.12.8-macos-aarch64-none/bin/python",
      "conda: /Users/ada/miniforge3/bin/python",
      "conda: /Users/ada/miniforge3/envs/lab/bin/python",
      "pipx: /Users/ada/.local/pipx/shared/bin/python",
      "conda: /opt/homebrew/Caskroom/miniconda/base/bin/python",
      "conda: /Users/ada/elsewhere/environment/bin/python",
      "conda: /Users/ada/removed — The folder is gone.",
    ]);
  });
});

describe("on Windows", () => {
  function windows(): LaidOut {
    const pc = layOut("win32");
    const system = join(pc.root, "Windows");
    mkdirSync(join(system, "System32"), { recursive: true });
    pc.env = {
      SystemRoot: system,
      SYSTEMDRIVE: pc.root,
      LOCALAPPDATA: join(pc.home, "AppData/Local"),
      APPDATA: join(pc.home, "AppData/Roaming"),
      ProgramFiles: join(pc.root, "Program Files"),
      ProgramData: join(pc.root, "ProgramData"),
    };
    return pc;
  }

  it("finds installers' Pythons, conda, pyenv-win, Scoop and environments by their own layout", async () => {
    const pc = windows();
    pc.python("~/AppData/Local/Programs/Python/Python312/python.exe");
    pc.file("~/AppData/Local/Programs/Python/Python312/pythonw.exe", "no console");
    pc.python("Program Files/Python311/python.exe");
    pc.python("~/miniconda3/python.exe");
    pc.file("~/miniconda3/conda-meta/history");
    pc.python("~/.pyenv/pyenv-win/versions/3.10.5/python.exe");
    pc.python("~/scoop/apps/python/current/python.exe");
    pc.python("~/Envs/web/Scripts/python.exe");
    pc.file("~/Envs/web/pyvenv.cfg", `home = ${pc.home}/AppData/Local/Programs/Python/Python312\n`);
    expect(await found(pc)).toEqual([
      "python.org: /Users/ada/AppData/Local/Programs/Python/Python312/python.exe",
      "python.org: /Program Files/Python311/python.exe",
      "pyenv: /Users/ada/.pyenv/pyenv-win/versions/3.10.5/python.exe",
      "conda: /Users/ada/miniconda3/python.exe",
      "Scoop: /Users/ada/scoop/apps/python/current/python.exe",
      "virtual environment: /Users/ada/Envs/web/Scripts/python.exe",
    ]);
  });

  it("passes over the Store's aliases that lead nowhere, and finds the Python of a Store that is installed", async () => {
    const pc = windows();
    const apps = "~/AppData/Local/Microsoft/WindowsApps";
    for (const name of ["python.exe", "python3.exe"]) pc.file(`${apps}/${name}`);
    for (const name of ["python.exe", "python3.12.exe"]) {
      pc.file(`${apps}/PythonSoftwareFoundation.Python.3.12_qbz5n2kfra8p0/${name}`);
    }
    pc.env.Path = join(pc.home, "AppData/Local/Microsoft/WindowsApps");
    expect(await found(pc)).toEqual([
      "Microsoft Store: /Users/ada/AppData/Local/Microsoft/WindowsApps/PythonSoftwareFoundation.Python.3.12_qbz5n2kfra8p0/python3.12.exe",
    ]);
    const named = join(pc.home, "AppData/Local/Microsoft/WindowsApps/python.exe");
    expect(await found(pc, { extraPaths: [named] })).toContain(
      `Preferences: ${named.replace(pc.root, "").replaceAll(sep, "/")}`,
    );
  });

  it("asks the registry and the launcher at their absolute paths", async () => {
    const pc = windows();
    const [one, two] = [pc.python("Tools/One/python.exe"), pc.python("Tools/Two/python.exe")];
    const key = "HKEY_CURRENT_USER\\Software\\Python\\PythonCore\\3.12\\InstallPath";
    pc.file(
      "Windows/System32/reg.exe",
      `#!/bin/sh\nprintf '\\n%s\\n    ExecutablePath    REG_SZ    %s\\n' '${key.replaceAll("\\", "\\\\")}' '${one}'\n`,
      0o755,
    );
    pc.file("Windows/py.exe", `#!/bin/sh\necho ' -V:3.12 *        ${one}'\necho ' -V:3.11          ${two}'\n`, 0o755);
    expect(await found(pc)).toEqual(["Other: /Tools/One/python.exe", "Other: /Tools/Two/python.exe"]);
  });

  it("reads exported keys of the registry: letters of any language, variables, old keys without a path", () => {
    const expandable = Buffer.from("%LOCALAPPDATA%\\Py\\python.exe\0", "utf16le");
    const bytes = [...expandable].map((byte) => byte.toString(16).padStart(2, "0"));
    const file = [
      "\ufeffWindows Registry Editor Version 5.00",
      "",
      "[HKEY_LOCAL_MACHINE\\Software\\Python\\PythonCore\\3.12]",
      '"DisplayName"="Python 3.12 (64-bit)"',
      "",
      "[HKEY_LOCAL_MACHINE\\Software\\Python\\PythonCore\\3.12\\InstallPath]",
      '@="C:\\\\Program Files\\\\Python312\\\\"',
      '"ExecutablePath"="C:\\\\Program Files\\\\Python312\\\\python.exe"',
      '"WindowedExecutablePath"="C:\\\\Program Files\\\\Python312\\\\pythonw.exe"',
      "",
      "[HKEY_CURRENT_USER\\Software\\Python\\PythonCore\\3.11\\InstallPath]",
      '"ExecutablePath"="C:\\\\Users\\\\Jürgen Müller\\\\パイソン\\\\python.exe"',
      "",
      "[HKEY_CURRENT_USER\\Software\\Python\\PythonCore\\3.10\\InstallPath]",
      `"ExecutablePath"=hex(2):${bytes.slice(0, 20).join(",")},\\`,
      `  ${bytes.slice(20).join(",")}`,
      "",
      "[HKEY_LOCAL_MACHINE\\Software\\Python\\PythonCore\\2.7\\InstallPath]",
      '@="C:\\\\Python27\\\\"',
      "",
      "[HKEY_LOCAL_MACHINE\\Software\\Python\\PythonCore\\2.7\\PythonPath]",
      '@="C:\\\\Python27\\\\Lib;C:\\\\Python27\\\\DLLs"',
      "",
    ].join("\r\n");
    expect(parseRegistryFile(file)).toEqual([
      "C:\\Program Files\\Python312\\python.exe",
      "C:\\Users\\Jürgen Müller\\パイソン\\python.exe",
      "%LOCALAPPDATA%\\Py\\python.exe",
      "C:\\Python27\\python.exe",
    ]);
  });

  it("reads the lists of new and old launchers", () => {
    expect(
      parseLauncher(
        [
          " -V:3.12 *        C:\\Users\\Ada L\\AppData\\Local\\Programs\\Python\\Python312\\python.exe",
          " -V:ContinuumAnalytics/py39_4.12.0-64 C:\\conda\\python.exe",
          " -3.8-64        C:\\Python38\\python.exe *",
          "Installed Pythons found by py Launcher for Windows",
          "No Installed Pythons Found!",
        ].join("\r\n"),
      ),
    ).toEqual([
      "C:\\Users\\Ada L\\AppData\\Local\\Programs\\Python\\Python312\\python.exe",
      "C:\\conda\\python.exe",
      "C:\\Python38\\python.exe",
    ]);
  });
});

describe("on Linux", () => {
  it("takes several names of one Python for one, also where they are hard links", async () => {
    const linux = layOut("linux");
    linux.python("/usr/bin/python3.11");
    linux.python("/usr/bin/python3.9");
    linux.link("/usr/bin/python3", "python3.11");
    linux.link("/bin", "/usr/bin");
    linux.file("/usr/bin/python3-config", "#!/bin/sh", 0o755);
    linkSync(join(linux.root, "usr/bin/python3.9"), join(linux.root, "usr/bin/python3.9t"));
    linux.env = { PATH: join(linux.root, "bin") };
    expect(await found(linux)).toEqual(["System: /usr/bin/python3.11", "System: /usr/bin/python3.9t"]);
  });

  it("keeps conda environments apart that share one file", async () => {
    const linux = layOut("linux");
    const python = linux.python("~/miniconda3/bin/python3.12");
    linux.file("~/miniconda3/envs/one/conda-meta/history");
    mkdirSync(join(linux.home, "miniconda3/envs/one/bin"));
    linkSync(python, join(linux.home, "miniconda3/envs/one/bin/python3.12"));
    expect(await found(linux)).toHaveLength(2);
  });

  it("finds what the person names: an interpreter of any name, an environment, a folder", async () => {
    const linux = layOut("linux");
    const wrapper = linux.file("/srv/tool/run-python", "#!/bin/sh\n", 0o755);
    linux.python("/srv/environment/bin/python3");
    linux.python("/srv/many/python3.8");
    const folders = ["/srv/environment", "/srv/many"].map((path) => join(linux.root, path));
    expect(await found(linux, { extraPaths: [wrapper, ...folders, join(linux.root, "srv/gone/python")] })).toEqual([
      "Preferences: /srv/tool/run-python",
      "Preferences: /srv/environment/bin/python3",
      "Preferences: /srv/many/python3.8",
      "Preferences: /srv/gone/python — It is gone.",
    ]);
  });

  it("ends with the signal's reason when it is stopped", async () => {
    const signal = AbortSignal.abort(new Error("enough"));
    await expect(findInstallations({ ...layOut("linux"), signal })).rejects.toThrow("enough");
  });
});

describeUnless(findPips().length > 0 ? undefined : noPip, "real environments", () => {
  const python = findPips().findLast(({ pythonVersion }) => pythonVersion.startsWith("3."))?.python ?? "";

  function makeEnvironment(base: string, path: string, ...options: string[]): void {
    const { status, stderr } = spawnSync(base, ["-m", "venv", "--without-pip", ...options, path], { encoding: "utf8" });
    if (status !== 0) throw new Error(stderr);
  }

  it("counts each as one of its own, found by what pip noted in its cache and by VIRTUAL_ENV, and once when moved", async () => {
    const home = temporaryDirectory();
    const [linked, copied] = [join(home, "linked"), join(home, "copied")];
    makeEnvironment(python, linked);
    makeEnvironment(python, copied, "--copies");
    symlinkSync(linked, join(home, "alias"));
    const machine = { platform: "linux", home, root: join(home, "none"), env: { VIRTUAL_ENV: linked } } as const;
    const candidates = await findInstallations({
      ...machine,
      selfcheckPrefixes: [linked, copied, join(home, "alias")],
    });
    expect(candidates).toEqual([
      { python: join(linked, "bin", "python"), origin: "virtual environment", environment: linked },
      // The cache alone names it: listed, and not asked by itself.
      { python: join(copied, "bin", "python"), origin: "virtual environment", environment: copied, byCacheOnly: true },
    ]);
  });

  it("does not look at what a cache names on another machine, or by a relative path", async () => {
    const machine = { ...layOut("linux"), selfcheckPrefixes: ["//host/share", String.raw`\\host\share`, "venv"] };
    expect(await findInstallations(machine)).toEqual([]);
  });

  it("names those that are dead: deleted, emptied, or made with a Python that is gone", async () => {
    const home = temporaryDirectory();
    const base = join(home, "base");
    mkdirSync(join(base, "bin"), { recursive: true });
    symlinkSync(python, join(base, "bin", "python3"));
    const paths = ["linked", "copied", "emptied", "deleted"].map((name) => join(home, name));
    const [linked, copied, emptied, deleted] = paths;
    makeEnvironment(join(base, "bin", "python3"), linked);
    makeEnvironment(join(base, "bin", "python3"), copied, "--copies");
    makeEnvironment(python, emptied);
    rmSync(join(emptied, "bin"), { recursive: true });
    renameSync(base, join(home, "base-was-here"));
    const machine = { platform: "linux", home, root: join(home, "none"), env: {} } as const;
    const candidates = await findInstallations({ ...machine, selfcheckPrefixes: [...paths] });
    expect(candidates.map(({ environment, dead }) => [environment, dead])).toEqual([
      [linked, `The Python it was made with, in ${join(base, "bin")}, is gone.`],
      [copied, `The Python it was made with, in ${join(base, "bin")}, is gone.`],
      [emptied, "There is no Python in it any more."],
      [deleted, "The folder is gone."],
    ]);
  });
});
