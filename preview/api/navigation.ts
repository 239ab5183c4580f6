/** Moving between views, and the window they are in. */
import type * as Raycast from "@raycast/api";
import { useContext, useMemo } from "react";
import { currentSession } from "../host/current";
import { SessionContext } from "../host/navigation";

export function useNavigation(): Raycast.Navigation {
  const session = useContext(SessionContext);
  if (!session) throw new Error("useNavigation() works inside a view only.");
  return useMemo(() => ({ push: (view, onPop) => session.push(view, onPop), pop: () => session.pop() }), [session]);
}

export async function popToRoot(): Promise<void> {
  currentSession().popToRoot();
}

type WindowOptions = Parameters<typeof Raycast.closeMainWindow>[0];

/** The preview has no window of its own to close; what follows behaves as if it were closed. */
export async function closeMainWindow(options?: WindowOptions): Promise<void> {
  const session = currentSession();
  session.isWindowClosed = true;
  if (options?.popToRootType === "immediate") session.popToRoot();
}

export async function clearSearchBar(): Promise<void> {
  currentSession().screen?.search("");
}
