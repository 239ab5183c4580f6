/** Action, its ready-made kinds, and ActionPanel. */
import type * as Raycast from "@raycast/api";
import type { ComponentProps } from "react";
import { Clipboard } from "./clipboard";
import { Icon } from "./constants";
import { element } from "./element";
import { showHUD } from "./feedback";
import { useNavigation } from "./navigation";
import { open, showInFinder, trash } from "./system";

const isMac = process.platform === "darwin";
const Style = { Regular: "regular", Destructive: "destructive" };

interface Performed extends Omit<Raycast.Action.Props, "onAction"> {
  /** Called with the values of the form on screen, if there is one. */
  perform: (formValues: Raycast.Form.Values) => unknown;
}

function performed(props: Performed) {
  return element("action", props);
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
    async perform() {
      await open(target, application);
      onOpen?.(target);
    },
  });
}

function ShowInFinder({ title, icon, shortcut, path, onShow }: Raycast.Action.ShowInFinder.Props) {
  return performed({
    title: title ?? (isMac ? "Show in Finder" : "Show in Explorer"),
    icon: icon ?? (isMac ? Icon.Finder : Icon.HardDrive),
    shortcut,
    async perform() {
      await showInFinder(path);
      onShow?.(path);
    },
  });
}

function Trash({ title, icon, shortcut, paths, onTrash }: Raycast.Action.Trash.Props) {
  return performed({
    title: title ?? (isMac ? "Move to Trash" : "Move to Recycle Bin"),
    icon: icon ?? Icon.Trash,
    shortcut,
    style: Style.Destructive as Raycast.Action.Style,
    async perform() {
      await trash(paths);
      onTrash?.(paths);
    },
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
