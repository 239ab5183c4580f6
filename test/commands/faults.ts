/** What the platform's guidelines ask of every view and of every panel of actions, and what it would not bear or show. */
import type { Keyboard } from "@raycast/api";
import { childrenOfType, nameOf, slot, type TreeNode } from "../../preview/host/tree";
import { labelled, shortcutValue } from "../../preview/host/values";

/** What a panel shows at once. */
const MAX_ENTRIES = 9;
/** What title and text of a label have room for together, at the width of the pane. Characters. */
const LABEL_WIDTH = 60;
const MAX_KEYWORDS = 40;

/** Nodes that were looked at, with the version that they had: a view changes often, and most of its rows do not. */
type Seen = WeakMap<TreeNode, number>;

/** One sentence for each fault of what a command shows, apart from what was looked at before. */
export function viewFaults(content: TreeNode | undefined, seen: Seen): string[] {
  if (!content || !isNew(content, seen)) return [];
  if (content.type === "detail") return [...detailFaults(content), ...lookFaults(slot(content, "actions"))];
  if (content.type === "form") {
    const ids = content.children.flatMap(({ props }) => (props.id === undefined ? [] : [String(props.id)]));
    return [...twice(ids, "field"), ...panelFaults(slot(content, "actions"))];
  }
  const items = content.children.flatMap((child) =>
    child.type === "list.section" ? childrenOfType(child, "list.item") : child.type === "list.item" ? [child] : [],
  );
  const ids = items.flatMap((item) => nameOf(item) ?? []);
  const choices = optionsOf(slot(content, "searchBarAccessory")).map(({ props }) => String(props.value));
  return [
    ...twice(choices, "choice"),
    ...twice(ids, "row"),
    ...items.filter((item) => !nameOf(item)).map(({ props }) => `the row "${labelled(props.title).text}" has no id`),
    ...items.filter((item) => isNew(item, seen)).flatMap(itemFaults),
    ...[content, ...childrenOfType(content, "list.empty-view")].flatMap((node) => lookFaults(slot(node, "actions"))),
  ];
}

function optionsOf(node: TreeNode | undefined): TreeNode[] {
  if (!node) return [];
  return node.type === "option" ? [node] : node.children.flatMap(optionsOf);
}

function isNew(node: TreeNode, seen: Seen): boolean {
  if (seen.get(node) === node.version) return false;
  seen.set(node, node.version);
  return true;
}

function itemFaults(item: TreeNode): string[] {
  const {
    id,
    title,
    subtitle,
    accessories,
    keywords = [],
  } = item.props as Record<string, unknown> & {
    accessories?: { text?: unknown; tag?: unknown }[];
    keywords?: string[];
  };
  const name = labelled(title).text;
  const shown = [
    id,
    name,
    labelled(subtitle).text,
    ...(accessories ?? []).map(({ text, tag }) => valueIn(tag ?? text)),
  ];
  const detail = slot(item, "detail");
  return [
    ...shown
      .filter((text) => /[\n\r]/.test(String(text)))
      .map((text) => `the row "${name}" has a break in ${JSON.stringify(text)}`),
    ...(keywords.length > MAX_KEYWORDS ? [`the row "${name}" has ${keywords.length} keywords`] : []),
    ...twice(keywords, `keyword of "${name}":`),
    ...(detail ? detailFaults(detail) : []),
    ...lookFaults(slot(item, "actions")),
  ];
}

function detailFaults(detail: TreeNode): string[] {
  const { markdown } = detail.props;
  const labels = childrenOfType(slot(detail, "metadata"), "metadata.label");
  return [
    ...(markdown === "" ? ["a detail has an empty text as markdown, which takes half of it"] : []),
    ...labels.flatMap(({ props }) => labelFaults(String(props.title), String(valueIn(props.text) ?? ""))),
  ];
}

/** A path is a path, however long; its tooltip has all of it. */
function labelFaults(title: string, text: string): string[] {
  if (/[\n\r]/.test(title + text)) return [`the label "${title}" has a break in ${JSON.stringify(text)}`];
  const isPath = /^(~|[A-Za-z]:)?[/\\]/.test(text) && !/[:;,] |\. /.test(text);
  const isFitting = title.length + (isPath ? 0 : text.length) <= LABEL_WIDTH;
  return isFitting ? [] : [`the label "${title}" has no room for "${text}"`];
}

