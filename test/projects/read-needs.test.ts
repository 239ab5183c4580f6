import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { scan } from "../../src/pip-cache/scan/scan";
import { isNeeded } from "../../src/projects/needed";
import { readNeeds, type ReadNeeds } from "../../src/projects/read-needs";
import { cachesAt } from "../support/caches";
import { buildWheel } from "../support/distributions";
import { cacheFile, type Cache } from "../support/package-entries";
import { keyOf, neededIn } from "../support/sources";
import { temporaryDirectory } from "../support/temporary";

const home = temporaryDirectory();
const write = (path: string, text: string) => {
  mkdirSync(dirname(join(home, path)), { recursive: true });
  writeFileSync(join(home, path), text);
};
const install = (environment: string, name: string, version: string, requires: string[] = []) =>
  write(
    `${environment}/lib/python3.12/site-packages/${name}-${version}.dist-info/METADATA`,
    `Metadata-Version: 2.1\nName: ${name}\nVersion: ${version}\n${requires.map((one) => `Requires-Dist: ${one}\n`).join("")}\n`,
  );

/** As a thread, or on this one. */
async function read(threads: 0 | 1, more: { remembered?: Uint8Array; at?: number; signal?: AbortSignal } = {}) {
  const { signal, remembered, at = 0 } = more;
  const last = remembered && { remembered: { path: join(home, "sources.bin"), bytes: remembered } };
  const [cache] = cachesAt(join(home, "cache"));
  const { rows } = await scan(cache);
  const machine = { platform: "linux" as const, home, env: {}, root: join(home, "root") };
  const caches = [{ cache, rows: rows.toPart() }];
  return readNeeds(
    { machine, mounts: [], folders: [join(home, "code")], pythons: [], caches, ...last, at },
    { threads, signal },
  );
}

const named = ({ needs }: ReadNeeds) => needs.sources.map(({ name, kind }) => `${kind} ${name}`).sort();

beforeAll(() => {
  const cache: Cache = { directory: join(home, "cache"), layout: "http-v2" };
  const wheels: [name: string, version: string, requires?: string[]][] = [
    ["app", "1.0", ["lib", "deep; extra == 'x'"]],
    ["app", "2.0"],
    ["lib", "1.0"],
    ["lib", "2.0", ["deep"]],
    ["deep", "1.0"],
    ["locked", "1.0"],
    ["pooled", "1.0"],
    ["alone", "1.0"],
  ];
  for (const [name, version, requires] of wheels) cacheFile(cache, buildWheel({ name, version, requires }));
  write("code/one/pyproject.toml", '[project]\nname = "First"\ndependencies = ["app<2", "locked"]\n');
  write("code/one/.venv/pyvenv.cfg", "version = 3.12.1\nimplementation = CPython\n");
  install("code/one/.venv", "lib", "1.0");
  write("code/two/uv.lock", '[[package]]\nname = "locked"\nversion = "1.0"\nsource = { registry = "x" }\n');
  write(".virtualenvs/pool/pyvenv.cfg", "version = 3.12.1\n");
  write(".virtualenvs/pool/.project", join(home, "code/two"));
  install(".virtualenvs/pool", "pooled", "1.0");
});

describe.each([1, 0] as const)("with threads=%s", (threads) => {
  it("what environments and projects need is found, and who they are", async () => {
    const read1 = await read(threads);
    expect(named(read1)).toEqual(["environment one/.venv", "environment pool", "project First", "project two"]);
    expect(neededIn(read1.needs)).toEqual([
      "app==1.0 named",
      "lib==1.0 installed+required",
      "locked==1.0 named+locked",
      "pooled==1.0 installed",
    ]);
    expect(read1.found.failures).toEqual([]);
  });

  it("a lock that is deleted counts as it was read last", async () => {
    const { remembered } = await read(threads, { at: 1_000 });
    write("code/two/pyproject.toml", '[project]\nname = "two"\n');
    rmSync(join(home, "code/two/uv.lock"));
    const { needs } = await read(threads, { remembered, at: 2_000 });
    const reasons = needs.packages.get(keyOf("locked"))?.versions.get("1.0");
    expect(reasons).toContainEqual(expect.objectContaining({ how: "locked", unreadableSince: 1_000 }));
    rmSync(join(home, "code/two/pyproject.toml"));
    write("code/two/uv.lock", '[[package]]\nname = "locked"\nversion = "1.0"\nsource = { registry = "x" }\n');
  });

  it("it ends when it is aborted", async () => {
    const controller = new AbortController();
    const reading = read(threads, { signal: controller.signal });
    controller.abort(new Error("left"));
    await expect(reading).rejects.toThrow("left");
  });
});

it("what is handed over in many parts is whole", async () => {
  const many = Array.from({ length: 1_500 }, (_, at) => `package-${at}`);
  const cache: Cache = { directory: join(home, "cache"), layout: "http-v2" };
  for (const name of many.slice(0, 50)) cacheFile(cache, buildWheel({ name, version: "1.0" }));
  const lock = many.map((name) => `[[package]]\nname = "${name}"\nversion = "1.0"\nsource = { registry = "x" }\n`);
  for (let at = 0; at < 50; at++) write(`code/many-${at}/uv.lock`, lock.join("\n"));
  const { needs } = await read(1);
  expect(needs.sources).toHaveLength(54);
  for (const name of many.slice(0, 50)) {
    expect(isNeeded(needs, keyOf(name), "1.0")).toBe(true);
    expect(needs.packages.get(keyOf(name))?.sources).toHaveLength(50);
  }
});
