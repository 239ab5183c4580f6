/** Moving between views, and the window they are in. */
import type * as Raycast from "@raycast/api";
import { useContext, useMemo } from "react";
import { asCommand } from "../command/command";
import { NavigationContext } from "../command/navigation";

export function useNavigation(): Raycast.Navigation {
  const command = useContext(NavigationContext);
  if (!command) throw new Error("useNavigation() works inside a view only.");
  return useMemo(
    () => ({ push: (view, onPop) => command.push(view, onPop), pop: () => void command.pop() }),
    [command],
  );
}

export async function popToRoot(): Promise<void> {
  await asCommand((command) => command.tell({ type: "pop-to-root" }));
}

type WindowOptions = Parameters<typeof Raycast.closeMainWindow>[0];

export async function closeMainWindow({ popToRootType }: WindowOptions = {}): Promise<void> {
  const popToRoot = popToRootType === "immediate" || popToRootType === "suspended" ? popToRootType : "default";
  await asCommand((command) => command.tell({ type: "close-window", popToRoot }));
}
