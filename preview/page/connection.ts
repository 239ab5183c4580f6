/**
 * The page's side of the conversation with the server: keeps the state that the server sends, and sends events in order.
 * What a person just typed or selected is shown at once, and until the server's state takes it into account.
 */
import type { RowData } from "../host/view";
import type { PageEvent, PageState, StateChange } from "../server/protocol";

export interface Model {
  state: PageState;
  rows: ReadonlyMap<string, RowData>;
  /** As typed, which the server may not know yet. */
  searchText: string;
  /** As selected, which the server may not know yet. */
  selectedId: string | null;
  /** Whether panel and detail belong to the selected row. */
  isCurrent: boolean;
  isConnected: boolean;
}

interface Local {
  seq: number;
  searchText?: string;
  selectedId?: string | null;
}

const client = Math.random().toString(36).slice(2);
const token = document.querySelector<HTMLMetaElement>('meta[name="preview-token"]')?.content ?? "";

let state: PageState | undefined;
let rows: ReadonlyMap<string, RowData> = new Map();
let local: Local | undefined;
let isConnected = true;
let seq = 0;
let model: Model | undefined;
const listeners = new Set<() => void>();
const queue: (PageEvent & { seq: number })[] = [];
let isSending = false;

export function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function currentModel(): Model | undefined {
  return model;
}

/** Tells the server what a person did. */
export function send(event: PageEvent): void {
  const numbered = { ...event, seq: ++seq };
  const last = queue[queue.length - 1];
  if (last && last.type === event.type && (event.type === "select" || event.type === "search")) queue.pop();
  queue.push(numbered);
  if (event.type === "search") local = { seq, searchText: event.text };
  else if (event.type === "select") local = { ...local, seq, selectedId: event.id };
  else if (local) local = { ...local, seq };
  update();
  void work();
}

export function connect(): void {
  const source = new EventSource(`/changes?client=${client}&token=${token}`);
  source.onmessage = ({ data }: MessageEvent<string>) => receive(JSON.parse(data) as StateChange);
  source.onopen = () => setConnected(true);
  source.onerror = () => setConnected(false);
}

function setConnected(value: boolean): void {
  if (isConnected === value) return;
  isConnected = value;
  update();
}

function receive({ rows: changed, forgetRows, ...change }: StateChange): void {
  if (forgetRows || changed) rows = new Map([...(forgetRows ? [] : rows), ...Object.entries(changed ?? {})]);
  if (change.screen && change.screen.key !== state?.screen.key) local = undefined;
  state = { ...state, ...change } as PageState;
  if (local && state.seq >= local.seq) local = undefined;
  update();
}

function update(): void {
  if (!state) return;
  const view = state.screen.view;
  const selectedId = local?.selectedId !== undefined ? local.selectedId : state.selectedId;
  model = {
    state,
    rows,
    searchText: local?.searchText ?? (view.type === "list" ? view.searchText : ""),
    selectedId,
    isCurrent: local === undefined,
    isConnected,
  };
  for (const listener of listeners) listener();
}

async function work(): Promise<void> {
  if (isSending) return;
  isSending = true;
  for (let event = queue.shift(); event; event = queue.shift()) {
    try {
      await fetch("/event", {
        method: "POST",
        headers: { "content-type": "application/json", "x-preview-token": token },
        body: JSON.stringify({ ...event, client }),
      });
    } catch {
      setConnected(false);
    }
  }
  isSending = false;
}
