/** What a person does on the page, by key or by click. */
import { useEffect, useRef } from "react";
import type { PanelData } from "../host/view";
import { currentModel, send, type Model } from "./connection";
import { entriesOf, type Entry } from "./entries";

/** What lies over the page: the panel of actions, maybe at one of its submenus, or the choices of the dropdown. */
export type Overlay = { kind: "panel"; submenuId?: string } | { kind: "dropdown" } | undefined;

export type Acts = ReturnType<typeof useActs>;

/** The acts on what is on screen. What needs the panel of the selected row waits until that has come. */
export function useActs({ state, searchText, selectedId, isCurrent }: Model, setOverlay: (overlay: Overlay) => void) {
  const waiting = useRef<((panel: PanelData) => void)[]>([]);
  const withPanel = (work: (panel: PanelData) => void) => {
    const model = currentModel();
    if (!model?.isCurrent) waiting.current.push(work);
    else if (model.state.panel) work(model.state.panel);
  };
  useEffect(() => {
    if (!isCurrent) return;
    for (const work of waiting.current.splice(0)) withPanel(work);
  });

  const run = (entry: Entry) => {
    if (entry.kind === "submenu") return setOverlay({ kind: "panel", submenuId: entry.id });
    setOverlay(undefined);
    send({ type: "run", id: entry.id });
  };
  const select = (id: string | undefined) => {
    if (id !== undefined && id !== selectedId) send({ type: "select", id });
  };
  /** Runs what is found in the panel, if anything is. */
  const runFound = (find: (panel: PanelData) => Entry | undefined) =>
    withPanel((panel) => {
      const entry = find(panel);
      if (entry) run(entry);
    });
  const ids = state.sections.flatMap((section) => section.ids);
  return {
    run,
    runFound,
    runFirst: () => runFound(({ sections }) => entriesOf(sections)[0]),
    openPanel: () => withPanel(() => setOverlay({ kind: "panel" })),
    openDropdown: () => setOverlay({ kind: "dropdown" }),
    closeOverlay: () => setOverlay(undefined),
    choose(value: string) {
      setOverlay(undefined);
      send({ type: "choose", value });
    },
    select,
    /** Selects a row so many further down, at most the last or the first; one that wraps goes on at the other end. */
    moveBy(step: number, wraps: boolean) {
      if (ids.length === 0) return;
      const at = ids.indexOf(selectedId ?? "") + step;
      select(ids[wraps ? (at + ids.length) % ids.length : Math.min(Math.max(at, 0), ids.length - 1)]);
    },
    /** What was to be done once a panel has come is not done any more. */
    goBack() {
      waiting.current = [];
      const isSearching = state.screen.view.type === "list" && searchText !== "";
      send(isSearching ? { type: "search", text: "" } : { type: "back" });
    },
  };
}
