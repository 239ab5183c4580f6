/** The frame around each view of a command, which gives access to navigation. */
import { createContext, createElement, type ReactNode } from "react";

/** The command, as its views know it. */
interface Navigator {
  push: (element: ReactNode, onPop?: () => void) => void;
  pop: () => Promise<void>;
}

export const NavigationContext = createContext<Navigator | undefined>(undefined);

interface FrameProps {
  command: Navigator;
  /** Tells the views that were ever on top of a command apart. */
  screen: number;
  children: ReactNode;
}

/** Renders one view of the stack as a node of its own. */
export function Frame({ command, screen, children }: FrameProps): ReactNode {
  return createElement(NavigationContext, { value: command }, createElement("view", { screen }, children));
}
