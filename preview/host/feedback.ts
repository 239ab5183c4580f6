/**
 * Toasts, alerts and HUDs of one running command. As in Raycast one toast is visible at a time, and a change or a
 * hide carries no identity: it hits whichever toast is visible then.
 */
import type { Alert, Image, Keyboard, Toast } from "@raycast/api";
import type { InfoRow } from "./sides";
import type { ShortcutPlatform } from "./values";
import { imageValue, shortcutValue, withoutUndefined } from "./values";
import type { AlertData, HudData, ToastData, Values } from "./view";

/** See `api/beside.ts`. */
type WithValues<Options> = Options & { values?: Values };

type AlertOptions = Alert.Options & { info?: InfoRow[] };

interface VisibleToast {
  options: Toast.Options;
  data: ToastData;
}

interface PendingAlert {
  data: AlertData;
  options: AlertOptions;
  resolve: (answer: boolean) => void;
}

export class Feedback {
  /** Every toast that was shown, in order, each as it looked last. */
  readonly toasts: ToastData[] = [];
  /** Every dialog that was shown, in order. */
  readonly alerts: AlertData[] = [];
  /** Every HUD that was shown, in order. */
  readonly huds: HudData[] = [];
  private readonly takenAway = new Set<ToastData>();
  private visible: VisibleToast | undefined;
  private waiting: PendingAlert[] = [];

  constructor(
    private readonly platform: ShortcutPlatform,
    private readonly onChange: () => void,
    /** Calls a function of the command. */
    private readonly call: (handler: () => unknown) => void,
  ) {}

  /** The toast that is visible now. */
  get toast(): ToastData | undefined {
    return this.visible?.data;
  }

  /** The toasts that somebody can have read: not what was taken away, nor progress that gave way to another toast. */
  get readableToasts(): ToastData[] {
    return this.toasts.filter(
      (toast) => !this.takenAway.has(toast) && (toast.style !== "animated" || toast === this.toast),
    );
  }

  /** The dialog that waits for an answer. */
  get alert(): AlertData | undefined {
    return this.waiting[0]?.data;
  }

  /** Shows a toast in the place of the one that was visible. */
  showToast(options: Toast.Options): void {
    const data = this.describeToast(options);
    this.toasts.push(data);
    this.visible = { options, data };
    this.onChange();
  }

  updateToast(options: Toast.Options): void {
    if (!this.visible) return;
    const data = this.describeToast(options);
    for (const key of Object.keys(this.visible.data)) delete (this.visible.data as Partial<ToastData>)[key as "title"];
    Object.assign(this.visible.data, data);
    this.visible.options = { ...options };
    this.onChange();
  }

  hideToast(): void {
    if (!this.visible) return;
    this.takenAway.add(this.visible.data);
    this.visible = undefined;
    this.onChange();
  }

  /** Does what a button of the visible toast does. Throws when there is no toast with such a button. */
  runToastAction(title: string): void {
    const options = this.visible?.options;
    const actions = [options?.primaryAction, options?.secondaryAction].filter((action) => action !== undefined);
    const action = actions.find((each) => each.title === title);
    if (!action) {
      throw new Error(
        `The toast has no action "${title}". There is: ${actions.map((a) => a.title).join(", ") || "none"}.`,
      );
    }
    // The API has given it the toast already.
    this.call(() => action.onAction(undefined as unknown as Toast));
  }

  showHud(title: string): void {
    this.huds.push({ title });
    this.onChange();
  }

  confirm(options: AlertOptions): Promise<boolean> {
    return new Promise((resolve) => {
      const data = describeAlert(options);
      this.alerts.push(data);
      this.waiting.push({ data, options, resolve });
      this.onChange();
    });
  }

  /** Answers the dialog that waits. Throws when there is none. */
  answer(isConfirmed: boolean): void {
    const pending = this.waiting.shift();
    if (!pending) throw new Error("No dialog waits for an answer.");
    pending.data.isConfirmed = isConfirmed;
    const action = isConfirmed ? pending.options.primaryAction : pending.options.dismissAction;
    if (action?.onAction) this.call(action.onAction);
    pending.resolve(isConfirmed);
    this.onChange();
  }

  /** Takes the dialogs away; nobody is told. */
  forgetAlerts(): void {
    this.waiting = [];
  }

  private describeToast({
    title,
    message,
    style,
    values,
    primaryAction,
    secondaryAction,
  }: WithValues<Toast.Options>): ToastData {
    const describeAction = (action: Toast.ActionOptions | undefined) =>
      action &&
      withoutUndefined({
        title: action.title,
        shortcut: shortcutValue(action.shortcut as Keyboard.Shortcut | undefined, this.platform),
      });
    return withoutUndefined({
      style: (style ?? "SUCCESS").toLowerCase() as ToastData["style"],
      title,
      message: message || undefined,
      values,
      primaryAction: describeAction(primaryAction),
      secondaryAction: describeAction(secondaryAction),
    });
  }
}

function describeAlert(options: WithValues<AlertOptions>): AlertData {
  const { title, message, info, icon, values, primaryAction, dismissAction } = options;
  return withoutUndefined({
    values,
    title,
    message,
    info,
    icon: imageValue(icon as Image.ImageLike | undefined),
    primaryAction: { title: primaryAction?.title ?? "OK", style: primaryAction?.style ?? "default" },
    dismissAction: { title: dismissAction?.title ?? "Cancel", style: dismissAction?.style ?? "cancel" },
  });
}
