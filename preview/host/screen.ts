/**
 * One view of a command's navigation stack: what the command rendered, together with what a person did to it
 * (typed, chose, selected, filled in), which lives here and not in the command.
 */
import type { DataFolder } from "./data-folder";
import { describeDetail, describeDropdown, describeOptions, describePanel, describeRow, itemId } from "./describe";
import { filterSections, type Filterable } from "./filter";
import { Fields } from "./fields";
import { childrenOfType, slot, type TreeNode } from "./tree";
import { imageValue, withoutUndefined, type ShortcutPlatform } from "./values";
import type { Image } from "@raycast/api";
import type { DropdownData, EmptyViewData, ListView, PanelData, SectionData, View } from "./view";

interface ItemNode extends Filterable {
  id: string;
  node: TreeNode;
}

interface ItemSection {
  title?: string;
  subtitle?: string;
  items: ItemNode[];
}

const throttleMs = 200;
const dropdownValues = "dropdown-values.json";

export interface ScreenOptions {
  data: DataFolder;
  platform: ShortcutPlatform;
  /** Under this name the dropdown's choice is kept. */
  name: string;
  /** Runs a handler of the command; reports what it throws. */
  call: (handler: () => unknown) => void;
  onChange: () => void;
}

export class Screen {
  error: Error | undefined;
  readonly fields: Fields;
  private node: TreeNode | undefined;
  private typed = "";
  private selectedId: string | undefined;
  private selectedIndex = 0;
  private isSelectedByHand = false;
  private reportedId: string | null | undefined;
  private lastSelectedItemProp: unknown;
  private chosenValue: string | undefined;
  private reportedValue: string | undefined;
  private throttle: NodeJS.Timeout | undefined;
  private cache: { key: string; sections: ItemSection[] } | undefined;

  constructor(private readonly options: ScreenOptions) {
    this.fields = new Fields(options.data, options.name, options.call);
  }

  /** Whether the view says it is loading, or a throttled search has not reached it yet. */
  get isLoading(): boolean {
    const content = this.content;
    const isDetailLoading = content?.type === "list" && slot(this.selectedNode, "detail")?.props.isLoading === true;
    return content?.props.isLoading === true || isDetailLoading || this.throttle !== undefined;
  }

  /** The List, Detail or Form that the command rendered. */
  get content(): TreeNode | undefined {
    return this.node?.children.find(({ type }) => ["list", "detail", "form"].includes(type));
  }

  get searchText(): string {
    return (this.content?.props.searchText as string | undefined) ?? this.typed;
  }

  /** The selected row's node; undefined when there is no row. */
  get selectedNode(): TreeNode | undefined {
    return this.findItem(({ id }) => id === this.selectedId)?.node;
  }

  get selectedItemId(): string | undefined {
    return this.selectedId;
  }

  /** The panel whose actions are on offer now: of the selected row, the empty view, or the view itself. */
  get panelNode(): TreeNode | undefined {
    const content = this.content;
    if (content?.type !== "list") return slot(content, "actions");
    const selected = this.selectedNode;
    if (selected) return slot(selected, "actions");
    return slot(this.emptyViewNode, "actions") ?? slot(content, "actions");
  }

  get panel(): PanelData | undefined {
    return describePanel(this.panelNode, this.options.platform);
  }

  /** The rows that are visible, after filtering; sections without rows are left out. */
  get sections(): ItemSection[] {
    const content = this.content;
    if (content?.type !== "list") return [];
    const key = `${content.key}/${content.version}/${this.searchText}`;
    if (this.cache?.key !== key) this.cache = { key, sections: this.visibleSections(content) };
    return this.cache.sections;
  }

  /** What is on screen, whole. */
  describe(): View {
    const frame = this.describeFrame();
    return frame.type === "list" ? { ...frame, sections: this.describeSections() } : frame;
  }

