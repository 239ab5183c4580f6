/** A tool of the AI, run as a command without a view: asks what its confirmation says, then does what it is for. */
import type { Image, LaunchProps, Tool } from "@raycast/api";
import { asCommand, type CommandExport } from "./command";

/** What the module of a tool exports. It is handed its input. */
export interface ToolExport {
  default: (input: never) => unknown;
  confirmation?: Tool.Confirmation<never>;
}

/**
 * The confirmation is asked first, and undefined asks nothing. Each has a copy of the input, and what is kept in the module by
 * the one is not there for the other: no page says that Raycast runs both in one instance.
 * @param load makes an instance of the module
 */
export function toolCommand(load: () => ToolExport): CommandExport {
  return async ({ arguments: input }: LaunchProps) => {
    const asked = await load().confirmation?.(structuredClone(input) as never);
    if (asked && !(await isConfirmed(asked))) return undefined;
    return plainResult(await load().default(input as never));
  };
}

/** What a confirmation says; `Tool.Confirmation` has it as the type of a promise only. */
interface Confirmation {
  style?: unknown;
  message?: string;
  info?: { name: string; value?: string }[];
  image?: unknown;
}

function isConfirmed({ style, message, info = [], image }: Confirmation): Promise<boolean> {
  return asCommand((command) => {
    const { launch } = command;
    const tool = launch.manifest.tools?.find(({ name }) => name === launch.command);
    return command.ask<boolean>({
      type: "confirm",
      options: {
        title: tool?.title ?? launch.command,
        message,
        // What has no value is not displayed.
        info: info.flatMap(({ name, value }) => (value === undefined ? [] : [{ name, value }])),
        icon: image as Image.ImageLike | undefined,
        primaryAction: { title: "Confirm", style: (style === "destructive" ? "destructive" : "default") as never },
      },
    });
  });
}

/** What the AI is handed of a result, which is text in the end. Throws where that cannot be made of it. */
function plainResult(result: unknown): unknown {
  const text = JSON.stringify(result) as string | undefined;
  return text === undefined ? undefined : (JSON.parse(text) as unknown);
}
