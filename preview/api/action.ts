/** Action, its ready-made kinds, and ActionPanel. */
import type * as Raycast from "@raycast/api";
import type { ComponentProps } from "react";
import { Clipboard } from "./clipboard";
import { Icon } from "./constants";
import { element } from "./element";
import { showHUD, showToast, Toast } from "./feedback";
import { closeMainWindow, useNavigation } from "./navigation";
import { effect, open, showInFinder, trash as moveToTrash } from "./system";

const isMac = process.platform === "darwin";
const Style = { Regular: "regular", Destructive: "destructive" };

interface Performed extends Omit<Raycast.Action.Props, "onAction"> {
  /** Called with the values of the form on screen, if there is one. */
  perform: (formValues: Raycast.Form.Values) => unknown;
  /** Whether it opens a view. */
  isPush?: boolean;
}

function performed(props: Performed) {
  return element("action", props);
}

/** What the platform's own actions do. They close the window where their documentation says so, and say what failed. */
function ready(work: () => Promise<unknown>, { closes }: { closes: boolean }): () => Promise<void> {
  return async () => {
    try {
      await work();
      if (closes) await closeMainWindow();
    } catch (error) {
      await showToast({ style: Toast.Style.Failure, title: "That did not work", message: (error as Error).message });
    }
  };
}

function ActionView({ onAction, ...rest }: Raycast.Action.Props) {
  return performed({ ...rest, perform: () => onAction?.() });
}

function CopyToClipboard({ title, icon, shortcut, content, concealed, onCopy }: Raycast.Action.CopyToClipboard.Props) {
  return performed({
    title: title ?? "Copy to Clipboard",
    icon: icon ?? Icon.Clipboard,
    shortcut,
    async perform() {
      await Clipboard.copy(content, { concealed });
      onCopy?.(content);
      await showHUD("Copied to Clipboard");
    },
  });
}

function Push({ title, icon, shortcut, target, onPush, onPop }: Raycast.Action.Push.Props) {
  const { push } = useNavigation();
  return performed({
    title,
    icon,
    shortcut,
    isPush: true,
    perform() {
      push(target, onPop);
      onPush?.();
    },
  });
}

function Open({ title, icon, shortcut, target, application, onOpen }: Raycast.Action.Open.Props) {
  return performed({
    title,
    icon: icon ?? Icon.Finder,
    shortcut,
    perform: ready(() => open(target, application).then(() => onOpen?.(target)), { closes: true }),
  });
}

function OpenInBrowser({ title, icon, shortcut, url, onOpen }: Raycast.Action.OpenInBrowser.Props) {
  return performed({
    title: title ?? "Open in Browser",
    icon: icon ?? Icon.Globe,
    shortcut,
    perform: ready(() => open(url).then(() => onOpen?.(url)), { closes: true }),
  });
}

/** Raycast asks for its name there; the preview, which has no quicklinks, says what it would be. */
function CreateQuicklink({ title, icon, shortcut, quicklink }: Raycast.Action.CreateQuicklink.Props) {
  const { name, link } = quicklink;
  return performed({
    title: title ?? "Create Quicklink",
    icon: icon ?? Icon.Link,
    shortcut,
    perform: ready(
      async () => {
        await effect({ type: "create-quicklink", ...(name && { name }), link });
        await showToast({ title: name ?? "Quicklink", message: link });
      },
      { closes: false },
    ),
  });
}

function OpenWith({ title, icon, shortcut, path, onOpen }: Raycast.Action.OpenWith.Props) {
  return performed({
    title: title ?? "Open With",
    icon: icon ?? Icon.AppWindow,
    shortcut,
    perform: ready(() => open(String(path)).then(() => onOpen?.(path)), { closes: true }),
  });
}

function Paste({ title, icon, shortcut, content, onPaste }: Raycast.Action.Paste.Props) {
  return performed({
    title: title ?? "Paste in Active App",
    icon: icon ?? Icon.Clipboard,
    shortcut,
    perform: ready(() => Clipboard.copy(content).then(() => onPaste?.(content)), { closes: true }),
  });
}

function ShowInFinder({ title, icon, shortcut, path, onShow }: Raycast.Action.ShowInFinder.Props) {
  return performed({
    title: title ?? (isMac ? "Show in Finder" : "Show in Explorer"),
    icon: icon ?? (isMac ? Icon.Finder : Icon.HardDrive),
    shortcut,
    perform: ready(() => showInFinder(path).then(() => onShow?.(path)), { closes: true }),
  });
}

function Trash({ title, icon, shortcut, paths, onTrash }: Raycast.Action.Trash.Props) {
  return performed({
    title: title ?? (isMac ? "Move to Trash" : "Move to Recycle Bin"),
    icon: icon ?? Icon.Trash,
    shortcut,
    style: Style.Destructive as Raycast.Action.Style,
    perform: ready(() => moveToTrash(paths).then(() => onTrash?.(paths)), { closes: false }),
  });
}

function SubmitForm<T extends Raycast.Form.Values>({ onSubmit, title, ...rest }: Raycast.Action.SubmitForm.Props<T>) {
  return performed({ ...rest, title: title ?? "Submit Form", perform: (values) => onSubmit?.(values as T) });
}

export const Action = Object.assign(ActionView, {
  Style,
  CopyToClipboard,
  Push,
  Open,
  OpenInBrowser,
  CreateQuicklink,
  OpenWith,
  Paste,
  ShowInFinder,
  Trash,
  SubmitForm,
}) as unknown as typeof Raycast.Action;

function Panel({ children, ...rest }: Raycast.ActionPanel.Props) {
  return element("action-panel", rest, children);
}

function Section({ children, ...rest }: Raycast.ActionPanel.Section.Props) {
  return element("action-panel.section", rest, children);
}

function Submenu({ children, ...rest }: ComponentProps<typeof Raycast.ActionPanel.Submenu>) {
  return element("action-panel.submenu", rest, children);
}

export const ActionPanel: typeof Raycast.ActionPanel = Object.assign(Panel, { Section, Submenu, Item: Action });
