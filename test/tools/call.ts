/** Calls a tool as the AI does: first its confirmation, which the person answers, then the tool. */
import type { Tool } from "@raycast/api";
import { openCommand } from "../../preview";
import { isolate, rememberPips } from "../commands/open";
import { temporaryDirectory } from "../support/temporary";

export interface ToolModule {
  default: (input: never) => unknown;
  confirmation?: Tool.Confirmation<never>;
}

export interface Called {
  /** What the confirmation said; undefined where it asked nothing. */
  asked?: { message?: string; info?: { name: string; value?: string }[] };
  /** As the AI is handed it; undefined where the person has said no. */
  result?: Record<string, unknown>;
}

export interface CallOptions {
  answer?: boolean;
  dataFolder?: string;
  /** Between the answer and the tool. */
  meanwhile?: () => void | Promise<void>;
  /** Nothing is asked, as if the platform had left that out. */
  skipsConfirmation?: boolean;
}

/** A machine with just this cache, and no pip. */
export function onlyCache(cache: string): string {
  isolate({ PIP_CACHE_DIR: cache });
  const dataFolder = temporaryDirectory();
  rememberPips(dataFolder, []);
  return dataFolder;
}

/** @param cache the only cache directory of the machine; of a data folder that `onlyCache` made, leave it out */
export async function callTool(tool: ToolModule, input: unknown, options: CallOptions = {}): Promise<Called> {
  const { answer = true, dataFolder = temporaryDirectory(), meanwhile, skipsConfirmation = false } = options;
  const called: Called = {};
  const command = async () => {
    const asked = skipsConfirmation ? undefined : await tool.confirmation?.(input as never);
    if (asked) called.asked = asked;
    if (asked && !answer) return;
    await meanwhile?.();
    called.result = JSON.parse(JSON.stringify(await tool.default(input as never))) as Record<string, unknown>;
  };
  const session = await openCommand(command, { name: "clear-pip-cache", dataFolder });
  expect(session.alerts).toEqual([]);
  session.dispose();
  return called;
}
