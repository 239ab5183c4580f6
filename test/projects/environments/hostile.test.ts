/** What is broken, foreign or made to harm is reported by its path, stops nothing, and leads nowhere else. */
import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { thisMachine } from "../../../src/files/machine";
import { encodeName } from "../../../src/files/names";
import { runToEnd } from "../../../src/files/tasks";
import { environmentAt } from "../../../src/projects/environments/environment-at";
import type { LookOut } from "../../../src/projects/environments/look-out";
import type { Environment } from "../../../src/projects/source";
import { temporaryDirectory } from "../../support/temporary";
import { fewerUnderWine, itUnless, NOBODY, noSuperuser, notLinux } from "../../support/unless";
import { readGiven } from "./read-all";

const lookOut: LookOut = { machine: thisMachine(), mounts: [] };
const metadata = (name: string, version: string, more = "") =>
  `Metadata-Version: 2.1\nName: ${name}\nVersion: ${version}\n${more}`;

/** One that others may enter. */
function openedDirectory(): string {
  const directory = temporaryDirectory();
  chmodSync(directory, 0o755);
  return directory;
}

/** An environment with nothing in it but what the test adds. */
class Laid {
  readonly prefix = join(openedDirectory(), "venv");
  readonly packages = join(this.prefix, "lib", "python3.12", "site-packages");

  constructor() {
    mkdirSync(this.packages, { recursive: true });
    writeFileSync(join(this.prefix, "pyvenv.cfg"), "home = /usr/bin\nversion = 3.12.1\n");
  }

  info(folder: string, files: Record<string, string | Buffer>): string {
    const path = join(this.packages, folder);
    mkdirSync(path, { recursive: true });
    for (const [name, text] of Object.entries(files)) writeFileSync(join(path, name), text);
    return path;
  }

  read(): Environment {
    const environment = runToEnd(environmentAt(this.prefix, lookOut));
    if (environment === undefined) throw new Error("It is none.");
    return environment;
  }
}

const listed = ({ installed }: Environment) => installed.map(({ name, version }) => `${name} ${version}`);
const failed = ({ failures }: Environment, prefix: string) =>
  failures.map(({ path, reason }) => [path.slice(prefix.length + 1), reason]);

it("of a folder of a hundred thousand packages so many are read as anybody has, and it is said by its path", () => {
  const laid = new Laid();
  for (let at = 0; at < 100_000; at++) mkdirSync(join(laid.packages, `p${at}-1.0.dist-info`));
  laid.info("broken-1.0.dist-info", {});
  const other = new Laid();
  other.info("good-5.0.dist-info", { METADATA: metadata("good", "5.0") });
  const { environments } = readGiven(lookOut, [], [laid.prefix, other.prefix]);
  const at = (prefix: string) => environments.find(({ path }) => path === prefix);
  expect(at(laid.prefix)?.installed).toHaveLength(20_000);
  expect(at(laid.prefix)?.failures).toMatchObject([
    { path: laid.packages, reason: "It holds more than 20,000 packages: the others are not read." },
  ]);
  expect(at(other.prefix)?.installed).toHaveLength(1);
});

it("of packages that require a million others the rest is not read, and it is said by path", () => {
  const laid = new Laid();
  // As much as a file may have.
  const requires = Array.from({ length: 40_000 }, (_, at) => `Requires-Dist: p${at}\n`).join("");
  for (let at = 0; at < 30; at++) {
    laid.info(`p${at}-1.0.dist-info`, { METADATA: metadata(`p${at}`, "1.0", requires) });
  }
  const other = new Laid();
  other.info("good-5.0.dist-info", { METADATA: metadata("good", "5.0") });
  const { environments } = readGiven(lookOut, [], [laid.prefix, other.prefix]);
  const [first, second] = [laid, other].map(({ prefix }) => environments.find(({ path }) => path === prefix));
  const required = first?.installed.reduce((sum, one) => sum + one.requires.length, 0) ?? 0;
  expect(required).toBe(1_000_000);
  expect(first?.failures).toMatchObject([
    { path: laid.packages, reason: "Packages of all environments require more than is read." },
  ]);
  expect(second?.installed.length ?? 0 + (second?.failures.length ?? 0)).toBeGreaterThan(0);
});

