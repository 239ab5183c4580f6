/** The state that the page draws, taken from the launcher. */
import { describeDetail, describeRow, itemId } from "../host/describe";
import { slot, type TreeNode } from "../host/tree";
import type { RowData } from "../host/view";
import type { Launcher } from "../launcher/launcher";
import type { ArgumentFields, PageState, StateChange } from "./protocol";

const numbers = new WeakMap<object, number>();
let lastNumber = 0;

/** The same number for the same object, so that the page can tell one toast or dialog from the next. */
export function numberOf(thing: object): number {
  let number = numbers.get(thing);
  if (number === undefined) numbers.set(thing, (number = ++lastNumber));
  return number;
}

export type Shown = Omit<PageState, "seq" | "copied">;

/** Everything but the rows themselves. */
export function pageState(launcher: Launcher, isSample: boolean): Shown {
  const { manifest } = launcher.options.extension;
  const session = launcher.front;
  const screen = session?.screen;
  const view = session?.frame ?? { type: "blank" as const, isLoading: true };
  const command = manifest.commands.find(({ name }) => name === session?.options.command);
  const title = "navigationTitle" in view ? view.navigationTitle : undefined;
  const detail = view.type === "list" && view.isShowingDetail ? slot(screen?.selectedNode, "detail") : undefined;
  const toast = launcher.toast;
  const alert = launcher.alert;
  const huds = launcher.huds;
  const hud = huds.at(-1);
  return {
    extension: {
      title: manifest.title,
      icon: manifest.icon,
      isSample,
      platform: session?.options.platform ?? "Windows",
    },
    screen: {
      key: session ? `${numberOf(session)}/${session.screenKey}` : "",
      title: title ?? command?.title ?? manifest.title,
      isRoot: session === launcher.root && session?.depth === 1,
      view,
    },
    sections: screen?.sections.map(({ items, ...section }) => ({ ...section, ids: items.map(({ id }) => id) })) ?? [],
    selectedId: screen?.selectedItemId ?? null,
    panel: screen?.panel ?? null,
    argumentFields: session === launcher.root && session?.depth === 1 ? argumentFields(launcher) : null,
    detail: detail ? describeDetail(detail) : null,
    toast: toast
      ? {
          ...(toast.session.hasEnded || !toast.session.isOpen ? withoutActions(toast.data) : toast.data),
          id: numberOf(toast.data),
        }
      : null,
    alert: alert ? { ...alert.data, id: numberOf(alert.data) } : null,
    hud: hud ? { id: huds.length, title: hud.title } : null,
    isWindowClosed: launcher.window.isClosed,
  };
}

/** Of the command whose row is selected; its id is the command's name. */
function argumentFields({ root, options, typed }: Launcher): ArgumentFields | null {
  const name = root?.screen?.selectedNode?.props.id;
  const command = options.extension.manifest.commands.find((each) => each.name === name);
  if (!command?.arguments?.length) return null;
  const { wanted } = typed;
  return {
    command: command.name,
    taken: typed.taken,
    fields: command.arguments.map((field) => ({ ...field, value: typed.of(command.name).get(field.name) ?? "" })),
    wanted: wanted?.command === command.name ? { name: wanted.name, id: numberOf(wanted) } : null,
  };
}

/** The actions of a toast do nothing once its command has ended: better not to offer them. */
function withoutActions<T extends object>(toast: T): T {
  return { ...toast, primaryAction: undefined, secondaryAction: undefined };
}

const rows = new WeakMap<TreeNode, { version: number; row: RowData; json: string }>();

function rowOf(node: TreeNode): { row: RowData; json: string } {
  const known = rows.get(node);
  if (known?.version === node.version) return known;
  const row = describedOrNot(node);
  const json = JSON.stringify(row);
  const described = { version: node.version, row, json: known?.json === json ? known.json : json };
  rows.set(node, described);
  return described;
}

/** A row that a command made wrong is shown as one that is wrong: the others can still be used. */
function describedOrNot(node: TreeNode): RowData {
  try {
    return describeRow(node);
  } catch (error) {
    return { id: itemId(node), title: `This row cannot be drawn: ${(error as Error).message}`, accessories: [] };
  }
}

/** What one page was sent, so that it is only told what changed since. */
export class Sent {
  private readonly values = new Map<string, string>();
  private readonly rows = new Map<string, string>();
  private screenKey = "";

  /** The difference between what the page knows and what is now; undefined when there is none. */
  changes(state: PageState, launcher: Launcher): StateChange | undefined {
    const change = new Map<string, unknown>();
    if (state.screen.key !== this.screenKey) {
      this.screenKey = state.screen.key;
      this.rows.clear();
      change.set("forgetRows", true);
    }
    for (const [key, value] of Object.entries(state)) {
      const json = JSON.stringify(value);
      if (this.values.get(key) === json) continue;
      this.values.set(key, json);
      change.set(key, value);
    }
    const changedRows = this.changedRows(launcher);
    if (changedRows) change.set("rows", changedRows);
    return change.size > 0 ? (Object.fromEntries(change) as StateChange) : undefined;
  }

  private changedRows(launcher: Launcher): Record<string, RowData> | undefined {
    const changed: [string, RowData][] = [];
    for (const { items } of launcher.front?.screen?.sections ?? []) {
      for (const { id, node } of items) {
        const { row, json } = rowOf(node);
        if (this.rows.get(id) === json) continue;
        this.rows.set(id, json);
        changed.push([id, row]);
      }
    }
    return changed.length > 0 ? Object.fromEntries(changed) : undefined;
  }
}
