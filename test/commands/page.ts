/** The extension in a real browser, where no configuration of this machine reaches the pips, and none is asked. */
import { devNull } from "node:os";
import { openPage as openAnyPage, type OpenedPage, type PageOptions } from "../../preview/test/support/page";
import { temporaryDirectory } from "../support/temporary";
import { rememberPips } from "./open";

export { describeInBrowser, eventually, type OpenedPage } from "../../preview/test/support/page";

/**
 * Starts the preview, with a data folder of its own, and opens its page. As if the pips had been asked a moment ago, and none
 * had been found: each costs a second. Close it when done.
 */
export function openPage({ args = [], ...options }: PageOptions): Promise<OpenedPage> {
  const dataFolder = temporaryDirectory();
  rememberPips(dataFolder, []);
  const env = { PIP_CONFIG_FILE: devNull, ...options.env };
  return openAnyPage({ ...options, args: ["--data", dataFolder, ...args], env });
}
