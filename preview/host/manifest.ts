/** The part of an extension's manifest (its package.json) that matters for running it. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { findOption } from "./lookup";
import type { InputSchema } from "./tool-input";

export type CommandMode = "view" | "no-view";

export interface PreferenceDefinition {
  name: string;
  title?: string;
  label?: string;
  description?: string;
  type: string;
  required?: boolean;
  default?: unknown;
  placeholder?: string;
  data?: { title: string; value: string }[];
}

export interface ArgumentDefinition {
  name: string;
  type: "text" | "password" | "dropdown";
  placeholder?: string;
  required?: boolean;
  data?: { title: string; value: string }[];
}

export interface CommandDefinition {
  name: string;
  title: string;
  subtitle?: string;
  description?: string;
  icon?: string;
  mode: CommandMode;
  /** Every how long Raycast launches it in the background, such as `12h`. */
  interval?: string;
  arguments?: ArgumentDefinition[];
  preferences?: PreferenceDefinition[];
}

/** What the AI can call. */
export interface ToolDefinition {
  name: string;
  title: string;
  description?: string;
  /** What its input looks like, which the build takes from the types; absent before, and where it takes none. */
  input?: InputSchema;
}

export interface Manifest {
  name: string;
  title: string;
  description?: string;
  icon?: string;
  author?: string;
  owner?: string;
  commands: CommandDefinition[];
  tools?: ToolDefinition[];
  preferences?: PreferenceDefinition[];
}

/** Reads the manifest of the extension in a folder. Throws with a sentence for a person when there is none. */
export function readManifest(extensionFolder: string): Manifest {
  const path = join(extensionFolder, "package.json");
  const manifest = JSON.parse(existsSync(path) ? readFileSync(path, "utf8") : "{}") as Partial<Manifest>;
  if (!manifest.commands) throw new Error(`There is no extension in ${extensionFolder}.`);
  return manifest as Manifest;
}

/**
 * What a command is launched with: a text for each of its arguments, empty where none was given, as the types say that
 * Raycast generates. Throws with a sentence for a person where the command does not take what was given, or needs more.
 */
export function launchArguments(
  command: CommandDefinition,
  given: ReadonlyMap<string, string>,
): Record<string, string> {
  const definitions = command.arguments ?? [];
  for (const name of given.keys()) {
    if (definitions.some((each) => each.name === name)) continue;
    const names = definitions.map((each) => `"${each.name}"`).join(", ");
    throw new Error(`The command "${command.name}" has no argument "${name}". There is: ${names || "no argument"}.`);
  }
  return Object.fromEntries(definitions.map((each) => [each.name, argumentValue(each, given.get(each.name) ?? "")]));
}

function argumentValue({ name, type, required, data = [] }: ArgumentDefinition, given: string): string {
  if (given === "" && required) throw new Error(`The argument "${name}" is missing.`);
  if (given === "" || type !== "dropdown") return given;
  return findOption(data, given, `the argument "${name}"`).value;
}

/** The preferences that a command sees before anyone changed them. A default may differ by platform. */
export function defaultPreferences(manifest: Manifest, command: string | undefined): Record<string, unknown> {
  const definitions = preferenceDefinitions(manifest, command);
  const values = new Map<string, unknown>();
  for (const { name, type, default: given } of definitions) {
    const value = isPlatformDefault(given) ? given[process.platform === "win32" ? "Windows" : "macOS"] : given;
    if (value !== undefined) values.set(name, value);
    else if (type === "checkbox") values.set(name, false);
  }
  return Object.fromEntries(values);
}

/** The extension's own preferences and then those of the command. */
export function preferenceDefinitions(manifest: Manifest, command: string | undefined): PreferenceDefinition[] {
  const own = manifest.commands.find(({ name }) => name === command)?.preferences ?? [];
  return [...(manifest.preferences ?? []), ...own];
}

function isPlatformDefault(value: unknown): value is Record<"macOS" | "Windows", unknown> {
  return typeof value === "object" && value !== null && ("macOS" in value || "Windows" in value);
}
