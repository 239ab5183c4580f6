/** The bar at the bottom: the visible toast, or where one is, and what Enter and the action panel offer. */
import { useEffect, useState } from "react";
import type { PageState } from "../server/protocol";
import { Caps } from "./action-panel";
import type { Acts } from "./acts";
import { send } from "./connection";
import { entriesOf, shortcutOf } from "./entries";
import { Image } from "./image";
import { modifier, toastShortcut, type Platform } from "./keys";

interface FooterProps {
  state: PageState;
  acts: Acts;
  /** Whether something lies over the page and has the keys. */
  inert: boolean;
}

export function Footer({ state, acts, inert }: FooterProps) {
  const { extension, screen, panel, toast } = state;
  const { platform } = extension;
  const [primary] = panel ? entriesOf(panel.sections) : [];
  const isForm = screen.view.type === "form";
  return (
    <footer className={toast ? `footer with-toast ${toast.style}` : "footer"} inert={inert}>
      {toast ? (
        <Toast key={toast.id} toast={toast} platform={platform} />
      ) : (
        <div className="place">
          {extension.icon && <Image image={{ source: extension.icon }} size={18} />}
          <span>{screen.title}</span>
        </div>
      )}
      <div className="hints">
        {primary && (
          <button className="hint primary" onClick={acts.runFirst} onMouseDown={(event) => event.preventDefault()}>
            <span>{primary.title}</span>
            <Caps shortcut={shortcutOf(primary, 0, platform, isForm)} platform={platform} />
          </button>
        )}
        {primary && <span className="hint-separator" />}
        {panel && (
          <button className="hint" onClick={acts.openPanel} onMouseDown={(event) => event.preventDefault()}>
            <span>Actions</span>
            <Caps shortcut={{ modifiers: [modifier(platform)], key: "k" }} platform={platform} />
          </button>
        )}
      </div>
    </footer>
  );
}

interface ToastProps {
  toast: NonNullable<PageState["toast"]>;
  platform: Platform;
}

/** It stays while somebody reads it. */
function Toast({ toast, platform }: ToastProps) {
  const read = (isReading: boolean) => send({ type: "read-toast", id: toast.id, isReading });
  const actions = [toast.primaryAction, toast.secondaryAction].filter((action) => action !== undefined);
  return (
    <div
      className={`toast ${toast.style}`}
      data-testid="toast"
      data-style={toast.style}
      onMouseEnter={() => read(true)}
      onMouseLeave={() => read(false)}
      onFocus={() => read(true)}
      onBlur={() => read(false)}
    >
      <span className="toast-sign" />
      <span className="toast-text">
        <span className="toast-title">{toast.title}</span>{" "}
        {toast.message && <span className="toast-message">{toast.message}</span>}
      </span>
      {actions.map((action, index) => (
        <button
          key={action.title}
          className="toast-action"
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => send({ type: "toast-action", title: action.title })}
        >
          {action.title}
          <Caps shortcut={toastShortcut(action, index, platform)} platform={platform} />
        </button>
      ))}
    </div>
  );
}

const hudStays = 2_200;

export function Hud({ hud }: { hud: PageState["hud"] }) {
  const [firstId] = useState(hud?.id);
  const [goneId, setGoneId] = useState(firstId);
  useEffect(() => {
    if (!hud) return;
    const timer = setTimeout(() => setGoneId(hud.id), hudStays);
    return () => clearTimeout(timer);
  }, [hud?.id]);
  return (
    <div role="status">
      {hud && hud.id !== goneId && (
        <div className="hud" data-testid="hud">
          {hud.title}
        </div>
      )}
    </div>
  );
}
