/**
 * A test file that was loaded once, of which any tests can be run any number of times. Jest loads it anew for each run,
 * which takes a hundred times as long as most tests.
 */
const { chmodSync, copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } = require("node:fs");
const { tmpdir } = require("node:os");
const { join, relative } = require("node:path");
const process = require("node:process");
const { createScriptTransformer } = require("@jest/transform");
const { TestEnvironment } = require("jest-environment-node");
const { default: Runtime } = require("jest-runtime");

/** What instrumented code asks which mutant is active, and tells what is reached. One for all files. */
const stryker = { mutantCoverage: { static: {}, perTest: {} } };

class Session {
  /** @param {{ file: string, globalConfig: object, projectConfig: object, resolver: object, except: string[] }} options */
  static async load({ file, globalConfig, projectConfig, resolver, except }) {
    const session = new Session();
    const sources = new Map([[file, readFileSync(file, "utf8")]]);
    const transformer = await createScriptTransformer(projectConfig, sources);
    const context = { console, docblockPragmas: {}, testPath: file };
    const environment = new TestEnvironment({ globalConfig, projectConfig }, context);
    environment.global.console = console;
    environment.global.__stryker__ = stryker;
    environment.handleTestEvent = (event, state) => session.#handle(event, state);
    const coverage = { collectCoverage: false, collectCoverageFrom: [], coverageProvider: "babel" };
    const { rootDir } = globalConfig;
    const shared = { ...coverage, globalRootDir: rootDir };
    const runtime = new Runtime(projectConfig, environment, resolver, transformer, sources, shared, file, globalConfig);
    await environment.setup();
    const circus = runtime.requireInternalModule(join(require.resolve("jest-circus"), "../jestAdapterInit.js"));
    const others = listeners();
    await circus.initialize({
      config: { ...projectConfig, testLocationInResults: true },
      globalConfig,
      environment,
      runtime,
      localRequire: runtime.requireModule.bind(runtime),
      parentProcess: process,
      setGlobalsForRuntime: runtime.setGlobalsForRuntime.bind(runtime),
      testPath: file,
    });
    runtime.requireModule(file);
    Object.assign(session, { environment, runtime, listeners: listeners() });
    listen(others);
    session.runAll = () =>
      circus.runAndTransformResultsToJestFormat({ config: projectConfig, globalConfig, testPath: file });
    session.tests = [...testsIn(session.state.rootDescribeBlock)].map((test) => {
      const title = titleOf(test);
      const isLeftOut = test.mode === "skip" || test.mode === "todo" || except.some((part) => title.includes(part));
      return {
        id: `${relative(rootDir, file)}: ${title}`,
        title,
        test,
        mode: test.mode,
        limit: test.timeout,
        isLeftOut,
      };
    });
    return session;
  }

  /**
   * Runs some of the tests, until one fails.
   * @param {(id: string) => boolean} wanted
   * @param {{ watches?: boolean, limitMs?: (id: string) => number, goesOn?: boolean, afterEach?: () => Promise<void> }} [options]
   *   whether to find out what each reaches; how long one may take; whether it goes on after failures; what is done after each
   */
  async run(wanted, { watches = false, limitMs, goesOn = false, afterEach } = {}) {
    Object.assign(this, { watches, goesOn, afterEach, hasFailed: false });
    for (const { id, test, mode, limit, isLeftOut } of this.tests) {
      const isWanted = !isLeftOut && wanted(id);
      Object.assign(test, { errors: [], status: null, invocations: 0, mode: isWanted ? mode : "skip" });
      test.timeout = limitMs ? Math.min(limit ?? Infinity, limitMs(id)) : limit;
      test.unhandledRejectionErrorByPromise.clear();
    }
    markSkipped(this.state.rootDescribeBlock);
    this.state.unhandledErrors.length = 0;
    // A run ends with those that were there before.
    listen(this.listeners);
    await this.runAll();
    const results = this.tests.flatMap(({ id, title, test }) =>
      test.status === "done"
        ? {
            id,
            title,
            ms: test.duration ?? 0,
            location: test.location ?? placeOf(test),
            error: messageOf(test.errors[0]),
          }
        : [],
    );
    const [unhandled] = this.state.unhandledErrors;
    return { results, error: results.find(({ error }) => error)?.error ?? messageOf(unhandled) };
  }

