/** What of a page keeps somebody from using it: texts that can hardly be read, and what axe-core finds. */

import { source, type AxeResults, type RunOptions } from "axe-core";
import type { Page } from "playwright-core";
import { hardToRead } from "./contrast";

/** axe-core leaves out of its measure what stands on gradients; ours does not. */
const options: RunOptions = { rules: { "color-contrast": { enabled: false } }, resultTypes: ["violations"] };

/** One line for each fault of what is on screen now: of colors in both themes, of roles, names, focus and landmarks. */
export async function accessFaults(page: Page): Promise<string[]> {
  const faults: string[] = [];
  for (const colorScheme of ["dark", "light"] as const) {
    await page.emulateMedia({ colorScheme });
    await page.waitForFunction((theme) => document.documentElement.dataset.theme === theme, colorScheme);
    faults.push(...(await hardToRead(page)).map((fault) => `${colorScheme}: ${fault}`));
  }
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(source);
  const { violations } = await page.evaluate(
    (given) =>
      (window as unknown as { axe: { run(context: object, options: object): Promise<AxeResults> } }).axe.run(
        { exclude: [[".tooltip"]] },
        given,
      ),
    options,
  );
  return [...faults, ...violations.map(({ help, nodes }) => `${help}: ${nodes.map(({ html }) => html).join(" ")}`)];
}