it("where the metadata does not say what is installed, the name of its folder does", () => {
  const laid = new Laid();
  laid.info("no_metadata-1.0.dist-info", { INSTALLER: "conda\n" });
  laid.info("Huge-2.0.dist-info", { METADATA: metadata("huge", "2.0", `Summary: ${"x".repeat(1_000_000)}\n`) });
  laid.info("bytes-3.0.dist-info", { METADATA: Buffer.from([0xff, 0xfe, 0x00, 0x0a, 0x80]) });
  laid.info("liar-4.0.dist-info", { METADATA: metadata("../../etc", "4.0") });
  // Windows has no such names.
  const odd = process.platform === "win32" ? [] : ["no\nname.dist-info"];
  for (const name of odd) laid.info(name, { METADATA: "nothing\n" });
  laid.info("~ip-24.0.dist-info", { METADATA: metadata("pip", "24.0") });
  laid.info("-.dist-info", {});
  laid.info(".dist-info", {});
  laid.info("good-5.0.dist-info", { METADATA: metadata("good", "5.0", "Author: \xe9\n") });
  laid.info("good/good-6.0.dist-info", { METADATA: metadata("deeper", "6.0") });
  const environment = laid.read();
  expect(listed(environment).sort()).toEqual(["bytes 3.0", "good 5.0", "huge 2.0", "liar 4.0", "no-metadata 1.0"]);
  expect(environment.installed.find(({ name }) => name === "no-metadata")?.installer).toBe("conda");
  const nothing = "It does not say which package it is. Install that again, or remove it.";
  const packages = laid.packages.slice(laid.prefix.length + 1);
  expect(failed(environment, laid.prefix).sort()).toEqual(
    [
      [join(packages, "-.dist-info"), nothing],
      [join(packages, ".dist-info"), nothing],
      [join(packages, "Huge-2.0.dist-info", "METADATA"), "It is larger than 1 MB."],
      ...odd.map((name) => [join(packages, name), nothing]),
    ].sort(),
  );
});

it("eggs are read, unpacked, as files and as links to what is developed", () => {
  const laid = new Laid();
  const source = join(temporaryDirectory(), "src");
  const information = join(source, "my_app.egg-info");
  mkdirSync(information, { recursive: true });
  writeFileSync(join(information, "PKG-INFO"), metadata("My.App", "0.1.dev0"));
  writeFileSync(join(information, "requires.txt"), "six\n\n[test]\npytest>=7\n");
  mkdirSync(join(source, "other.egg-info"));
  writeFileSync(join(laid.packages, "My.App.egg-link"), `${source}\n.`);
  writeFileSync(join(laid.packages, "gone.egg-link"), `${source}/gone\n.`);
  writeFileSync(join(laid.packages, "old-1.2-py3.12.egg-info"), metadata("old", "1.2"));
  writeFileSync(join(laid.packages, "zipped-3.1-py3.12.egg"), "PK");
  laid.info("unpacked-2.0-py3.12.egg/EGG-INFO", {
    "PKG-INFO": metadata("unpacked", "2.0"),
    "requires.txt": "zlib-ng\n",
  });
  const environment = laid.read();
  expect(environment.failures).toEqual([]);
  expect(environment.installed.map(({ name, version, requires }) => [name, version, requires])).toEqual([
    ["my-app", "0.1.dev0", ["six", 'pytest>=7; extra == "test"']],
    ["old", "1.2", []],
    ["unpacked", "2.0", ["zlib-ng"]],
    ["zipped", "3.1", []],
  ]);
});

