/** The preview's program: one command for a terminal, or all commands in a page. */
import { cpSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { readArguments, usageOf, type Arguments } from "./arguments";
import { loadCompanion, type Companion } from "./companion";
import { readPlatformOptions } from "./host/platform-options";
import type { ScreenDocument } from "./terminal/document";
import { printScreen } from "./terminal/print";
import { buildExtension, readExtension, type Extension } from "./launcher/extension";
import { DataFolder } from "./host/data-folder";
import { readManifest, type Manifest } from "./host/manifest";
import { Launcher, type LauncherOptions } from "./launcher/launcher";
import { runInTerminal, runToolInTerminal } from "./terminal/run";
import { own } from "./host/lookup";
import { visibleJson, visibleLines } from "./terminal/visible";
import { threadText } from "./thread/bundle";

type Platform = Pick<LauncherOptions, "threadText" | "as" | "keepsVariable" | "disabled">;

/** How long a command must be quiet before a script is told that it has settled, in ms. */
const quietMs = 300;

/**
 * Runs the program and ends the process: 0 when all went well; 1 with a message on stderr when it did not, or when a
 * command itself said last that it failed, or its form refuses what is filled in, which is part of what is printed; 2 when a
 * question was declined.
 */
export async function main(given: string[]): Promise<void> {
  process.on("SIGINT", () => process.exit(130));
  process.on("SIGTERM", () => process.exit(143));
  // Whoever reads no further, as `head` does, ends neither a command nor the page.
  process.stdout.on("error", ({ code, message }: NodeJS.ErrnoException) => {
    if (code !== "EPIPE") throw new Error(message);
  });
  try {
    const options = readArguments(given);
    if (options.help) return end(0, usageOf(manifestIn(options.extension)));
    const extension = readExtension(options.extension);
    await buildExtension(extension, () => options.run ?? process.stdout.write("Building the extension…\n"));
    const before = { ...process.env };
    const companion = await loadCompanion(options.companion);
    const sampleData = options.sample ? await moveIntoSample(companion) : undefined;
    const folder = options.data ?? sampleData ?? usualDataPath(extension);
    const data = new DataFolder(options.dryRun ? forDryRun(folder, companion) : folder);
    data.claim();
    const platform: Platform = {
      threadText: await threadText(),
      as: readPlatformOptions(options.as),
      keepsVariable: (name) => own(process.env, name) !== own(before, name),
      disabled: options.disabled,
    };
    if (options.run) return await runForTerminal(options.run, extension, data, platform, options.dryRun);
    const { serve } = await import("./server/serve");
    await serve({ extension, data, platform, port: options.port, isSample: options.sample });
  } catch (error) {
    process.stderr.write(`${visibleLines(error instanceof Error ? error.message : String(error))}\n`, () =>
      process.exit(1),
    );
  }
}

async function runForTerminal(
  run: NonNullable<Arguments["run"]>,
  extension: Extension,
  data: DataFolder,
  platform: Platform,
  isDryRun: boolean,
): Promise<void> {
  const launcher = new Launcher({ extension, data, ...platform, quietMs });
  const shown = await ("tool" in run ? runToolInTerminal(launcher, run) : runInTerminal(launcher, run));
  const screen = isDryRun ? { ...shown, isDryRun } : shown;
  void launcher.dispose();
  end(
    statusOf(screen),
    run.format === "json" ? `${visibleJson(screen)}\n` : printScreen(screen, process.stdout.columns),
  );
}

/** Help is given anywhere, of the commands where there are any. */
function manifestIn(folder: string): Manifest | undefined {
  try {
    return readManifest(folder);
  } catch {
    return undefined;
  }
}

/** Resolves with the folder for the commands' data. Throws when the extension has no sample. */
async function moveIntoSample({ moveIntoSample: move }: Companion): Promise<string> {
  if (!move) throw new Error("This extension has no sample: --with gives a module that makes one.");
  return (await move()).data;
}

/**
 * Asks the commands to change nothing, and gives them a copy of their data that goes when the process ends: what they keep of
 * a dry run is in nobody's way. Throws where they would change things all the same.
 */
function forDryRun(data: string, { heedsDryRun }: Companion): string {
  if (!heedsDryRun) throw new Error("The commands of this extension do not heed --dry-run: nothing was started.");
  process.env.PREVIEW_DRY_RUN = "1";
  const copy = mkdtempSync(join(tmpdir(), "preview-dry-run-"));
  process.on("exit", () => rmSync(copy, { recursive: true, force: true }));
  if (existsSync(data)) {
    cpSync(data, copy, { recursive: true, filter: (path) => path !== join(data, "trash") });
  }
  return copy;
}

/** Of what a command itself said last that it failed, or refuses; of a question that was declined, so that nothing came of it. */
function statusOf({ toasts, alerts, fields = [] }: ScreenDocument): number {
  if (toasts.at(-1)?.style === "failure" || fields.some(({ error }) => error !== undefined)) return 1;
  return alerts.some(({ answered }) => answered === "no") ? 2 : 0;
}

/** Ends the process once the text is written, whatever the command left running. */
function end(status: number, text: string): void {
  process.stdout.write(text, () => process.exit(status));
}

/** Where the commands' data lies on this platform, apart from that of Raycast. */
function usualDataPath({ manifest }: Extension): string {
  const { XDG_DATA_HOME, LOCALAPPDATA } = process.env;
  const parents = {
    darwin: join(homedir(), "Library", "Application Support"),
    win32: LOCALAPPDATA ?? join(homedir(), "AppData", "Local"),
  };
  const parent = own(parents, process.platform);
  return join(parent ?? XDG_DATA_HOME ?? join(homedir(), ".local", "share"), `${manifest.name}-preview`);
}
