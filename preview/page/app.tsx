/** The page: the launcher in its theme. */
import { useEffect, useSyncExternalStore } from "react";
import { currentModel, send, subscribe } from "./connection";
import { Launcher } from "./launcher";
import { ThemeProvider, useThemeChoice } from "./theme";
import { ThemeSwitch } from "./theme-switch";
import { Tooltip } from "./tooltip";

export function App() {
  const model = useSyncExternalStore(subscribe, currentModel);
  const [theme, choice, choose] = useThemeChoice();
  useEffect(() => send({ type: "appearance", appearance: theme }), [theme]);
  return (
    <ThemeProvider value={theme}>
      {model && <Launcher model={model} />}
      <ThemeSwitch choice={choice} onChoose={choose} isSample={model?.state.extension.isSample ?? false} />
      <Tooltip />
    </ThemeProvider>
  );
}
