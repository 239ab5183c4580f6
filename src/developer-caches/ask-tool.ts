/** What only the tools themselves can tell: where their caches are, and what is in them by name. */
import type { LocateCommand, ToolQuestion, Tool } from "./tool";
import type { Machine } from "../files/machine";
import { isAbsolute } from "../files/patterns";
import { run, type CommandRun, type CommandOptions } from "./run-command";
import { memberAt } from "../files/lookup";

const TIMEOUT_MS = 10_000;

export interface Answer extends CommandRun {
  label: string;
}

/**
 * Asks a tool what it knows about its cache. One answer per question; a tool that is not installed gives none.
 * @param place the directory of the tool that is meant
 */
export async function askTool(
  tool: Tool,
  machine: Machine,
  place: string,
  options: Pick<CommandOptions, "signal" | "anyway"> = {},
): Promise<Answer[]> {
  const answers = await Promise.all(
    (tool.questions ?? []).map((question) => answer(question, machine, place, options)),
  );
  return answers.filter(({ outcome }) => outcome !== "not found");
}

async function answer(
  question: ToolQuestion,
  machine: Machine,
  place: string,
  options: Pick<CommandOptions, "signal" | "anyway">,
): Promise<Answer> {
  const { label } = question;
  return { label, ...(await run(question, machine, { root: place, place, ...options, timeout: 3 * TIMEOUT_MS })) };
}

/** Where a tool says its places are; only absolute paths count. Tools that are not installed or fail say nothing. */
export async function askWhere(tool: Tool, machine: Machine, signal?: AbortSignal): Promise<Record<string, string[]>> {
  const reported = new Map<string, string[]>();
  await Promise.all(
    (tool.locate ?? []).map(async (locate) => {
      const { outcome, output } = await run(locate, machine, { signal, timeout: TIMEOUT_MS });
      if (outcome !== "succeeded") return;
      const paths = readAnswer(locate, output).filter((path) => isAbsolute(path, machine));
      if (paths.length > 0) reported.set(locate.place, paths);
    }),
  );
  return Object.fromEntries(reported);
}

/** Paths in what a tool printed. */
export function readAnswer({ answer: form }: LocateCommand, output: string): string[] {
  if (typeof form === "string") {
    const line = output.trim().split(/\r?\n/).at(-1)?.trim() ?? "";
    return [form === "line" ? line : line.replace(/[\\/][^\\/]*$/, "")];
  }
  try {
    const value = memberAt(JSON.parse(output), form.json);
    return (Array.isArray(value) ? value : [value]).filter((one): one is string => typeof one === "string");
  } catch {
    return [];
  }
}
