/** What lies over the page and hears the keys first. */
import type { Acts, Overlay } from "./acts";
import { ActionPanel } from "./action-panel";
import { Alert } from "./alert";
import { send } from "./connection";
import { Choices } from "./dropdown";
import type { PageState } from "../server/protocol";

interface OverlaysProps {
  state: PageState;
  overlay: Overlay;
  acts: Acts;
}

export function Overlays({ state, overlay, acts }: OverlaysProps) {
  const { screen, panel, alert, extension } = state;
  const { view } = screen;
  return (
    <>
      {overlay?.kind === "dropdown" && view.type === "list" && view.dropdown && (
        <Choices dropdown={view.dropdown} onClose={acts.closeOverlay} onChoose={acts.choose} />
      )}
      {overlay?.kind === "panel" && panel && (
        <ActionPanel
          panel={panel}
          platform={extension.platform}
          isForm={view.type === "form"}
          submenuId={overlay.submenuId}
          onRun={acts.run}
          onClose={acts.closeOverlay}
        />
      )}
      {alert && (
        <Alert key={alert.id} alert={alert} onAnswer={(isConfirmed) => send({ type: "answer", isConfirmed })} />
      )}
    </>
  );
}
