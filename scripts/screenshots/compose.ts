/** Puts captures of Raycast's window on the one ground that all of the store's pictures have. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { pngSize, screenshotSize } from "../store-checks";

/** Raycast's window is 750 wide; taken at twice its size it is sharp in the store. */
const narrowest = 1200;

/**
 * Pictures of the store's size, one for each capture, in their order. A capture that is larger than its place is made smaller,
 * none is made larger.
 * @param captures names and PNGs, without the desktop around the window
 * @throws with a sentence for a person where one is no PNG, or too small to be sharp
 */
export async function composeScreenshots(
  captures: { name: string; image: Buffer }[],
  executablePath: string,
): Promise<Buffer[]> {
  for (const { name, image } of captures) {
    const size = pngSize(image);
    if (!size) throw new Error(`${name} is no PNG.`);
    if (size.width < narrowest) {
      throw new Error(
        `${name} is ${size.width} pixels wide: take it on a display with twice the pixels (Retina, 200 %).`,
      );
    }
  }
  const flags = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"];
  const browser = await chromium.launch({ executablePath, args: flags });
  try {
    const page = await browser.newPage({ viewport: screenshotSize });
    await page.setContent(readFileSync(join(__dirname, "background.html"), "utf8"));
    const pictures: Buffer[] = [];
    for (const { image } of captures) {
      await page.evaluate(
        async (source) => {
          const picture = new Image();
          picture.src = source;
          await picture.decode();
          document.body.replaceChildren(picture);
        },
        `data:image/png;base64,${image.toString("base64")}`,
      );
      pictures.push(await page.screenshot());
    }
    return pictures;
  } finally {
    await browser.close();
  }
}
