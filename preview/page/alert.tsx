/** A dialog that asks before something is done. Enter takes the action, Escape does not. */
import { useLayoutEffect, useRef, useState, type KeyboardEvent } from "react";
import { own } from "../host/lookup";
import type { AlertData } from "../host/view";
import { Image } from "./image";

interface AlertProps {
  alert: AlertData;
  onAnswer: (isConfirmed: boolean) => void;
}

export function Alert({ alert, onAnswer }: AlertProps) {
  const primary = useRef<HTMLButtonElement>(null);
  const dialog = useRef<HTMLDivElement>(null);
  const message = useRef<HTMLParagraphElement>(null);
  const [isScrolled, setScrolled] = useState(false);
  useLayoutEffect(() => primary.current?.focus(), []);
  // Of a long text only a part has room beside the buttons: whoever has no pointer gets there by Tab, or moves it by the arrows.
  useLayoutEffect(() => {
    const text = message.current;
    if (!text) return;
    const observer = new ResizeObserver(() => setScrolled(text.scrollHeight > text.clientHeight));
    observer.observe(text);
    return () => observer.disconnect();
  }, []);

  const onKeyDown = (event: KeyboardEvent) => {
    event.stopPropagation();
    if (event.key === "Escape") {
      event.preventDefault();
      onAnswer(false);
    }
    if (event.key === "Tab") keepInside(event, dialog.current);
    const pages = own(scrolls, event.key);
    if (pages !== undefined && message.current) {
      event.preventDefault();
      message.current.scrollBy({ top: pages * message.current.clientHeight });
    }
    if (event.key === "ArrowLeft" || event.key === "ArrowRight") {
      const buttons = Array.from(dialog.current?.querySelectorAll("button") ?? []);
      buttons.find((button) => button !== document.activeElement)?.focus();
    }
  };

  return (
    <div className="scrim dim">
      <div
        ref={dialog}
        className="alert"
        role="alertdialog"
        aria-modal="true"
        aria-labelledby="alert-title"
        aria-describedby="alert-message"
        onKeyDown={onKeyDown}
      >
        {alert.icon && (
          <span className={`alert-icon ${alert.primaryAction.style}`}>
            <Image image={alert.icon} size={28} />
          </span>
        )}
        <h2 id="alert-title">{alert.title}</h2>
        {alert.message && (
          <p id="alert-message" ref={message} tabIndex={isScrolled ? 0 : undefined}>
            {alert.message}
          </p>
        )}
        <div className="alert-buttons">
          <button className={alert.dismissAction.style} onClick={() => onAnswer(false)}>
            {alert.dismissAction.title}
          </button>
          <button ref={primary} className={`primary ${alert.primaryAction.style}`} onClick={() => onAnswer(true)}>
            {alert.primaryAction.title}
          </button>
        </div>
      </div>
    </div>
  );
}

/** By how much of what is seen of it a key moves the text. */
const scrolls: Record<string, number> = { ArrowDown: 0.25, ArrowUp: -0.25, PageDown: 0.9, PageUp: -0.9 };

function keepInside(event: KeyboardEvent, dialog: HTMLElement | null): void {
  const stops = Array.from(dialog?.querySelectorAll<HTMLElement>("button, [tabindex]") ?? []);
  const at = stops.indexOf(document.activeElement as HTMLElement);
  event.preventDefault();
  stops[(at + (event.shiftKey ? -1 : 1) + stops.length) % stops.length]?.focus();
}
