/** The bar at the bottom: the visible toast, or where one is, and what Enter and the action panel offer. */
import { useEffect, useState } from "react";
import type { PageEvent, PageState } from "../server/protocol";
import type { ActionData, SubmenuData } from "../host/view";
import { Caps } from "./action-panel";
import { Image } from "./image";
import { modifier, type Platform } from "./keys";

interface FooterProps {
  state: PageState;
  platform: Platform;
  primary: ActionData | SubmenuData | undefined;
  hasPanel: boolean;
  onPrimary: () => void;
  onPanel: () => void;
  send: (event: PageEvent) => void;
}

export function Footer({ state, platform, primary, hasPanel, onPrimary, onPanel, send }: FooterProps) {
  const { extension, screen, toast } = state;
  const isForm = screen.view.type === "form";
  return (
    <footer className={toast ? `footer with-toast ${toast.style}` : "footer"}>
      {toast ? (
        <Toast key={toast.id} toast={toast} platform={platform} send={send} />
      ) : (
        <div className="place">
          {extension.icon && <Image image={{ source: extension.icon }} size={18} />}
          <span>{screen.title}</span>
        </div>
      )}
      <div className="hints">
        {primary && (
          <button className="hint primary" onClick={onPrimary} onMouseDown={(event) => event.preventDefault()}>
            <span>{primary.title}</span>
            <Caps shortcut={{ modifiers: isForm ? [modifier(platform)] : [], key: "return" }} platform={platform} />
          </button>
        )}
        {primary && hasPanel && <span className="hint-separator" />}
        {hasPanel && (
          <button className="hint" onClick={onPanel} onMouseDown={(event) => event.preventDefault()}>
            <span>Actions</span>
            <Caps shortcut={{ modifiers: [modifier(platform)], key: "k" }} platform={platform} />
          </button>
        )}
      </div>
    </footer>
  );
}

/** How long toasts stay, in ms; an animated one stays until its work is done. */
const stays = { success: 6_000, failure: 12_000, animated: Infinity };

interface ToastProps {
  toast: NonNullable<PageState["toast"]>;
  platform: Platform;
  send: (event: PageEvent) => void;
}

function Toast({ toast, platform, send }: ToastProps) {
  const [isHovered, setHovered] = useState(false);
  const stay = stays[toast.style];
  useEffect(() => {
    if (isHovered || stay === Infinity) return;
    const timer = setTimeout(() => send({ type: "hide-toast", id: toast.id }), stay);
    return () => clearTimeout(timer);
  }, [isHovered, stay, toast.title, toast.message]);
  const actions = [toast.primaryAction, toast.secondaryAction].filter((action) => action !== undefined);
  return (
    <div
      className={`toast ${toast.style}`}
      role="status"
      data-testid="toast"
      data-style={toast.style}
      onMouseEnter={() => setHovered(true)}
      onMouseLeave={() => setHovered(false)}
    >
      <span className="toast-sign" />
      <span className="toast-title">{toast.title}</span>
      {toast.message && (
        <span className="toast-message" data-tooltip={toast.message}>
          {toast.message}
        </span>
      )}
      {actions.map((action, index) => (
        <button
          key={action.title}
          className="toast-action"
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => send({ type: "toast-action", title: action.title })}
        >
          {action.title}
          <Caps
            shortcut={
              action.shortcut ?? {
                modifiers: index === 0 ? [modifier(platform)] : [modifier(platform), "shift"],
                key: "t",
              }
            }
            platform={platform}
          />
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
  if (!hud || hud.id === goneId) return null;
  return (
    <div className="hud" role="status" data-testid="hud">
      {hud.title}
    </div>
  );
}
