/**
 * The preview's page in a real Chromium: starts the program in a process of its own, on a free port, and opens its page.
 * Where there is no browser the tests that need one are skipped, and say so.
 */

import { buildSync } from "esbuild";
import { spawn, type ChildProcess } from "node:child_process";
import { createHash } from "node:crypto";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
} from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { browserPath } from "../../../test/support/browser-path";
import { temporaryDirectory } from "../../../test/support/temporary";
import { describeUnless } from "../../../test/support/unless";

const root = join(__dirname, "..", "..", "..");

/** `describe` where there is a browser; else it skips, and says why. */
export function describeInBrowser(name: string, tests: () => void): void {
  describeUnless(browserPath ? undefined : "no Chromium in the usual places; set CHROMIUM_PATH to one", name, tests);
}

/** How long something may take to be so on a page. ms */
const PATIENCE_MS = 120_000;

const flags = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export interface PreviewOptions {
  /** Any free one by default. */
  port?: string;
  /** Further arguments of the preview, such as `--sample`. */
  args?: string[];
  /** The whole environment of the preview, apart from PATH; undefined values are left out. */
  env?: Record<string, string | undefined>;
}

export interface Preview {
  process: ChildProcess;
  /** The whole address that it printed. */
  url: string;
  /** For instance `http://127.0.0.1:50123`. */
  origin: string;
  /** Ends the preview as Ctrl+C does, and waits until it is gone. */
  stop(): Promise<void>;
}

export interface OpenedPage {
  page: Page;
  url: string;
  server: ChildProcess;
  /** Keeps a picture of the page in the folder for artefacts, which is not in git. */
  screenshot(name: string): Promise<void>;
  close(): Promise<void>;
}

/**
 * The command line of the preview, for `spawn` or `execFile` with `process.execPath`. As `npm start` has it where it loads a
 * module in TypeScript; else from one script, since the loader of TypeScript takes longer than all the rest.
 */
export function previewCommand(args: string[]): string[] {
  if (!args.includes("--with")) return [(script ??= bundledPreview()), ...args];
  return ["--import", require.resolve("tsx"), join(root, "preview", "main.ts"), ...args];
}

let script: string | undefined;

/** The path of the preview as one script, made anew for each test file. */
function bundledPreview(): string {
  const thread = join(root, "preview", "thread", "main.ts");
  const folder = join(root, "artifacts", "preview-test");
  const outfile = join(folder, `preview-${process.pid}.cjs`);
  buildSync({
    entryPoints: [join(root, "preview", "main.ts")],
    bundle: true,
    format: "cjs",
    platform: "node",
    target: "node20",
    packages: "external",
    // Not every Node that we run on can require what is a module only.
    alias: Object.fromEntries(
      ["fast-string-truncated-width", "fast-string-width", "fast-wrap-ansi"].map((name) => [
        name,
        require.resolve(name),
      ]),
    ),
    // Where modules look for files beside them; two folders below the project suits them all.
    define: { __dirname: JSON.stringify(dirname(thread)), __filename: JSON.stringify(thread) },
    tsconfigRaw: "{}",
    outfile,
    logLevel: "silent",
  });
  const path = join(folder, "preview.cjs");
  renameSync(outfile, path);
  return path;
}

/** An environment without what belongs to this test run or to the person who runs it. */
export function cleanEnvironment(home: string, env: PreviewOptions["env"] = {}): NodeJS.ProcessEnv {
  const { PATH, SystemRoot, TMPDIR, TEMP } = process.env;
  const own = {
    HOME: home,
    USERPROFILE: home,
    LOCALAPPDATA: join(home, "AppData", "Local"),
    APPDATA: join(home, "AppData", "Roaming"),
  };
  const all = { PATH, SystemRoot, TMPDIR, TEMP, ...own, ...env };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as NodeJS.ProcessEnv;
}

/** Starts the preview on a free port. Throws with its output when it ends before it serves. */
export async function startPreview({ args = [], env = {}, port = "0" }: PreviewOptions = {}): Promise<Preview> {
  const child = spawn(process.execPath, previewCommand(["--port", port, ...args]), {
    cwd: root,
    env: cleanEnvironment(temporaryDirectory(), env),
    stdio: ["ignore", "pipe", "pipe"],
  });
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const url = await new Promise<string>((resolve, reject) => {
    let output = "";
    const read = (chunk: Buffer) => {
      output += chunk.toString();
      const address = /(http:\/\/\S+)\n/.exec(output)?.[1];
      if (address) resolve(address);
    };
    child.stdout.on("data", read);
    child.stderr.on("data", read);
    void ended.then(() => reject(new Error(`The preview ended before it served:\n${output}`)));
  });
  const stop = async () => {
    child.kill("SIGINT");
    await ended;
  };
  return { process: child, url, origin: new URL(url).origin, stop };
}

