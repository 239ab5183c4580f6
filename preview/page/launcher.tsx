/** The launcher: header, what is on screen, footer, and what lies over them. Keys are heard here. */
import { useEffect, useLayoutEffect, useRef, useState } from "react";
import type { ActionData, PanelData, SubmenuData } from "../host/view";
import { ActionPanel, pressedEntry } from "./action-panel";
import { Alert } from "./alert";
import { currentModel, send, type Model } from "./connection";
import { useCopying } from "./copying";
import { Detail } from "./detail";
import { Choices } from "./dropdown";
import { EmptyView, ErrorView } from "./empty";
import { Footer, Hud } from "./footer";
import { Form } from "./form";
import { Header } from "./header";
import { isMod, isPressed, modifier } from "./keys";
import { RowList } from "./list";
import { TroubleNotice } from "./trouble";
import { own } from "../host/lookup";

type Overlay = { kind: "panel"; submenuId?: string } | { kind: "dropdown" } | undefined;

export function Launcher({ model }: { model: Model }) {
  const { state, rows, searchText, selectedId, isCurrent, trouble } = model;
  const { screen, sections, panel, detail, toast, alert, hud, extension } = state;
  const { view } = screen;
  const { platform } = extension;
  const [overlay, setOverlay] = useState<Overlay>();
  const input = useRef<HTMLInputElement>(null);
  const main = useRef<HTMLElement>(null);
  const waiting = useRef<(() => void)[]>([]);
  useCopying(state.copied);

  const isForm = view.type === "form";
  const isList = view.type === "list";
  const [primary] = panel?.sections.flatMap(({ actions }) => actions) ?? [];
  const ids = sections.flatMap((section) => section.ids);

  /** Does something with the panel of the selected row, as soon as that has come. */
  const whenCurrent = (work: () => void) => {
    if (currentModel()?.isCurrent) work();
    else waiting.current.push(work);
  };
  useEffect(() => {
    if (!isCurrent) return;
    for (const work of waiting.current.splice(0)) work();
  });

  useLayoutEffect(() => setOverlay(undefined), [screen.key, alert?.id]);
  useLayoutEffect(() => {
    if (overlay || alert) return;
    if (isList) input.current?.focus();
    else if (!isForm) main.current?.querySelector<HTMLElement>(".detail, .error-view")?.focus();
  }, [screen.key, overlay, alert?.id, isList, isForm]);

  const run = (entry: ActionData | SubmenuData) => {
    if (entry.kind === "submenu") {
      send({ type: "open-submenu", id: entry.id });
      return setOverlay({ kind: "panel", submenuId: entry.id });
    }
    setOverlay(undefined);
    send({ type: "run", id: entry.id });
  };
  /** What Enter does. It waits for what was typed or selected a moment ago to reach the command. */
  const runFirst = () => {
    whenCurrent(() => {
      const [entry] = currentModel()?.state.panel?.sections.flatMap(({ actions }) => actions) ?? [];
      if (entry) run(entry);
    });
  };
  const openPanel = () => whenCurrent(() => currentModel()?.state.panel && setOverlay({ kind: "panel" }));
  const select = (id: string | undefined) => {
    if (id !== undefined && id !== selectedId) send({ type: "select", id });
  };
  const moveBy = (step: number, wraps: boolean) => {
    if (ids.length === 0) return;
    const at = ids.indexOf(selectedId ?? "") + step;
    select(ids[wraps ? (at + ids.length) % ids.length : Math.min(Math.max(at, 0), ids.length - 1)]);
  };
  const goBack = () => (isList && searchText !== "" ? send({ type: "search", text: "" }) : send({ type: "back" }));

  const onKey = (event: KeyboardEvent): boolean => {
    const isTyping = event.target instanceof HTMLElement && /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName);
    if (event.key === "Escape") {
      waiting.current = [];
      return (goBack(), true);
    }
    if (isMod(event) && event.code === "KeyK") return (openPanel(), true);
    if (isMod(event) && event.code === "KeyP" && view.type === "list" && view.dropdown) {
      return (setOverlay({ kind: "dropdown" }), true);
    }
    const toastAction = [toast?.primaryAction, toast?.secondaryAction].find((action, index) => {
      const usual = { modifiers: index === 0 ? [modifier(platform)] : [modifier(platform), "shift"], key: "t" };
      return action && isPressed(event, action.shortcut ?? usual);
    });
    if (toastAction) return (send({ type: "toast-action", title: toastAction.title }), true);
    if (isList) {
      const steps: Record<string, [number, boolean]> = {
        ArrowDown: [1, true],
        ArrowUp: [-1, true],
        PageDown: [8, false],
        PageUp: [-8, false],
      };
      const step = own(steps, event.key);
      if (step && isMod(event)) return (select(step[0] > 0 ? ids[ids.length - 1] : ids[0]), true);
      if (step && !event.altKey && !event.shiftKey) return (moveBy(...step), true);
      if (event.key === "Enter" && !event.ctrlKey && !event.metaKey && !event.altKey && !event.shiftKey) {
        return (runFirst(), true);
      }
    }
    const pressed = panel && pressedEntry(panel, event, platform, isForm);
    if (pressed) return (whenCurrent(() => runPressed(event, currentModel()?.state.panel, run)), true);
    if (isList && !isTyping && event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey)
      input.current?.focus();
    return false;
  };
  const runPressed = (event: KeyboardEvent, now: PanelData | null | undefined, work: typeof run) => {
    const entry = now && pressedEntry(now, event, platform, isForm);
    if (entry) work(entry);
  };

  const heard = useRef(onKey);
  heard.current = onKey;
  const isCovered = overlay !== undefined || alert !== null;
  useLayoutEffect(() => {
    if (isCovered) return;
    const listener = (event: KeyboardEvent) => {
      if (!event.isComposing && heard.current(event)) event.preventDefault();
    };
    window.addEventListener("keydown", listener);
    return () => window.removeEventListener("keydown", listener);
  }, [isCovered]);

  return (
    <div className="launcher" data-view={view.type}>
      <Header
        model={model}
        input={input}
        isDropdownOpen={overlay?.kind === "dropdown"}
        onOpenDropdown={() => setOverlay({ kind: "dropdown" })}
      />
      <main ref={main} className={detail ? "content with-detail" : "content"}>
        {view.type === "list" && ids.length > 0 && (
          <RowList
            screenKey={screen.key}
            label={screen.title}
            sections={sections}
            rows={rows}
            selectedId={selectedId}
            onSelect={select}
            onOpen={(id) => {
              select(id);
              runFirst();
            }}
          />
        )}
        {view.type === "list" && ids.length > 0 && detail && (
          <Detail key={state.selectedId} detail={detail} layout="below" label="Details" />
        )}
        {view.type === "list" && ids.length === 0 && <EmptyView view={view} searchText={searchText} />}
        {view.type === "detail" && <Detail key={screen.key} detail={view} layout="beside" label={screen.title} />}
        {view.type === "form" && (
          <Form
            key={screen.key}
            form={view}
            label={screen.title}
            onFill={(id, value) => send({ type: "fill", id, value })}
          />
        )}
        {view.type === "error" && <ErrorView message={view.message} stack={view.stack} />}
      </main>
      <Footer
        state={state}
        platform={platform}
        primary={primary}
        hasPanel={panel !== null}
        onPrimary={runFirst}
        onPanel={openPanel}
        send={send}
      />
      {overlay?.kind === "dropdown" && view.type === "list" && view.dropdown && (
        <Choices
          dropdown={view.dropdown}
          onClose={() => setOverlay(undefined)}
          onChoose={(value) => {
            setOverlay(undefined);
            send({ type: "choose", value });
          }}
        />
      )}
      {overlay?.kind === "panel" && panel && (
        <ActionPanel
          panel={panel}
          platform={platform}
          isForm={isForm}
          submenuId={overlay.submenuId}
          onRun={run}
          onOpenSubmenu={({ id }) => send({ type: "open-submenu", id })}
          onClose={() => setOverlay(undefined)}
        />
      )}
      {alert && (
        <Alert
          key={alert.id}
          alert={alert}
          onAnswer={(isConfirmed, remember) => send({ type: "answer", isConfirmed, remember })}
        />
      )}
      <Hud hud={hud} />
      {trouble && <TroubleNotice trouble={trouble} />}
    </div>
  );
}
