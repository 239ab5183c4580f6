/** The frame around each view of a command: it gives access to navigation and catches what the view throws. */
import { Component, createContext, createElement, type ReactNode } from "react";
import type { Screen } from "./screen";

/** The command, as its views know it. */
interface Navigator {
  push: (element: ReactNode, onPop?: () => void) => void;
  pop: () => void;
  viewFailed: (screen: Screen, error: unknown) => void;
}

export const NavigationContext = createContext<Navigator | undefined>(undefined);

interface FrameProps {
  command: Navigator;
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
    this.props.command.viewFailed(this.props.screen, error);
  }

  override render(): ReactNode {
    const { command, screen, children } = this.props;
    const content = this.state.failed ? null : children;
    return createElement(NavigationContext, { value: command }, createElement("view", { screen }, content));
  }
}
