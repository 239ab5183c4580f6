/**
 * Whose files an action is about: a package's, or, where what was typed has chosen versions of it, just those. What a row shows
 * and what its actions remove is the same.
 */
import type { RowKey } from "../../packaging/row-key";
import type { Selection } from "../../pip-cache/selection";
import { formatCount } from "../shared/format";
import { formatRows } from "../shared/units";
import type { ChosenVersions } from "./search";

export interface Owner {
  /** As it stands in a sentence: `torch`, `torch 2.4.0`, `3 versions of torch`, `2 packages`. */
  what: string;
  /** The same in a title. */
  title: string;
  selection: Selection;
  /** What the question adds: a sentence. */
  because?: string;
}

export function ownerOf(key: RowKey, name: string, chosen: ChosenVersions | undefined): Owner {
  if (chosen === undefined) return { what: name, title: name, selection: { rows: [key] } };
  const versions = [...chosen.versions];
  const [only] = versions;
  const isOne = versions.length === 1;
  return {
    what: isOne ? `${name} ${only}` : `${formatCount(versions.length, "version")} of ${name}`,
    title: isOne ? `${name} ${only}` : `${formatCount(versions.length, "Version")} of ${name}`,
    selection: { rows: [key], versionsOf: [[key, versions]] },
    because: stays(chosen.others),
  };
}

/** Of several rows together. */
export function ownerOfAll(
  keys: RowKey[],
  chosen: ReadonlyMap<RowKey, ChosenVersions> | undefined,
): Pick<Owner, "what" | "selection" | "because"> {
  const versionsOf = keys.flatMap((key): [RowKey, string[]][] => {
    const own = chosen?.get(key);
    return own ? [[key, [...own.versions]]] : [];
  });
  const rows = formatRows(keys);
  if (versionsOf.length === 0) return { what: rows, selection: { rows: keys } };
  const because = stays(keys.reduce((sum, key) => sum + (chosen?.get(key)?.others ?? 0), 0));
  const whole = keys.filter((key) => !chosen?.has(key));
  if (whole.length > 0)
    return { what: rows, selection: { rows: keys, any: [{ rows: whole }, { versionsOf }] }, because };
  const count = versionsOf.reduce((sum, [, versions]) => sum + versions.length, 0);
  return { what: `${formatCount(count, "version")} of ${rows}`, selection: { rows: keys, versionsOf }, because };
}

/** Of what an owner has just a part. */
export function partOf(owner: Pick<Owner, "selection">, part: { selection: Selection } | undefined): Selection {
  const { selection } = owner;
  if (part?.selection.any === undefined || selection.any === undefined) return { ...part?.selection, ...selection };
  return { ...selection, any: selection.any.map((one) => ({ ...part.selection, ...one })) };
}

const stays = (others: number): string | undefined =>
  others > 0 ? `${formatCount(others, "other version")} ${others === 1 ? "stays" : "stay"}.` : undefined;
