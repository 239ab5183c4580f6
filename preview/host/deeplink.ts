/** Links of Raycast, which open a command: https://developers.raycast.com/information/lifecycle/deeplinks */
import type { Manifest } from "./manifest";

export interface Deeplink {
  command: string;
  launchType: "userInitiated" | "background";
  arguments?: Record<string, unknown>;
  context?: unknown;
}

export const isDeeplink = (text: string): boolean => text.startsWith("raycast://extensions/");

/** What a link opens. Throws with a sentence for a person where it is none of a command of this extension. */
export function readDeeplink(link: string, { name, owner, author = "", commands }: Manifest): Deeplink {
  try {
    const { host, pathname, searchParams } = new URL(link);
    const [, whose, extension, command = ""] = pathname.split("/").map(decodeURIComponent);
    const isOurs = host === "extensions" && whose === (owner ?? author) && extension === name;
    if (!isOurs || !commands.some((each) => each.name === command))
      throw new Error("it is no command of this extension");
    const given = objectIn(searchParams, "arguments");
    const context = objectIn(searchParams, "context");
    const launchType = searchParams.get("launchType") === "background" ? "background" : "userInitiated";
    return { command, launchType, ...(given && { arguments: given }), ...(context && { context }) };
  } catch (error) {
    throw new Error(`The link ${link} cannot be opened: ${(error as Error).message}.`);
  }
}

function objectIn(parameters: URLSearchParams, name: string): Record<string, unknown> | undefined {
  const text = parameters.get(name);
  if (text === null) return undefined;
  const value = JSON.parse(text) as unknown;
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new Error(`its ${name} are no object`);
  return value as Record<string, unknown>;
}
