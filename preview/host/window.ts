/** The window that all views are in. A person closes and opens it, and so do some actions. */

export class Window {
  isClosed = false;
  /** Whether the view that is open is left some time after the window was closed. */
  isLeavingView = false;
  private readonly listeners = new Set<() => void>();

  close({ isLeavingView = true } = {}): void {
    this.isLeavingView = isLeavingView;
    this.set(true);
  }

  open(): void {
    this.set(false);
  }

  subscribe(listener: () => void): void {
    this.listeners.add(listener);
  }

  private set(isClosed: boolean): void {
    if (isClosed === this.isClosed) return;
    this.isClosed = isClosed;
    for (const listener of this.listeners) listener();
  }
}
