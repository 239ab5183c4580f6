/** Asks before pip's caching is turned off or on, and reports what was changed, what was left and what pip says now. */
import { basename } from "node:path";
import { Alert, confirmAlert, Icon, Toast } from "@raycast/api";
import { thisMachine } from "../../files/machine";
import { askInstallation } from "../../pip/ask";
import { userFiles } from "../../pip/configuration-files";
import type { Installation } from "../../pip/installation";
import type { ChangedFile } from "../../files/replace-file";
import { cachingSwitches, switchedFiles, turnCachingOff, turnCachingOn, type Remaining } from "../../pip/switch";
import { isAtLeast } from "../../packaging/releases";
import { pipRelease } from "../../pip/pip-releases";
import { withAct, type Act } from "../removal/act";
import { formatPath } from "../shared/format";
import { cachingStates, installationName, placeOf, valueOf } from "./installation-text";
import { rememberedPips } from "../shared/pips";
import { copyText } from "../shared/platform-calls";
import { copyAction, startProgressToast } from "../shared/toasts";
import { visible } from "../../files/visible";

export interface SwitchOptions {
  /** What pip says of itself now. */
  onAnswer: (installation: Installation) => void;
  /** Something was tried; not called when the question was declined. */
  onEnd: () => void;
  /** See `Act`. */
  continues?: string;
}

/** Asks, writes the key, and asks pip whether it took it. */
export async function askCachingOff(installation: Installation, options: SwitchOptions): Promise<void> {
  const reader = { prefix: valueOf(installation.prefix), pip: valueOf(installation.pipVersion) };
  const file = userFiles(thisMachine(), reader).at(-1) ?? "";
  const failing = (rememberedPips()?.installations ?? []).filter(
    ({ pipVersion }) => "value" in pipVersion && !isAtLeast(pipVersion.value, pipRelease.trueSwitch),
  );
  const confirmed = await confirmAlert({
    title: "Turn Caching Off?",
    message:
      "Every install will download everything again.\n\n" +
      `“no-cache-dir = true” is written into ${formatPath(file)}, for all pips that read it. What is cached stays.\n\n` +
      (failing.length > 0
        ? `These, older than pip 19.0, will fail: ${failing.map(installationName).join("; ")}.\n\n`
        : "") +
      "For one install only, “pip install --no-cache-dir …” does the same: “Copy One-Time Command” copies it.",
    icon: Icon.Stop,
    primaryAction: { title: "Turn Caching Off", style: Alert.ActionStyle.Destructive },
  });
  if (confirmed) await change(installation, "off", options);
}

/** Asks, removes the key wherever we may, names where we may not, and asks pip. */
export async function askCachingOn(installation: Installation, options: SwitchOptions): Promise<void> {
  const places = cachingSwitches(thisMachine(), installation).map(placeOf);
  const { reason = "" } = installation.caching;
  const confirmed = await confirmAlert({
    title: "Turn Caching On?",
    message:
      places.length > 0
        ? `“no-cache-dir” will be removed, where that is allowed, from:\n${places.join("\n")}`
        : `“no-cache-dir” is set nowhere that can be read. ${reason}`,
    icon: Icon.Play,
    primaryAction: { title: "Turn Caching On" },
  });
  if (confirmed) await change(installation, "on", options);
}

async function change(
  installation: Installation,
  to: "on" | "off",
  { onAnswer, onEnd, continues }: SwitchOptions,
): Promise<void> {
  const name = to === "on" ? "On" : "Off";
  const files = switchedFiles(thisMachine(), installation, to);
  const act: Act = {
    doing: `Turning Caching ${name}`,
    failure: `Did Not Turn Caching ${name}`,
    what: `Caching ${name}`,
    roots: files,
    unit: "file",
    planned: {},
    readAt: Date.now(),
    again: { kind: "caching", python: installation.python, to, files },
    continues,
  };
  await withAct(act, async ({ begin, end }) => {
    const working = await startProgressToast(act.doing, { cancellable: false });
    try {
      begin();
      const machine = thisMachine();
      const { changed, remaining } =
        to === "on" ? turnCachingOn(machine, installation) : turnCachingOff(machine, installation);
      end();
      const answer = await askInstallation(installation);
      const { caching } = answer;
      onAnswer(answer);
      const isDone = caching.state === to;
      const done = changed.map((each) => `${verbOf(each)} ${formatPath(each.file)}`).join(", ");
      const kept = changed.flatMap(({ kept: path }) => (path ? [basename(path)] : [])).join(", ");
      const left = remaining.map(lineOf).join("\n");
      await working.settle({
        style: isDone ? Toast.Style.Success : Toast.Style.Failure,
        title: isDone ? `pip Says: Caching Is ${name}` : `pip Says: ${cachingStates[caching.state].title}`,
        message: [done, kept && `as it was: ${kept}`, isDone ? "" : visible(caching.reason ?? "")]
          .filter(Boolean)
          .join(" · "),
        ...(left && { primaryAction: copyAction("Copy What Is Left to Do", left) }),
      });
      if (remaining.length > 0) await sayWhatIsLeft(remaining, isDone);
    } catch (error) {
      await working.fail(error, `Could Not Turn Caching ${name}`);
    }
    onEnd();
  });
}

const verbOf = ({ created, removed }: ChangedFile) => (created ? "Made" : removed ? "Removed" : "Changed");

/** A toast has no room for the lines that only the person can delete. */
async function sayWhatIsLeft(remaining: Remaining[], isDone: boolean): Promise<void> {
  const lines = remaining.map(lineOf).join("\n\n");
  await confirmAlert({
    title: isDone ? "Some Lines Are Left" : "Caching Is Not On Yet",
    message: `These lines are yours to delete:\n\n${lines}`,
    icon: Icon.Document,
    primaryAction: { title: "Copy Lines", onAction: () => void copyText(lines) },
    dismissAction: { title: "Done" },
  });
}

/** `~/.zshrc, line 12: “export PIP_NO_CACHE_DIR=1”. A file of your shell is yours alone to change.` */
const lineOf = ({ where, line, text, reason }: Remaining): string =>
  `${formatPath(where)}${line ? `, line ${line}` : ""}${text ? `: “${visible(text)}”` : ""}. ${reason}`;
