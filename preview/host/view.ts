/** What is on screen, as plain data: the host describes a command's tree in these shapes, the page draws them. */

export type ColorValue = string | { light: string; dark: string };

export type ImageValue =
  | { source: string | { light: string; dark: string }; fallback?: string; mask?: string; tint?: ColorValue }
  | { fileIcon: string };

/** Numbers, and dates as ISO 8601, that a text was made from, by names of the extension. */
export type Values = Record<string, number | string>;

export interface Labelled {
  text: string;
  tooltip?: string;
}

/** Modifiers and key of the platform at hand, for instance `{ modifiers: ["ctrl"], key: "r" }`. */
export interface ShortcutValue {
  modifiers: string[];
  key: string;
}

export interface ActionData {
  kind: "action";
  id: string;
  /** What the command calls it: its React key. */
  name?: string;
  title: string;
  icon?: ImageValue;
  destructive: boolean;
  shortcut?: ShortcutValue;
}

export interface SubmenuData {
  kind: "submenu";
  id: string;
  /** What the command calls it: its React key. */
  name?: string;
  title: string;
  icon?: ImageValue;
  shortcut?: ShortcutValue;
  sections: ActionSection[];
}

export interface ActionSection {
  title?: string;
  actions: (ActionData | SubmenuData)[];
}

export interface PanelData {
  title?: string;
  sections: ActionSection[];
}

export interface AccessoryData {
  text?: string;
  /** A tag is drawn on a tinted ground. */
  tag: boolean;
  icon?: ImageValue;
  color?: ColorValue;
  tooltip?: string;
}

export interface MetadataData {
  type: "label" | "link" | "tags" | "separator";
  title?: string;
  text?: string;
  color?: ColorValue;
  icon?: ImageValue;
  target?: string;
  tags?: { text?: string; color?: ColorValue; icon?: ImageValue }[];
}

export interface DetailData {
  isLoading: boolean;
  markdown?: string;
  metadata?: MetadataData[];
}

/** A list row without what only the selected row needs. */
export interface RowData {
  id: string;
  title: string;
  titleTooltip?: string;
  subtitle?: string;
  subtitleTooltip?: string;
  icon?: ImageValue;
  iconTooltip?: string;
  accessories: AccessoryData[];
}

export interface ItemData extends RowData {
  /** What the command calls it: its id, or its React key. */
  name?: string;
  keywords: string[];
  /** Those of its accessories. */
  values?: Values;
  actions?: PanelData;
  detail?: DetailData;
}

export interface SectionData<Item = ItemData> {
  title?: string;
  subtitle?: string;
  items: Item[];
}

export interface DropdownData {
  tooltip?: string;
  placeholder?: string;
  value?: string;
  sections: { title?: string; items: { value: string; title: string; icon?: ImageValue }[] }[];
}

export interface EmptyViewData {
  title?: string;
  description?: string;
  icon?: ImageValue;
  actions?: PanelData;
}

export interface ListView {
  type: "list";
  navigationTitle?: string;
  isLoading: boolean;
  searchText: string;
  searchBarPlaceholder: string;
  isShowingDetail: boolean;
  dropdown?: DropdownData;
  /** What is visible: after filtering, empty sections left out. */
  sections: SectionData[];
  selectedItemId?: string;
  /**
   * Present when there is no row: the command's own empty view, or nothing but the default words. Absent while the list loads
   * and nothing is typed.
   */
  emptyView?: EmptyViewData;
  /** The list's own actions, offered when there is no row. */
  actions?: PanelData;
}

export interface DetailView extends DetailData {
  type: "detail";
  navigationTitle?: string;
  actions?: PanelData;
}

export interface FieldData {
  type: "text" | "password" | "dropdown" | "checkbox" | "files" | "description" | "separator";
  id?: string;
  title?: string;
  text?: string;
  label?: string;
  placeholder?: string;
  info?: string;
  error?: string;
  value?: unknown;
  autoFocus?: boolean;
  options?: { title?: string; items: { value: string; title: string; icon?: ImageValue }[] }[];
}

export interface FormView {
  type: "form";
  navigationTitle?: string;
  isLoading: boolean;
  fields: FieldData[];
  actions?: PanelData;
}

/** A component threw: what a person is shown instead of a view. */
export interface ErrorView {
  type: "error";
  isLoading: false;
  message: string;
  stack?: string;
}

/** Nothing was rendered (yet), or the command has no view. */
export interface BlankView {
  type: "blank";
  isLoading: boolean;
}

export type View = ListView | DetailView | FormView | ErrorView | BlankView;

export interface ToastData {
  style: "success" | "failure" | "animated";
  title: string;
  message?: string;
  values?: Values;
  primaryAction?: { title: string; shortcut?: ShortcutValue };
  secondaryAction?: { title: string; shortcut?: ShortcutValue };
}

export interface AlertData {
  /** What was answered; absent while it waits, and where nobody ever answered. */
  isConfirmed?: boolean;
  values?: Values;
  title: string;
  message?: string;
  /** Of a tool: what it is about to do, by names. */
  info?: { name: string; value: string }[];
  icon?: ImageValue;
  primaryAction: { title: string; style: string };
  dismissAction: { title: string; style: string };
}

export interface HudData {
  title: string;
}
