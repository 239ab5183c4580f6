/**
 * What an entry is called. Its file's name only where that is proven; otherwise words that nobody takes for one, since a
 * name put together of project, version and tags is often not the one that the index has.
 */
import type { Identity } from "../entry";
import type { Body } from "../readers/formats/body";
import { readWheelDirectory } from "../readers/identify/wheel";

/**
 * The name of its file, or a description such as `wheel of calver 2024.1.5, py3`; undefined where nothing is known.
 * @param name what its package is called
 */
export function entryTitle(identity: Identity, name = identity.name): string | undefined {
  const { kind, version, fileName, tags } = identity;
  if (fileName !== undefined) return fileName;
  if (kind === "index page") return name === undefined ? undefined : `Index page of ${name}`;
  if (name === undefined || version === undefined) return undefined;
  const what = kind === "other" ? "" : `${kind} of `;
  return [`${what}${name} ${version}`, ...tagTexts(tags)].join(", ");
}

/** With the tags that a wheel has itself where its headers said less: a scan does not look for them. */
export function withOwnTags(identity: Identity, body: Body): Identity {
  if (identity.kind !== "wheel" || identity.tags !== undefined) return identity;
  const tags = readWheelDirectory(body)?.readTags();
  return tags ? { ...identity, tags } : identity;
}

/** The tags of a wheel, in few words: for which Pythons, and for which platforms unless for any. */
export function tagTexts(tags: readonly string[] = []): string[] {
  const all = (part: number) => [...new Set(tags.map((tag) => tag.split("-")[part] ?? ""))];
  const [pythons, abis, platforms] = [all(0), all(1), all(2)];
  const python = [pythons.join("."), ...(abis.includes("abi3") ? ["abi3"] : [])].join("-");
  return [python, platforms.filter((platform) => platform !== "any").join(", ")].filter(Boolean);
}
