/** The launcher: header, what is on screen, footer, and what lies over them. */
import { useLayoutEffect, useRef, useState } from "react";
import { useActs, type Overlay } from "./acts";
import { ClosedWindow } from "./closed-window";
import type { Model } from "./connection";
import { Content } from "./content";
import { useCopying } from "./copying";
import { Footer, Hud } from "./footer";
import { Header } from "./header";
import { Overlays } from "./overlays";
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
  useCopying(state.copied);

  useLayoutEffect(() => setOverlay(undefined), [screen.key, alert?.id, isWindowClosed]);
  useLayoutEffect(() => {
    if (overlay || alert || isWindowClosed) return;
    if (type === "list") searchField.current?.focus();
    else if (type !== "form")
      content.current?.querySelector<HTMLElement>(".detail-text, .metadata, .error-view")?.focus();
  }, [screen.key, overlay, alert?.id, isWindowClosed, type]);

  useKeys(!overlay && !alert && !isWindowClosed, (event) => {
    if (press(event, model, acts)) return true;
    if (isStrayLetter(event)) searchField.current?.focus();
    return false;
  });

  return (
    <div className="launcher" data-view={type}>
      <Header
        model={model}
        input={searchField}
        isDropdownOpen={overlay?.kind === "dropdown"}
        onOpenDropdown={acts.openDropdown}
      />
      <Content model={model} acts={acts} place={content} />
      <Footer state={state} acts={acts} />
      {!isWindowClosed && <Overlays state={state} overlay={overlay} acts={acts} />}
      {isWindowClosed && <ClosedWindow />}
      <Hud hud={state.hud} />
      {trouble && <TroubleNotice trouble={trouble} />}
    </div>
  );
}
