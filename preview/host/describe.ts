/** Describes nodes of a command's tree as the plain data of `view.ts`. */
import type { Color, Image, Keyboard } from "@raycast/api";
import type { TreeNode } from "./tree";
import { childrenOfType, nameOf, slot } from "./tree";
import type { ShortcutPlatform } from "./values";
import { colorValue, imageValue, labelled, relativeDate, shortcutValue, withoutUndefined } from "./values";
import type {
  AccessoryData,
  ActionData,
  ActionSection,
  DetailData,
  DropdownData,
  FieldData,
  MetadataData,
  PanelData,
  RowData,
  SubmenuData,
  Values,
} from "./view";

export function describeRow(node: TreeNode): RowData {
  const { props } = node;
  const title = labelled(props.title);
  const subtitle = labelled(props.subtitle);
  const icon = props.icon as Image.ImageLike | { value: Image.ImageLike; tooltip: string } | undefined | null;
  const hasTooltip = typeof icon === "object" && icon !== null && "value" in icon;
  return withoutUndefined({
    id: itemId(node),
    title: title.text,
    titleTooltip: title.tooltip,
    subtitle: subtitle.text || undefined,
    subtitleTooltip: subtitle.tooltip,
    icon: imageValue(hasTooltip ? icon.value : icon),
    iconTooltip: hasTooltip ? icon.tooltip : undefined,
    accessories: ((props.accessories as object[] | null | undefined) ?? []).map(describeAccessory),
  });
}

export function itemId(node: TreeNode): string {
  return (node.props.id as string | undefined) ?? `item-${node.key}`;
}

interface Accessory {
  text?: unknown;
  date?: unknown;
  tag?: unknown;
  icon?: Image.ImageLike | null;
  tooltip?: string | null;
  values?: Values;
}

function describeAccessory(given: Accessory): AccessoryData {
  const label = given.tag ?? given.date ?? given.text;
  const isWrapped = typeof label === "object" && label !== null && !(label instanceof Date);
  const { value, color } = isWrapped ? (label as { value: unknown; color?: Color.ColorLike }) : { value: label };
  return withoutUndefined({
    text:
      value instanceof Date ? relativeDate(value) : value === undefined || value === null ? undefined : String(value),
    tag: given.tag !== undefined && given.tag !== null,
    icon: imageValue(given.icon),
    color: colorValue(color),
    tooltip: given.tooltip ?? (value instanceof Date ? value.toLocaleString("en-US") : undefined),
  });
}

/** What the accessories of a row carry beside their texts, and the date of the one that is a date. */
export function describeValues({ props }: TreeNode): Values | undefined {
  const accessories = (props.accessories as (Accessory | null | undefined)[] | null | undefined) ?? [];
  const all = accessories.flatMap((accessory) => {
    const { date } = accessory ?? {};
    const { value } =
      typeof date === "object" && date !== null && "value" in date ? (date as { value: unknown }) : { value: date };
    const isDate = value instanceof Date && !Number.isNaN(value.valueOf());
    return [...(isDate ? [{ date: value.toISOString() }] : []), accessory?.values ?? {}];
  });
  const values: Values = Object.assign({}, ...all);
  return Object.keys(values).length > 0 ? values : undefined;
}

/** The action panel of a row or a view; undefined when it has none or an empty one. */
export function describePanel(node: TreeNode | undefined, platform: ShortcutPlatform): PanelData | undefined {
  if (!node) return undefined;
  const sections = describeActionSections(node, platform);
  return sections.length > 0
    ? withoutUndefined({ title: node.props.title as string | undefined, sections })
    : undefined;
}

/** Actions that stand outside of a section make sections of their own, where they stand. */
function describeActionSections(node: TreeNode, platform: ShortcutPlatform): ActionSection[] {
  const sections: ActionSection[] = [];
  let loose: ActionSection | undefined;
  for (const child of node.children) {
    if (child.type === "action-panel.section") {
      loose = undefined;
      const actions = describeActions(child, platform);
      const title = child.props.title as string | undefined;
      if (actions.length > 0) sections.push(withoutUndefined({ title, actions }));
    } else {
      const action = describeAction(child, platform);
      if (!action) continue;
      if (!loose) sections.push((loose = { actions: [] }));
      loose.actions.push(action);
    }
  }
  return sections;
}

