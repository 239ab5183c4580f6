/** Runs one command for a terminal or a script: does the steps it is given, answers dialogs, and says what is on screen. */
import { isDeeplink } from "../host/deeplink";
import type { Session } from "../host/session";
import { launchArguments } from "../host/manifest";
import type { Launcher } from "../launcher/launcher";
import { toolOf } from "../launcher/extension";
import { readToolInput } from "../host/tool-input";
import { describeScreen, type ScreenDocument } from "./document";

/** One thing to do, in the order of the command line. */
export type Step =
  { do: "select" | "run" | "search" | "choose"; what: string } | { do: "fill"; what: [id: string, text: string] };

export interface TerminalRun {
  command: string;
  /** By the names in the manifest. */
  arguments: ReadonlyMap<string, string>;
  steps: Step[];
  /** Launched by Raycast itself, as at each of its intervals. */
  isBackground: boolean;
  /** To every dialog. */
  answer: boolean;
}

export interface ToolRun {
  tool: string;
  /** As JSON. */
  input: string;
  /** To its confirmation. */
  answer: boolean;
}

/**
 * Opens a command, carries out the steps, each after all has settled, and describes the screen.
 * Throws when there is no such command, argument, row, action, choice or field, and when a view or an action of the command
 * failed.
 */
export async function runInTerminal(
  launcher: Launcher,
  { command, arguments: given, steps, isBackground, answer }: TerminalRun,
): Promise<ScreenDocument> {
  let onScreen = isDeeplink(command) ? launcher.openLink(command) : openNamed(launcher, command, given, isBackground);
  await settleAndAnswer(launcher, answer);
  for (const step of steps) {
    onScreen = launcher.open ?? onScreen;
    if (step.do === "select") await onScreen.select(step.what);
    if (step.do === "run") await onScreen.run(step.what);
    if (step.do === "search") await onScreen.search(step.what);
    if (step.do === "choose") await onScreen.choose(step.what);
    if (step.do === "fill") await onScreen.fillText(...step.what);
    await settleAndAnswer(launcher, answer);
  }
  throwFailure(launcher);
  return describeScreen(launcher.open ?? onScreen, launcher.opened);
}

/** Opens a command by its name or title. */
function openNamed(
  launcher: Launcher,
  command: string,
  given: ReadonlyMap<string, string>,
  isBackground: boolean,
): Session {
  const titled = launcher.options.extension.manifest.commands.find(({ title }) => title === command);
  const definition = titled ?? launcher.definitionOf(command);
  if (isBackground && definition.interval === undefined) {
    throw new Error(`The command "${definition.name}" has no interval: Raycast does not launch it in the background.`);
  }
  return launcher.openCommand(definition.name, {
    arguments: launchArguments(definition, given),
    launchType: isBackground ? "background" : "userInitiated",
  });
}

/**
 * Runs a tool of the AI, answers what it asks before, and describes what came of it.
 * Throws when there is no such tool, when it does not take the input, and when it failed.
 */
export async function runToolInTerminal(launcher: Launcher, { tool, input, answer }: ToolRun): Promise<ScreenDocument> {
  const definition = toolOf(launcher.options.extension, tool);
  const session = launcher.openTool(tool, readToolInput(input, definition));
  await settleAndAnswer(launcher, answer);
  throwFailure(launcher);
  return describeScreen(session, launcher.opened);
}

/** What fails in the background because another command has launched it there is in nobody's way. */
function throwFailure({ opened }: Launcher): void {
  const heard = opened.filter((session, at) => at === 0 || session.launch.launchType !== "background");
  const failure = heard.flatMap(({ errors }) => errors)[0];
  if (failure) throw failure;
}

async function settleAndAnswer(launcher: Launcher, answer: boolean): Promise<void> {
  for (;;) {
    await launcher.settled();
    const asking = launcher.alert?.session;
    if (!asking) return;
    await asking.answer(answer);
  }
}
