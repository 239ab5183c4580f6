/** A dialog that asks before something is done. Enter takes the action, Escape does not. */
import { useLayoutEffect, useRef, useState, type KeyboardEvent } from "react";
import type { AlertData } from "../host/view";
import { Image } from "./image";

interface AlertProps {
  alert: AlertData;
  onAnswer: (isConfirmed: boolean, remember: boolean) => void;
}

export function Alert({ alert, onAnswer }: AlertProps) {
  const [remember, setRemember] = useState(false);
  const primary = useRef<HTMLButtonElement>(null);
  const dialog = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => primary.current?.focus(), []);

  const onKeyDown = (event: KeyboardEvent) => {
    event.stopPropagation();
    if (event.key === "Escape") {
      event.preventDefault();
      onAnswer(false, remember);
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
        {alert.rememberUserChoice && (
          <label className="alert-remember">
            <input type="checkbox" checked={remember} onChange={(event) => setRemember(event.target.checked)} />
            Do not show this message again
          </label>
        )}
        <div className="alert-buttons">
          <button className={alert.dismissAction.style} onClick={() => onAnswer(false, remember)}>
            {alert.dismissAction.title}
          </button>
          <button
            ref={primary}
            className={`primary ${alert.primaryAction.style}`}
            onClick={() => onAnswer(true, remember)}
          >
            {alert.primaryAction.title}
          </button>
        </div>
      </div>
    </div>
  );
}

function keepInside(event: KeyboardEvent, dialog: HTMLElement | null): void {
  const stops = Array.from(dialog?.querySelectorAll<HTMLElement>("input, button") ?? []);
  const at = stops.indexOf(document.activeElement as HTMLElement);
  event.preventDefault();
  stops[(at + (event.shiftKey ? -1 : 1) + stops.length) % stops.length]?.focus();
}
