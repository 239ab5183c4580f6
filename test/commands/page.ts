/** The extension in a real browser, where no configuration of this machine reaches the pips. */
import { devNull } from "node:os";
import { openPage as openAnyPage, type OpenedPage, type PageOptions } from "../../preview/test/support/page";

export { describeInBrowser, eventually, type OpenedPage } from "../../preview/test/support/page";

/** Starts the preview and opens its page. Close it when done. */
export function openPage(options: PageOptions): Promise<OpenedPage> {
  return openAnyPage({ ...options, env: { PIP_CONFIG_FILE: devNull, ...options.env } });
}
