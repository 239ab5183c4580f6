/** Real tools fill their caches, over the network: what is read of them is held against the disk and against the tools. */
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { measure } from "../../src/files/measure";
import { walk } from "../../src/files/walk";
import { sumOfSizes } from "../support/tree";
import { itUnless } from "../support/unless";
import { allocatedIn, installed, python } from "./installed-tool";
import { linesOf, readFolders } from "./lay-out-files";

describe.each(["0.1.45", "0.2.37", "0.4.30", "0.7.22", ""])("uv %s", (version) => {
  const { reason, home, run } = installed(version === "" ? "uv" : `uv==${version}`);
  const native = /^0\.1\./.test(version) ? ["--native-tls"] : [];
  const root = join(home, "cache");
  const env = (name: string) => ({ UV_CACHE_DIR: root, VIRTUAL_ENV: join(home, name) });
  const install = (name: string, ...args: string[]) => {
    if (!existsSync(join(home, name))) execFileSync(python, ["-m", "venv", join(home, name)]);
    run("uv", ["pip", "install", ...native, ...args], env(name));
  };
  const read = () => readFolders("uv", [["uv.cache", root]]);
  const rowOf = async (name: string) => (await read()).packages.find((one) => one.name === name);

  itUnless(
    reason,
    "every package is named, sums are those of the disk, and what is removed is what was said",
    async () => {
      install("one", "six==1.16.0", "attrs==25.3.0", "idna==3.10");
      install("one", "docopt==0.6.2", "--no-binary", "docopt");
      const { packages, total, unreadable } = await read();
      expect(unreadable).toEqual([]);
      const lines = linesOf(packages).join("\n");
      for (const one of ["six 1.16.0", "attrs 25.3.0", "idna 3.10", "docopt 0.6.2"]) {
        expect(lines).toContain(`${one} unpacked wheel`);
      }
      expect(lines).toMatch(/docopt 0\.6\.2 (built wheel|source distribution)/);
      const known = ["attrs", "docopt", "idna", "setuptools", "six", "wheel"];
      expect(packages.flatMap(({ name }) => name ?? []).filter((name) => !known.includes(name))).toEqual([]);
      const measured = await measure(root);
      expect(total).toMatchObject({ bytes: measured.bytes, shared: measured.shared, files: measured.files });
      expect(packages.reduce((sum, { bytes }) => sum + bytes, 0)).toBe(total.bytes);
      const links = [...walk(root)].reduce((sum, file) => sum + (file?.type === "link" ? file.size : 0), 0);
      expect(total.bytes - links).toBe(sumOfSizes(root));
      expect(total.bytes - (packages.find(({ name }) => name === undefined)?.bytes ?? 0)).toBeGreaterThan(
        0.9 * total.bytes,
      );

      // Linked into one environment, and then none.
      const six = await rowOf("six");
      expect(six?.shared).toBeGreaterThan(30_000);
      execFileSync("rm", ["-r", join(home, "one")]);
      const alone = await rowOf("six");
      expect(alone).toMatchObject({ bytes: six?.bytes, shared: 0 });

      // uv's own removal takes what was said, and nothing else.
      install("two", "six==1.16.0");
      const before = await read();
      const attrs = before.packages.find(({ name }) => name === "attrs");
      run("uv", ["cache", "clean", "attrs"], env("two"));
      // Until 0.4.1 uv leaves what is unpacked, which it removes when it is pruned.
      if (/^0\.[12]\./.test(version)) run("uv", ["cache", "prune"], env("two"));
      const after = await read();
      expect(after.packages.map(({ name }) => name)).not.toContain("attrs");
      expect(before.total.bytes - after.total.bytes).toBe(attrs?.bytes);
      run(join(home, "two/bin/python"), ["-c", "import six"]);
    },
  );
});

describe("the newest uv", () => {
  const { reason, home, run } = installed("uv");
  const root = join(home, "cache");

  itUnless(
    reason,
    "what uvx keeps as an environment is none of the packages, and has none of their bytes",
    async () => {
      run("uv", ["tool", "run", "--from", "cowsay==6.1", "cowsay", "-t", "hello"], { UV_CACHE_DIR: root });
      const { packages, total } = await readFolders("uv", [["uv.cache", root]]);
      const lines = linesOf(packages).join("\n");
      expect(lines).toMatch(/^cowsay 6\.1 unpacked wheel (\d+)\/\d+$/m);
      expect(lines).toContain("uv#environment environment");
      expect(total).toMatchObject({ shared: 0, bytes: (await measure(root)).bytes });
      const said = Number(run("uv", ["cache", "size", "--preview-features", "cache-size"], { UV_CACHE_DIR: root }));
      // By what is in the files, or by blocks, folders included.
      expect([total.bytes, sumOfSizes(root), allocatedIn(root)]).toContain(said);
    },
  );
});

