/**
 * What is asked of Raycast and can be refused. Such a call never ends the command: it says what to do, and answers whether
 * it was done.
 */
import {
  Clipboard,
  launchCommand,
  LaunchType,
  openExtensionPreferences,
  showHUD,
  showInFinder,
  showToast,
  Toast,
  updateCommandMetadata,
} from "@raycast/api";
import { createDeeplink } from "@raycast/utils";
import { formatPath } from "./format";

/** Commands of ours that others open, with their titles. */
const commands = {
  "clean-up-pip-cache": "Clean Up pip Cache",
  "search-pip-cache": "Search pip Cache",
  "show-pip-installations": "Show pip Installations",
  "search-developer-caches": "Search Developer Caches",
} as const;

/** What a command is opened with: see what it makes of it. */
type Given = Pick<Parameters<typeof launchCommand>[0], "arguments" | "context">;

export function openCommand(name: keyof typeof commands, given: Given = {}): Promise<boolean> {
  const title = commands[name];
  return guarded(() => launchCommand({ name, type: LaunchType.UserInitiated, ...given }), {
    title: `Could Not Open ${title}`,
    message: `${title} is turned off in Raycast's settings. Turn it on there and try again.`,
    primaryAction: { title: "Open Settings", onAction: openPreferences },
  });
}

let mayHaveOtherSettings = false;

export async function openPreferences(): Promise<boolean> {
  const isOpen = await guarded(openExtensionPreferences, {
    title: "Could Not Open the Settings",
    message: "Open Raycast's settings, choose Extensions and there pip Cache.",
  });
  mayHaveOtherSettings ||= isOpen;
  return isOpen;
}

/** A command has the settings with which it was opened: reading again after changing them changes nothing. */
export async function sayWhenSettingsCount(): Promise<void> {
  if (!mayHaveOtherSettings) return;
  mayHaveOtherSettings = false;
  await showToast({
    title: "Read With the Settings From Before",
    message: "Changed ones take effect when this command is opened again.",
  });
}

export const copyText = (text: string): Promise<boolean> =>
  guarded(() => Clipboard.copy(text), {
    title: "Could Not Copy",
    message: "Another program holds the clipboard. Try again.",
  });

export const revealFile = (path: string): Promise<boolean> =>
  guarded(() => showInFinder(path), { title: "Could Not Show the File", message: formatPath(path) });

/** Says something below the title of the command that runs, for good; in the background nobody hears where that fails. */
export async function setSubtitle(subtitle: string): Promise<void> {
  try {
    await updateCommandMetadata({ subtitle });
  } catch {
    // The history has it.
  }
}

/** What Search opens with: what is typed, and the view, see `encodeView`. */
export interface Linked {
  package?: string;
  view?: string;
}

/** Making one reads the manifest: each row of a list has a link, so that one is made of each form, and the rest put in. */
const templates = new Map<boolean, string | undefined>();
const [TEXT, VIEW] = ["TEXT", "VIEW"];

/** A link that opens Search; undefined where Raycast makes none. */
export function linkToSearch({ package: text = "", view }: Linked): string | undefined {
  const hasView = view !== undefined;
  if (!templates.has(hasView)) templates.set(hasView, template(hasView));
  const inText = (value: string) => encodeURIComponent(JSON.stringify(value.replace(/\p{Cs}/gu, "")).slice(1, -1));
  return templates.get(hasView)?.replace(/TEXT|VIEW/g, (place) => inText(place === TEXT ? text : (view ?? "")));
}

function template(hasView: boolean): string | undefined {
  try {
    const command = "search-pip-cache";
    return createDeeplink({ command, arguments: { package: TEXT }, ...(hasView && { context: { view: VIEW } }) });
  } catch {
    return undefined;
  }
}

export async function copyLinkTo(link: string): Promise<void> {
  if (await copyText(link)) await showToast({ style: Toast.Style.Success, title: "Copied Link" });
}

/** Has another command measure the cache and say so below its title: whether it can is nobody's concern. */
export async function updateSizeBelowTitle(): Promise<void> {
  try {
    await launchCommand({ name: "show-pip-cache-size", type: LaunchType.Background });
  } catch {
    // A person has turned it off.
  }
}

/** Says something in a word, and closes the window. */
export const showWord = (text: string): Promise<boolean> => guarded(() => showHUD(text), { title: text });

async function guarded(call: () => Promise<void>, failure: Omit<Toast.Options, "style">): Promise<boolean> {
  try {
    await call();
    return true;
  } catch {
    await showToast({ ...failure, style: Toast.Style.Failure });
    return false;
  }
}
