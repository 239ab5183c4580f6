/** Which key does what while nothing lies over the page. */
import { useLayoutEffect, useRef } from "react";
import type { Acts } from "./acts";
import { send, type Model } from "./connection";
import { pressedEntry } from "./entries";
import { isMod, isPressed, toastShortcut } from "./keys";

/** How far a key moves the selection in a list, and whether it goes on at the other end. */
const steps = new Map<string, [number, boolean]>([
  ["ArrowDown", [1, true]],
  ["ArrowUp", [-1, true]],
  ["PageDown", [8, false]],
  ["PageUp", [-8, false]],
]);

/** Hands pressed keys on while it is on; those that were taken do nothing else. */
export function useKeys(isOn: boolean, press: (event: KeyboardEvent) => boolean): void {
  const heard = useRef(press);
  heard.current = press;
  useLayoutEffect(() => {
    if (!isOn) return;
    const listener = (event: KeyboardEvent) => {
      if (!event.isComposing && heard.current(event)) event.preventDefault();
    };
    window.addEventListener("keydown", listener);
    return () => window.removeEventListener("keydown", listener);
  }, [isOn]);
}

/** Does what a key stands for. Returns whether it stands for anything; what has the focus comes first. */
export function press(event: KeyboardEvent, { state }: Model, acts: Acts): boolean {
  const { screen, panel, toast, extension } = state;
  const { view } = screen;
  const { platform } = extension;
  const isForm = view.type === "form";
  if (event.key === "Escape") return (acts.goBack(), true);
  if (isForFocused(event)) return false;
  if (isMod(event) && event.code === "KeyK") return (acts.openPanel(), true);
  if (isMod(event) && event.code === "KeyP" && view.type === "list" && view.dropdown) {
    return (acts.openDropdown(), true);
  }
  const toastAction = [toast?.primaryAction, toast?.secondaryAction].find(
    (action, index) => action && isPressed(event, toastShortcut(action, index, platform)),
  );
  if (toastAction) return (send({ type: "toast-action", title: toastAction.title }), true);
  if (view.type === "list" && pressInList(event, acts)) return true;
  if (!panel || !pressedEntry(panel, event, platform, isForm)) return false;
  return (acts.runFound((now) => pressedEntry(now, event, platform, isForm)), true);
}

function pressInList(event: KeyboardEvent, acts: Acts): boolean {
  const step = steps.get(event.key);
  if (step && isMod(event)) return (acts.moveBy(step[0] * Infinity, false), true);
  if (step && !event.altKey && !event.shiftKey) return (acts.moveBy(...step), true);
  const isEnter = event.key === "Enter" && !event.ctrlKey && !event.metaKey && !event.altKey && !event.shiftKey;
  if (isEnter) acts.runFirst();
  return isEnter;
}

/** Whether a key does something with what has the focus: presses a button, follows a link, scrolls a detail, chooses. */
function isForFocused({ target, key, ctrlKey, metaKey }: KeyboardEvent): boolean {
  if (!(target instanceof Element) || ctrlKey || metaKey) return false;
  if (target.closest("button, a")) return key === "Enter" || key === " ";
  return target.closest(".detail, select") !== null && steps.has(key);
}

/** Whether a key writes something, somewhere where nothing can be written. */
export function isStrayLetter({ target, key, ctrlKey, metaKey, altKey }: KeyboardEvent): boolean {
  const isTyping = target instanceof HTMLElement && /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
  const isPressing = key === " " && target instanceof Element && target.closest("button, a") !== null;
  return !isTyping && !isPressing && key.length === 1 && !ctrlKey && !metaKey && !altKey;
}