const valueIn = (text: unknown): unknown =>
  typeof text === "object" && text !== null && "value" in text ? text.value : text;

function twice(texts: string[], what: string): string[] {
  return [...new Set(texts.filter((text, at) => texts.indexOf(text) < at))].map(
    (text) => `${what} "${text}" is there twice`,
  );
}

/**
 * One sentence for more entries than a person sees at once, for each action without an icon, for each whose "…" is missing or
 * leads nowhere, for each that scripts have no name for that stays (its React key), or the same as for another, for each shortcut
 * that two actions of the panel share, and for each that does
 * nothing on a platform, because it is for the other alone or the platform's own.
 */
export function panelFaults(panel: TreeNode | undefined): string[] {
  const entries = entriesOf(panel);
  const { length } = listedAtOnce(panel);
  const faults = [
    ...(length > MAX_ENTRIES ? [`a panel has ${length} entries`] : []),
    ...entries.filter(({ props }) => !props.icon).map((entry) => `"${titleOf(entry)}" has no icon`),
    ...entries.filter((entry) => !nameOf(entry)).map((entry) => `"${titleOf(entry)}" has no key`),
    ...twice(
      entries.flatMap((entry) => nameOf(entry) ?? []),
      "action",
    ),
    ...entries
      .filter((entry) => hasFigures(entry))
      .map((entry) => `the key ${nameOf(entry)} of "${titleOf(entry)}" has figures of its title in it`),
    ...entries.flatMap(ellipsisFault),
  ];
  for (const platform of ["macOS", "Windows"] as const) {
    const owners = new Map<string, string>();
    for (const entry of entries) {
      const given = entry.props.shortcut as Keyboard.Shortcut | undefined;
      if (!given) continue;
      const shortcut = shortcutValue(given, platform);
      if (!shortcut) {
        faults.push(`the shortcut of "${titleOf(entry)}" does nothing on ${platform}`);
        continue;
      }
      const keys = [...shortcut.modifiers, shortcut.key.toLowerCase()].join("+");
      const owner = owners.get(keys);
      if (owner) faults.push(`"${owner}" and "${titleOf(entry)}" both have ${keys} on ${platform}`);
      owners.set(keys, titleOf(entry));
    }
  }
  return faults;
}

/** A size in a key changes with what is shown. */
const hasFigures = (entry: TreeNode): boolean => /\d (bytes?|kB|MB|GB|TB)\b/.test(nameOf(entry) ?? "");

/**
 * Those of a panel in a view to look at: there the second action, which Ctrl or Cmd with Enter runs, loses nothing in any, so
 * that no key is a look here and a loss there.
 */
function lookFaults(panel: TreeNode | undefined): string[] {
  const [, second] = listedAtOnce(panel);
  const isLoss = second !== undefined && (second.props.style === "destructive" || /^Move to /.test(titleOf(second)));
  return [...panelFaults(panel), ...(isLoss ? [`"${titleOf(second)}", which loses something, is second`] : [])];
}

/** `…` stands before a further step: a view, a menu, another command, the settings. A question with yes and no is none. */
function ellipsisFault(entry: TreeNode): string[] {
  const title = titleOf(entry);
  const has = /…$/.test(title);
  const isStep = entry.type === "action-panel.submenu" || entry.props.isPush === true;
  if (isStep && !has) return [`"${title}" leads further without saying so`];
  const leadsElsewhere = /^(Show |Search |Choose |Create Quicklink)/.test(title) && entry.props.style !== "destructive";
  return has && !isStep && !leadsElsewhere ? [`"${title}" has no further step`] : [];
}

/** What stands in a panel before anything of it is opened. */
function listedAtOnce(panel: TreeNode | undefined): TreeNode[] {
  return (panel?.children ?? []).flatMap((node) => (node.type === "action-panel.section" ? node.children : [node]));
}

function entriesOf(node: TreeNode | undefined): TreeNode[] {
  if (!node) return [];
  const isEntry = node.type === "action" || node.type === "action-panel.submenu";
  return [...(isEntry ? [node] : []), ...node.children.flatMap(entriesOf)];
}

const titleOf = ({ props }: TreeNode): string => String(props.title);
