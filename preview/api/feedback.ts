/** Toasts, HUDs and dialogs. */
import type * as Raycast from "@raycast/api";
import { currentCommand, type RunningCommand } from "../host/running-command";
import { closeMainWindow } from "./navigation";

const Style = { Success: "SUCCESS", Failure: "FAILURE", Animated: "ANIMATED" } as unknown as typeof Raycast.Toast.Style;

/** Changing a property of a toast that was shown changes whichever toast is visible, as in Raycast. */
class ToastInstance {
  static readonly Style = Style;
  private options: Raycast.Toast.Options;
  private command: RunningCommand | undefined;

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

  async show(): Promise<void> {
    const command = (this.command ??= currentCommand());
    const { title, message } = this.options;
    if (!command.isOpen) return;
    if (command.isWindowClosed) command.feedback.showHud(message ? `${title} ${message}` : title);
    else command.feedback.showToast(this.options, this as unknown as Raycast.Toast);
  }

  async hide(): Promise<void> {
    if (this.command?.isOpen) this.command.feedback.hideToast();
  }

  private change(options: Partial<Raycast.Toast.Options>): void {
    this.options = { ...this.options, ...options };
    if (this.command?.isOpen) this.command.feedback.updateToast(this.options);
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
  const command = currentCommand();
  if (!command.isOpen) return;
  command.feedback.showHud(title);
  await closeMainWindow(options);
}

export async function confirmAlert(options: Raycast.Alert.Options): Promise<boolean> {
  return currentCommand().feedback.confirm(options);
}
