/** Runs one command for a terminal or a script: does the steps it is given, answers dialogs, and says what is on screen. */
import { describeScreen, type ScreenDocument } from "./document";
import type { Launcher } from "../launcher/launcher";

/** One thing to do, in the order of the command line. */
export type Step = { do: "select" | "run" | "search" | "choose"; what: string };

/**
 * Opens a command, carries out the steps, each after all has settled, and describes the screen.
 * Every dialog gets the same answer. Throws when there is no such command, row, action or choice, and when a view or an
 * action of the command failed.
 */
export async function runInTerminal(
  launcher: Launcher,
  command: string,
  steps: Step[],
  answer: boolean,
): Promise<ScreenDocument> {
  let onScreen = launcher.openCommand(command);
  await settleAndAnswer(launcher, answer);
  for (const step of steps) {
    onScreen = launcher.open ?? onScreen;
    if (step.do === "select") await onScreen.select(step.what);
    if (step.do === "run") await onScreen.run(step.what);
    if (step.do === "search") await onScreen.search(step.what);
    if (step.do === "choose") await onScreen.choose(step.what);
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
