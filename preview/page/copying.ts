/** Puts on the clipboard what a command copied. */
import { useEffect, useRef } from "react";
import type { PageState } from "../server/protocol";

/** What was copied before the page was opened is left alone. */
export function useCopying(copied: PageState["copied"]): void {
  const lastId = useRef(copied?.id);
  useEffect(() => {
    if (!copied || copied.id === lastId.current) return;
    lastId.current = copied.id;
    void copy(copied.text);
  }, [copied?.id]);
}

async function copy(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    copyBySelection(text);
  }
}

/** Browsers that deny the clipboard to a page without a recent click still take what is selected. */
function copyBySelection(text: string): void {
  const area = document.createElement("textarea");
  area.value = text;
  area.className = "visually-hidden";
  const focused = document.activeElement;
  document.body.append(area);
  area.select();
  document.execCommand("copy");
  area.remove();
  if (focused instanceof HTMLElement) focused.focus();
}
