/** Colors as the page can use them: Raycast's names become variables of the style sheet, so that they follow the theme. */
import type { ColorValue } from "../host/view";
import { own } from "../host/lookup";

export function cssColor(color: ColorValue | undefined, theme: "light" | "dark"): string | undefined {
  if (color === undefined) return undefined;
  const value = typeof color === "string" ? color : color[theme];
  const name = /^raycast-([a-z-]+)$/.exec(value)?.[1];
  return name ? `var(--color-${name})` : value;
}

const literals: Record<"light" | "dark", Record<string, string>> = {
  dark: {
    blue: "#56c2ff",
    green: "#59d499",
    magenta: "#ff94e2",
    orange: "#ffc531",
    purple: "#d9a3ff",
    red: "#ff9090",
    yellow: "#ffe14d",
    "primary-text": "#f2f2f5",
    "secondary-text": "#b0b0bb",
  },
  light: {
    blue: "#0a57ac",
    green: "#00663a",
    magenta: "#9c1478",
    orange: "#854b00",
    purple: "#6d2cc4",
    red: "#b3261e",
    yellow: "#6b5600",
    "primary-text": "#1b1b21",
    "secondary-text": "#545460",
  },
};

/** Names of colors inside a drawing that comes as data have to become colors: variables do not reach into an image. */
export function withLiteralColors(dataUrl: string, theme: "light" | "dark"): string {
  return dataUrl.replace(/raycast-([a-z-]+)/g, (name, key: string) =>
    encodeURIComponent(own(literals[theme], key) ?? name),
  );
}
