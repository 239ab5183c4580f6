/** Dark or light: as the system says, unless a person chose. */
import { createContext, useContext, useState, useSyncExternalStore } from "react";

export type Theme = "light" | "dark";
export type ThemeChoice = Theme | "auto";

const key = "theme";
const system = window.matchMedia("(prefers-color-scheme: light)");

const ThemeContext = createContext<Theme>("dark");
export const ThemeProvider = ThemeContext.Provider;

export function useTheme(): Theme {
  return useContext(ThemeContext);
}

function followSystem(onChange: () => void): () => void {
  system.addEventListener("change", onChange);
  return () => system.removeEventListener("change", onChange);
}

/** The theme, what was chosen, and how to choose. The choice is remembered by the browser. */
export function useThemeChoice(): [Theme, ThemeChoice, (choice: ThemeChoice) => void] {
  const [choice, setChoice] = useState<ThemeChoice>(() => (localStorage.getItem(key) as ThemeChoice | null) ?? "auto");
  const isLight = useSyncExternalStore(followSystem, () => system.matches);
  const theme = choice === "auto" ? (isLight ? "light" : "dark") : choice;
  // Before anything is drawn in it: drawings that are images look up their colors.
  document.documentElement.dataset.theme = theme;
  const choose = (next: ThemeChoice) => {
    localStorage.setItem(key, next);
    setChoice(next);
  };
  return [theme, choice, choose];
}
