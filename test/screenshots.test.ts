/** The store's pictures, made of captures of a window. Of Raycast's own nobody here can take one. */
import type { Page } from "playwright-core";
import { chromium, type Browser } from "playwright-core";
import { composeScreenshots } from "../scripts/screenshots/compose";
import { pngSize } from "../scripts/store-checks";
import { describeInBrowser } from "../preview/test/support/page";
import { browserPath } from "./support/browser-path";

describeInBrowser("screenshots", () => {
  let browser: Browser;
  let page: Page;
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: browserPath, args: ["--no-sandbox", "--disable-gpu"] });
    page = await browser.newPage();
  });
  afterAll(() => browser.close());

  async function capture(width: number, height: number, color: string): Promise<{ name: string; image: Buffer }> {
    await page.setViewportSize({ width, height });
    await page.setContent(`<body style="background: ${color}">`);
    return { name: `${color}.png`, image: await page.screenshot() };
  }

  /** The colors of a picture at some places. */
  function colorsOf(image: Buffer, places: [x: number, y: number][]): Promise<number[][]> {
    return page.evaluate(
      async ({ source, at }) => {
        const picture = new Image();
        picture.src = source;
        await picture.decode();
        const canvas = document.createElement("canvas");
        [canvas.width, canvas.height] = [picture.width, picture.height];
        const context = canvas.getContext("2d")!;
        context.drawImage(picture, 0, 0);
        return at.map(([x = 0, y = 0]) => Array.from(context.getImageData(x, y, 1, 1).data.slice(0, 3)));
      },
      { source: `data:image/png;base64,${image.toString("base64")}`, at: places },
    );
  }

  it("have the store's size, one ground, and the window in the middle, whatever its own size", async () => {
    const captures = [await capture(1500, 948, "red"), await capture(3000, 1896, "lime")];
    const pictures = await composeScreenshots(captures, browserPath!);
    expect(pictures.map(pngSize)).toEqual([1, 2].map(() => ({ width: 2000, height: 1250 })));
    const [first, second] = pictures;
    // In the middle, inside of and beside the edges of a window of 1500 by 948, and in the corners.
    const places: [number, number][] = [
      [1000, 625],
      [255, 160],
      [1745, 1090],
    ];
    const corners: [number, number][] = [
      [2, 2],
      [1997, 2],
      [2, 1247],
      [1997, 1247],
    ];
    expect(await colorsOf(first, places)).toEqual(places.map(() => [255, 0, 0]));
    expect(await colorsOf(second, [[1000, 625]])).toEqual([[0, 255, 0]]);
    const ground = await colorsOf(first, corners);
    expect(await colorsOf(second, corners)).toEqual(ground);
    // A window that is larger than its place is shown whole.
    expect(ground).not.toContainEqual([0, 255, 0]);
  });

  it("are not made of what would be blurred, or is no picture", async () => {
    const small = await capture(750, 474, "red");
    await expect(composeScreenshots([small], browserPath!)).rejects.toThrow(
      "red.png is 750 pixels wide: take it on a display with twice the pixels (Retina, 200 %).",
    );
    const text = { name: "list.png", image: Buffer.from("JPEG") };
    await expect(composeScreenshots([text], browserPath!)).rejects.toThrow("list.png is no PNG.");
  });
});
