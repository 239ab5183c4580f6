/**
 * Where the measuring happens: one temporary folder with trees and copies of them, and the processes that work on them.
 * Whatever ends the bench, the processes are ended and the folder is removed.
 */
import { spawn, type ChildProcess } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { isolatedEnvironment } from "../test/support/pip";
import { bundleSubjects, type Subjects } from "./bundle";
import type { Sample } from "./measure";

export interface Tree {
  path: string;
  entries: number;
  files: number;
  bytes: number;
  /** The name of a package in it, of 500 entries where the tree is large enough. */
  package: string;
}

export interface ObserveOptions {
  /** Options of Node, such as `--max-old-space-size=100`. */
  nodeOptions?: string[];
  env?: NodeJS.ProcessEnv;
}

/** Bytes on the disk per entry, with its directories, generously. */
const bytesPerEntry = 110_000;
/** Directories that were changed right before a reading are looked into again: a cache is seldom that young. ms */
const REST_MS = 3_000;

export class Workshop {
  readonly folder: string;
  readonly home: string;
  readonly #children = new Set<ChildProcess>();
  readonly #trees = new Map<number, Promise<Tree>>();
  #subjects: Subjects | undefined;

  /**
   * @param parent the directory that the temporary folder is made in; it should lie on the disk of interest
   * @param restMs how long a copied tree is left alone before it is read
   */
  constructor(
    parent = tmpdir(),
    readonly restMs = REST_MS,
  ) {
    this.folder = realpathSync(mkdtempSync(join(parent, "pip-cache-bench-")));
    this.home = join(this.folder, "home");
    mkdirSync(this.home);
  }

  /** Ends what runs and removes everything. */
  dispose(): void {
    for (const child of this.#children) child.kill("SIGKILL");
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
    this.#subjects?.dispose();
  }

  /** Bytes that are free where the trees are made. */
  get freeBytes(): number {
    const { bavail, bsize } = statfsSync(this.folder);
    return bavail * bsize;
  }

  /** The tree of so many entries, made when it is first asked for. */
  tree(entries: number): Promise<Tree> {
    let tree = this.#trees.get(entries);
    if (tree === undefined) this.#trees.set(entries, (tree = this.#makeTree(entries)));
    return tree;
  }

  /**
   * An exact copy of a tree, times included, written out to the disk and left alone for a while. Replaces what was there
   * under that name.
   */
  async copy(tree: Tree, name: string): Promise<string> {
    const path = join(this.folder, name);
    await this.time("rm", ["-rf", path]);
    await this.time("cp", ["-a", tree.path, path]);
    await this.time("sync", []);
    await this.rest();
    return path;
  }

  /** Leaves what was just written alone for a while. */
  async rest(): Promise<void> {
    await delay(this.restMs);
  }

  /** An empty directory for what a command keeps, the same one for the same name. */
  directory(name: string): string {
    const path = join(this.folder, name);
    mkdirSync(path, { recursive: true });
    return path;
  }

  /** Runs one of our subjects in a fresh process and returns what it saw. @throws with its words when it fails */
  async observe(subject: string, task: object, { nodeOptions = [], env }: ObserveOptions = {}): Promise<Sample> {
    const parameters = [...nodeOptions, await this.subject(subject), JSON.stringify(task)];
    return JSON.parse(await this.#run(process.execPath, parameters, env)) as Sample;
  }

  /** The bundled code of a subject. */
  async subject(name: string): Promise<string> {
    return (this.#subjects ??= await bundleSubjects()).pathOf(name);
  }

  /** The wall time of a program of the machine. @throws with its words when it fails */
  async time(program: string, parameters: string[], env: NodeJS.ProcessEnv = {}): Promise<Sample> {
    const startedAt = performance.now();
    await this.#run(program, parameters, env);
    return { ms: performance.now() - startedAt };
  }

  /** Makes the system forget what it has read, but for the programs that are about to be measured. */
  async dropCaches(): Promise<void> {
    await this.time("sync", []);
    writeFileSync("/proc/sys/vm/drop_caches", "3");
    const empty = this.directory("empty");
    mkdirSync(join(empty, "http-v2", "0"), { recursive: true });
    await this.time("du", ["-s", empty]);
    await this.observe("scan", { path: empty });
  }

  async #makeTree(entries: number): Promise<Tree> {
    const needed = entries * bytesPerEntry;
    const free = this.freeBytes;
    if (free < needed) {
      const [need, have] = [needed, free].map((bytes) => `${(bytes / 1e9).toFixed(1)} GB`);
      throw new Error(`A tree of ${entries} entries needs ${need} in ${this.folder}, and ${have} are free.`);
    }
    const path = this.directory(`tree-${entries}`);
    const made = await this.observe("tree", { path, entries, seed: 1 });
    await this.time("sync", []);
    return { ...(made as unknown as Tree), path };
  }

  #run(program: string, parameters: string[], env: NodeJS.ProcessEnv = {}): Promise<string> {
    const child = spawn(program, parameters, {
      cwd: this.folder,
      env: { ...isolatedEnvironment(this.home), NODE_ENV: "production", ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.#children.add(child);
    const output = { stdout: "", stderr: "" };
    child.stdout.setEncoding("utf8").on("data", (text: string) => (output.stdout += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (output.stderr += text));
    return new Promise((resolve, reject) => {
      child.on("error", reject);
      child.on("close", (code, signal) => {
        this.#children.delete(child);
        if (code === 0) return resolve(output.stdout);
        const words = output.stderr.trim().split("\n").slice(-5).join("\n");
        reject(new Error(`${program} ${parameters[0]} ended with ${code ?? signal}:\n${words}`));
      });
    });
  }
}
