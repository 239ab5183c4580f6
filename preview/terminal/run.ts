/** Runs one command for a terminal or a script: does the steps it is given, answers dialogs, and says what is on screen. */
import { launchArguments } from "../host/manifest";
import type { Launcher } from "../launcher/launcher";
import { describeScreen, type ScreenDocument } from "./document";

/** One thing to do, in the order of the command line. */
export type Step =
  { do: "select" | "run" | "search" | "choose"; what: string } | { do: "fill"; what: [id: string, text: string] };

export interface TerminalRun {
  command: string;
  /** By the names in the manifest. */
  arguments: ReadonlyMap<string, string>;
  steps: Step[];
  /** To every dialog. */
  answer: boolean;
}

/**
 * Opens a command, carries out the steps, each after all has settled, and describes the screen.
 * Throws when there is no such command, argument, row, action, choice or field, and when a view or an action of the command
 * failed.
 */
export async function runInTerminal(
  launcher: Launcher,
  { command, arguments: given, steps, answer }: TerminalRun,
): Promise<ScreenDocument> {
  const titled = launcher.options.extension.manifest.commands.find(({ title }) => title === command);
  const definition = titled ?? launcher.definitionOf(command);
  let onScreen = launcher.openCommand(definition.name, { arguments: launchArguments(definition, given) });
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
  const failure = launcher.opened.flatMap(({ errors }) => errors)[0];
  if (failure) throw failure;
  return describeScreen(launcher.open ?? onScreen, launcher.opened);
}

async function settleAndAnswer(launcher: Launcher, answer: boolean): Promise<void> {
  for (;;) {
    await launcher.settled();
    const asking = launcher.alert?.session;
    if (!asking) return;
    await asking.answer(answer);
  }
}
