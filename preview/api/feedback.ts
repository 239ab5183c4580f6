/** Toasts, HUDs and dialogs. */
import type * as Raycast from "@raycast/api";
import { asCommand, type Command } from "../command/command";
import { withPlainValues } from "./beside";
import { closeMainWindow } from "./navigation";

const Style = { Success: "SUCCESS", Failure: "FAILURE", Animated: "ANIMATED" } as unknown as typeof Raycast.Toast.Style;

/** Changing a property of a toast that was shown changes whichever toast is visible, as in Raycast. */
class ToastInstance {
  static readonly Style = Style;
  private options: Raycast.Toast.Options;
  private command: Command | undefined;

  constructor(options: Raycast.Toast.Options) {
    this.options = { ...options };
  }

  get title(): string {
    return this.options.title;
  }
  set title(title: string) {
    this.change({ title });
  }

  get message(): string | undefined {
    return this.options.message;
  }
  set message(message: string | undefined) {
    this.change({ message });
  }

  get style(): Raycast.Toast.Style {
    return this.options.style ?? Style.Success;
  }
  set style(style: Raycast.Toast.Style) {
    this.change({ style });
  }

  get primaryAction(): Raycast.Toast.ActionOptions | undefined {
    return this.options.primaryAction;
  }
  set primaryAction(primaryAction: Raycast.Toast.ActionOptions | undefined) {
    this.change({ primaryAction });
  }

  get secondaryAction(): Raycast.Toast.ActionOptions | undefined {
    return this.options.secondaryAction;
  }
  set secondaryAction(secondaryAction: Raycast.Toast.ActionOptions | undefined) {
    this.change({ secondaryAction });
  }

  /** Throws in the background, where nobody would see it. */
  show(): Promise<void> {
    return asCommand((command) => {
      if (command.launch.launchType === "background") throw new Error("A command in the background shows no toast.");
      this.command = command;
      command.tell({ type: "toast", options: this.told() });
    });
  }

  async hide(): Promise<void> {
    this.command?.tell({ type: "toast-hide" });
  }

  private change(options: Partial<Raycast.Toast.Options>): void {
    this.options = { ...this.options, ...options };
    this.command?.tell({ type: "toast-change", options: this.told() });
  }

  /** The host knows nothing of this instance, which the actions are handed. */
  private told(): Raycast.Toast.Options {
    const withThis = (action: Raycast.Toast.ActionOptions | undefined) =>
      action && { ...action, onAction: () => action.onAction(this as unknown as Raycast.Toast) };
    const { primaryAction, secondaryAction } = this.options;
    return {
      ...withPlainValues(this.options),
      primaryAction: withThis(primaryAction),
      secondaryAction: withThis(secondaryAction),
    };
  }
}

export const Toast = ToastInstance as unknown as typeof Raycast.Toast;

export async function showToast(
  options: Raycast.Toast.Options | Raycast.Toast.Style,
  title?: string,
  message?: string,
): Promise<Raycast.Toast> {
  const toast = new Toast(typeof options === "object" ? options : { style: options, title: title ?? "", message });
  await toast.show();
  return toast;
}

export async function showHUD(title: string, options?: Parameters<typeof Raycast.showHUD>[1]): Promise<void> {
  await asCommand((command) => command.tell({ type: "hud", title }));
  await closeMainWindow(options);
}

/** Throws in the background, where nobody would answer: no page says what Raycast does there. */
export function confirmAlert(options: Raycast.Alert.Options): Promise<boolean> {
  return asCommand((command) => {
    if (command.launch.launchType === "background") throw new Error("A command in the background asks nothing.");
    return command.ask<boolean>({ type: "confirm", options: withPlainValues(options) });
  });
}
