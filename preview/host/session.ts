/** A command as who stands before it sees it: what is on screen, what a person can do, and waiting until all has settled. */
import { actionNodes } from "./describe";
import { findNamed, findOption } from "./lookup";
import { isSubmenu, pressedEntry } from "./pressing";
import { RunningCommand } from "./running-command";
import type { Screen } from "./screen";
import { settle } from "./settle";
import { nameOf, type TreeNode } from "./tree";
import { parseShortcut } from "./values";
import type { AlertData, HudData, ToastData, View } from "./view";

export class Session extends RunningCommand {
  /** The submenu that was opened by its keys, and the panel that it is in. */
  private submenu: { panel: TreeNode | undefined; node: TreeNode; typed: string } | undefined;

  // What is on screen

  /** The view on top of the navigation stack, as plain data. */
  get view(): View {
    return this.screen?.describe() ?? this.withoutScreen();
  }

  /** The same without the rows of a list, which may be thousands. */
  get frame(): View {
    return this.screen?.describeFrame() ?? this.withoutScreen();
  }

  /** The toast that is visible now. */
  get toast(): ToastData | undefined {
    return this.feedback.toast;
  }

  /** Every toast in order, each as it looked last. */
  get toasts(): ToastData[] {
    return this.feedback.toasts;
  }

  /** Those of them that were not taken away, nor were progress that another one ended. */
  get readableToasts(): ToastData[] {
    return this.feedback.readableToasts;
  }

  /** The dialog that waits for an answer. */
  get alert(): AlertData | undefined {
    return this.feedback.alert;
  }

  /** Every dialog in order. */
  get alerts(): AlertData[] {
    return this.feedback.alerts;
  }

  /** Every HUD in order. */
  get huds(): HudData[] {
    return this.feedback.huds;
  }

  // What a person does; each waits until the command has settled or asks something

  /** Types into the search field, replacing what was there. */
  async search(text: string): Promise<void> {
    this.begin(() => this.topScreen().search(text));
    await this.settled();
  }

  /** Chooses from the dropdown by name, see `findNamed`: the id is the value. */
  async choose(valueOrTitle: string): Promise<void> {
    const sections = this.topScreen().describeDropdown()?.sections ?? [];
    const choices = sections.flatMap(({ items }) => items);
    const { value } = findOption(choices, valueOrTitle, "the dropdown");
    this.begin(() => this.topScreen().choose(value));
    await this.settled();
  }

  /** Selects the row of this name, see `findNamed`: its id is its id or its key. */
  async select(title: string): Promise<void> {
    this.selectTitle(title);
    await this.settled();
  }

  /** Runs the action of this name, see `findNamed`: its id is its key. Of the named row, or else of what is selected. */
  async run(action: string, row?: string): Promise<void> {
    if (row !== undefined) this.selectTitle(row);
    this.perform(this.findAction(action));
    await this.settled();
  }

  /**
   * Presses keys such as `enter` or `ctrl+shift+d`, on the named row or else on what is selected. Where they are those of a
   * submenu that opens, and what is pressed next is about what it holds.
   */
  async press(shortcut: string, row?: string): Promise<void> {
    if (row !== undefined) this.selectTitle(row);
    const { platform } = this.options;
    const panel = this.screen?.panelNode;
    const { node: opened, typed = "" } = this.submenu?.panel === panel ? { ...this.submenu } : {};
    this.submenu = undefined;
    const isForm = this.screen?.content?.type === "form";
    const entry = pressedEntry(opened ?? panel, parseShortcut(shortcut, platform), { platform, isForm, typed });
    if (!entry) throw new Error(`No action has the shortcut ${shortcut}.`);
    if (isSubmenu(entry)) this.submenu = { panel, node: entry, typed: "" };
    else this.perform(entry);
    await this.settled();
  }

  /** Types into the submenu that was opened by its keys: it then lists what has the text in its title. */
  typeInSubmenu(text: string): void {
    if (!this.submenu) throw new Error("No submenu is open.");
    this.submenu = { ...this.submenu, typed: text };
  }

  /** Fills in a field of the form. */
  async fill(id: string, value: unknown): Promise<void> {
    this.begin(() => this.topScreen().fields.fill(id, value));
    await this.settled();
  }

  /** The same by a text, as in a terminal: a title of a choice, a path, "yes" or "no" for a checkbox. */
  async fillText(id: string, text: string): Promise<void> {
    await this.fill(id, this.topScreen().fields.read(id, text));
  }

  /** Answers the dialog that waits. */
  async answer(isConfirmed: boolean): Promise<void> {
    this.answerAlert(isConfirmed);
    await this.settled();
  }

  /** Presses a button of the visible toast. */
  async runToastAction(title: string): Promise<void> {
    if (this.hasEnded) throw new Error("The command has ended: what its toast offers does nothing any more.");
    this.begin(() => this.feedback.runToastAction(title));
    await this.settled();
  }

  /** Goes back one view, as Escape does. */
  async back(): Promise<void> {
    void this.begin(() => this.pop());
    await this.settled();
  }

  /**
   * Waits until nothing loads, no animated toast is visible, nothing that was started is running and all has been quiet
   * for a short while, or until a dialog waits for an answer. Throws after `timeoutMs`, saying what is still busy.
   */
  settled({ timeoutMs = this.options.patienceMs, quietMs = this.options.quietMs } = {}): Promise<void> {
    return settle({
      activity: this.activity,
      busy: () => this.busy(),
      rest: (ms) => this.rest(ms),
      quietMs,
      timeoutMs,
    });
  }

  /** Waits until something is true of the session; looks again after every change. Throws after `timeoutMs`. */
  async waitFor<T>(look: (session: Session) => T | undefined | false | null, timeoutMs = 120_000): Promise<T> {
    const found = look(this);
    if (found) return found;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        stop();
        reject(new Error(`Waited ${timeoutMs} ms in vain for ${look.toString()}`));
      }, timeoutMs);
      const stop = this.subscribe(() => {
        const result = look(this);
        if (!result) return;
        clearTimeout(timer);
        stop();
        resolve(result);
      });
    });
  }

  /** The action nodes on offer now, those of submenus included. */
  offeredActions(): TreeNode[] {
    return actionNodes(this.screen?.panelNode);
  }

  private withoutScreen(): View {
    const crash = this.crashedWith;
    if (crash) return { type: "error", isLoading: false, message: crash.message, stack: crash.stack };
    return { type: "blank", isLoading: this.options.mode === "view" && !this.hasEnded };
  }

  private topScreen(): Screen {
    if (!this.screen) throw new Error(`The command "${this.options.command}" shows no view.`);
    return this.screen;
  }

  private selectTitle(title: string): void {
    const screen = this.topScreen();
    const rows = screen.sections.flatMap(({ items }) => items);
    const named = rows.map(({ title, node, id }) => ({ title, id: nameOf(node), row: id }));
    const { row } = findNamed(named, title, "row");
    this.begin(() => screen.select(row));
  }

  private findAction(title: string): TreeNode {
    const actions = this.offeredActions().map((node) => {
      return { title: String(node.props.title), id: nameOf(node), node };
    });
    return findNamed(actions, title, "action").node;
  }
}
