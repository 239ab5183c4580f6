/** The clipboard: what was copied is recorded, and handed to whoever carries out what commands do to the machine. */
import type * as Raycast from "@raycast/api";
import { effect } from "./system";

type Content = string | number | Raycast.Clipboard.Content;

function asText(content: Content): string {
  if (typeof content !== "object") return String(content);
  if ("file" in content) return String(content.file);
  return content.text ?? ("html" in content ? content.html : "");
}

export const Clipboard = {
  copy: (content: Content) => effect({ type: "copy", text: asText(content) }),
} as typeof Raycast.Clipboard;
