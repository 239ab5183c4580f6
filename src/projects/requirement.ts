/** What a requirement says. Of markers only the simplest are decided: whatever is not counts as may be. */
import type { RequiredMetadata } from "./cached";
import { normalizeName } from "../packaging/normalize";

export interface Required {
  name: string;
  extras: string[];
  specifiers?: string;
  marker?: string;
}

export function parseRequired(text: string): Required | undefined {
  const [, name, extras, specifiers, marker] =
    /^\s*([A-Za-z0-9][\w.-]*)\s*(?:\[([^\]]*)\])?\s*\(?([^;)]*)\)?\s*(?:;(.*))?$/.exec(text) ?? [];
  if (name === undefined) return undefined;
  return {
    name: normalizeName(name),
    extras: extras?.split(",").map((one) => normalizeName(one.trim())) ?? [],
    specifiers: specifiers?.trim() || undefined,
    marker: marker?.trim(),
  };
}

export interface MarkerMachine {
  platform: string;
}

export function holds(
  marker: string,
  python: string,
  extras: ReadonlySet<string>,
  machine: MarkerMachine,
): boolean | undefined {
  const extra = /^extra == "([^"]*)"$/.exec(marker);
  if (extra) return extras.has(normalizeName(extra[1] ?? ""));
  const below = /^python_version < "3\.(\d+)"$/.exec(marker);
  if (below) return Number(python.split(".")[1]) < Number(below[1]);
  const platform = /^sys_platform == "([^"]*)"$/.exec(marker);
  if (platform) return machine.platform === platform[1];
  return undefined;
}

/** What a metadata file requires: its fields, up to the first empty line. */
export function readRequired(bytes: Buffer): RequiredMetadata {
  const [fields = ""] = bytes.toString().split(/\r?\n\r?\n/, 1);
  const own: RequiredMetadata = { requires: [] };
  for (const line of fields.replace(/\r?\n(?=[ \t])/g, "").split(/\r?\n/)) {
    const [, name = "", value = ""] = /^([a-z-]+):(.*)$/i.exec(line) ?? [];
    if (/^requires-dist$/i.test(name)) own.requires.push(value.trim());
    else if (/^requires-python$/i.test(name)) own.requiresPython ??= value.trim();
  }
  return own;
}
