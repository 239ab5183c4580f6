/** The launcher: header, what is on screen, footer, and what lies over them. */
import { useLayoutEffect, useRef, useState } from "react";
import { useFocusWithout } from "./argument-fields";
import { useActs, type Overlay } from "./acts";
import { Announcer } from "./announcer";
import { ClosedWindow } from "./closed-window";
import type { Model } from "./connection";
import { Content } from "./content";
import { useCopying } from "./copying";
import { Footer, Hud } from "./footer";
import { Header } from "./header";
import { Overlays } from "./overlays";
import { KeyHints } from "./key-hints";
import { isStrayLetter, press, useKeys } from "./press";
import { TroubleNotice } from "./trouble";

export function Launcher({ model }: { model: Model }) {
  const { state, trouble } = model;
  const { screen, isWindowClosed } = state;
  const alert = isWindowClosed ? null : state.alert;
  const { type } = screen.view;
  const [overlay, setOverlay] = useState<Overlay>();
  const acts = useActs(model, setOverlay);
  const searchField = useRef<HTMLInputElement>(null);
  const content = useRef<HTMLElement>(null);
  const field = useRef<HTMLElement>(undefined);
  const isCovered = overlay !== undefined || alert !== null || isWindowClosed;
  useCopying(state.copied);

  useLayoutEffect(() => setOverlay(undefined), [screen.key, alert?.id, isWindowClosed]);
  useLayoutEffect(() => {
    if (isCovered) return;
    if (type === "list") searchField.current?.focus();
    else if (type === "form") refocus(field.current);
    else content.current?.querySelector<HTMLElement>(".detail-text, .metadata, .error-view")?.focus();
  }, [screen.key, overlay, alert?.id, isWindowClosed, type]);

  useFocusWithout(isCovered ? null : state.argumentFields, searchField);

  useKeys(!isCovered, (event) => {
    if (press(event, model, acts)) return true;
    if (isStrayLetter(event)) searchField.current?.focus();
    return false;
  });

  return (
    <>
      <div
        className="launcher"
        data-view={type}
        onFocus={({ target }) => {
          if (content.current?.contains(target)) field.current = target;
        }}
      >
        <Header
          model={model}
          inert={isCovered}
          input={searchField}
          isDropdownOpen={overlay?.kind === "dropdown"}
          onOpenDropdown={acts.openDropdown}
        />
        <Content model={model} acts={acts} inert={isCovered} place={content} />
        <Footer state={state} acts={acts} inert={isCovered} />
        {!isWindowClosed && <Overlays state={state} overlay={overlay} acts={acts} />}
        {isWindowClosed && <ClosedWindow />}
        <Hud hud={state.hud} />
        <Announcer model={model} />
        {trouble && <TroubleNotice trouble={trouble} />}
      </div>
      <KeyHints state={state} overlay={overlay} />
    </>
  );
}

/** Back to the field that had the focus before something lay over the form. */
function refocus(field: HTMLElement | undefined): void {
  if (document.activeElement === document.body) field?.focus();
}
