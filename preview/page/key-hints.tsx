/** Below the launcher, for people who do not know Raycast: which keys do what now. */
import { Fragment } from "react";
import type { PageState } from "../server/protocol";
import type { Overlay } from "./acts";
import { entriesOf } from "./entries";
import { modifier, type Platform } from "./keys";

interface KeyHintsProps {
  state: PageState;
  overlay: Overlay;
}

export function KeyHints({ state, overlay }: KeyHintsProps) {
  return (
    <section className="key-hints" aria-label="Keys">
      {hints(state, overlay).map(([keys, does], index) => (
        <Fragment key={index}>
          {index > 0 && " "}
          <span className="key-hint">
            <b>{keys}</b> {does}
          </span>
        </Fragment>
      ))}
    </section>
  );
}

type Hint = [keys: string, does: string];

function hints(
  { screen, panel, alert, extension, isWindowClosed, argumentFields }: PageState,
  overlay: Overlay,
): Hint[] {
  const { view, isRoot } = screen;
  const mod = modifier(extension.platform as Platform) === "cmd" ? "⌘" : "Ctrl+";
  if (isWindowClosed) return [["Any key", "opens the window"]];
  if (alert) {
    return [
      ["Enter", alert.primaryAction.title],
      ["Esc", alert.dismissAction.title],
    ];
  }
  const move: Hint[] = [
    ["Type", "to search"],
    ["↑ ↓", "to move"],
  ];
  if (overlay) {
    const does = overlay.kind === "panel" ? "does what is marked" : "chooses what is marked";
    return [...move, ["Enter", does], ["Esc", "closes this"]];
  }
  const [primary] = panel ? entriesOf(panel.sections) : [];
  const enter = view.type === "form" ? `${mod}Enter` : "Enter";
  return [
    ...(view.type === "list" ? move : []),
    ...(argumentFields ? ([["Tab", "to the arguments"]] satisfies Hint[]) : []),
    ...(view.type === "form" ? ([["Tab", "to the next field"]] satisfies Hint[]) : []),
    ...(primary ? ([[enter, primary.title]] satisfies Hint[]) : []),
    ...(panel ? ([[`${mod}K`, "all actions"]] satisfies Hint[]) : []),
    ["Esc", isRoot ? "closes the window" : "back"],
  ];
}
