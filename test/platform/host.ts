/**
 * A process that runs the built commands as the platform does, told by its parent what a person does with them. It can be
 * killed at a named step of a command, as a machine that is switched off.
 */
import { join } from "node:path";
import { openLauncher, readPlatformOptions } from "../../preview";
import type { Session } from "../../preview";
import type { ToastData } from "../../preview/host/view";
import { describeScreen, type ScreenDocument } from "../../preview/terminal/document";

/**
 * Where a command is stopped: when something is called for the n-th time with something that a pattern fits, right after a
 * line was written, else before it is done. `postMessage` gives work of the named kind to a thread; `setTimeout` stops so
 * many ms after a person has answered.
 */
export interface Step {
  call:
    | "openSync"
    | "writeSync"
    | "writeFileSync"
    | "unlinkSync"
    | "linkSync"
    | "renameSync"
    | "postMessage"
    | "setTimeout"
    | "reject";
  with: string;
  time: number;
}

export type Act =
  /** An action by its title, or by how that begins. */
  | ["run", action: string, row?: string]
  | ["select", row: string]
  | ["search", text: string]
  | ["answer", isConfirmed: boolean]
  | ["back"]
  /** Leaves the command, or ends one without a view. */
  | ["leave"]
  | ["kill"]
  | ["close window"]
  | ["wait for end"]
  | ["open window"];

export interface Task {
  env: NodeJS.ProcessEnv;
  dataFolder: string;
  command: string;
  launchType?: "userInitiated" | "background";
  /** Names of `preview/host/platform-options.ts`. */
  as?: string;
  disabled?: string[];
  acts: Act[];
  at?: Step;
  /** What is done when the command has come to that step. */
  then?: Act[];
}

export interface Outcome {
  screen: ScreenDocument;
  /** The toast that stands there at last. */
  toast?: ToastData;
  errors: string[];
  isOpen: boolean;
  hasEnded: boolean;
  /** What could not be done, when something else was expected to be there. */
  refusals: string[];
  /** Whether it has come to the step. */
  hasStopped: boolean;
}

async function carryOut({ env, dataFolder, command, launchType, as = "", disabled, acts, at, then }: Task) {
  const gate = new SharedArrayBuffer(4);
  let stopped = () => {};
  let hasStopped = false;
  const atStep = new Promise<void>((resolve) => (stopped = resolve));
  const launcher = await openLauncher({
    extensionFolder: join(__dirname, "..", ".."),
    dataFolder,
    env,
    as: readPlatformOptions(as),
    disabled,
    ...(at && { probe: { module: join(__dirname, "probe.cjs"), data: { step: at, gate } } }),
    onProbe() {
      hasStopped = true;
      stopped();
    },
  });
  const refusals: string[] = [];
  const first = launcher.openCommand(command, { launchType });
  const front = (): Session => launcher.open ?? first;

  async function act([what, ...given]: Act): Promise<void> {
    if (what === "run") {
      const [title, row] = given as [string, string?];
      if (row !== undefined) await front().select(row);
      const titles = front()
        .offeredActions()
        .map(({ props }) => String(props.title));
      return front().run(
        titles.find((each) => each === title) ?? titles.find((each) => each.startsWith(title)) ?? title,
      );
    }
    if (what === "select") return front().select(String(given[0]));
    if (what === "search") return front().search(String(given[0]));
    if (what === "answer") {
      if (at?.call === "setTimeout") setTimeout(stopped, at.time);
      return front().answer(given[0] === true);
    }
    if (what === "back") return front().back();
    if (what === "leave") return front().dispose();
    if (what === "close window") return launcher.window.close();
    if (what === "wait for end") return void (await front().waitFor(({ hasEnded }) => hasEnded));
    if (what === "open window") return launcher.window.open();
    process.kill(process.pid, "SIGKILL");
  }

  async function all(several: Act[]): Promise<void> {
    try {
      for (const each of several) await act(each);
    } catch (error) {
      refusals.push((error as Error).message);
    }
  }

  const work = first.settled().then(() => all(acts));
  if (then) {
    await Promise.race([atStep, work]);
    await all(then);
  }
  Atomics.store(new Int32Array(gate), 0, 1);
  Atomics.notify(new Int32Array(gate), 0);
  await work;
  const session = front();
  const outcome: Outcome = {
    screen: describeScreen(session, launcher.opened),
    toast: launcher.toast?.data,
    errors: launcher.opened.flatMap(({ errors }) => errors.map(({ message }) => message)),
    isOpen: session.isOpen,
    hasEnded: session.hasEnded,
    refusals,
    hasStopped,
  };
  await launcher.dispose();
  return outcome;
}

process.on("message", (task: Task) => {
  carryOut(task).then(
    (outcome) => process.send?.({ outcome }),
    (error: Error) => process.send?.({ error: error.stack }),
  );
});
