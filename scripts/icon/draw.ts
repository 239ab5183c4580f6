/** Draws `assets/icon.png` from `icon.svg`, in the browser that the page's tests use: `npm run icon`. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { browserPath } from "../../test/support/browser-path";

async function draw(): Promise<void> {
  const browser = await chromium.launch({
    executablePath: browserPath,
    args: ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"],
  });
  const page = await browser.newPage({ viewport: { width: 512, height: 512 } });
  const svg = readFileSync(join(__dirname, "icon.svg"), "utf8");
  await page.setContent(`<style>html, body { margin: 0; background: transparent; }</style>${svg}`);
  await page.screenshot({ path: join(__dirname, "..", "..", "assets", "icon.png"), omitBackground: true });
  await browser.close();
}

void draw();
