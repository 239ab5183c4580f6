/** What of a page can hardly be read: every text in sight, as the browser has colored it, against what it stands on. */

import type { Page } from "playwright-core";

/** What a text must have at least: WCAG 2.2, 1.4.3, for text of any size. */
export const leastContrast = 4.5;

/** One line for each text that has less than `leastContrast`: its contrast, what it is, its first words. */
export async function hardToRead(page: Page): Promise<string[]> {
  const texts = await page.evaluate(textsInSight);
  const weak = texts.filter(({ contrast }) => contrast < leastContrast);
  return weak.map(({ contrast, name, words }) => `${contrast.toFixed(2)} ${name}: ${words}`);
}

interface TextInSight {
  contrast: number;
  name: string;
  words: string;
}

/** Runs in the page. What is inert lies under a dialog and is dimmed on purpose. */
function textsInSight(): TextInSight[] {
  type Rgb = [number, number, number];
  const context = document.createElement("canvas").getContext("2d", { willReadFrequently: true })!;
  const known = new Map<string, { rgb: Rgb; alpha: number }>();

  function colorOf(css: string): { rgb: Rgb; alpha: number } {
    let color = known.get(css);
    if (!color) {
      context.clearRect(0, 0, 1, 1);
      context.fillStyle = css;
      context.fillRect(0, 0, 1, 1);
      const [red = 0, green = 0, blue = 0, alpha = 0] = context.getImageData(0, 0, 1, 1).data;
      known.set(css, (color = { rgb: [red, green, blue], alpha: alpha / 255 }));
    }
    return color;
  }
  const over = (top: { rgb: Rgb; alpha: number }, below: Rgb) =>
    below.map((value, at) => value + (top.rgb[at]! - value) * top.alpha) as Rgb;

  /** The colors of a layer: its own, and each of its gradients' stops. */
  const layersOf = (style: CSSStyleDeclaration): string[][] => [
    [style.backgroundColor],
    ...style.backgroundImage
      .split(/,\s*(?=[a-z-]+gradient\()/)
      .reverse()
      .map((image) => image.match(/(?:rgba?|color|oklab|oklch|hsla?)\([^)]*\)|#[0-9a-f]{3,8}/g) ?? []),
  ];

  /** Whatever an element may stand on, where that is not one color. */
  function grounds(element: Element | null): Rgb[] {
    if (!element) return [colorOf("canvas").rgb];
    let below = grounds(element.parentElement);
    for (const colors of layersOf(getComputedStyle(element))) {
      if (colors.length > 0) below = colors.flatMap((css) => below.map((ground) => over(colorOf(css), ground)));
      below = [...new Map(below.map((ground) => [ground.join(), ground])).values()];
    }
    return below;
  }

  function luminance(rgb: Rgb): number {
    const [red = 0, green = 0, blue = 0] = rgb.map((value) => {
      const part = value / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  }
  function contrast(one: Rgb, other: Rgb): number {
    const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
    return (light + 0.05) / (dark + 0.05);
  }

  function isInSight(element: Element): boolean {
    if (element.closest("[inert], .visually-hidden, option")) return false;
    const { width, height } = element.getBoundingClientRect();
    return width > 0 && height > 0 && element.checkVisibility({ visibilityProperty: true });
  }

  const found: TextInSight[] = [];
  function add(element: Element, css: string, words: string): void {
    if (!words || !isInSight(element)) return;
    const least = Math.min(...grounds(element).map((ground) => contrast(over(colorOf(css), ground), ground)));
    found.push({ contrast: least, name: element.className.toString() || element.localName, words: words.slice(0, 40) });
  }
  for (const element of Array.from(document.body.querySelectorAll("*"))) {
    const texts = Array.from(element.childNodes).filter(({ nodeType }) => nodeType === Node.TEXT_NODE);
    add(
      element,
      getComputedStyle(element).color,
      texts
        .map(({ textContent }) => textContent)
        .join("")
        .trim(),
    );
    if (!(element instanceof HTMLInputElement)) continue;
    if (element.value) add(element, getComputedStyle(element).color, element.value);
    else add(element, getComputedStyle(element, "::placeholder").color, element.placeholder);
  }
  return found;
}
