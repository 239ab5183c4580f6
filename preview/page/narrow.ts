/** Whether the window is narrow, as `style/media.css` has it: rows take two lines then, so that nothing of them is left out. */
import { useSyncExternalStore } from "react";

const narrow = window.matchMedia("(width <= 640px)");

function follow(onChange: () => void): () => void {
  narrow.addEventListener("change", onChange);
  return () => narrow.removeEventListener("change", onChange);
}

export const useIsNarrow = () => useSyncExternalStore(follow, () => narrow.matches);
