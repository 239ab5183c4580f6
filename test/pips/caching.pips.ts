/** Turning caching off and on, with pips of every generation. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { askInstallation } from "../../src/pip/ask";
import { turnCachingOff, turnCachingOn } from "../../src/pip/switch";
import type { Machine } from "../../src/files/machine";
import { buildSdist, buildWheel } from "../support/distributions";
import { install, isolatedEnvironment } from "../support/pip";
import { temporaryDirectory } from "../support/temporary";
import { filesBelow } from "../support/tree";
import { layoutOf, pipMatrix, startIndexFor } from "./matrix";

const alpha = buildWheel({ name: "alpha", version: "1.0" });
const source = buildSdist({ name: "sourceonly", version: "0.3" });
const text =
  "# mine\n[install]\n; why\nno-compile = yes\n[global]\n# the mirror\ntimeout: 60\n    # further in\n[list]\nformat = columns\n";

it.each(pipMatrix())(
  "pip $version on Python $pythonVersion keeps nothing after Off, and again after On",
  async (pip) => {
    const index = await startIndexFor(pip, [{ files: [alpha] }, { files: [source] }]);
    const home = temporaryDirectory();
    const env = { ...isolatedEnvironment(home), PIP_CONFIG_FILE: "" };
    const machine: Machine = { platform: "linux", home, env };
    const file = join(home, ".config", "pip", "pip.conf");
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    const cacheDirectory = join(home, ".cache", "pip");
    const run = () =>
      install(pip, ["alpha", "sourceonly"], { index, home, cacheDirectory, env: { PIP_CONFIG_FILE: "" } });
    const ask = () => askInstallation({ python: pip.python, origin: "Other" }, { machine, timeoutMs: 60_000 });
    const kept = () => filesBelow(cacheDirectory).filter((path) => !path.startsWith("selfcheck"));

    const installation = await ask();
    expect(installation).toMatchObject({ caching: { state: "on" }, cacheDirectory: { value: cacheDirectory } });
    turnCachingOff(machine, installation);
    expect(readFileSync(file, "utf8")).toBe(text.replace("timeout: 60\n", "timeout: 60\nno-cache-dir = true\n"));
    expect((await ask()).caching).toMatchObject({ state: "off", because: { file, section: "global", line: 8 } });
    await run();
    expect(kept()).toEqual([]);

    expect(turnCachingOn(machine, installation).remaining).toEqual([]);
    expect(readFileSync(file, "utf8")).toBe(text);
    expect((await ask()).caching.state).toBe("on");
    await run();
    const parts = kept().map((path) => path.split("/")[0]);
    expect([...new Set(parts)]).toEqual([layoutOf(pip), "wheels"]);
  },
);
