/**
 * One view of a command's navigation stack: what the command rendered, together with what a person did to it
 * (typed, chose, selected, filled in), which lives here and not in the command.
 */
import type { Image } from "@raycast/api";
import { Choice } from "./choice";
import type { DataFolder } from "./data-folder";
import { describeDetail, describeDropdown, describePanel, describeRow, describeValues } from "./describe";
import { Fields } from "./fields";
import type { PlatformOptions } from "./platform-options";
import { visibleRows, type RowNode, type RowSection } from "./rows";
import { Selection } from "./selection";
import { childrenOfType, nameOf, slot, type TreeNode } from "./tree";
import { imageValue, withoutUndefined, type ShortcutPlatform } from "./values";
import type { DropdownData, EmptyViewData, ListView, PanelData, SectionData, View } from "./view";

const throttleMs = 200;

export interface ScreenOptions {
  data: DataFolder;
  platform: ShortcutPlatform;
  /** Under this name the dropdown's choice is kept. */
  name: string;
  as: PlatformOptions;
  /** Runs a handler of the command; reports what it throws. */
  call: (handler: () => unknown) => Promise<void>;
  /** Resolves once the command has drawn what is due. */
  drawn: () => Promise<void>;
  onChange: () => void;
}

export class Screen {
  readonly fields: Fields;
  private node: TreeNode | undefined;
  private typed = "";
  /** Until a command that says itself what the field has, has heard of what was typed last: what it had said before. */
  private unheard: { given: string } | undefined;
  private readonly selection: Selection;
  private readonly choice: Choice;
  private throttle: NodeJS.Timeout | undefined;
  private cache: { key: string; sections: RowSection[] } | undefined;

  constructor(private readonly options: ScreenOptions) {
    this.fields = new Fields(options.data, options.name, options.call);
    this.choice = new Choice(options.data, options.name, options.call);
    this.selection = new Selection(options.as);
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
    return (this.unheard ? undefined : this.givenText) ?? this.typed;
  }

  /** The selected row's node; undefined when there is no row. */
  get selectedNode(): TreeNode | undefined {
    return this.findItem(({ id }) => id === this.selection.id)?.node;
  }

  get selectedItemId(): string | undefined {
    return this.selection.id;
  }

  /** The panel whose actions are on offer now: of the selected row, the empty view, or the view itself. */
  get panelNode(): TreeNode | undefined {
    const content = this.content;
    if (content?.type !== "list") return slot(content, "actions");
    const selected = this.selectedNode;
    if (selected) return slot(selected, "actions");
    const ofEmptyView = this.isEmptyViewShown ? slot(this.emptyViewNode, "actions") : undefined;
    return ofEmptyView ?? slot(content, "actions");
  }

  get panel(): PanelData | undefined {
    return describePanel(this.panelNode, this.options.platform);
  }

  /** The rows that are visible, after filtering; sections without rows are left out. */
  get sections(): RowSection[] {
    const content = this.content;
    if (content?.type !== "list") return [];
    const key = `${content.key}/${content.version}/${this.searchText}`;
    if (this.cache?.key !== key) this.cache = { key, sections: visibleRows(content, this.searchText) };
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
    return node ? describeDropdown(node, this.choice.value(node)) : undefined;
  }

  describeEmptyView(): EmptyViewData | undefined {
    const node = this.emptyViewNode;
    if (this.content?.type !== "list" || this.sections.length > 0 || !this.isEmptyViewShown) return undefined;
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
    const given = this.givenText;
    const unheard = (this.unheard = given === undefined ? undefined : { given });
    this.selection.reset();
    const handler = content.props.onSearchTextChange as ((text: string) => void) | undefined;
    if (handler && content.props.throttle) {
      clearTimeout(this.throttle);
      this.throttle = setTimeout(() => {
        this.throttle = undefined;
        void this.tellTyped(text, unheard);
        this.options.onChange();
      }, throttleMs);
    } else {
      void this.tellTyped(text, unheard);
    }
    this.updateSelection();
    this.options.onChange();
  }

  choose(value: string): void {
    const node = slot(this.content, "searchBarAccessory");
    if (!node) throw new Error("This view has no dropdown.");
    this.choice.choose(node, value);
    this.options.onChange();
  }

  select(id: string): void {
    if (!this.findItem((item) => item.id === id)) return;
    this.selection.select(id);
    this.updateSelection();
    this.options.onChange();
  }

  findItem(matches: (item: RowNode) => boolean): RowNode | undefined {
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
    if (this.givenText === this.typed && this.givenText !== this.unheard?.given) this.unheard = undefined;
    if (content?.type === "list") {
      const dropdown = slot(content, "searchBarAccessory");
      if (dropdown) this.choice.update(dropdown);
      this.updateSelection();
    }
    if (content?.type === "form") this.fields.update(content);
  }

  dispose(): void {
    clearTimeout(this.throttle);
    this.throttle = undefined;
  }

  /** Raycast never shows an empty view while the list loads and nothing is typed, nor what it offers. */
  private get isEmptyViewShown(): boolean {
    return this.content?.props.isLoading !== true || this.searchText !== "";
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
          name: nameOf(node),
          keywords: [...keywords],
          values: describeValues(node),
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
      selectedItemId: this.selection.id,
      emptyView: this.describeEmptyView(),
      actions: describePanel(slot(content, "actions"), this.options.platform),
    });
  }

  private updateSelection(): void {
    const ids = this.sections.flatMap(({ items }) => items.map(({ id }) => id));
    const { selectedItemId } = this.content?.props ?? {};
    this.selection.update(ids, selectedItemId, (id) => void this.callHandler("onSelectionChange", id));
  }

  /** What the command says that the field has. */
  private get givenText(): string | undefined {
    return this.content?.props.searchText as string | undefined;
  }

  private async tellTyped(text: string, unheard: Screen["unheard"]): Promise<void> {
    await this.callHandler("onSearchTextChange", text);
    if (this.unheard === undefined || this.unheard !== unheard) return;
    await this.options.drawn();
    if (this.unheard !== unheard) return;
    this.unheard = undefined;
    this.updateSelection();
    this.options.onChange();
  }

  private async callHandler(name: "onSearchTextChange" | "onSelectionChange", value: unknown): Promise<void> {
    const handler = this.content?.props[name] as ((value: unknown) => void) | undefined;
    if (handler) await this.options.call(() => handler(value));
  }
}