it("pipes, links and what is nowhere keep nobody waiting", () => {
  const laid = new Laid();
  const fifo = (path: string) => execFileSync("mkfifo", [path]);
  const outside = join(temporaryDirectory(), "outside");
  mkdirSync(outside);
  writeFileSync(join(outside, "METADATA"), metadata("outside", "1.0"));
  laid.info("piped-1.0.dist-info", {});
  fifo(join(laid.packages, "piped-1.0.dist-info", "METADATA"));
  fifo(join(laid.packages, "pipe-1.0.dist-info"));
  symlinkSync(outside, join(laid.packages, "linked-1.0.dist-info"));
  symlinkSync("circle-1.0.dist-info", join(laid.packages, "circle-1.0.dist-info"));
  laid.info("files-1.0.dist-info", { INSTALLER: "uv" });
  symlinkSync(join(outside, "METADATA"), join(laid.packages, "files-1.0.dist-info", "METADATA"));
  laid.info("null-1.0.dist-info", {});
  symlinkSync("/dev/zero", join(laid.packages, "null-1.0.dist-info", "METADATA"));
  symlinkSync(laid.packages, join(laid.packages, "self.dist-info"));
  const environment = laid.read();
  // uv can be told to install by links to the files of its cache.
  expect(listed(environment).sort()).toEqual(["circle 1.0", "linked 1.0", "null 1.0", "outside 1.0", "piped 1.0"]);
  const pipe = "It is a pipe or a device, not a file.";
  const link = "It is a link, which is not followed: only its name tells what is installed.";
  expect(new Map(failed(environment, laid.packages) as [string, string][])).toEqual(
    new Map([
      ["circle-1.0.dist-info", link],
      ["linked-1.0.dist-info", link],
      ["null-1.0.dist-info/METADATA", pipe],
      ["pipe-1.0.dist-info", pipe],
      ["piped-1.0.dist-info/METADATA", pipe],
      ["self.dist-info", "It does not say which package it is. Install that again, or remove it."],
    ]),
  );
});

itUnless(notLinux, "names that are not UTF-8 are read", () => {
  const laid = new Laid();
  const folder = encodeName(join(laid.packages, "caf\udce9-1.0.dist-info"));
  mkdirSync(folder);
  writeFileSync(Buffer.concat([folder, Buffer.from("/METADATA")]), metadata("cafe", "1.0", "Requires-Dist: six\n"));
  const environment = laid.read();
  expect(environment.failures).toEqual([]);
  expect(environment.installed).toEqual([expect.objectContaining({ name: "cafe", version: "1.0", requires: ["six"] })]);
});

itUnless(
  noSuperuser && process.geteuid?.() === 0 ? noSuperuser : undefined,
  "what may not be read is said, and the rest is read",
  () => {
    const laid = new Laid();
    const file = join(laid.info("secret-1.0.dist-info", { METADATA: metadata("secret", "1.0") }), "METADATA");
    const folder = laid.info("closed-1.0.dist-info", { METADATA: metadata("closed", "1.0") });
    laid.info("open-1.0.dist-info", { METADATA: metadata("open", "1.0") });
    const environment = asNobody([file, folder], () => laid.read());
    expect(listed(environment)).toEqual(["closed 1.0", "open 1.0", "secret 1.0"]);
    expect(environment.failures.map(({ path, code }) => [path, code])).toEqual([
      [folder, "EACCES"],
      [file, "EACCES"],
    ]);
    const [all] = [asNobody([laid.packages], () => laid.read())];
    expect(all.failures.map(({ path, code }) => [path, code])).toEqual([[laid.packages, "EACCES"]]);
    const home = openedDirectory();
    const { environments, failures } = asNobody([laid.prefix], () =>
      readGiven({ machine: { ...thisMachine(), home, env: {} }, mounts: [] }, [], [laid.prefix]),
    );
    const [closed] = environments.filter(({ path }) => path === laid.prefix);
    expect([...(closed?.failures ?? []), ...failures].map(({ path, code }) => [path, code])).toEqual([
      [laid.prefix, "EACCES"],
    ]);
  },
);

/** With these closed, as somebody who is not the superuser. */
function asNobody<Result>(closed: string[], act: () => Result): Result {
  const isRoot = process.geteuid?.() === 0;
  for (const path of closed) chmodSync(path, 0);
  if (isRoot) process.seteuid?.(NOBODY);
  try {
    return act();
  } finally {
    if (isRoot) process.seteuid?.(0);
    for (const path of closed) chmodSync(path, 0o755);
  }
}

it("thousands of packages take no longer than many short steps", () => {
  const laid = new Laid();
  const count = fewerUnderWine(3_000);
  for (let at = 0; at < count; at++) {
    laid.info(`many_${at}-1.0.dist-info`, { METADATA: metadata(`many-${at}`, "1.0", "Requires-Dist: six\n") });
  }
  let steps = 0;
  const reading = environmentAt(laid.prefix, lookOut);
  let step = reading.next();
  for (; !step.done; step = reading.next()) steps++;
  expect(step.value?.installed).toHaveLength(count);
  expect(steps).toBeGreaterThan(count);
});
