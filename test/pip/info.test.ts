import { join } from "node:path";
import { parseInfo, pipCacheInfo } from "../../src/pip/info";
import type { Machine } from "../../src/files/machine";
import { purgeWithPip } from "../../src/pip/purge";
import { buildSdist, buildWheel } from "../support/distributions";
import { startIndex } from "../support/index-server";
import { atLeast, describeWithPips, findPips, install, isolatedEnvironment } from "../support/pip";
import { temporaryDirectory } from "../support/temporary";
import { filesBelow } from "../support/tree";
import { itUnless } from "../support/unless";

function emptyMachine(): Machine {
  const home = temporaryDirectory();
  return { platform: "linux", home, env: { ...isolatedEnvironment(home), PIP_CACHE_DIR: join(home, "cache") } };
}

describeWithPips("a real pip", (pip, layout) => {
  it("says what it counts and lists, and purges, with its own words", async () => {
    const machine = emptyMachine();
    const cacheDirectory = join(machine.home, "cache");
    const index = await startIndex([
      { files: [buildWheel({ name: "alpha", version: "1.0" })] },
      { files: [buildSdist({ name: "sourceonly", version: "0.3" })] },
    ]);
    await install(pip, ["alpha", "sourceonly"], { index, cacheDirectory });
    const downloads = filesBelow(cacheDirectory).filter((path) => path.startsWith(`${layout}/`));
    expect(await pipCacheInfo(pip, { machine })).toMatchObject({
      httpFiles: downloads.length,
      wheels: 1,
      listed: 1,
      locations: expect.arrayContaining([join(cacheDirectory, layout), join(cacheDirectory, "wheels")]),
      list: expect.stringContaining("sourceonly-0.3-py3-none-any.whl"),
    });

    const purge = await purgeWithPip(pip, { machine });
    expect(purge.code).toBe(0);
    expect(purge.output).toMatch(new RegExp(`^Files removed: ${downloads.length + 1}\\b`));
    expect(filesBelow(cacheDirectory).filter((path) => path.startsWith(`${layout}/`))).toEqual([]);
    expect(await pipCacheInfo(pip, { machine })).toMatchObject({ httpFiles: 0, wheels: 0, listed: 0 });
  });

  it("that has no cache says why", async () => {
    const machine = emptyMachine();
    machine.env.PIP_NO_CACHE_DIR = "1";
    const disabled = "pip cache commands can not function since cache is disabled.";
    expect(await pipCacheInfo(pip, { machine })).toEqual({ unknown: disabled });
    expect(await purgeWithPip(pip, { machine })).toEqual({ code: 1, output: `ERROR: ${disabled}` });
  });
});

const old = findPips().find(({ version }) => !atLeast(version, "20.1"));

itUnless(
  old ? undefined : "there is no pip older than 20.1",
  "a pip from before the cache command says so",
  async () => {
    expect(await pipCacheInfo(old!, { machine: emptyMachine() })).toEqual({
      unknown: expect.stringContaining('unknown command "cache"'),
    });
  },
);

it.each([
  [
    "20.1",
    "Location: /c/wheels\nSize: 1.7 kB\nNumber of wheels: 2\n",
    { wheels: 2, wheelsSize: "1.7 kB", locations: ["/c/wheels"] },
  ],
  [
    "20.3",
    "Package index page cache location: /c/http\nPackage index page cache size: 4.1 MB\nNumber of HTTP files: 10\nWheels location: /c/wheels\nWheels size: 0 bytes\nNumber of wheels: 0\n",
    { httpFiles: 10, httpSize: "4.1 MB", wheels: 0, wheelsSize: "0 bytes", locations: ["/c/http", "/c/wheels"] },
  ],
  [
    "23.3",
    "Package index page cache location (pip v23.3+): /c/http-v2\nPackage index page cache location (older pips): /c/http\nPackage index page cache size: 4.1 MB\nNumber of HTTP files: 10\nLocally built wheels location: /c/wheels\nLocally built wheels size: 872 bytes\nNumber of locally built wheels: 1\n",
    {
      httpFiles: 10,
      httpSize: "4.1 MB",
      wheels: 1,
      wheelsSize: "872 bytes",
      locations: ["/c/http-v2", "/c/http", "/c/wheels"],
    },
  ],
])("reads what pip %s says", (_, output, expected) => {
  expect(parseInfo(output)).toEqual(expected);
});