  async dispose() {
    this.runtime.teardown();
    await this.environment.teardown();
  }

  activate(mutant) {
    stryker.activeMutant = mutant;
    this.#setVariables({ __STRYKER_ACTIVE_MUTANT__: mutant });
  }

  async #handle({ name, test }, state) {
    this.state = state;
    if (name === "test_start" && this.hasFailed && !this.goesOn) test.mode = "skip";
    if (name === "test_done" && test.errors.length > 0) this.hasFailed = true;
    if (name === "test_done") await this.afterEach?.();
    if (!this.watches) return;
    if (name === "test_start" && test.mode !== "skip") this.#watch(test);
    if (name === "test_done") this.#endWatch();
  }

  /** Whatever user a process runs as, it can load the script and write what it reaches. */
  #watch(test) {
    stryker.currentTestId = this.tests.find((one) => one.test === test).id;
    this.folder = mkdtempSync(join(tmpdir(), "mutants-"));
    chmodSync(this.folder, 0o755);
    const script = join(this.folder, "coverage.cjs");
    copyFileSync(join(__dirname, "coverage.cjs"), script);
    const file = join(this.folder, "reached");
    writeFileSync(file, "");
    chmodSync(file, 0o666);
    this.#setVariables({ MUTANTS_REACHED: file, NODE_OPTIONS: `--require ${script}` });
  }

  #endWatch() {
    const reached = readFileSync(join(this.folder, "reached"), "utf8").split("\n").filter(Boolean);
    const counts = (stryker.mutantCoverage.perTest[stryker.currentTestId] ??= {});
    for (const id of reached) counts[id] = (counts[id] ?? 0) + 1;
    stryker.currentTestId = undefined;
    this.#setVariables({ MUTANTS_REACHED: undefined, NODE_OPTIONS: undefined });
    rmSync(this.folder, { recursive: true });
  }

  /** Tests have a copy of the environment; threads get the real one. */
  #setVariables(variables) {
    for (const [name, value] of Object.entries(variables)) {
      for (const { env } of [process, this.environment.global.process]) {
        if (value === undefined) delete env[name];
        else env[name] = value;
      }
    }
  }
}

function* testsIn(block) {
  for (const child of block.children) {
    if (child.type === "test") yield child;
    else yield* testsIn(child);
  }
}

/** A group none of whose tests is to run is not prepared either. Whether that is so. */
function markSkipped(block) {
  const skipped = block.children.map((child) => (child.type === "test" ? child.mode === "skip" : markSkipped(child)));
  const isSkipped = skipped.every(Boolean);
  block.mode = isSkipped ? "skip" : undefined;
  return isSkipped;
}

/** Of a test, with those of the groups it is in. */
const titleOf = ({ name, parent }) => (parent.parent ? `${titleOf(parent)} ${name}` : name);

/** Those for errors that nobody has caught. */
const kinds = ["uncaughtException", "unhandledRejection", "rejectionHandled"];
const listeners = () => kinds.map((kind) => process.listeners(kind));

function listen(all) {
  for (const [index, kind] of kinds.entries()) {
    process.removeAllListeners(kind);
    for (const listener of all[index]) process.on(kind, listener);
  }
}

/** Where a test stands, as its error that was made there tells. */
function placeOf({ asyncError }) {
  const found = /\.test\.tsx?:(\d+):(\d+)/.exec(asyncError?.stack ?? "");
  return found ? { line: Number(found[1]), column: Number(found[2]) } : undefined;
}

function messageOf(error) {
  const [first, second] = Array.isArray(error) ? error : [error];
  const one = first ?? second;
  return one === undefined ? undefined : String(one.message ?? one) || "no message";
}

module.exports = { Session, stryker };
