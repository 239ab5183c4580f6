/** What page and server say to each other. The server sends changes of a state, the page sends what a person did. */
import type { ArgumentDefinition } from "../host/manifest";
import type { AlertData, DetailData, PanelData, RowData, SectionData, ToastData, View } from "../host/view";

export interface PageState {
  /** The number of the page's last event that this state takes into account. */
  seq: number;
  extension: { title: string; icon?: string; isSample: boolean; platform: "macOS" | "Windows" };
  screen: ScreenState;
  /** Rows by their ids, as they are visible. */
  sections: (Omit<SectionData, "items"> & { ids: string[] })[];
  selectedId: string | null;
  /** The actions on offer. */
  panel: PanelData | null;
  /** The fields of the selected command, in the list of commands. */
  argumentFields: ArgumentFields | null;
  /** The selected row's detail, where the list shows it. */
  detail: DetailData | null;
  toast: (ToastData & { id: number }) | null;
  alert: (AlertData & { id: number }) | null;
  hud: { id: number; title: string } | null;
  isWindowClosed: boolean;
  /** What the page is to put on the clipboard. */
  copied: { id: number; text: string } | null;
}

export interface ArgumentFields {
  command: string;
  /** Another one when what was typed is gone, since the command was opened with it. */
  taken: number;
  fields: (ArgumentDefinition & { value: string })[];
  /** The field that has to be filled in before the command opens; the number tells each time apart. */
  wanted: { name: string; id: number } | null;
}

/** A view without its rows, and where it stands. */
export interface ScreenState {
  key: string;
  /** Of the command, or of the view where it has one of its own. */
  title: string;
  isRoot: boolean;
  view: View;
}

/** Keys of the state that changed, and rows that are new or changed. */
export type StateChange = Partial<PageState> & { rows?: Record<string, RowData>; forgetRows?: boolean };

export type PageEvent =
  | { type: "search"; text: string }
  | { type: "choose"; value: string }
  | { type: "select"; id: string }
  | { type: "run"; id: string }
  | { type: "fill"; id: string; value: unknown }
  | { type: "argument"; command: string; name: string; text: string }
  | { type: "answer"; isConfirmed: boolean }
  | { type: "toast-action"; title: string }
  | { type: "read-toast"; id: number; isReading: boolean }
  | { type: "back" }
  | { type: "close-window" }
  | { type: "open-window" }
  | { type: "appearance"; appearance: "light" | "dark" };

export type NumberedEvent = PageEvent & { seq: number; client: string };