const project = (name: string, source = "") =>
  `[project]\nname = "${name}"\nversion = "1.0"\nrequires-python = ">=3.9"\n` +
  `dependencies = ["six==1.16.0", "docopt==0.6.2"]\n${source}`;

describe("Poetry", () => {
  const { reason, home, run } = installed("poetry");

  itUnless(reason, "names every artifact, and every answer that tells whose it is", async () => {
    const cache = join(home, "poetry");
    const index = run("python", ["-c", "from pip._internal.models.index import PyPI; print(PyPI.simple_url)"]).trim();
    const source = `[tool.poetry]\npackage-mode = false\n[[tool.poetry.source]]\nname = "index"\nurl = "${index}/"\npriority = "primary"\n`;
    writeFileSync(join(home, "pyproject.toml"), project("app", source));
    const env = { POETRY_CACHE_DIR: cache };
    run("poetry", ["env", "use", python], env);
    run("poetry", ["lock", "-n"], env);
    run("poetry", ["install", "-n", "--no-root"], env);
    const folders: [string, string][] = [
      ["poetry.cache", join(cache, "cache")],
      ["poetry.artifacts", join(cache, "artifacts")],
    ];
    const { packages, total } = await readFolders("poetry", folders);
    const lines = linesOf(packages).join("\n");
    for (const one of ["six 1.16.0 wheel", "docopt 0.6.2 source distribution", "six 1.16.0 metadata"])
      expect(lines).toContain(one);
    expect(
      packages.flatMap(({ name }) => name ?? []).filter((name) => !/^(six|docopt|setuptools|wheel)$/.test(name)),
    ).toEqual([]);
    expect(total.bytes).toBe(folders.reduce((sum, [, root]) => sum + sumOfSizes(root), 0));
  });
});

describe("PDM", () => {
  // The newest cannot lock with the newest of what it depends on.
  const { reason, home, run } = installed("pdm<2.26", "hishel<1", "unearth<0.18");

  itUnless(reason, "names what it built, and what projects link to", async () => {
    const cache = join(home, "pdm");
    writeFileSync(join(home, "pyproject.toml"), project("app"));
    const env = { PDM_CACHE_DIR: cache, PDM_CHECK_UPDATE: "false" };
    run("pdm", ["config", "install.cache", "true"], env);
    run("pdm", ["install", "--no-self"], env);
    const named = readdirSync(cache).filter((name) => ["http", "wheels", "hashes", "metadata"].includes(name));
    const folders = named.map((name): [string, string] => ["pdm.cache", join(cache, name)]);
    const { packages, total } = await readFolders("pdm", [...folders, ["pdm.packages", join(cache, "packages")]]);
    const lines = linesOf(packages).join("\n");
    for (const one of ["six 1.16.0 unpacked package", "docopt 0.6.2 unpacked package", "docopt 0.6.2 built wheel"]) {
      expect(lines).toContain(one);
    }
    expect(packages.flatMap(({ name }) => name ?? []).sort()).toEqual(["docopt", "six"]);
    expect(total.bytes).toBe([...named, "packages"].reduce((sum, name) => sum + sumOfSizes(join(cache, name)), 0));
  });
});

describe("conda", () => {
  const { reason, home, run } = installed("conda-package-handling");

  itUnless(reason, "names archives that conda's own packer made, and what its own unpacker made of them", async () => {
    const folder = join(home, "pkgs");
    const made = join(home, "made/info");
    mkdirSync(made, { recursive: true });
    mkdirSync(folder);
    writeFileSync(
      join(made, "index.json"),
      JSON.stringify({ name: "ruamel.yaml", version: "0.18.6", build: "py312h98912ed_0" }),
    );
    for (const ending of [".conda", ".tar.bz2"]) {
      run("cph", ["create", join(home, "made"), `ruamel.yaml-0.18.6-py312h98912ed_0${ending}`, "--out-folder", folder]);
    }
    run("cph", ["extract", join(folder, "ruamel.yaml-0.18.6-py312h98912ed_0.conda")]);
    const { packages, total } = await readFolders("conda", [["conda.packages", folder]]);
    expect(packages).toMatchObject([{ name: "ruamel.yaml", shared: 0 }]);
    expect(packages[0]?.versions.map(({ kind, version }) => `${version} ${kind}`).sort()).toEqual([
      "0.18.6 package archive",
      "0.18.6 unpacked package",
    ]);
    expect(total.bytes).toBe(sumOfSizes(folder));
  });
});
