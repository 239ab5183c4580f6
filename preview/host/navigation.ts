/** The frame around each view of a command: it gives access to navigation and catches what the view throws. */
import { Component, createContext, createElement, type ReactNode } from "react";
import type { RunningCommand } from "./running-command";
import type { Screen } from "./screen";

const SessionContext = createContext<RunningCommand | undefined>(undefined);

interface FrameProps {
  session: RunningCommand;
  screen: Screen;
  children: ReactNode;
}

/** Renders one view of the stack as a node of its own. What it throws becomes an error view in its place. */
export class Frame extends Component<FrameProps, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError(): { failed: boolean } {
    return { failed: true };
  }

  override componentDidCatch(error: unknown): void {
    this.props.session.viewFailed(this.props.screen, error);
  }

  override render(): ReactNode {
    const { session, screen, children } = this.props;
    const content = this.state.failed ? null : children;
    return createElement(SessionContext, { value: session }, createElement("view", { screen }, content));
  }
}

export { SessionContext };
