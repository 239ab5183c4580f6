/**
 * What a screen reader says by itself: toasts, and what a search has left. These places are there before their texts are,
 * without which browsers tell nothing, and outside of what is inert under a dialog.
 */
import type { Model } from "./connection";

export function Announcer({ model: { state, searchText } }: { model: Model }) {
  const { toast } = state;
  // Of work under way only what it is: its figures change too often to be said.
  const said = toast && (toast.style === "animated" ? toast.title : `${toast.title} ${toast.message ?? ""}`.trim());
  return (
    <div className="visually-hidden">
      <div role="status">{rowsLeft(state, searchText)}</div>
      <div aria-live={toast?.style === "failure" ? "assertive" : "polite"} data-testid="announced">
        {said}
      </div>
    </div>
  );
}

function rowsLeft({ screen: { view }, sections }: Model["state"], searchText: string): string {
  if (view.type !== "list") return "";
  if (view.emptyView)
    return [view.emptyView.title ?? "No Results", view.emptyView.description].filter(Boolean).join(". ");
  const count = sections.reduce((sum, { ids }) => sum + ids.length, 0);
  return searchText === "" ? "" : `${count} ${count === 1 ? "result" : "results"}`;
}
