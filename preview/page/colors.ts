/** Colors as the page can use them: Raycast's names become variables of the style sheet, so that they follow the theme. */
import type { ColorValue } from "../host/view";

export function cssColor(color: ColorValue | undefined, theme: "light" | "dark"): string | undefined {
  if (color === undefined) return undefined;
  const value = typeof color === "string" ? color : color[theme];
  const name = /^raycast-([a-z-]+)$/.exec(value)?.[1];
  return name ? `var(--color-${name})` : value;
}

/** Names of colors inside a drawing that comes as data have to become colors: variables do not reach into an image. */
export function withLiteralColors(dataUrl: string): string {
  const style = getComputedStyle(document.documentElement);
  return dataUrl.replace(/raycast-([a-z-]+)/g, (name, key: string) =>
    encodeURIComponent(style.getPropertyValue(`--color-${key}`).trim() || name),
  );
}
