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
    magenta: "#ff7edb",
    orange: "#ffc531",
    purple: "#cf8eff",
    red: "#ff6363",
    yellow: "#ffe14d",
    "primary-text": "#f4f4f5",
    "secondary-text": "#9b9ba5",
  },
  light: {
    blue: "#0f6fd1",
    green: "#0a8a4a",
    magenta: "#b8248f",
    orange: "#b86a00",
    purple: "#7a3bd1",
    red: "#d32f2f",
    yellow: "#8f7400",
    "primary-text": "#1c1c21",
    "secondary-text": "#6b6b76",
  },
};

/** Names of colors inside a drawing that comes as data have to become colors: variables do not reach into an image. */
export function withLiteralColors(dataUrl: string, theme: "light" | "dark"): string {
  return dataUrl.replace(/raycast-([a-z-]+)/g, (name, key: string) =>
    encodeURIComponent(own(literals[theme], key) ?? name),
  );
}
