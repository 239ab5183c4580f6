/** The command line of the preview. */
import { wrapAnsi } from "fast-wrap-ansi";
import { parseArgs } from "node:util";
import { platformOptions } from "./host/platform-options";
import type { Step, TerminalRun, ToolRun } from "./terminal/run";
import type { Manifest } from "./host/manifest";
import { own } from "./host/lookup";

export interface Arguments {
  help: boolean;
  port: number;
  sample: boolean;
  /** The path of the module that the extension brings along. */
  companion: string | undefined;
  /** Where the preview keeps preferences, caches and the like; undefined for the usual place. */
  data: string | undefined;
  /** The folder of the extension. */
  extension: string;
  /** A command or a tool to run for the terminal instead of serving the page. */
  run: ((TerminalRun | ToolRun) & { format: "json" | "text" }) | undefined;
  /** In what the platform behaves otherwise: names of `host/platform-options.ts`. */
  as: string;
  /** Names of commands that are turned off. */
  disabled: string[];
  /** Whether commands are asked to change nothing. */
  dryRun: boolean;
}

/** What `--help` says. */
export const usageOf = (extension: Manifest | undefined): string =>
  fitted(`Runs the extension's commands without Raycast.

  npm start                           serve them as a page on http://127.0.0.1:4141, whose whole address it prints: only who knows that is let in
  npm start -- --port 5000            on another port, 0 for any free one
  npm start -- --sample               on a sample that the extension makes, deleted at the end
  npm start --silent -- --json NAME   run one command, by name, title or link, and print what is on screen as JSON
  npm start --silent -- --print NAME  the same as text

With --json and --print, in the order given:

  --search TEXT      type into the search field
  --dropdown CHOICE  choose from the dropdown, by value or title
  --select ROW       select the row with this id or title
  --action ACTION    run the action with this id or title
  --field ID=VALUE   fill in a field of the form: a text, a choice, a path, "yes" or "no"

Ids are the same whatever is shown; --json has them beside the titles. A title is found without its figures, too: "Remove Package" for "Remove Package (1.8 GB)". Where several are called so, nothing is done, and they are named.

And once:

  --argument NAME=VALUE  launch the command with this argument; for each that is given
  --answer yes|no        the answer to every dialog, "no" if not given
  --background           launch it as Raycast does at each of its intervals: nothing asks, no toast shows

A tool of the AI:

  npm start --silent -- --tool NAME   run it with no input, and print what it asks first and what it hands to the AI
  --input JSON                        its input, an object
  --json                              print that as JSON
  --answer yes|no                     the answer to what it asks first, "no" if not given

The status is 0 where all went well, 1 where something failed, was asked for in vain or is refused by a form, and 2 where a question was declined.

Further:

  --data FOLDER       keep preferences, caches and local storage of the commands there
  --dry-run           do all but change anything, on a copy of the commands' data; refused where they do not heed it
  --as NAMES          behave otherwise, as Raycast may: ${platformOptions.map(({ name }) => name).join(", ")}
  --disable NAME      turn a command off; for each that is given
  --extension FOLDER  the extension to run, by default the one in the working directory
  --with MODULE       what the extension brings along for its preview: its sample
${extension ? namesOf(`Commands of ${extension.title}`, extension.commands) : ""}${
    extension?.tools ? namesOf(`Tools of ${extension.title}`, extension.tools) : ""
  }`);

/** Lines no longer than a terminal is wide, descriptions below each other. */
function fitted(text: string): string {
  return text
    .split("\n")
    .flatMap((line) => {
      const [named = ""] = /^ +\S.*? {2,}/.exec(line) ?? [];
      const lines = wrapAnsi(line.slice(named.length), 80 - named.length).split("\n");
      return lines.map((one, at) => `${at === 0 ? named : " ".repeat(named.length)}${one}`);
    })
    .join("\n");
}

function namesOf(heading: string, all: { name: string; title: string }[]): string {
  const width = Math.max(...all.map(({ name }) => name.length));
  const lines = all.map(({ name, title }) => `  ${name.padEnd(width)}  ${title}\n`);
  return `\n${heading}:\n\n${lines.join("")}`;
}

