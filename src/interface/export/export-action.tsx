/** Asks where wheels and sdists are to be copied to. */
import { Action, Icon, Keyboard } from "@raycast/api";
import { ExportForm, type ExportFormProps } from "./export-form";

interface ExportActionProps extends Omit<ExportFormProps, "title"> {
  title: string;
  /** See `ExportFormProps`. */
  formTitle?: ExportFormProps["title"];
  /** Whether it is the one that its key means. */
  isKeyed?: boolean;
}

export const ExportAction = ({ title, formTitle, isKeyed = true, ...form }: ExportActionProps) => (
  <Action.Push
    title={title}
    icon={Icon.SaveDocument}
    shortcut={isKeyed ? Keyboard.Shortcut.Common.Save : undefined}
    target={<ExportForm title={formTitle} {...form} />}
  />
);
