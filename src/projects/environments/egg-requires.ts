/** What `requires.txt` says beside older packages, which have no Requires-Dist. */

/** As Python's `splitlines` has it, but for four characters that separate nothing any more. */
const lineBreak = /\r\n|[\n\r\v\f\x85\u2028\u2029]/;

/**
 * What `requires.txt` says, as Requires-Dist would: `[socks:python_version < "3"]` begins what an extra, and a marker, ask
 * for. As `importlib.metadata` has it.
 */
export function readEggRequires(text: string): string[] {
  const requires: string[] = [];
  let condition = "";
  for (const line of text.split(lineBreak).map((one) => one.trim())) {
    if (line === "" || line.startsWith("#")) continue;
    if (line.startsWith("[") && line.endsWith("]")) condition = conditionOf(line.replace(/^[[\]]+|[[\]]+$/g, ""));
    // Of an address, the semicolon would be a part.
    else requires.push(`${line}${condition && line.includes("@") ? " " : ""}${condition}`);
  }
  return requires;
}

function conditionOf(section: string): string {
  const colon = section.indexOf(":");
  const extra = colon < 0 ? section : section.slice(0, colon);
  const marker = colon < 0 ? "" : section.slice(colon + 1);
  const parts = [extra && marker ? `(${marker})` : marker, extra && `extra == "${extra}"`].filter(Boolean);
  return parts.length > 0 ? `; ${parts.join(" and ")}` : "";
}
