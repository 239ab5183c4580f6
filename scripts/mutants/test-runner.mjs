/**
 * Runs tests for Stryker, whose own runner starts all of Jest for each mutant. Here test files stay loaded; those tests
 * that reach a mutant run, fast ones first, until one fails. What an earlier mutant left in a module cannot mislead: a test
 * that fails has to pass without the mutant, and a mutant that no test has noticed meets them once more in files loaded anew.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import process from "node:process";
import workerThreads from "node:worker_threads";
import { readConfig } from "jest-config";
import Runtime from "jest-runtime";
import { Session, stryker } from "./session.cjs";

/** Fast tests first: those that take these shares of the time of all, together with the ones before. */
const SHARES = [0.02, 0.1, 0.4, 1];
/** A test that takes so long, and ten times what it took before, hangs. ms */
const HANGS_MS = 15_000;
/** Less than that: how long `test/support/in-time.ts` waits here. ms */
const PATIENCE_MS = 10_000;

const require = createRequire(import.meta.url);
const durationsFile = "mutants-durations.json";

class WarmRunner {
  #sessions = new Map();
  #durations = new Map();

  capabilities() {
    return { reloadEnvironment: false };
  }

  async init() {
    process.env.NODE_ENV = "test";
    process.env.FORCE_COLOR = "0";
    process.env.TEST_PATIENCE_MS = String(PATIENCE_MS);
    this.root = process.cwd();
    const config = await readConfig({ _: [], $0: "", config: join(this.root, "jest.config.mjs") }, this.root);
    Object.assign(this, { globalConfig: config.globalConfig, projectConfig: config.projectConfig });
    const context = await Runtime.createContext(this.projectConfig, { maxWorkers: 1, watchman: false });
    this.resolver = context.resolver;
    require("tsx/cjs");
    require(join(this.root, "test/support/prepare.ts")).default();
    this.except = JSON.parse(process.env.MUTANTS_TESTS_EXCEPT ?? "[]");
    const patterns = JSON.parse(process.env.MUTANTS_TESTS ?? "[]");
    this.files = [...context.hasteFS.matchFilesWithGlob(patterns, this.root)].sort();
    this.#durations = new Map(readJson(join(this.root, durationsFile)) ?? []);
  }

  /** Runs all tests once and finds out what each reaches. */
  async dryRun() {
    const tests = [];
    for (const file of this.files) {
      const session = await this.#session(file);
      // A thread that stays for the next test would not tell what that reaches.
      const { results, error } = await session.run(() => true, { watches: true, goesOn: true, afterEach: endThreads });
      for (const { id, title, ms, error: failureMessage, location } of results) {
        this.#durations.set(id, ms);
        const startPosition = location && { line: location.line - 1, column: location.column };
        const status = failureMessage === undefined ? 0 : 1;
        tests.push({ id, name: title, timeSpentMs: ms, fileName: file, startPosition, status, failureMessage });
      }
      if (error !== undefined && results.every((one) => one.error === undefined))
        return { status: "error", errorMessage: `${file}: ${error}` };
    }
    writeFileSync(join(this.root, durationsFile), JSON.stringify([...this.#durations]));
    return { status: "complete", tests, mutantCoverage: stryker.mutantCoverage };
  }

  async mutantRun({ activeMutant: { id: mutant }, testFilter, hitLimit }) {
    const ids = testFilter ?? [...this.#durations.keys()];
    let found = await this.#try(mutant, ids, hitLimit);
    // What an earlier mutant left may have made the test fail, or kept the mutant from being reached.
    if (found === undefined ? stryker.hitCount === 0 : !(await this.#passesWithout(found.id))) {
      await this.#reload(filesOf(ids));
      found = await this.#try(mutant, ids, hitLimit);
    }
    const hasHung = stryker.hitCount > stryker.hitLimit || /Exceeded timeout of/.test(found?.error ?? "");
    if (hasHung) await this.#reload(filesOf(ids));
    if (hasHung) return { status: "timeout", reason: found?.error };
    if (found === undefined) return { status: "survived", nrOfTests: ids.length };
    return { status: "killed", killedBy: [found.id], failureMessage: found.error, nrOfTests: ids.length };
  }

  /** The first test that fails. */
  async #try(mutant, ids, hitLimit) {
    Object.assign(stryker, { hitCount: 0, hitLimit });
    const limitMs = (id) => HANGS_MS + 10 * this.#msOf(id);
    for (const tier of this.#tiersOf(ids)) {
      for (const file of filesOf(tier)) {
        const session = await this.#session(join(this.root, file));
        session.activate(mutant);
        try {
          const { results, error } = await session.run((id) => tier.includes(id), { limitMs });
          if (error === undefined) continue;
          return { id: results.find((one) => one.error !== undefined)?.id ?? tier[0], error };
        } finally {
          session.activate(undefined);
          await endThreads();
        }
      }
    }
    return undefined;
  }

  async #passesWithout(id) {
    const session = await this.#session(join(this.root, fileOf(id)));
    const { error } = await session.run((one) => one === id);
    return error === undefined;
  }

  #tiersOf(ids) {
    const sorted = ids.toSorted((one, other) => this.#msOf(one) - this.#msOf(other));
    const total = ids.reduce((sum, id) => sum + this.#msOf(id), 0);
    const tiers = SHARES.map(() => []);
    let sum = 0;
    for (const id of sorted) {
      sum += this.#msOf(id);
      tiers.at(SHARES.findIndex((share) => sum <= share * total)).push(id);
    }
    return tiers;
  }

  #msOf(id) {
    return this.#durations.get(id) ?? 0;
  }

  async #session(file) {
    const known = this.#sessions.get(file);
    if (known) return known;
    const { globalConfig, projectConfig, resolver, except } = this;
    const session = await Session.load({ file, globalConfig, projectConfig, resolver, except });
    this.#sessions.set(file, session);
    return session;
  }

  async #reload(files) {
    for (const file of files.map((one) => join(this.root, one))) {
      await this.#sessions.get(file)?.dispose();
      this.#sessions.delete(file);
    }
  }
}

const fileOf = (id) => id.slice(0, id.indexOf(": "));
const filesOf = (ids) => [...new Set(ids.map(fileOf))];

function readJson(path) {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch {
    return undefined;
  }
}

const threads = new Set();
const { Worker } = workerThreads;
workerThreads.Worker = class extends Worker {
  constructor(...given) {
    super(...given);
    threads.add(this);
    this.once("exit", () => threads.delete(this));
  }
};

/** A mutant may have left a thread in a loop without end. */
async function endThreads() {
  await Promise.all([...threads].map((thread) => thread.terminate()));
  threads.clear();
}

const factory = () => new WarmRunner();
factory.inject = [];

export const strykerPlugins = [{ kind: "TestRunner", name: "warm", factory }];
