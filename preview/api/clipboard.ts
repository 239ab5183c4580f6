/** The clipboard: what was copied is kept with the running command, and handed to whoever carries out its effects. */
import type * as Raycast from "@raycast/api";
import { currentCommand } from "../host/running-command";

type Content = string | number | Raycast.Clipboard.Content;

function asText(content: Content): string {
  if (typeof content !== "object") return String(content);
  if ("file" in content) return String(content.file);
  return content.text ?? ("html" in content ? content.html : "");
}

function lastCopied(): string | undefined {
  const copies = currentCommand().effects.filter((effect) => effect.type === "copy");
  return copies[copies.length - 1]?.text || undefined;
}

export const Clipboard = {
  copy: (content: Content) => currentCommand().effect({ type: "copy", text: asText(content) }),
  paste: (content: Content) => currentCommand().effect({ type: "paste", text: asText(content) }),
  clear: () => currentCommand().effect({ type: "copy", text: "" }),
  read: async () => ({ text: lastCopied() ?? "" }),
  readText: async () => lastCopied(),
} as typeof Raycast.Clipboard;
