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
  /** What went wrong between page and server; undefined while they understand each other. */
  trouble: Trouble | undefined;
}

export type Trouble =
  /** Nobody answers. */
  | { kind: "stopped" }
  /** Another server answers, which does not know this browser. */
  | { kind: "shut out"; reason: string }
  /** What a person did was not taken. */
  | { kind: "refused"; reason: string };

interface Local {
  seq: number;
  searchText?: string;
  /** The number of the event that said so. */
  searchSeq?: number;
  selectedId?: string | null;
}

const client = Math.random().toString(36).slice(2);
const token = document.querySelector<HTMLMetaElement>('meta[name="preview-token"]')?.content ?? "";

let state: PageState | undefined;
let rows: ReadonlyMap<string, RowData> = new Map();
let local: Local | undefined;
let trouble: Trouble | undefined;
let isWaiting = false;
/** How long to wait before asking again for a server that has stopped, in ms. */
const againMs = 1_000;
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
  if (event.type === "search") local = { seq, searchText: event.text, searchSeq: seq };
  else if (event.type === "select") local = { ...local, seq, selectedId: event.id };
  else if (local) local = { ...local, seq };
  update();
  void work();
}

export function connect(): void {
  const source = new EventSource(`/changes?client=${client}&token=${token}`);
  source.onmessage = ({ data }: MessageEvent<string>) => receive(JSON.parse(data) as StateChange);
  source.onerror = () => {
    source.close();
    void reloadOnceServed();
  };
}

export function dismissRefusal(): void {
  if (trouble?.kind === "refused") setTrouble(undefined);
}

/** A server that was started again has another token, and perhaps another page: this one is over. */
async function reloadOnceServed(): Promise<void> {
  if (isWaiting) return;
  isWaiting = true;
  for (; ; await new Promise((resolve) => setTimeout(resolve, againMs))) {
    try {
      const answer = await fetch("/", { cache: "no-store" });
      if (answer.ok) return location.reload();
      setTrouble({ kind: "shut out", reason: (await answer.text()).trim() });
    } catch {
      setTrouble({ kind: "stopped" });
    }
  }
}

function setTrouble(now: Trouble | undefined): void {
  trouble = now;
  update();
}

function receive({ rows: changed, forgetRows, ...change }: StateChange): void {
  if (forgetRows || changed) rows = new Map([...(forgetRows ? [] : rows), ...Object.entries(changed ?? {})]);
  const isOtherScreen = change.screen && change.screen.key !== state?.screen.key;
  state = { ...state, ...change } as PageState;
  if (isOtherScreen) local = stillTyped(state.seq);
  if (local && state.seq >= local.seq) local = undefined;
  update();
}

/** What was typed while another screen was on its way: the server has yet to hear of it, and takes it as typed there. */
function stillTyped(known: number): Local | undefined {
  if (local?.searchSeq === undefined || local.searchSeq <= known) return undefined;
  return { ...local, selectedId: undefined };
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
    trouble,
  };
  for (const listener of listeners) listener();
}

/** What was shown at once, before the server had heard of it, is taken back. */
function refused(last: number, reason: string): void {
  if (local && local.seq <= last) local = undefined;
  if (!isWaiting) setTrouble({ kind: "refused", reason });
}

async function work(): Promise<void> {
  if (isSending) return;
  isSending = true;
  for (let event = queue.shift(); event; event = queue.shift()) {
    try {
      const answer = await fetch("/event", {
        method: "POST",
        headers: { "content-type": "application/json", "x-preview-token": token },
        body: JSON.stringify({ ...event, client }),
      });
      if (!answer.ok) refused(event.seq, (await answer.text()).trim());
    } catch {
      void reloadOnceServed();
    }
  }
  isSending = false;
}
