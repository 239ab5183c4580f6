/** What is on screen and what was said, as one document: for scripts as JSON, for people in a terminal as text. */
import type { Session } from "../host/session";
import type { Screen } from "../host/screen";
import type {
  DetailData,
  DropdownData,
  FieldData,
  ItemData,
  MetadataData,
  PanelData,
  Values,
  View,
} from "../host/view";

export interface ActionDocument {
  /** What `--action` calls it whatever its title says: its React key. */
  id?: string;
  title: string;
}

export interface ItemDocument {
  /** What `--select` calls it whatever its title says: its id, or its React key. */
  id?: string;
  title: string;
  subtitle: string;
  /** The text of each accessory; of one that is an icon only, its tooltip. */
  accessories: string[];
  /** What accessories say when the pointer rests on them, such as a size to the byte. */
  tooltips: string[];
  actions: ActionDocument[];
  /** What its texts were made from. */
  values?: Values;
}

export interface SectionDocument {
  title: string;
  subtitle: string;
  items: ItemDocument[];
}

export interface MessageDocument {
  title: string;
  message: string;
  /** What its texts were made from. */
  values?: Values;
}

export interface ScreenDocument {
  command: string;
  /** What is on screen: "none" for a command without a view. */
  view: "list" | "detail" | "form" | "error" | "none";
  navigationTitle?: string;
  isLoading: boolean;
  searchText?: string;
  dropdown?: { value: string; title: string; choices: { value: string; title: string }[] };
  sections?: SectionDocument[];
  emptyView?: { title: string; description: string; actions: ActionDocument[] };
  /** The row that `--action` is about; absent where there is none. */
  selected?: { id?: string; title: string };
  /** Of a Detail, or of the selected row where a list shows its detail. */
  markdown?: string;
  metadata?: MetadataDocument[];
  fields?: FieldDocument[];
  /** What can be done here, where there is no row to do it to. */
  actions?: ActionDocument[];
  error?: string;
  /** What a tool hands to the AI. */
  result?: unknown;
  /** Those that commands have given themselves in the list of commands, by their names; null for that of the manifest. */
  subtitles?: Record<string, string | null>;
  /** True where nothing was changed, whatever was asked for and said yes to. */
  isDryRun?: boolean;
  toasts: (MessageDocument & { style: string; actions: string[] })[];
  /** What was answered is absent where the command ended before. */
  alerts: (MessageDocument & {
    info?: { name: string; value: string }[];
    actions: string[];
    answered?: "yes" | "no";
  })[];
  huds: MessageDocument[];
}

export interface FieldDocument {
  /** What `--field` calls it. */
  id?: string;
  type: string;
  title: string;
  /** What a description says, or what stands beside a checkbox. */
  text?: string;
  value?: unknown;
  /** Why what is filled in is refused: the form's own words. */
  error?: string;
}

export type MetadataDocument = { title: string; text: string; target?: string };

/** The document of the session on screen, with what all of the given sessions said. */
export function describeScreen(session: Session, spoken: Session[] = [session]): ScreenDocument {
  const subtitles = spoken.flatMap(({ options, effects }) =>
    effects.flatMap((effect) =>
      effect.type === "update-subtitle" ? [[options.command, effect.subtitle] as const] : [],
    ),
  );
  return {
    command: session.options.command,
    ...describeView(session.view, session.screen),
    ...(session.result !== undefined && { result: session.result }),
    ...(subtitles.length > 0 && { subtitles: Object.fromEntries(subtitles) }),
    toasts: spoken.flatMap(({ readableToasts }) =>
      readableToasts.map(({ style, title, message = "", values, primaryAction, secondaryAction }) => {
        const actions = [primaryAction, secondaryAction].filter((action) => action !== undefined);
        return { style, title, message, values, actions: actions.map((action) => action.title) };
      }),
    ),
    alerts: spoken.flatMap(({ alerts }) =>
      alerts.map(({ title, message = "", info, values, primaryAction, dismissAction, isConfirmed }) => {
        const actions = [primaryAction.title, dismissAction.title];
        return {
          title,
          message,
          info,
          values,
          actions,
          ...(isConfirmed !== undefined && { answered: isConfirmed ? "yes" : "no" }),
        };
      }),
    ),
    huds: spoken.flatMap(({ huds }) => huds.map(({ title }) => ({ title, message: "" }))),
  };
}

