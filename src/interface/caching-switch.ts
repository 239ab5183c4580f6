/** Turning pip's caching off and on, in words: what it costs, what was changed, what was left, and what pip says to it. */
import { Alert, Clipboard, confirmAlert, Icon, Toast } from "@raycast/api";
import { thisMachine } from "../files/machine";
import { askAll } from "../pip/ask-all";
import { userFiles } from "../pip/configuration-files";
import type { Installation } from "../pip/installation";
import { cachingSwitches, turnCachingOff, turnCachingOn, type CachingSwitch } from "../pip/switch";
import { formatPath } from "./format";
import { placeOf } from "./installation-detail";
import { copyAction, startWorking } from "./toasts";

/** The file that a person would write in; it need not exist. */
export function configurationFileOf(installation: Installation): string {
  return userFiles(thisMachine(), readerOf(installation)).at(-1) ?? "";
}

/** Asks, writes the key, and asks pip whether it took it. */
export async function askCachingOff(installation: Installation): Promise<void> {
  const file = formatPath(configurationFileOf(installation));
  let isOneTime = false;
  const confirmed = await confirmAlert({
    title: "Turn Caching Off?",
    message: `Every install will download everything again. “no-cache-dir = true” is written into ${file}, for all pips that read it.\n\nFor one install only, “pip install --no-cache-dir …” does the same.`,
    icon: Icon.Stop,
    primaryAction: { title: "Turn Caching Off", style: Alert.ActionStyle.Destructive },
    dismissAction: {
      title: "Copy “--no-cache-dir”",
      onAction: () => {
        isOneTime = true;
      },
    },
  });
  if (isOneTime) await Clipboard.copy("--no-cache-dir");
  if (confirmed) await change(installation, "off", () => turnCachingOff(thisMachine(), [installation]));
}

/** Asks, removes the key wherever we may, names where we may not, and asks pip. */
export async function askCachingOn(installation: Installation): Promise<void> {
  const places = cachingSwitches(thisMachine(), [installation]).map(placeOf);
  const confirmed = await confirmAlert({
    title: "Turn Caching On?",
    message:
      places.length > 0 ? `“no-cache-dir” is removed from:\n${places.join("\n")}` : "“no-cache-dir” is set nowhere.",
    icon: Icon.Play,
    primaryAction: { title: "Turn Caching On" },
  });
  if (confirmed) await change(installation, "on", () => turnCachingOn(thisMachine(), [installation]));
}

async function change(installation: Installation, to: "on" | "off", make: () => CachingSwitch): Promise<void> {
  const working = await startWorking(`Turning Caching ${to === "on" ? "On" : "Off"}`, { cancellable: false });
  try {
    const { changed, remaining } = make();
    const [now] = await askAll([installation]);
    const files = changed.map(({ file }) => formatPath(file)).join(", ");
    const left = remaining.map(({ where, line, text, reason }) => {
      return `${formatPath(where)}${line ? `, line ${line}` : ""}: delete “${text}”. ${reason}`;
    });
    const isDone = now.caching.state === to;
    await working.settle({
      style: isDone ? Toast.Style.Success : Toast.Style.Failure,
      title: isDone ? `pip Says: Caching Is ${to === "on" ? "On" : "Off"}` : `Caching Is Still ${now.caching.state}`,
      message: [files && `Changed ${files}`, left[0] ?? (isDone ? "" : now.caching.reason)].filter(Boolean).join(" · "),
      ...(left.length > 0 && { primaryAction: copyAction("Copy What Is Left to Do", left.join("\n")) }),
    });
  } catch (error) {
    await working.fail(error, `Could Not Turn Caching ${to === "on" ? "On" : "Off"}`);
  }
}

function readerOf({ prefix, pipVersion }: Installation): { prefix?: string; pip?: string } {
  return {
    ...("value" in prefix && { prefix: prefix.value }),
    ...("value" in pipVersion && { pip: pipVersion.value }),
  };
}