  /** What is on screen without the rows of a list, which may be thousands. */
  describeFrame(): View {
    const content = this.content;
    if (this.error) return { type: "error", isLoading: false, message: this.error.message, stack: this.error.stack };
    if (!content) return { type: "blank", isLoading: false };
    const navigationTitle = content.props.navigationTitle as string | undefined;
    const actions = describePanel(slot(content, "actions"), this.options.platform);
    if (content.type === "list") return this.describeListFrame(content);
    if (content.type === "detail") {
      return withoutUndefined({ type: "detail", navigationTitle, ...describeDetail(content), actions });
    }
    const fields = this.fields.describe(content);
    return withoutUndefined({ type: "form", navigationTitle, isLoading: this.isLoading, fields, actions });
  }

  describeDropdown(): DropdownData | undefined {
    const node = slot(this.content, "searchBarAccessory");
    return node ? describeDropdown(node, this.dropdownValue(node)) : undefined;
  }

  describeEmptyView(): EmptyViewData | undefined {
    const node = this.emptyViewNode;
    if (this.content?.type !== "list" || this.sections.length > 0) return undefined;
    if (!node) return {};
    return withoutUndefined({
      title: node.props.title as string | undefined,
      description: node.props.description as string | undefined,
      icon: imageValue(node.props.icon as Image.ImageLike),
      actions: describePanel(slot(node, "actions"), this.options.platform),
    });
  }

  search(text: string): void {
    const content = this.content;
    if (content?.type !== "list") throw new Error("This view has no search field.");
    this.typed = text;
    this.isSelectedByHand = false;
    this.selectedIndex = 0;
    const handler = content.props.onSearchTextChange as ((text: string) => void) | undefined;
    if (handler && content.props.throttle) {
      clearTimeout(this.throttle);
      this.throttle = setTimeout(() => {
        this.throttle = undefined;
        this.callHandler("onSearchTextChange", text);
        this.options.onChange();
      }, throttleMs);
    } else if (handler) {
      this.callHandler("onSearchTextChange", text);
    }
    this.updateSelection();
    this.options.onChange();
  }

  choose(value: string): void {
    const node = slot(this.content, "searchBarAccessory");
    if (!node) throw new Error("This view has no dropdown.");
    this.chosenValue = value;
    if (node.props.storeValue) {
      const { data } = this.options;
      data.writeJson(dropdownValues, { ...data.readJson(dropdownValues), [this.dropdownName(node)]: value });
    }
    this.reportDropdownValue(node, value);
    this.options.onChange();
  }

  select(id: string): void {
    if (!this.findItem((item) => item.id === id)) return;
    this.selectedId = id;
    this.isSelectedByHand = true;
    this.updateSelection();
    this.options.onChange();
  }

  findItem(matches: (item: ItemNode) => boolean): ItemNode | undefined {
    for (const { items } of this.sections) {
      const found = items.find(matches);
      if (found) return found;
    }
    return undefined;
  }

  /** To be called after each render: selection and dropdown follow what is there now. */
  update(node: TreeNode): void {
    this.node = node;
    const content = this.content;
    if (content?.type === "list") {
      const dropdown = slot(content, "searchBarAccessory");
      const value = dropdown && this.dropdownValue(dropdown);
      if (dropdown && value !== undefined && value !== this.reportedValue) this.reportDropdownValue(dropdown, value);
      this.updateSelection();
    }
    if (content?.type === "form") this.fields.update(content);
  }

  dispose(): void {
    clearTimeout(this.throttle);
    this.throttle = undefined;
  }

  private get emptyViewNode(): TreeNode | undefined {
    return childrenOfType(this.content, "list.empty-view")[0];
  }

  private describeSections(): SectionData[] {
    return this.sections.map((section) => ({
      ...section,
      items: section.items.map(({ node, keywords }) => {
        const detail = slot(node, "detail");
        return withoutUndefined({
          ...describeRow(node),
          keywords: [...keywords],
          actions: describePanel(slot(node, "actions"), this.options.platform),
          detail: detail && describeDetail(detail),
        });
      }),
    }));
  }

