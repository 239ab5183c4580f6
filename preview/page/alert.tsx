/** A dialog that asks before something is done. Enter takes the action, Escape does not. */
import { useLayoutEffect, useRef, type KeyboardEvent } from "react";
import type { AlertData } from "../host/view";
import { Image } from "./image";

interface AlertProps {
  alert: AlertData;
  onAnswer: (isConfirmed: boolean) => void;
}

export function Alert({ alert, onAnswer }: AlertProps) {
  const primary = useRef<HTMLButtonElement>(null);
  const dialog = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => primary.current?.focus(), []);

  const onKeyDown = (event: KeyboardEvent) => {
    event.stopPropagation();
    if (event.key === "Escape") {
      event.preventDefault();
      onAnswer(false);
    }
    if (event.key === "Tab") keepInside(event, dialog.current);
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
        {alert.message && <p id="alert-message">{alert.message}</p>}
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

function keepInside(event: KeyboardEvent, dialog: HTMLElement | null): void {
  const stops = Array.from(dialog?.querySelectorAll("button") ?? []);
  const at = stops.indexOf(document.activeElement as HTMLButtonElement);
  event.preventDefault();
  stops[(at + (event.shiftKey ? -1 : 1) + stops.length) % stops.length]?.focus();
}
