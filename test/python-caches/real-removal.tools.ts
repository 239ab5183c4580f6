/** Real tools remove packages from what they keep: what came back is held against the disk, and environments go on. */
import { execFileSync, spawn } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { resolveTarget } from "../../src/developer-caches/resolve";
import type { Machine } from "../../src/files/machine";
import { measure } from "../../src/files/measure";
import { removePackages, type PackagesRequest } from "../../src/python-caches/remove-with-tool";
import { readPackages } from "../../src/python-caches/read-packages";
import { targetOf, toolOf } from "../developer-caches/lay-out";
import { until } from "../support/in-time";
import { itUnless } from "../support/unless";
import { installed, python, type Installed } from "./installed-tool";
import { layOutFiles } from "./lay-out-files";

const machineOf = ({ home, programs }: Installed, env: NodeJS.ProcessEnv): Machine => ({
  platform: process.platform as Machine["platform"],
  home,
  env: { HOME: home, PATH: `${programs}:/usr/bin:/bin`, ...env },
});

/** What a tool keeps, and those packages of it. Absent: none, so that it prunes. */
async function requestOf(machine: Machine, targets: string[], names?: string[]): Promise<PackagesRequest> {
  const resolved = targets.flatMap((id) => resolveTarget(toolOf(id), targetOf(id), machine));
  const roots = resolved.map(({ root, target, path, kept }) => ({
    root,
    target: target.id,
    folder: path.slice(path.lastIndexOf("/") + 1),
    kept,
  }));
  const message = { tool: resolved[0]?.tool.id as PackagesRequest["message"]["tool"], roots };
  const { packages } = await readPackages(message);
  const named = names && packages.filter(({ name }) => name !== undefined && names.includes(name));
  if (named) expect(named.map(({ name }) => name).sort()).toEqual(names.sort());
  return { message, targets: resolved, packages: named };
}

const own = async (root: string): Promise<number> => {
  const { bytes, shared } = await measure(root);
  return bytes - shared;
};

describe.each(["0.1.45", "0.4.1", "0.4.2", "0.7.22", "0.8.19", "0.8.20", ""])("uv %s", (version) => {
  const tool = installed(version === "" ? "uv" : `uv==${version}`);
  const { reason, home, run } = tool;
  const native = /^0\.1\./.test(version) ? ["--native-tls"] : [];
  const leavesUnpacked = /^0\.(1\.|4\.1$)/.test(version);
  const root = join(home, "cache");
  const machine = machineOf(tool, { UV_CACHE_DIR: root });
  const install = (name: string, ...args: string[]) => {
    if (!existsSync(join(home, name))) execFileSync(python, ["-m", "venv", join(home, name)]);
    run("uv", ["pip", "install", ...native, ...args], { UV_CACHE_DIR: root, VIRTUAL_ENV: join(home, name) });
  };
  const imports = (name: string, module: string) => run(join(home, name, "bin/python"), ["-c", `import ${module}`]);

  itUnless(reason, "removes what was named, and what came back is what the disk got", async () => {
    install("one", "six==1.16.0", "attrs==25.3.0", "idna==3.10");
    install("two", "six==1.16.0");
    const [before, disk] = [await measure(root), await own(root)];
    const request = await requestOf(machine, ["uv.cache"], ["attrs"]);
    const attrs = request.packages?.[0];
    expect(attrs?.shared).toBeGreaterThan(50_000);
    const removed = await removePackages(request, machine);
    expect(removed).toMatchObject({ failures: [], stopped: false });
    expect(removed.refused).toBeUndefined();
    expect(removed.reclaimed).toBe(disk - (await own(root)));
    if (leavesUnpacked) {
      expect(removed).toMatchObject({ leftTo: "pruning", left: [{ name: "attrs" }], version });
      const pruned = await removePackages(await requestOf(machine, ["uv.cache"]), machine);
      expect(pruned).toMatchObject({ failures: [], left: [] });
    } else {
      expect(removed).toMatchObject({ left: [], shared: attrs?.shared });
      // All that was said to come back did, and all that was said to be linked did not.
      expect(removed.reclaimed).toBe((attrs?.bytes ?? 0) - (attrs?.shared ?? 0));
      expect(removed.files).toBe(attrs?.files);
    }
    expect(before.bytes - (await measure(root)).bytes).toBe(attrs?.bytes);
    imports("one", "attrs, six, idna");
    imports("two", "six");

    // With links in two environments, in one, and in none.
    const shared: number[] = [];
    for (const gone of ["none", "two", "one"]) {
      execFileSync("rm", ["-rf", join(home, gone)]);
      shared.push((await requestOf(machine, ["uv.cache"], ["six"])).packages?.[0]?.shared ?? -1);
    }
    expect(shared[0]).toBeGreaterThan(30_000);
    expect(shared.slice(1)).toEqual([shared[0], 0]);
    const six = await requestOf(machine, ["uv.cache"], ["six", "idna"]);
    const sum = (six.packages ?? []).reduce((all, one) => all + one.bytes, 0);
    const full = await own(root);
    const rest = await removePackages(six, machine);
    let reclaimed = rest.reclaimed;
    if (leavesUnpacked) reclaimed += (await removePackages({ ...six, packages: undefined }, machine)).reclaimed;
    expect(reclaimed).toBe(sum);
    expect(full - (await own(root))).toBe(sum);
    install("three", "six==1.16.0");
    imports("three", "six");
  });

  itUnless(
    reason,
    "is not at odds with a uv that uses the cache: it waits, and can be stopped, or nothing is begun",
    async () => {
      install("busy", "setuptools==80.9.0", "six==1.16.0");
      const [started, go] = [join(home, "started"), join(home, "go")];
      layOutFiles(home, {
        "slow/setup.py":
          `import os, time\nopen(${JSON.stringify(started)}, "w").close()\n` +
          `while not os.path.exists(${JSON.stringify(go)}): time.sleep(0.02)\n` +
          'from setuptools import setup\nsetup(name="slow", version="1", py_modules=[])\n',
      });
      const busy = spawn(
        join(tool.programs, "uv"),
        ["pip", "install", ...native, "--no-build-isolation", join(home, "slow")],
        { env: { ...process.env, HOME: home, UV_CACHE_DIR: root, VIRTUAL_ENV: join(home, "busy") }, stdio: "ignore" },
      );
      const ended = new Promise((resolve) => busy.once("exit", resolve));
      await until(() => existsSync(started));
      const request = await requestOf(machine, ["uv.cache"], ["six"]);
      const stop = new AbortController();
      const waiting: unknown[] = [];
      const removed = await removePackages(request, machine, {
        signal: stop.signal,
        onWaiting: (usage) => (waiting.push(usage), stop.abort()),
      });
      const waits = version === "" || version === "0.8.20";
      if (waits) {
        expect(waiting).toMatchObject([{ state: "busy", program: "uv" }]);
        expect(removed).toMatchObject({ stopped: true, reclaimed: 0, files: 0 });
      } else {
        expect(removed.refused).toMatch(/^uv is running \(process \d+\)\. Quit it and try again\.$/);
      }
      expect((await requestOf(machine, ["uv.cache"], ["six"])).packages).toEqual(request.packages);
      writeFileSync(go, "");
      await ended;
      expect(await removePackages(request, machine)).toMatchObject({ failures: [], stopped: false });
      imports("busy", "six");
    },
  );
});
