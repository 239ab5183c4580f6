/** The part of an extension's manifest (its package.json) that matters for running it. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

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

export interface CommandDefinition {
  name: string;
  title: string;
  subtitle?: string;
  description?: string;
  icon?: string;
  mode: CommandMode;
  preferences?: PreferenceDefinition[];
}

export interface Manifest {
  name: string;
  title: string;
  description?: string;
  icon?: string;
  author?: string;
  owner?: string;
  commands: CommandDefinition[];
  preferences?: PreferenceDefinition[];
}

/** Reads the manifest of the extension in a folder. Throws with a sentence for a person when there is none. */
export function readManifest(extensionFolder: string): Manifest {
  const path = join(extensionFolder, "package.json");
  const manifest = JSON.parse(existsSync(path) ? readFileSync(path, "utf8") : "{}") as Partial<Manifest>;
  if (!manifest.commands) throw new Error(`There is no extension in ${extensionFolder}.`);
  return manifest as Manifest;
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