  private describeListFrame(content: TreeNode): ListView {
    const { props } = content;
    return withoutUndefined({
      type: "list",
      navigationTitle: props.navigationTitle as string | undefined,
      isLoading: props.isLoading === true,
      searchText: this.searchText,
      searchBarPlaceholder: (props.searchBarPlaceholder as string | undefined) ?? "Search…",
      isShowingDetail: props.isShowingDetail === true,
      dropdown: this.describeDropdown(),
      sections: [],
      selectedItemId: this.selectedId,
      emptyView: this.describeEmptyView(),
      actions: describePanel(slot(content, "actions"), this.options.platform),
    });
  }

  private visibleSections(content: TreeNode): ItemSection[] {
    const sections: ItemSection[] = [];
    let loose: ItemSection | undefined;
    for (const child of content.children) {
      if (child.type === "list.section") {
        loose = undefined;
        const { title, subtitle } = child.props as { title?: string; subtitle?: string };
        sections.push(withoutUndefined({ title, subtitle, items: childrenOfType(child, "list.item").map(asItem) }));
      } else if (child.type === "list.item") {
        if (!loose) sections.push((loose = { items: [] }));
        loose.items.push(asItem(child));
      }
    }
    const { filtering, enableFiltering, onSearchTextChange } = content.props;
    const mode = filtering ?? enableFiltering ?? onSearchTextChange === undefined;
    const filled = sections.filter(({ items }) => items.length > 0);
    if (!mode) return filled;
    return filterSections(filled, this.searchText, typeof mode === "object" ? mode : {});
  }

  private dropdownName(node: TreeNode): string {
    return `${this.options.name}/${(node.props.id as string | undefined) ?? "dropdown"}`;
  }

  /** A controlled value, else what was chosen, stored or given as default, as far as the dropdown offers it, else the first. */
  private dropdownValue(node: TreeNode): string | undefined {
    if (node.props.value !== undefined) return node.props.value as string;
    const values = describeOptions(node).flatMap(({ items }) => items.map(({ value }) => value));
    const stored = node.props.storeValue
      ? this.options.data.readJson(dropdownValues)[this.dropdownName(node)]
      : undefined;
    const candidates = [this.chosenValue, stored, node.props.defaultValue];
    return (candidates.find((value) => values.includes(value as string)) as string | undefined) ?? values[0];
  }

  private reportDropdownValue(node: TreeNode, value: string): void {
    const isControlled = node.props.value !== undefined;
    const isFirst = this.reportedValue === undefined;
    this.reportedValue = value;
    if (isControlled && (isFirst || node.props.value === value)) return;
    this.options.call(() => (node.props.onChange as ((value: string) => void) | undefined)?.(value));
  }

  private updateSelection(): void {
    const ids = this.sections.flatMap(({ items }) => items.map(({ id }) => id));
    const wanted = this.content?.props.selectedItemId;
    if (wanted !== this.lastSelectedItemProp) {
      this.lastSelectedItemProp = wanted;
      if (typeof wanted === "string" && ids.includes(wanted)) {
        this.selectedId = wanted;
        this.isSelectedByHand = true;
      }
    }
    const at = this.isSelectedByHand && this.selectedId !== undefined ? ids.indexOf(this.selectedId) : -1;
    this.selectedIndex = at >= 0 ? at : this.isSelectedByHand ? Math.min(this.selectedIndex, ids.length - 1) : 0;
    this.selectedId = ids[Math.max(0, this.selectedIndex)];
    const report = this.selectedId ?? null;
    if (report === this.reportedId) return;
    this.reportedId = report;
    this.callHandler("onSelectionChange", report);
  }

  private callHandler(name: string, value: unknown): void {
    const handler = this.content?.props[name] as ((value: unknown) => void) | undefined;
    if (handler) this.options.call(() => handler(value));
  }
}

function asItem(node: TreeNode): ItemNode {
  const { title } = describeTitle(node);
  return { id: itemId(node), node, title, keywords: (node.props.keywords as string[] | undefined) ?? [] };
}

function describeTitle(node: TreeNode): { title: string } {
  const title = node.props.title as string | { value: string };
  return { title: typeof title === "object" ? title.value : String(title ?? "") };
}
