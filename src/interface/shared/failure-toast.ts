/**
 * Says that something failed. What the system or our own guard refused is told with what to do, and is no bug; anything
 * else can be reported, and then nothing in it says whose machine it was.
 */
import { showToast, Toast } from "@raycast/api";
import { showFailureToast } from "@raycast/utils";
import { codeOf, failureOf, RefusedError } from "../../files/failure";
import { FileChangeError } from "../../files/replace-file";
import { UnusualFileError } from "../../files/small-file";
import { accountHome, accountName, thisMachine } from "../../files/machine";
import { UnsafeEditError } from "../../pip/configuration-edit";
import { TooMuchToReadError } from "../../projects/read-needs";
import { formatPath } from "./format";
import { UnreadableDataError } from "./personal-data";
import { copyText } from "./platform-calls";

type ToastAction = NonNullable<Toast.Options["primaryAction"]>;

/**
 * Shows it, whatever it is.
 * @param retry what a person can do about it in the toast
 */
export async function showFailure(error: unknown, title: string, retry?: ToastAction): Promise<void> {
  const message = expectedMessage(error);
  if (message === undefined) {
    await showFailureToast(anonymous(error), { title, ...(retry && { primaryAction: retry }) });
    return;
  }
  const copy: ToastAction = { title: "Copy Details", onAction: () => copyText(`${title}: ${message}`) };
  await showToast({
    style: Toast.Style.Failure,
    title,
    message,
    primaryAction: retry ?? copy,
    ...(retry && { secondaryAction: copy }),
  });
}

const ours = [
  RefusedError,
  UnusualFileError,
  UnreadableDataError,
  FileChangeError,
  UnsafeEditError,
  TooMuchToReadError,
];

/** Sentences about what can happen to anybody: rights, what is in use, a full disk, time. Undefined for anything else. */
function expectedMessage(error: unknown): string | undefined {
  if (ours.some((kind) => error instanceof kind)) return (error as Error).message;
  if (error instanceof DOMException && error.name === "TimeoutError") return "It took too long. Try again.";
  if (codeOf(error) === undefined) return undefined;
  const { path } = error as { path?: unknown };
  const { reason } = failureOf("", error);
  return typeof path === "string" ? `${formatPath(path)}: ${reason}` : reason;
}

/** The same error with `~` for the home and no name of the person: what is reported can be read by everybody. */
export function anonymous(error: unknown): Error {
  const original = error instanceof Error ? error : new Error(String(error));
  const copy = new Error(anonymousText(original.message));
  copy.name = original.name;
  copy.stack = anonymousText(original.stack ?? original.message);
  return copy;
}

function anonymousText(text: string): string {
  // What is sent to an index may be in its address.
  const withoutKeys = text.replaceAll(/(\w:\/\/)[^\s/@]+@/g, "$1");
  const homes = [thisMachine().home, accountHome() ?? ""].flatMap((folder) =>
    folder.length > 1 ? written(folder) : [],
  );
  const without = homes.reduce(
    (rest, folder) =>
      rest.replaceAll(new RegExp(`(?<=^|[^\\w\\\\/.-]|file://)${escaped(folder)}(?![\\w.-])`, "gi"), "~"),
    withoutKeys,
  );
  const name = accountName();
  const names = name === undefined ? [] : [name, encodeURIComponent(name)];
  return names.reduce(
    (rest, one) => rest.replaceAll(new RegExp(`(?<=[\\\\/])${escaped(one)}(?=[\\\\/:"'\\s]|$)`, "gi"), "user"),
    without,
  );
}

/** As it may stand in a message: with either separator, in an address, and quoted with doubled backslashes. */
function written(folder: string): string[] {
  const forward = folder.replaceAll("\\", "/");
  const all = [folder, forward, folder.replaceAll("\\", "\\\\"), encodeURI(forward)];
  return [...new Set(all)].sort((a, b) => b.length - a.length);
}

const escaped = (text: string): string => text.replaceAll(/[$()*+.?[\\\]^{|}]/g, "\\$&");