let browser: Promise<Browser> | undefined;

/** The one browser of a test file: starting one costs more than most tests in it. */
function startedBrowser(): Promise<Browser> {
  // Loading it takes longer than most test files, and some only run the preview.
  browser ??= import("playwright-core").then(({ chromium }) =>
    chromium.launch({ executablePath: browserPath, args: flags }),
  );
  return browser;
}

afterAll(async () => (await browser)?.close());

/** Opens a page on a running preview, as in a browser of its own: with no cookies but its own. */
export async function openBrowser(url: string, options: BrowserContextOptions = {}): Promise<Page> {
  const context = await (
    await startedBrowser()
  ).newContext({
    viewport: { width: 1000, height: 700 },
    reducedMotion: "reduce",
    permissions: ["clipboard-read", "clipboard-write"],
    ...options,
  });
  // As long as tests wait for anything: on a busy machine half a minute is little.
  context.setDefaultTimeout(PATIENCE_MS);
  const page = await context.newPage();
  await page.goto(url);
  await page.getByRole("searchbox").waitFor();
  return page;
}

export type PageOptions = PreviewOptions & BrowserContextOptions;

/** Starts the preview and opens its page. Close it when done. */
export async function openPage(options: PageOptions = {}): Promise<OpenedPage> {
  const { args, env, ...context } = options;
  const preview = await startPreview({ args, env });
  const page = await openBrowser(preview.url, context);
  return {
    page,
    url: preview.url,
    server: preview.process,
    screenshot: (name) => screenshot(page, name),
    async close() {
      await page.context().close();
      await preview.stop();
    },
  };
}

export async function screenshot(page: Page, name: string): Promise<void> {
  mkdirSync(join(root, "artifacts"), { recursive: true });
  await page.screenshot({ path: join(root, "artifacts", `${name}.png`) });
}

/** Makes an assertion again and again until it holds; throws its last failure after `timeoutMs`. */
export async function eventually(assertion: () => Promise<void>, timeoutMs = PATIENCE_MS): Promise<void> {
  for (const end = Date.now() + timeoutMs; ;) {
    try {
      return await assertion();
    } catch (error) {
      if (Date.now() > end) throw error;
    }
    await sleep(30);
  }
}

/** A copy of the tests' own small extension in a temporary folder, built. */
export async function copyFixtureExtension(): Promise<string> {
  const folder = temporaryDirectory();
  copyExtension(await builtFixture(), folder);
  return folder;
}

/**
 * The small extension, built once for all test files, which takes some seconds. Kept for the next run, too, under a name
 * that follows from all it is made of.
 */
async function builtFixture(): Promise<string> {
  const source = join(__dirname, "..", "fixtures", "extension");
  // Not below node_modules, where esbuild heeds no tsconfig.
  const parent = join(root, "artifacts", "preview-test");
  const folder = join(
    parent,
    `built-${hashOf(source, createRequire(__filename).resolve("@raycast/api/package.json"))}`,
  );
  if (existsSync(folder)) return folder;
  // Loaded late, since most find it built.
  const { readExtension, rebuildExtension } = await import("../../launcher/extension");
  mkdirSync(parent, { recursive: true });
  const copy = mkdtempSync(join(parent, "copy-"));
  copyExtension(source, copy);
  await rebuildExtension(readExtension(copy));
  try {
    renameSync(copy, folder);
  } catch (error) {
    // Another file's tests have just done the same.
    rmSync(copy, { recursive: true });
    if (!existsSync(folder)) throw error;
  }
  return folder;
}

/** With its times, by which the preview tells whether something has changed since it was built. */
function copyExtension(from: string, to: string): void {
  cpSync(from, to, { recursive: true, filter: (path) => !/[\\/](node_modules|dist\.lock)$/.test(path) });
  for (const name of readdirSync(to, { recursive: true, encoding: "utf8" })) {
    const { atime, mtime } = statSync(join(from, name));
    utimesSync(join(to, name), atime, mtime);
  }
  symlinkSync(join(root, "node_modules"), join(to, "node_modules"), "junction");
}

/** Of all files below a folder, and of one other. */
function hashOf(folder: string, other: string): string {
  const hash = createHash("sha256").update(readFileSync(other));
  for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" }).sort()) {
    const path = join(folder, name);
    if (statSync(path).isFile()) hash.update(`${name}\0`).update(readFileSync(path));
  }
  return hash.digest("hex").slice(0, 16);
}
