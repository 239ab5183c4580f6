/** What the list of packages can be made to show: how it is sorted, or which part of it. One stored choice. */
import { visible } from "../../files/visible";
import { damages, kinds, type Kind } from "../../pip-cache/entry";
import type { Group } from "../../pip-cache/rows/groups";
import type { Selection } from "../../pip-cache/selection";
import type { ListName, RowKey } from "../../packaging/row-key";
import { neededSelection, type NeedScope } from "../../projects/needed";
import type { Needs } from "../../projects/needs";
import { nowhere, nowhereTest } from "../projects/known-needs";
import { formatPath, titleCase } from "../shared/format";
import { markedBy, type KeptTest, type Marks } from "../shared/marks";
import { pythonName } from "../shared/python-tags";
import { unusedTest, type UnusedFinding } from "../../pip/unused";
import type { CacheTotals } from "../clean-up/cache-totals";

export const sortOrders = { size: "Size", "last-used": "Last Used", name: "Name" } as const;
export type SortOrder = keyof typeof sortOrders;

/** A choice as the dropdown stores it. */
export type View =
  | { type: "sort"; order: SortOrder }
  | { type: "damaged" }
  | { type: "unused" }
  | { type: "kept" }
  | { type: "hard" }
  | NowhereView
  | { type: "python"; tag: string }
  | { type: "kind"; kind: Kind }
  | { type: "cache"; path: string }
  /** What this tool keeps, or all of them do; pip's list where it is pip. */
  | { type: "tool"; tool: ToolChoice; order?: SortOrder; only?: NowhereView };

/** What nothing needs that was looked at. */
interface NowhereView {
  type: "nowhere";
  in: NeedScope;
}

/** Whose packages are shown: of one tool, of all, or of all what several keep. */
export type ToolChoice = ListName | "several";

/** What a person calls them. */
export const toolTitles: Record<ToolChoice, string> = {
  pip: "pip",
  uv: "uv",
  poetry: "Poetry",
  pdm: "PDM",
  conda: "conda",
  all: "All Python Caches",
  several: "In Several Tools",
};

/** As it stands in links, where a single word would say too little. */
const hardView = "hard-to-get-back";

/** Everything, the largest first. */
export const bySize: View = { type: "sort", order: "size" };

export function encodeView(view: View): string {
  switch (view.type) {
    case "sort":
      return `sort:${view.order}`;
    case "damaged":
    case "unused":
    case "kept":
      return view.type;
    case "hard":
      return hardView;
    case "nowhere":
      return `nowhere:${view.in}`;
    case "python":
      return `python:${view.tag}`;
    case "kind":
      return `kind:${view.kind}`;
    case "cache":
      return `cache:${view.path}`;
    case "tool":
      return ["tool", view.tool, view.only ? `only:${encodeView(view.only)}` : view.order].filter(Boolean).join(":");
  }
}

/** The choice a stored value stands for; sorted by size when it stands for none. */
export function decodeView(value: string): View {
  const colon = value.indexOf(":");
  const [type, rest] = colon === -1 ? [value, ""] : [value.slice(0, colon), value.slice(colon + 1)];
  if (type === "sort" && Object.hasOwn(sortOrders, rest)) return { type, order: rest as SortOrder };
  if (value === hardView) return { type: "hard" };
  if (type === "damaged" || type === "unused" || type === "kept") return { type };
  if (type === "nowhere" && Object.hasOwn(nowhere, rest)) return { type, in: rest as NeedScope };
  if (type === "python" && rest) return { type, tag: rest };
  if (type === "kind" && rest) return { type, kind: rest as Kind };
  if (type === "cache" && rest) return { type, path: rest };
  return (type === "tool" && toolView(rest)) || bySize;
}

function toolView(text: string): View | undefined {
  const [tool = "", word, ...more] = text.split(":");
  if (!Object.hasOwn(toolTitles, tool)) return undefined;
  if (word === undefined) return { type: "tool", tool: tool as ToolChoice };
  if (word === "only") {
    const only = decodeView(more.join(":"));
    return only.type === "nowhere" && tool !== "pip" ? { type: "tool", tool: tool as ToolChoice, only } : undefined;
  }
  if (!Object.hasOwn(sortOrders, word) || more.length > 0) return undefined;
  return { type: "tool", tool: tool as ToolChoice, order: word as SortOrder };
}

/** The filter that a link names, which anybody may have written; undefined where it is none. */
export function linkedView(given: unknown): string | undefined {
  if (typeof given !== "string" || given.length > 1_000) return undefined;
  const view = decodeView(given);
  const isFilter = view.type !== "sort" && encodeView(view) === given;
  const isKnown = view.type !== "kind" || kinds.some((kind) => kind === view.kind);
  return isFilter && isKnown && visible(given) === given ? given : undefined;
}

