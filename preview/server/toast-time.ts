/** Takes a toast away when its time is over: in every tab at once, and where none is open. */
import type { Launcher } from "../launcher/launcher";
import { numberOf } from "./page-state";

/** How long toasts stay, in ms; an animated one stays until its work is done. */
const stays = { success: 6_000, failure: 12_000, animated: Infinity };

export class ToastTime {
  private timer: NodeJS.Timeout | undefined;
  /** The toast as it looks now, whose time has begun. */
  private look = "";
  /** The toasts on which pointer or focus rest, by tab. */
  private readonly readers = new Map<string, number>();

  constructor(private readonly launcher: Launcher) {
    launcher.subscribe(() => this.changed());
  }

  /** While a tab reads a toast it stays; then its time begins anew. */
  read(client: string, id: number, isReading: boolean): void {
    if (isReading) this.readers.set(client, id);
    else this.readers.delete(client);
    this.begin();
  }

  /** A tab was closed. */
  forget(client: string): void {
    if (this.readers.delete(client)) this.begin();
  }

  private changed(): void {
    const { toast } = this.launcher;
    const look = toast ? JSON.stringify([numberOf(toast.data), toast.data]) : "";
    if (look === this.look) return;
    this.look = look;
    this.begin();
  }

  private begin(): void {
    clearTimeout(this.timer);
    const { toast } = this.launcher;
    if (!toast || [...this.readers.values()].includes(numberOf(toast.data))) return;
    const stay = stays[toast.data.style];
    if (stay === Infinity) return;
    this.timer = setTimeout(() => toast.session.feedback.hideToast(), stay);
    this.timer.unref();
  }
}