const steps: Record<string, Step["do"]> = {
  search: "search",
  dropdown: "choose",
  select: "select",
  action: "run",
  field: "fill",
};

/** Reads the command line. Throws with a sentence for a person when it makes no sense. */
export function readArguments(given: string[]): Arguments {
  // With a tool, which has its name from there, it only says in what form.
  const hasTool = given.some((word) => /^--tool(=|$)/.test(word));
  const args = hasTool ? given.map((word) => (word === "--json" ? "--json=" : word)) : given;
  const { values, tokens } = parseArgs({
    args,
    tokens: true,
    allowPositionals: false,
    options: {
      help: { type: "boolean", short: "h" },
      port: { type: "string" },
      sample: { type: "boolean" },
      with: { type: "string" },
      "dry-run": { type: "boolean" },
      data: { type: "string" },
      extension: { type: "string" },
      tool: { type: "string" },
      input: { type: "string" },
      background: { type: "boolean" },
      json: { type: "string" },
      print: { type: "string" },
      search: { type: "string", multiple: true },
      dropdown: { type: "string", multiple: true },
      select: { type: "string", multiple: true },
      action: { type: "string", multiple: true },
      field: { type: "string", multiple: true },
      argument: { type: "string", multiple: true },
      as: { type: "string" },
      disable: { type: "string", multiple: true },
      answer: { type: "string" },
    },
  });
  const port = Number(values.port ?? 4141);
  if (values.port === "" || !Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new Error(`--port is no port: ${values.port}`);
  }
  if (values.json !== undefined && values.print !== undefined) throw new Error("Give --json or --print, not both.");
  const { tool, background: isBackground = false } = values;
  const command = hasTool ? undefined : (values.json ?? values.print);
  if (values.answer !== undefined && !["yes", "no"].includes(values.answer)) {
    throw new Error(`--answer takes "yes" or "no", not "${values.answer}".`);
  }
  const todo = tokens
    .filter((token) => token.kind === "option")
    .flatMap(({ name, value = "" }): Step[] => {
      const step = own(steps, name);
      if (step === "fill") return [{ do: step, what: pair("--field ID=VALUE", value) }];
      return step ? [{ do: step, what: value }] : [];
    });
  const launched = (values.argument ?? []).map((given) => pair("--argument NAME=VALUE", given));
  if (command === undefined && (todo.length > 0 || launched.length > 0 || isBackground)) {
    throw new Error(
      "--search, --dropdown, --select, --action, --field, --argument and --background go with --json or --print.",
    );
  }
  if (command === undefined && tool === undefined && values.answer !== undefined) {
    throw new Error("--answer goes with --json, --print or --tool.");
  }
  if (tool === undefined && values.input !== undefined) throw new Error("--input goes with --tool.");
  if (tool !== undefined && (values.print ?? values.json ?? "") !== "") {
    throw new Error("Give --tool or a command, not both.");
  }
  if (isBackground && todo.length > 0)
    throw new Error("In the background nobody does anything: --background goes alone.");
  const format = values.json === undefined ? "text" : "json";
  const answer = values.answer === "yes";
  return {
    help: values.help ?? false,
    port,
    sample: values.sample ?? false,
    companion: values.with,
    as: values.as ?? "",
    disabled: values.disable ?? [],
    dryRun: values["dry-run"] ?? false,
    data: values.data,
    extension: values.extension ?? process.cwd(),
    run:
      tool !== undefined
        ? { tool, input: values.input ?? "{}", format, answer }
        : command !== undefined
          ? { command, format, arguments: new Map(launched), steps: todo, isBackground, answer }
          : undefined,
  };
}

/** The two sides of the first equals sign. Throws where there is none. */
function pair(option: string, given: string): [string, string] {
  const at = given.indexOf("=");
  if (at < 1) throw new Error(`${option} has an equals sign, which "${given}" has not.`);
  return [given.slice(0, at), given.slice(at + 1)];
}
