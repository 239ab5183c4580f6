/**
 * The preview's page in a real Chromium: starts the program in a process of its own, on a free port, and opens its page.
 * Where there is no browser the tests that need one are skipped, and say so.
 */

import { spawn, type ChildProcess } from "node:child_process";
import { cpSync, existsSync, mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { chromium, type Browser, type BrowserContextOptions, type Page } from "playwright-core";
import { temporaryDirectory } from "../../../test/support/temporary";
import { describeUnless } from "../../../test/support/unless";

const root = join(__dirname, "..", "..", "..");

const usualPlaces = [
  process.env.CHROMIUM_PATH,
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/usr/bin/google-chrome-stable",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
  "C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe",
];

/** Where a Chromium is on this machine; undefined when none was found. */
export const browserPath = usualPlaces.find((path) => path !== undefined && existsSync(path));

/** `describe` where there is a browser; else it skips, and says why. */
export function describeInBrowser(name: string, tests: () => void): void {
  describeUnless(browserPath ? undefined : "no Chromium in the usual places; set CHROMIUM_PATH to one", name, tests);
}

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

/** The command line of the preview, for `spawn` or `execFile` with `process.execPath`. */
export function previewCommand(args: string[]): string[] {
  return ["--import", require.resolve("tsx"), join(root, "preview", "main.ts"), ...args];
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

/** Opens a page on a running preview. The caller closes the browser. */
export async function openBrowser(
  url: string,
  options: BrowserContextOptions = {},
): Promise<{ browser: Browser; page: Page }> {
  const browser = await chromium.launch({ executablePath: browserPath, args: flags });
  const context = await browser.newContext({
    viewport: { width: 1000, height: 660 },
    permissions: ["clipboard-read", "clipboard-write"],
    ...options,
  });
  const page = await context.newPage();
  await page.goto(url);
  await page.getByRole("searchbox").waitFor();
  return { browser, page };
}

export type PageOptions = PreviewOptions & BrowserContextOptions;

/** Starts the preview and opens its page. Close it when done. */
export async function openPage(options: PageOptions = {}): Promise<OpenedPage> {
  const { args, env, ...context } = options;
  const preview = await startPreview({ args, env });
  const { browser, page } = await openBrowser(preview.url, context);
  return {
    page,
    url: preview.url,
    server: preview.process,
    screenshot: (name) => screenshot(page, name),
    async close() {
      await browser.close();
      await preview.stop();
    },
  };
}

export async function screenshot(page: Page, name: string): Promise<void> {
  mkdirSync(join(root, "artifacts"), { recursive: true });
  await page.screenshot({ path: join(root, "artifacts", `${name}.png`) });
}

/** Makes an assertion again and again until it holds; throws its last failure after `timeoutMs`. */
export async function eventually(assertion: () => Promise<void>, timeoutMs = 20_000): Promise<void> {
  for (const end = Date.now() + timeoutMs; ;) {
    try {
      return await assertion();
    } catch (error) {
      if (Date.now() > end) throw error;
    }
    await sleep(30);
  }
}

/** A copy of the tests' own small extension in a temporary folder, where it can be built. */
export function copyFixtureExtension(): string {
  const folder = temporaryDirectory();
  cpSync(join(__dirname, "..", "fixtures", "extension"), folder, {
    recursive: true,
    filter: (path) => !/[\\/]dist$/.test(path),
  });
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"), "junction");
  return folder;
}
