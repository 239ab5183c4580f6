/** The names and values of @raycast/api's enumerations, read from the package's own type definitions: it ships no code. */
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";

let text: string | undefined;

function definitions(): string {
  if (text === undefined) {
    const folder = dirname(require.resolve("@raycast/api/package.json"));
    text = readFileSync(join(folder, "types", "index.d.ts"), "utf8");
  }
  return text;
}

/** The members of a top-level enumeration. Throws when the definitions have none of that name. */
export function enumeration(name: string): Record<string, string> {
  const source = new RegExp(`^ ?export declare enum ${name} \\{([^}]*)\\}`, "m").exec(definitions())?.[1];
  if (source === undefined) throw new Error(`@raycast/api declares no enumeration ${name}.`);
  const members = [...source.matchAll(/^\s*"?(\w+)"? = "([^"]*)"/gm)];
  return Object.fromEntries(members.map(([, key, value]) => [key, value]));
}