/** What a view shows of each package, and what a person calls that: `damaged files`. */
export interface ViewPart {
  label: string;
  selection: Selection;
  /** Whether it is just what is kept: who removes of a row what this view shows has said that it is to go. */
  isKept?: true;
  /** See `Kindred.nowhereIn`. */
  nowhereIn?: NeedScope;
}

/**
 * The part of each package that a view shows, to be removed without what it hides. Nothing where it shows all.
 * @param hard what is hard to get back; until that is known, nothing is
 */
export function viewPart(
  view: View,
  { unused }: Pick<CacheTotals, "unused">,
  marks: Marks,
  needs: Needs | undefined,
  hard: Selection = { entries: [] },
): ViewPart | undefined {
  switch (view.type) {
    case "hard":
      return { label: "files that are hard to get back", selection: hard };
    case "nowhere": {
      // Until it is known what is needed, all of it is.
      const selection = needs ? { not: neededSelection(needs, view.in) } : { entries: [] };
      return { label: nowhere[view.in].label, selection, nowhereIn: view.in };
    }
    case "kept":
      return { label: "kept files", selection: { not: { not: markedBy(marks) ?? { rows: [] } } }, isKept: true };
    case "damaged":
      return { label: "damaged files", selection: { damaged: true } };
    case "python":
      return { label: `files for ${pythonName(view.tag)}`, selection: { pythons: [view.tag] } };
    case "kind":
      // What pip did not write is removed by an action of its own.
      return view.kind === "foreign" ? undefined : { label: kindLabel(view.kind), selection: { kinds: [view.kind] } };
    case "unused":
      // Until it is known what is unused, nothing is.
      return { label: "unused files", selection: unused?.selection ?? { entries: [] } };
    default:
      return undefined;
  }
}

/** What a person calls a view: `Damaged`, `Index Pages`, `Python 3.9`. */
export function viewTitle(view: View): string {
  switch (view.type) {
    case "damaged":
      return "Damaged";
    case "unused":
      return "Unused by Any pip Found";
    case "kept":
      return "Kept";
    case "hard":
      return "Hard to Get Back";
    case "nowhere":
      return nowhere[view.in].title;
    case "python":
      return pythonName(view.tag);
    case "kind":
      return titleCase(kindLabel(view.kind));
    case "cache":
      return formatPath(view.path);
    case "sort":
      return sortOrders[view.order];
    case "tool":
      return [toolTitles[view.tool], view.only && viewTitle(view.only)].filter(Boolean).join(", ");
  }
}

/** The files of a kind, as they stand in a sentence: `index pages`, `sdists`, `temporary files`. */
export function kindLabel(kind: Kind): string {
  return ["metadata", "temporary", "other", "foreign"].includes(kind) ? `${kind} files` : `${kind}s`;
}

/** What of a package a view shows; all of it where there is no test. What pip did not write passes only by its kind. */
export function testOf(
  view: View,
  finding: UnusedFinding | undefined,
  isKept: KeptTest,
  needs: Needs | undefined,
): ((group: Group, key: RowKey) => boolean) | undefined {
  const test = pipTestOf(view, finding, isKept, needs);
  const isForeign = view.type === "kind" && view.kind === "foreign";
  return test && ((group, key) => (group.kind === "foreign") === isForeign && test(group, key));
}

function pipTestOf(
  view: View,
  finding: UnusedFinding | undefined,
  isKept: KeptTest,
  needs: Needs | undefined,
): ((group: Group, key: RowKey) => boolean) | undefined {
  switch (view.type) {
    case "hard":
      // Its rows have nothing else, see `HardRows`.
      return () => true;
    case "nowhere":
      return needs ? nowhereTest(needs, view.in) : () => false;
    case "kept":
      return (group, key) => isKept(key, group);
    case "damaged":
      return ({ damage }) => damage !== undefined;
    case "unused":
      return finding === undefined ? () => false : unusedTest(finding);
    case "python":
      return ({ python }) => python === view.tag;
    case "kind":
      return ({ kind }) => kind === view.kind;
    default:
      return undefined;
  }
}

/** What is wrong with a package, for the tooltip of its icon. */
export function damageReasons(groups: readonly Pick<Group, "damage">[]): string {
  const reasons = new Set(groups.flatMap(({ damage }) => (damage ? [damages[damage]] : [])));
  return [...reasons].join("; ");
}
