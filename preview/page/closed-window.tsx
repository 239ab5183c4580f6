/** What stands in the place of the window while it is closed: what was begun goes on, and any key opens it again. */
import { send } from "./connection";
import { useKeys } from "./press";

export function ClosedWindow() {
  useKeys(true, (event) => {
    if (/^(Control|Shift|Alt|Meta)$/.test(event.key)) return false;
    send({ type: "open-window" });
    return true;
  });
  return (
    <main className="scrim closed" data-testid="closed-window">
      <h1>The window is closed. What was begun goes on.</h1>
      <button autoFocus onClick={() => send({ type: "open-window" })}>
        Open Window
      </button>
    </main>
  );
}
