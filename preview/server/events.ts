/** Does on the launcher what a person did on the page. */
import type { Session } from "../host/session";
import type { Launcher } from "../launcher/launcher";
import type { PageEvent } from "./protocol";
import type { ToastTime } from "./toast-time";

/**
 * Resolves once what comes next is about what the event leads to: a view that is left is gone. Rejects when the event does not
 * fit to what is on screen, for instance since that has changed meanwhile.
 */
export async function apply(event: PageEvent, launcher: Launcher, toastTime: ToastTime, client: string): Promise<void> {
  const session = launcher.front;
  if (event.type === "appearance") {
    launcher.appearance = event.appearance;
    return;
  }
  if (event.type === "argument") return launcher.typed.type(event.command, event.name, event.text);
  if (event.type === "close-window") return launcher.window.close();
  if (event.type === "open-window") return launcher.window.open();
  if (event.type === "answer") {
    const asking = launcher.alert?.session;
    return asking?.answerAlert(event.isConfirmed);
  }
  if (event.type === "read-toast") return toastTime.read(client, event.id, event.isReading);
  if (event.type === "toast-action") {
    const owner = launcher.toast?.session;
    return owner?.begin(() => owner.feedback.runToastAction(event.title));
  }
  if (session) await applyToSession(event, session, launcher);
}

async function applyToSession(event: PageEvent, session: Session, launcher: Launcher): Promise<void> {
  const screen = session.screen;
  if (event.type === "back") {
    if (session === launcher.root && session.depth === 1) launcher.window.close();
    else await session.begin(() => session.pop());
  } else if (event.type === "search") {
    session.begin(() => screen?.search(event.text));
  } else if (event.type === "choose") {
    session.begin(() => screen?.choose(event.value));
  } else if (event.type === "select") {
    session.begin(() => screen?.select(event.id));
  } else if (event.type === "fill") {
    session.begin(() => screen?.fields.type(event.id, event.value));
  } else if (event.type === "run") {
    const node = session.offeredActions().find(({ key }) => key === event.id);
    if (node) session.perform(node);
  }
}
