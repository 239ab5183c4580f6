/** Moving between views, and the window they are in. */
import type * as Raycast from "@raycast/api";
import { useContext, useMemo } from "react";
import { NavigationContext } from "../host/navigation";
import { currentCommand } from "../host/running-command";

export function useNavigation(): Raycast.Navigation {
  const command = useContext(NavigationContext);
  if (!command) throw new Error("useNavigation() works inside a view only.");
  return useMemo(() => ({ push: (view, onPop) => command.push(view, onPop), pop: () => command.pop() }), [command]);
}

export async function popToRoot(): Promise<void> {
  currentCommand().popToRoot();
}

type WindowOptions = Parameters<typeof Raycast.closeMainWindow>[0];

/** The preview has no window of its own to close; what follows behaves as if it were closed. */
export async function closeMainWindow(options?: WindowOptions): Promise<void> {
  const command = currentCommand();
  command.isWindowClosed = true;
  if (options?.popToRootType === "immediate") command.popToRoot();
}
