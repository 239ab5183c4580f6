/** Form and its fields. */
import type * as Raycast from "@raycast/api";
import { element, place } from "./element";
import { Option, OptionSection } from "./list";

function FormView({ actions, children, ...rest }: Raycast.Form.Props) {
  return element("form", rest, place("actions", actions), children);
}

/** A field is one element; what differs is its type, and the options of those that offer some. */
function field(type: string) {
  return function Field({ children, ...rest }: { children?: React.ReactNode }) {
    return element(`field.${type}`, rest, children);
  };
}

const Dropdown = Object.assign(field("dropdown"), { Section: OptionSection, Item: Option });

export const Form = Object.assign(FormView, {
  TextField: field("text"),
  PasswordField: field("password"),
  Checkbox: field("checkbox"),
  Description: field("description"),
  Separator: field("separator"),
  FilePicker: field("files"),
  Dropdown,
}) as unknown as typeof Raycast.Form;
