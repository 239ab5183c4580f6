/** The page: the launcher in its theme. */
import { useEffect, useSyncExternalStore } from "react";
import { Boundary } from "./boundary";
import { currentModel, send, subscribe } from "./connection";
import { ErrorView } from "./empty";
import { Launcher } from "./launcher";
import { ThemeProvider, useThemeChoice } from "./theme";
import { ThemeSwitch } from "./theme-switch";
import { Tooltip } from "./tooltip";

/** What stands for a view that cannot be drawn; there is a way back. */
function Undrawn({ message }: { message: string }) {
  return (
    <div className="launcher">
      <main className="content">
        <ErrorView title="This view cannot be drawn" message={message} />
      </main>
      <footer className="footer">
        <button className="hint" autoFocus onClick={() => send({ type: "back" })}>
          Go Back
        </button>
      </footer>
    </div>
  );
}

export function App() {
  const model = useSyncExternalStore(subscribe, currentModel);
  const [theme, choice, choose] = useThemeChoice();
  useEffect(() => send({ type: "appearance", appearance: theme }), [theme]);
  return (
    <ThemeProvider value={theme}>
      {model && (
        <Boundary of={model.state.screen} fallback={(message) => <Undrawn message={message} />}>
          <Launcher model={model} />
        </Boundary>
      )}
      <ThemeSwitch choice={choice} onChoose={choose} isSample={model?.state.extension.isSample ?? false} />
      <Tooltip />
    </ThemeProvider>
  );
}