type ViewDocument = Omit<ScreenDocument, "command" | "toasts" | "alerts" | "huds">;

function describeView(view: View, screen: Screen | undefined): ViewDocument {
  const { isLoading } = view;
  switch (view.type) {
    case "blank":
      return { view: "none", isLoading };
    case "error":
      return { view: "error", isLoading, error: view.message };
    case "detail":
      return {
        view: "detail",
        ...titled(view),
        isLoading,
        ...describeDetail(view),
        actions: describeActions(view.actions),
      };
    case "form": {
      const fields = view.fields.map(describeField);
      return { view: "form", ...titled(view), isLoading, fields, actions: describeActions(view.actions) };
    }
    case "list": {
      const { emptyView, searchText, dropdown } = view;
      const selected = view.sections.flatMap(({ items }) => items).find(({ id }) => id === view.selectedItemId);
      return {
        view: "list",
        ...titled(view),
        isLoading,
        searchText,
        ...(dropdown && { dropdown: describeDropdown(dropdown) }),
        sections: view.sections.map(({ title = "", subtitle = "", items }) => ({
          title,
          subtitle,
          items: items.map(describeItem),
        })),
        ...(emptyView && {
          emptyView: {
            title: emptyView.title ?? "No Results",
            description: emptyView.description ?? "",
            actions: describeActions(screen?.panel),
          },
        }),
        ...(selected && { selected: { id: selected.name, title: selected.title } }),
        ...(view.isShowingDetail && selected?.detail && describeDetail(selected.detail)),
      };
    }
  }
}

function describeItem(item: ItemData): ItemDocument {
  return {
    id: item.name,
    title: item.title,
    subtitle: item.subtitle ?? "",
    accessories: item.accessories.map(({ text, tooltip }) => text ?? tooltip ?? "").filter(Boolean),
    tooltips: item.accessories.flatMap(({ tooltip }) => tooltip ?? []),
    values: item.values,
    actions: describeActions(item.actions),
  };
}

/** A text stands in the place of a title that there is none of. */
function describeField({ id, type, title, label, text = label, value, error }: FieldData): FieldDocument {
  return { id, type, title: title ?? text ?? "", ...(title !== undefined && { text }), value, error };
}

function titled({ navigationTitle }: { navigationTitle?: string }): { navigationTitle?: string } {
  return navigationTitle === undefined ? {} : { navigationTitle };
}

function describeDropdown({ value = "", sections }: DropdownData): ScreenDocument["dropdown"] {
  const choices = sections.flatMap(({ items }) => items.map((item) => ({ value: item.value, title: item.title })));
  return { value, title: choices.find((choice) => choice.value === value)?.title ?? "", choices };
}

function describeDetail({ markdown, metadata }: DetailData): { markdown?: string; metadata?: MetadataDocument[] } {
  // A picture is its words: what it is drawn from would fill the screen.
  const words = markdown?.replace(/!\[([^\]]*)\]\(data:[^)\s]*\)/g, "$1");
  return { ...(words && { markdown: words }), ...(metadata && { metadata: metadata.flatMap(describeMetadata) }) };
}

function describeMetadata({ type, title = "", text = "", target, tags }: MetadataData): MetadataDocument[] {
  if (type === "separator") return [];
  if (type === "tags") return [{ title, text: (tags ?? []).map((tag) => tag.text ?? "").join(", ") }];
  return [{ title, text, ...(target !== undefined && { target }) }];
}

/** All that `--action` can run, submenus opened. */
function describeActions(panel: PanelData | undefined): ActionDocument[] {
  const sections = panel?.sections ?? [];
  return sections.flatMap(({ actions }) =>
    actions.flatMap((action) =>
      action.kind === "submenu"
        ? describeActions({ sections: action.sections })
        : [{ id: action.name, title: action.title }],
    ),
  );
}
