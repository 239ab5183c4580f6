/**
 * Configuration files that say where a tool keeps its cache. Each format is read only as far as a path in it needs:
 * what cannot be understood is no answer, never a guess.
 */
import { isAbsolute } from "../files/patterns";
import { expandHome, variable, type Machine } from "../files/machine";
import { readSmallText } from "../files/small-file";
import { memberAt } from "../files/lookup";

export type SettingFormat = "ini" | "toml" | "yaml" | "json" | "xml" | "hcl";

/** The values of a key in a configuration file, as written, in its order; none when the key or the file is not there. */
export function readSetting(file: string, format: SettingFormat, key: string): string[] {
  let text: string;
  try {
    text = readSmallText(file).replace(/^\ufeff/, "");
  } catch {
    return [];
  }
  return parseSetting(text, format, key);
}

/**
 * @param key a name; `section.name` for ini and toml, a path of names for json, an element or a key in `<add key=… value=…>` for xml
 */
export function parseSetting(text: string, format: SettingFormat, key: string): string[] {
  return readers[format](text, key).filter((value) => value !== "");
}

/** A value as an absolute path, with `~` and variables (`$VAR`, `${VAR}`, `%VAR%`, `${user.home}`) replaced; undefined otherwise. */
export function settingPath(value: string, machine: Machine): string | undefined {
  let known = true;
  const path = expandHome(machine, value).replace(
    /\$\{(?:env\.)?([\w.]+)(?::?-[^}]*)?\}|\$([A-Za-z_]\w*)|%([\w()]+)%/g,
    (_, braced?: string, bare?: string, windows?: string) => {
      const name = braced ?? bare ?? windows ?? "";
      const replacement = name === "user.home" || name === "HOME" ? machine.home : variable(machine, name) || undefined;
      known &&= replacement !== undefined;
      return replacement ?? "";
    },
  );
  return known && isAbsolute(path, machine) ? path : undefined;
}

const readers: Record<SettingFormat, (text: string, key: string) => string[]> = {
  ini: (text, key) => sectioned(text, key, /^\s*([^=:\s]+)\s*(?:[=:]\s*|\s+)(.*)$/),
  toml: (text, key) => sectioned(text, key, /^\s*([\w.-]+)\s*=\s*(.*?)\s*(?:#[^"']*)?$/),
  hcl: (text, key) => sectioned(text, key, /^\s*(\w+)\s*=\s*(.*?)\s*(?:#[^"']*)?$/),
  yaml,
  json,
  xml,
};

/** `[section]` and `name = value` lines; `section.name` finds the name also where it is written in full. */
function sectioned(text: string, key: string, line: RegExp): string[] {
  const values: string[] = [];
  let section = "";
  for (const text_ of text.split(/\r?\n/)) {
    const [, header] = /^\s*\[([^\]]+)\]\s*$/.exec(text_) ?? [];
    if (header !== undefined) section = `${header.trim()}.`;
    else if (!/^\s*[#;]/.test(text_)) {
      const [, name, value] = line.exec(text_) ?? [];
      if (name === undefined || value === undefined) continue;
      if ([section + name, name].some((one) => one.replaceAll("_", "-") === key.replaceAll("_", "-"))) {
        values.push(unquoted(value));
      }
    }
  }
  return values;
}

/** A top-level scalar, or the items of a top-level list. */
function yaml(text: string, key: string): string[] {
  const lines = text.split(/\r?\n/);
  const start = lines.findIndex((line) => line.startsWith(`${key}:`));
  const value = lines[start]
    ?.slice(key.length + 1)
    .replace(/\s+#.*$/, "")
    .trim();
  if (value === undefined) return [];
  if (value.startsWith("[")) return value.slice(1, -1).split(",").map(unquoted);
  if (value !== "") return [unquoted(value)];
  const items: string[] = [];
  for (const line of lines.slice(start + 1)) {
    const [, item] = /^\s*-\s+(.*?)(?:\s+#.*)?$/.exec(line) ?? [];
    if (item !== undefined) items.push(unquoted(item));
    else if (line.trim() !== "" && !/^\s*#/.test(line)) break;
  }
  return items;
}

function json(text: string, key: string): string[] {
  try {
    const value = memberAt(JSON.parse(text), key);
    const values = Array.isArray(value) ? value : [value];
    return values.filter((one): one is string => typeof one === "string");
  } catch {
    return [];
  }
}

function xml(text: string, key: string): string[] {
  const plain = text.replace(/<!--.*?-->/gs, "");
  const values: string[] = [];
  for (const [, value = ""] of plain.matchAll(new RegExp(`<${key}>\\s*([^<]*?)\\s*</${key}>`, "g"))) values.push(value);
  for (const [add] of plain.matchAll(/<add\b[^>]*>/g)) {
    if (/\bkey\s*=\s*"([^"]*)"/.exec(add)?.[1] === key) values.push(/\bvalue\s*=\s*"([^"]*)"/.exec(add)?.[1] ?? "");
  }
  return values.map((value) => value.replaceAll("&amp;", "&"));
}

function unquoted(text: string): string {
  const value = text.trim();
  const [, quote, quoted = value] = /^(["'])(.*)\1$/.exec(value) ?? [];
  return quote === '"' ? quoted.replaceAll("\\\\", "\\") : quoted;
}