function describeActions(node: TreeNode, platform: ShortcutPlatform): (ActionData | SubmenuData)[] {
  return node.children.map((child) => describeAction(child, platform)).filter((action) => action !== undefined);
}

function describeAction(node: TreeNode, platform: ShortcutPlatform): ActionData | SubmenuData | undefined {
  const { props } = node;
  const common = {
    id: node.key,
    name: nameOf(node),
    title: String(props.title ?? ""),
    icon: imageValue(props.icon as Image.ImageLike),
    shortcut: shortcutValue(props.shortcut as Keyboard.Shortcut, platform),
  };
  if (node.type === "action-panel.submenu") {
    return withoutUndefined({ kind: "submenu" as const, ...common, sections: describeActionSections(node, platform) });
  }
  if (node.type !== "action") return undefined;
  const destructive = props.style === "destructive";
  return withoutUndefined({ kind: "action" as const, ...common, destructive });
}

/** All action nodes of a panel, those of submenus included, in the order in which they are drawn. */
export function actionNodes(node: TreeNode | undefined): TreeNode[] {
  if (!node) return [];
  if (node.type === "action") return [node];
  return node.children.flatMap((child) => actionNodes(child));
}

export function describeDetail(node: TreeNode): DetailData {
  const metadata = slot(node, "metadata");
  return withoutUndefined({
    isLoading: node.props.isLoading === true,
    markdown: (node.props.markdown as string | null | undefined) ?? undefined,
    metadata: metadata ? metadata.children.map(describeMetadata) : undefined,
  });
}

function describeMetadata({ type, props, children }: TreeNode): MetadataData {
  const title = props.title as string | undefined;
  if (type === "metadata.separator") return { type: "separator" };
  if (type === "metadata.link") {
    return withoutUndefined({ type: "link", title, text: props.text as string, target: props.target as string });
  }
  if (type === "metadata.tag-list") {
    const tags = children.map(({ props: tag }) =>
      withoutUndefined({
        text: tag.text as string | undefined,
        color: colorValue(tag.color as Color.ColorLike),
        icon: imageValue(tag.icon as Image.ImageLike),
      }),
    );
    return withoutUndefined({ type: "tags", title, tags });
  }
  const text = props.text as string | { value: string; color?: Color } | undefined;
  const isWrapped = typeof text === "object" && text !== null;
  return withoutUndefined({
    type: "label",
    title,
    text: isWrapped ? text.value : text,
    color: isWrapped ? colorValue(text.color) : undefined,
    icon: imageValue(props.icon as Image.ImageLike),
  });
}

type Options = NonNullable<FieldData["options"]>;

/** Sections of a dropdown; items outside of a section make one without a title. */
export function describeOptions(node: TreeNode): Options {
  const sections: Options = [];
  for (const child of node.children) {
    if (child.type === "option-section") {
      const items = childrenOfType(child, "option").map(describeOption);
      sections.push(withoutUndefined({ title: child.props.title as string | undefined, items }));
    } else if (child.type === "option") {
      const last = sections[sections.length - 1];
      if (last && last.title === undefined) last.items.push(describeOption(child));
      else sections.push({ items: [describeOption(child)] });
    }
  }
  return sections;
}

function describeOption({ props }: TreeNode): Options[number]["items"][number] {
  return withoutUndefined({
    value: props.value as string,
    title: props.title as string,
    icon: imageValue(props.icon as Image.ImageLike),
  });
}

export function describeDropdown(node: TreeNode, value: string | undefined): DropdownData {
  return withoutUndefined({
    tooltip: node.props.tooltip as string | undefined,
    placeholder: node.props.placeholder as string | undefined,
    value,
    sections: describeOptions(node),
  });
}
