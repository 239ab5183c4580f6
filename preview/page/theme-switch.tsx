/** Below the launcher: what this page is, a way to close the window, and the switch between dark and light. */
import { send } from "./connection";
import { Drawing } from "./image";
import type { ThemeChoice } from "./theme";

const next: Record<ThemeChoice, ThemeChoice> = { auto: "light", light: "dark", dark: "auto" };
const icons: Record<ThemeChoice, string> = { auto: "contrast-16", light: "sun-16", dark: "moon-16" };
const names: Record<ThemeChoice, string> = { auto: "Automatic", light: "Light", dark: "Dark" };

interface ThemeSwitchProps {
  choice: ThemeChoice;
  onChoose: (choice: ThemeChoice) => void;
  isSample: boolean;
}

export function ThemeSwitch({ choice, onChoose, isSample }: ThemeSwitchProps) {
  return (
    <section className="under" aria-label="This Page">
      <span>{isSample ? "A sample: try anything, nothing of yours is touched" : "The real files of this machine"}</span>
      <button onClick={() => send({ type: "close-window" })}>Close Window</button>
      <button aria-label={`Theme: ${names[choice]}`} onClick={() => onChoose(next[choice])}>
        <Drawing source={icons[choice]} size={14} />
        {names[choice]}
      </button>
    </section>
  );
}
