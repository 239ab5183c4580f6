/**
 * What names a row of a list of packages, in selections and in what is remembered too: a package as a tool keeps it, or
 * what a tool keeps that belongs to no package. Texts, so that they can be in sets and be kept; of their own type, so that
 * no other text is taken for one.
 */
import { normalizeName } from "./normalize";

/** Tools that keep packages. */
export type PackageTool = "pip" | "uv" | "poetry" | "pdm" | "conda";

/** A list of packages: of one tool, or of all of them, by name. */
export type ListName = PackageTool | "all";

/** What belongs to no package. */
export type SpecialRow = "other" | "legacy" | "temporary" | "selfcheck" | "foreign";

declare const ofRow: unique symbol;
export type RowKey = string & { readonly [ofRow]: true };

/** No tool, and no normalised name, has either in it. Those of special rows come first in the order of keys. */
const PACKAGE = "/";
const SPECIAL = "#";

/** @param name as anybody writes it */
export const packageKey = (tool: ListName, name: string): RowKey => keyOf(tool + PACKAGE + normalizeName(name));

export const specialKey = (tool: PackageTool, row: SpecialRow): RowKey => keyOf(tool + SPECIAL + row);

/** Whether the row of that key is a package. */
export const isPackage = (key: RowKey): boolean => key.includes(PACKAGE);

/** The normalised name of the package; undefined for a special row. */
export function packageIn(key: RowKey): string | undefined {
  return isPackage(key) ? key.slice(key.indexOf(PACKAGE) + 1) : undefined;
}

/** Which special row it is; undefined for a package. */
export function specialIn(key: RowKey): SpecialRow | undefined {
  return isPackage(key) ? undefined : (key.slice(key.indexOf(SPECIAL) + 1) as SpecialRow);
}

/** The tool that keeps what is in the row. */
export const toolIn = (key: RowKey): PackageTool => key.slice(0, key.search(/[/#]/)) as PackageTool;

/** @param text a key in this form, which was made elsewhere */
export const keyOf = (text: string): RowKey => text as RowKey;
